#include "simulators/camera/scene/occlusion.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::camera {
namespace {

constexpr int kDirections = 48, kMap = 160;
constexpr float kHalfWidth = 2.6F;                    // decimetres round the face's centre
constexpr float kLowest = -0.75F, kRearmost = -0.8F;  // no light from straight below; the camera never sees the back

// A map of the nearest depths along one direction.
class DepthMap {
 public:
  DepthMap(Vec3 centre, Vec3 direction) : centre_(centre), z_(direction) {
    x_ = person::normalised(cross(std::fabs(z_.y) > 0.9F ? Vec3{1, 0, 0} : Vec3{0, 1, 0}, z_));
    y_ = cross(z_, x_);
    depth_.assign(static_cast<std::size_t>(kMap) * kMap, -1e9F);
  }
  [[nodiscard]] Vec3 project(Vec3 p) const {
    const Vec3 d = p - centre_;
    const float scale = 0.5F * kMap / kHalfWidth;
    return {dot(d, x_) * scale + 0.5F * kMap, dot(d, y_) * scale + 0.5F * kMap, dot(d, z_)};
  }
  void draw(Vec3 a, Vec3 b, Vec3 c) {
    const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    if (std::fabs(area) < 1e-7F) return;
    const auto low = [](float v) { return std::max(0, static_cast<int>(std::floor(v))); };
    const auto high = [](float v) { return std::min(kMap - 1, static_cast<int>(std::ceil(v))); };
    const int x0 = low(std::min({a.x, b.x, c.x})), x1 = high(std::max({a.x, b.x, c.x}));
    const int y0 = low(std::min({a.y, b.y, c.y})), y1 = high(std::max({a.y, b.y, c.y}));
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x) {
        const float px = static_cast<float>(x) + 0.5F - a.x, py = static_cast<float>(y) + 0.5F - a.y;
        const float w1 = (px * (c.y - a.y) - (c.x - a.x) * py) / area,
                    w2 = ((b.x - a.x) * py - px * (b.y - a.y)) / area;
        if (w1 < 0 || w2 < 0 || w1 + w2 > 1) continue;
        float& z = depth_[static_cast<std::size_t>(y) * kMap + static_cast<std::size_t>(x)];
        z = std::max(z, a.z + (b.z - a.z) * w1 + (c.z - a.z) * w2);
      }
  }
  // The share of nine neighbouring texels in which nothing lies in front of q.
  [[nodiscard]] float visible(Vec3 q) const {
    const int x = static_cast<int>(std::floor(q.x)), y = static_cast<int>(std::floor(q.y));
    if (x < 1 || y < 1 || x >= kMap - 1 || y >= kMap - 1) return 1;
    constexpr float kBias = 0.045F;  // decimetres
    int open = 0;
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i)
        open += depth_[static_cast<std::size_t>(y + j) * kMap + static_cast<std::size_t>(x + i)] < q.z + kBias ? 1 : 0;
    return static_cast<float>(open) / 9;
  }

 private:
  Vec3 centre_, x_, y_, z_;
  std::vector<float> depth_;
};

// Directions spread evenly over the sphere by the golden angle.
Vec3 direction(int i) {
  const float y = 1 - 2 * (static_cast<float>(i) + 0.5F) / kDirections, radius = std::sqrt(1 - y * y);
  const float turn = static_cast<float>(i) * 2.399963F;
  return {radius * std::cos(turn), y, radius * std::sin(turn)};
}

bool casts(const Layer& layer, int i) {
  if (layer.material == Material::hair) return i % 2 == 0;  // hair is half open
  return layer.material == Material::skin || layer.material == Material::cloth || layer.material == Material::mouth;
}

// Teeth were looked at behind closed lips; what counts is how deep in the mouth they sit.
void occlude_mouth(Layer& layer) {
  float front = -1e9F;
  for (const Vec3& p : layer.position) front = std::max(front, p.z);
  for (std::size_t i = 0; i < layer.occlusion.size(); ++i)
    layer.occlusion[i] = 0.06F + 0.50F * person::smooth_step(front - 0.30F, front - 0.02F, layer.position[i].z);
}

void colour_occlusion(Layer& layer) {
  layer.coloured_occlusion.clear();
  for (const std::int32_t source : layer.source) {
    const float a = std::max(0.01F, layer.occlusion[static_cast<std::size_t>(source)]);
    layer.coloured_occlusion.push_back(layer.material == Material::skin
                                           ? Vec3{std::pow(a, 0.85F), std::pow(a, 1.04F), std::pow(a, 1.08F)}
                                           : Vec3{a, a, a});
  }
}

}  // namespace

void compute_occlusion(Figure& figure) {
  std::vector<std::vector<float>> weight;
  for (Layer& layer : figure.layers) {
    layer.occlusion.assign(layer.position.size(), 0);
    weight.emplace_back(layer.position.size(), 0.0F);
  }
  std::vector<Vec3> projected;
  for (int i = 0; i < kDirections; ++i) {
    const Vec3 towards = direction(i);
    if (towards.y < kLowest || towards.z < kRearmost) continue;
    DepthMap map(figure.centre, towards);
    for (const Layer& layer : figure.layers) {
      if (!casts(layer, i)) continue;
      projected.clear();
      for (const Vec3& p : layer.position) projected.push_back(map.project(p));
      const auto corner = [&](std::size_t t) {
        return projected[static_cast<std::size_t>(layer.source[layer.triangles[t]])];
      };
      for (std::size_t t = 0; t < layer.triangles.size(); t += 3) map.draw(corner(t), corner(t + 1), corner(t + 2));
    }
    for (std::size_t k = 0; k < figure.layers.size(); ++k) {
      Layer& layer = figure.layers[k];
      const bool surface = layer.material == Material::skin || layer.material == Material::cloth;
      for (std::size_t v = 0; v < layer.position.size(); ++v) {
        const float facing = surface ? dot(layer.normal[v], towards) : 0.5F;
        if (facing <= 0.02F) continue;
        layer.occlusion[v] += map.visible(map.project(layer.position[v] + layer.normal[v] * 0.02F)) * facing;
        weight[k][v] += facing;
      }
    }
  }
  for (std::size_t k = 0; k < figure.layers.size(); ++k) {
    Layer& layer = figure.layers[k];
    for (std::size_t v = 0; v < layer.occlusion.size(); ++v) {
      const float open = weight[k][v] > 0 ? layer.occlusion[v] / weight[k][v] : 1;
      layer.occlusion[v] = person::clamp01(0.06F + 0.94F * open);
    }
    // Of persons of a population the light inside depends on how far the mouth is open (mouth.hpp).
    if (layer.material == Material::mouth && layer.lift.empty()) occlude_mouth(layer);
    if (layer.material == Material::mouth && !layer.lift.empty())
      std::fill(layer.occlusion.begin(), layer.occlusion.end(), 1.0F);
    if (layer.material == Material::eye)  // the eyeball's back would darken its front over the large faces of the mesh
      for (float& open : layer.occlusion) open = std::max(open, 0.6F);
    colour_occlusion(layer);
  }
  figure.find_mouth_cavity();
}

}  // namespace proofmark::camera

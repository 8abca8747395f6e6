#include "simulators/camera/scene/raster.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "simulators/camera/scene/raster_materials.hpp"
#include "simulators/camera/scene/raster_queue.hpp"
#include "simulators/camera/scene/raster_texture.hpp"
#include "simulators/camera/scene/simd.hpp"
#include "simulators/camera/scene/worn.hpp"

namespace proofmark::camera {
namespace {

using namespace simd;

// The screen rectangle and the edge functions of one triangle.
struct Setup {
  int x0, x1, y0, y1;
  float a1, b1, a2, b2;  // change of the second and third barycentric weight per pixel in x and y
  const float *p0, *p1, *p2;
};

bool set_up(Setup& s, const Layer& layer, std::size_t first, int width, int height, bool one_sided) {
  const auto vertex = [&](std::size_t k) { return &layer.attributes[layer.triangles[first + k] * at::kStride]; };
  s.p0 = vertex(0);
  s.p1 = vertex(1);
  s.p2 = vertex(2);
  const float e1x = s.p1[at::kScreenX] - s.p0[at::kScreenX], e1y = s.p1[at::kScreenY] - s.p0[at::kScreenY];
  const float e2x = s.p2[at::kScreenX] - s.p0[at::kScreenX], e2y = s.p2[at::kScreenY] - s.p0[at::kScreenY];
  const float area = e1x * e2y - e2x * e1y;
  if (one_sided ? area >= -1e-6F : std::fabs(area) < 1e-6F) return false;
  const auto span = [&](std::size_t k, int limit, int& low, int& high) {
    const auto [least_at, most_at] = std::minmax({s.p0[k], s.p1[k], s.p2[k]});
    low = static_cast<int>(std::ceil(std::max(least_at - 0.5F, 0.0F)));
    high = static_cast<int>(std::floor(std::min(most_at - 0.5F, static_cast<float>(limit - 1))));
    return low <= high;
  };
  if (!span(at::kScreenX, width, s.x0, s.x1) || !span(at::kScreenY, height, s.y0, s.y1)) return false;
  const float inverse = 1 / area;
  s.a1 = e2y * inverse;
  s.b1 = -e2x * inverse;
  s.a2 = -e1y * inverse;
  s.b2 = e1x * inverse;
  return true;
}

// Sign bits set in lanes outside the triangle.
inline F8 outside(const Setup& s, F8 x, float y) {
  const F8 w1 = all(s.a1) * x + all(s.b1 * y), w2 = all(s.a2) * x + all(s.b2 * y);
  return _mm256_or_ps(_mm256_or_ps(all(1.0F) - w1 - w2, w1), w2);
}

// The level whose texels are about as large as pixels.
const MipLevel& level_for(const Layer& layer, const Setup& s, float largest_ratio) {
  const float *p0 = s.p0, *p1 = s.p1, *p2 = s.p2;
  const float texture = std::fabs((p1[at::kU] - p0[at::kU]) * (p2[at::kV] - p0[at::kV]) -
                                  (p2[at::kU] - p0[at::kU]) * (p1[at::kV] - p0[at::kV]));
  const float screen_inverse = std::fabs(s.a1 * s.b2 - s.a2 * s.b1);
  const MipLevel& finest = layer.texture.front();
  float ratio = texture * static_cast<float>(finest.width) * static_cast<float>(finest.height) * screen_inverse;
  std::size_t level = 0;
  for (; ratio > largest_ratio && level + 1 < layer.texture.size(); ++level) ratio *= 0.25F;
  return layer.texture[level];
}

// How the attributes of a triangle change over the screen; found when the first pixel of it is seen.
class Gradients {
 public:
  explicit Gradients(const Setup& s) : setup_(s) { find(at::kDepth); }
  void find_all() {
    for (std::size_t k = 0; k < at::kInterpolated; ++k) find(k);
  }
  void enter_row(float dy) {
    for (std::size_t k = 0; k < at::kInterpolated; ++k) row_[k] = in_row(k, dy);
  }
  // In the row entered last, `dx` pixels to the right of the first vertex.
  [[nodiscard]] F8 at_x(std::size_t k, F8 dx) const { return all(by_x_[k]) * dx + all(row_[k]); }
  [[nodiscard]] F8 depth(F8 dx, float dy) const { return all(by_x_[at::kDepth]) * dx + all(in_row(at::kDepth, dy)); }

 private:
  void find(std::size_t k) {
    const float d1 = setup_.p1[k] - setup_.p0[k], d2 = setup_.p2[k] - setup_.p0[k];
    by_x_[k] = d1 * setup_.a1 + d2 * setup_.a2;
    by_y_[k] = d1 * setup_.b1 + d2 * setup_.b2;
  }
  [[nodiscard]] float in_row(std::size_t k, float dy) const { return setup_.p0[k] + by_y_[k] * dy; }

  const Setup& setup_;
  alignas(32) std::array<float, at::kInterpolated> by_x_, by_y_, row_;
};

template <typename Shader>
void draw(const RasterTask& task, const PassRule& rule) {
  FrameBuffer& target = task.target;
  constexpr float kTexelsPerPixel = 2.2F;
  const bool opaque = !rule.blended && rule.alpha_from <= 0;
  PixelQueue<Shader> queue(task, rule);
  for (std::size_t first = rule.first; first < task.layer.triangles.size(); first += 3) {
    Setup s;
    if (!set_up(s, task.layer, first, target.width, target.height, rule.one_sided)) continue;
    Gradients gradients(s);
    bool seen = false;
    for (int y = s.y0; y <= s.y1; ++y) {
      const float dy = static_cast<float>(y) + 0.5F - s.p0[at::kScreenY];
      bool row_entered = false;
      for (int x = s.x0; x <= s.x1; x += 8) {
        const F8 dx = all(static_cast<float>(x) + 0.5F - s.p0[at::kScreenX]) + lanes();
        const F8 out = outside(s, dx, dy);
        if (bits(out) == 255) continue;
        const std::size_t offset =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(target.pitch) + static_cast<std::size_t>(x);
        const F8 z = gradients.depth(dx, dy) + all(rule.depth_offset), old_z = load(&target.depth[offset]);
        const F8 mask = spread_sign(_mm256_andnot_ps(out, _mm256_cmp_ps(z, old_z, _CMP_LT_OQ)));
        if (bits(mask) == 0) continue;
        if (!seen) {
          gradients.find_all();
          queue.use(level_for(task.layer, s, kTexelsPerPixel));
          seen = true;
        }
        if (!row_entered) gradients.enter_row(dy);
        row_entered = true;
        if (opaque) store(&target.depth[offset], select(old_z, z, mask));
        queue.add(mask, z, offset, x, y, [&](std::size_t k) { return gradients.at_x(k, dx); });
      }
    }
  }
  queue.flush();
}

}  // namespace

void FrameBuffer::resize(int w, int h) {
  width = w;
  height = h;
  pitch = (w + 15) / 8 * 8;
  colour.assign(static_cast<std::size_t>(pitch) * static_cast<std::size_t>(h) + 8, 0);
  depth.resize(colour.size());
  clear_depth();
}

void FrameBuffer::clear_depth() {
  constexpr float kFar = 1e9F;
  std::fill(depth.begin(), depth.end(), kFar);
}

void ShadowMap::clear() {
  depth.assign(place(0, kSize) + 8, kNothing);
}

bool raster_supported() {
  return __builtin_cpu_supports("avx2") != 0;
}

void draw_depth(const Layer& layer, FrameBuffer& target) {
  const std::size_t end = layer.material == Material::hair ? layer.solid : layer.triangles.size();
  for (std::size_t first = 0; first < end; first += 3) {
    Setup s{};
    if (!set_up(s, layer, first, target.width, target.height, layer.material == Material::skin)) continue;
    const float d1 = s.p1[at::kDepth] - s.p0[at::kDepth], d2 = s.p2[at::kDepth] - s.p0[at::kDepth];
    const F8 by_x = all(d1 * s.a1 + d2 * s.a2);
    constexpr float kBehind = 2e-6F;  // so that the surface itself, drawn later, is still in front
    for (int y = s.y0; y <= s.y1; ++y) {
      const float dy = static_cast<float>(y) + 0.5F - s.p0[at::kScreenY];
      const F8 row = all(s.p0[at::kDepth] + kBehind + (d1 * s.b1 + d2 * s.b2) * dy);
      for (int x = s.x0; x <= s.x1; x += 8) {
        const F8 dx = all(static_cast<float>(x) + 0.5F - s.p0[at::kScreenX]) + lanes();
        float* z = &target.depth[static_cast<std::size_t>(y) * static_cast<std::size_t>(target.pitch) +
                                 static_cast<std::size_t>(x)];
        const F8 old = load(z);
        store(z, select(least(by_x * dx + row, old), old, outside(s, dx, dy)));
      }
    }
  }
}

void draw_skin(const RasterTask& task) {
  draw<SkinShader>(task, {.one_sided = true});
}
void draw_shell(const RasterTask& task) {
  // What is pressed against it from behind (a chin, a nose) does not come through: some 2 mm at the usual distance. A
  // wig that lies close to it does.
  const float nearer = task.layer.shell != nullptr && task.layer.shell->carries_hair ? -0.0005F : -0.0015F;
  draw<ShellShader>(task, {.alpha_from = kShellEdge, .depth_offset = nearer});
}
void draw_mouth(const RasterTask& task) {
  draw<MatteShader>(task, {.one_sided = true});
}
void draw_eyes(const RasterTask& task) {
  draw<EyeShader>(task, {.one_sided = true});
}
void draw_cloth(const RasterTask& task) {
  draw<MatteShader>(task, {});
}
void draw_hair(const RasterTask& task, HairPass pass) {
  PassRule rule{.alpha_from = kOpaqueHair};
  if (pass == HairPass::fringe)
    rule = {.blended = true, .alpha_from = kFaintestHair, .alpha_below = kOpaqueHair, .first = task.layer.solid};
  if (task.detailed)
    draw<StrandShader>(task, rule);
  else
    draw<HairShader>(task, rule);
}
void draw_brows(const RasterTask& task) {
  draw<HairShader>(task, {.blended = true, .alpha_from = kFaintestHair, .depth_offset = -0.0025F});
}
void draw_lenses(const RasterTask& task) {
  draw<LensShader>(task, {.blended = true});
}
void draw_lashes(const RasterTask& task) {
  draw<MatteShader>(task, {.blended = true, .alpha_from = kFaintestHair});
}

void draw_shadow(const Layer& layer, ShadowMap& map) {
  constexpr float kBias = 0.004F;  // undoes the one of light_vertices: the map holds true depths
  const bool hair = layer.material == Material::hair || layer.material == Material::shell;  // with holes
  for (std::size_t first = 0; first < layer.triangles.size(); first += 3) {
    const auto vertex = [&](std::size_t k) { return &layer.attributes[layer.triangles[first + k] * at::kStride]; };
    const float *p0 = vertex(0), *p1 = vertex(1), *p2 = vertex(2);
    const float e1x = p1[at::kShadowX] - p0[at::kShadowX], e1y = p1[at::kShadowY] - p0[at::kShadowY];
    const float e2x = p2[at::kShadowX] - p0[at::kShadowX], e2y = p2[at::kShadowY] - p0[at::kShadowY];
    const float area = e1x * e2y - e2x * e1y;
    if (hair ? std::fabs(area) < 1e-6F : area <= 1e-6F) continue;
    const auto low = [&](std::size_t k) {
      return static_cast<int>(std::ceil(std::max(std::min({p0[k], p1[k], p2[k]}), 0.0F)));
    };
    const auto high = [&](std::size_t k) {
      return static_cast<int>(std::floor(std::min(std::max({p0[k], p1[k], p2[k]}), ShadowMap::kSize - 1.0F)));
    };
    const int x0 = low(at::kShadowX), x1 = high(at::kShadowX), y0 = low(at::kShadowY), y1 = high(at::kShadowY);
    const float inverse = 1 / area;
    Setup s{x0, x1, y0, y1, e2y * inverse, -e2x * inverse, -e1y * inverse, e1x * inverse, p0, p1, p2};
    const Sampler sample(layer.texture[std::min<std::size_t>(1, layer.texture.size() - 1)]);
    const auto gradient = [&](std::size_t k, float& by_x, float& by_y) {
      const float d1 = p1[k] - p0[k], d2 = p2[k] - p0[k];
      by_x = d1 * s.a1 + d2 * s.a2;
      by_y = d1 * s.b1 + d2 * s.b2;
    };
    float zx = 0, zy = 0, ux = 0, uy = 0, vx = 0, vy = 0;
    gradient(at::kShadowDepth, zx, zy);
    gradient(at::kU, ux, uy);
    gradient(at::kV, vx, vy);
    for (int y = y0; y <= y1; ++y) {
      const float dy = static_cast<float>(y) - p0[at::kShadowY];
      for (int x = x0; x <= x1; x += 8) {
        const F8 dx = all(static_cast<float>(x) - p0[at::kShadowX]) + lanes();
        F8 out = outside(s, dx, dy);
        if (bits(out) == 255) continue;
        if (hair) {  // the gaps between strands let light through
          const F8 u = all(p0[at::kU] + uy * dy) + all(ux) * dx, v = all(p0[at::kV] + vy * dy) + all(vx) * dx;
          out = _mm256_or_ps(out, _mm256_cmp_ps(sample(u, v).alpha, all(0.5F), _CMP_LT_OQ));
        }
        float* z = &map.depth[static_cast<std::size_t>(y) * ShadowMap::kPitch + static_cast<std::size_t>(x)];
        const F8 old = load(z), depth = all(p0[at::kShadowDepth] + kBias + zy * dy) + all(zx) * dx;
        store(z, select(least(depth, old), old, out));
      }
    }
  }
}

}  // namespace proofmark::camera

#include "simulators/camera/scene/mouth.hpp"

#include <algorithm>
#include <cmath>

#include "common/random.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

using person::clamp01;
using person::mix;
using person::smooth_step;

constexpr float kFront = 0.04F;                              // decimetres from the middle of the face: the incisors
constexpr float kUpperShows = 0.048F, kLowerShows = 0.030F;  // decimetres of the rows that the lips leave free
constexpr Vec3 kMucosa{0.36F, 0.105F, 0.10F};                // linear reflectance

// Numbers of the parts that hang together: each tooth is one, both gums are the largest.
std::vector<std::size_t> parts_of(const Layer& layer) {
  std::vector<std::size_t> part(layer.position.size());
  for (std::size_t i = 0; i < part.size(); ++i) part[i] = i;
  const auto root = [&](std::size_t i) {
    while (part[i] != i) i = part[i] = part[part[i]];
    return i;
  };
  for (const person::Face& face : layer.faces)
    for (const std::int32_t v : face.vertex)
      if (v >= 0) part[root(static_cast<std::size_t>(v))] = root(static_cast<std::size_t>(face.vertex[0]));
  for (std::size_t i = 0; i < part.size(); ++i) part[i] = root(i);
  return part;
}

std::size_t largest_part(const std::vector<std::size_t>& part) {
  std::vector<std::size_t> count(part.size(), 0);
  for (const std::size_t p : part) ++count[p];
  return static_cast<std::size_t>(std::max_element(count.begin(), count.end()) - count.begin());
}

bool in_lower_jaw(const Mouth::Surface& s, std::size_t v) {
  return s.open[v].y < s.shut[v].y - 0.02F;
}

}  // namespace

Mouth::Mouth(const Surface& skin, const std::vector<Vec3>& lips, const Surface& at_teeth, Layer& teeth, Layer& tongue) {
  float lowest = 1e9F, highest = -1e9F, left = -1e9F, right = 1e9F;
  for (std::size_t v = 0; v < lips.size(); ++v) {
    below_.push_back(smooth_step(0.02F, 0.12F, skin.shut[v].y - skin.open[v].y));
    if (lips[v].x < 0.5F) continue;
    const Vec3 shut = skin.shut[v], open = skin.open[v];
    if (shut.x > left) left = shut.x, left_ = v;
    if (shut.x < right) right = shut.x, right_ = v;
    if (std::fabs(shut.x) > kFront) continue;
    const float way = open.y - shut.y;
    if (way > -0.05F && open.y < lowest) lowest = open.y, upper_ = v;
    if (way < -0.10F && open.y > highest) highest = open.y, lower_ = v;
  }
  set_teeth(skin, at_teeth, teeth);
  find_gaps(teeth);

  float front = -1e9F, root = 1e9F;
  for (const Vec3& p : tongue.position) front = std::max(front, p.z), root = std::min(root, p.z);
  const Vec3 way = skin.open[lower_] - skin.shut[lower_];
  jaw_ = {0, 0.9F * way.y, 0.7F * way.z};
  for (const Vec3& p : tongue.position) {
    const float share = smooth_step(root, front - 0.15F, p.z);
    tongue_share_.push_back(share);
    tongue_rest_.push_back(Vec3{0, -0.055F, -0.07F} * share);
  }
  lower_tongue(tongue, 0);
}

// The rows are set by their edges at the incisors: the upper one with the mouth shut, the lower one where the jaw is
// down, because that is when it is seen.
void Mouth::set_teeth(const Surface& skin, const Surface& at, Layer& teeth) const {
  const std::vector<std::size_t> part = parts_of(teeth);
  const std::size_t gums = largest_part(part);
  float upper_edge = 1e9F, lower_edge = -1e9F;
  for (std::size_t v = 0; v < part.size(); ++v) {
    if (part[v] == gums || std::fabs(at.shut[v].x) > kFront) continue;
    if (in_lower_jaw(at, v))
      lower_edge = std::max(lower_edge, at.open[v].y);
    else
      upper_edge = std::min(upper_edge, at.shut[v].y);
  }
  const Vec3 upper{0, skin.open[upper_].y - kUpperShows - upper_edge, 0.035F};
  const Vec3 lower{0, skin.open[lower_].y + kLowerShows - lower_edge, 0.012F};
  teeth.lift.clear();
  for (std::size_t v = 0; v < part.size(); ++v)
    teeth.lift.push_back(mix(upper, lower, smooth_step(0.0F, 0.03F, at.shut[v].y - at.open[v].y)));
  keep_behind_chin(skin, at, teeth);
}

// Below the lip the gum of a person with a receding chin would come out through the skin.
void Mouth::keep_behind_chin(const Surface& skin, const Surface& at, Layer& teeth) const {
  constexpr float kNear = 0.06F, kThick = 0.13F;  // decimetres
  for (std::size_t v = 0; v < teeth.lift.size(); ++v) {
    const Vec3 gum = at.open[v] + teeth.lift[v];
    if (!in_lower_jaw(at, v) || gum.y > skin.open[lower_].y - 0.02F) continue;
    float front = -1e9F;
    for (std::size_t s = 0; s < below_.size(); ++s)
      if (below_[s] > 0.5F && std::fabs(skin.open[s].x - gum.x) < kNear && std::fabs(skin.open[s].y - gum.y) < kNear)
        front = std::max(front, skin.open[s].z);
    if (front > -1e8F) teeth.lift[v].z -= std::max(0.0F, gum.z - (front - kThick));
  }
}

// Where two teeth touch, or a tooth and its gum, little light comes.
void Mouth::find_gaps(const Layer& teeth) {
  constexpr float kReach = 0.022F;  // decimetres
  const std::vector<std::size_t> part = parts_of(teeth);
  const std::size_t gums = largest_part(part), count = part.size();
  std::vector<std::size_t> by_depth(count);
  for (std::size_t v = 0; v < count; ++v) by_depth[v] = v;
  const auto z = [&](std::size_t v) { return teeth.position[v].z; };
  std::sort(by_depth.begin(), by_depth.end(),
            [&](std::size_t a, std::size_t b) { return z(a) != z(b) ? z(a) < z(b) : a < b; });
  std::vector<float> nearest(count, kReach);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = i + 1; k < count && z(by_depth[k]) - z(by_depth[i]) < kReach; ++k) {
      const std::size_t a = by_depth[i], b = by_depth[k];
      if (part[a] == part[b]) continue;
      const Vec3 d = teeth.position[a] - teeth.position[b];
      // The gum lies against every tooth: it darkens half as far.
      const float far = std::sqrt(dot(d, d)) * (part[a] == gums || part[b] == gums ? 2.0F : 1.0F);
      nearest[a] = std::min(nearest[a], far);
      nearest[b] = std::min(nearest[b], far);
    }
  gaps_.clear();
  for (const float far : nearest) gaps_.push_back(smooth_step(0, kReach, far));
}

void Mouth::lower_tongue(Layer& tongue, float jaw) const {
  tongue.lift = tongue_rest_;
  for (std::size_t v = 0; v < tongue.lift.size(); ++v) tongue.lift[v] += jaw_ * (tongue_share_[v] * jaw);
}

void Mouth::find_opening(const std::vector<Vec3>& skin) {
  top_ = skin[upper_];
  bottom_ = skin[lower_];
  middle_ = 0.5F * (skin[left_].x + skin[right_].x);
  half_width_ = std::max(0.5F * (skin[left_].x - skin[right_].x), 0.05F);
}

// The form factor of the opening, taken as wide as it is at that place (an ellipse seen from the front), of a surface
// that looks straight out: half the difference of the sines of the edges' angles, across and up.
float Mouth::light_at(Vec3 p) const {
  const float across = std::clamp((p.x - middle_) / half_width_, -0.95F, 0.95F);
  const float half = 0.5F * std::max(top_.y - bottom_.y, 0.004F) * std::sqrt(1 - across * across);
  const float level = 0.5F * (top_.y + bottom_.y);
  const float high = clamp01((p.y - bottom_.y) / std::max(top_.y - bottom_.y, 0.004F));
  // The lips are drawn back beside the middle, as the rows of teeth are.
  const float lips = mix(bottom_.z, top_.z, high) - 0.35F * half_width_ * across * across;
  const float deep = std::max(lips - p.z, 0.02F);
  const auto sine = [&](float to_edge) { return to_edge / std::sqrt(to_edge * to_edge + deep * deep); };
  const float up = 0.5F * (sine(level + half - p.y) - sine(level - half - p.y));
  const float wide = 0.5F * (sine(middle_ + half_width_ - p.x) - sine(middle_ - half_width_ - p.x));
  return clamp01(up * wide);
}

void Mouth::dim_teeth(Layer& teeth, const std::vector<Vec3>& place) const {
  teeth.dimmed.resize(place.size());
  for (std::size_t v = 0; v < place.size(); ++v) {
    // Light that enamel and gums throw on each other fills a part, and is warm.
    const float light = light_at(place[v]), filled = light * (1.9F - 0.9F * light);
    const float open = 0.30F + 0.70F * gaps_[v];
    teeth.dimmed[v] = Vec3{filled * std::sqrt(open), filled * open, filled * open * (0.85F + 0.15F * open)};
  }
}

void Mouth::dim_tongue(Layer& tongue, const std::vector<Vec3>& place) const {
  tongue.dimmed.resize(place.size());
  for (std::size_t v = 0; v < place.size(); ++v) {
    const float light = light_at(place[v]);
    tongue.dimmed[v] = Vec3{1.5F - 0.5F * light, 1.2F - 0.2F * light, 1.2F - 0.2F * light} * light;
  }
}

void Mouth::dim_cavity(Layer& skin, const std::vector<Vec3>& place, const std::vector<std::size_t>& cavity,
                       Vec3 tone) const {
  skin.dimmed.assign(place.size(), {1, 1, 1});
  for (const std::size_t v : cavity) {
    const float light = light_at(place[v]);
    for (int k = 0; k < 3; ++k) skin.dimmed[v][k] = light * light * std::min(kMucosa[k] / tone[k], 2.0F);
  }
}

MipLevel teeth_texture(const person::Texture& base, float years, std::uint32_t seed) {
  SeededRandom random(seed, "teeth");
  const float stain = clamp01(0.15F + 0.6F * years + 0.12F * static_cast<float>(random.normal()));
  // Linear reflectance; shades A1 to C4 of dental shade guides run from near white to brownish grey.
  const Vec3 ivory = mix(Vec3{0.74F, 0.69F, 0.60F}, Vec3{0.50F, 0.41F, 0.28F}, stain), gum{0.46F, 0.185F, 0.175F};
  MipLevel level{base.width, base.height, {}};
  level.texels.reserve(base.pixels.size());
  for (const std::uint32_t t : base.pixels) {
    const auto channel = [&](unsigned shift) { return static_cast<float>(t >> shift & 255U) / 255; };
    const float red = channel(16), rest = 0.5F * (channel(8) + channel(0));
    const float flesh = smooth_step(0.12F, 0.35F, (red - rest) / std::max(red, 0.05F));
    // The base texture is painted with its own dark edges; they are kept in part.
    const Vec3 tooth = ivory * (0.62F + 0.38F * smooth_step(0.25F, 0.8F, 0.5F * (red + rest)));
    const Vec3 c = mix(tooth, gum * (0.65F + 0.9F * rest), flesh);
    level.texels.push_back(pack_texel(255 * std::sqrt(c.z), 255 * std::sqrt(c.y), 255 * std::sqrt(c.x), 255));
  }
  return level;
}

MipLevel tongue_texture(const person::Texture& base) {
  double sum = 0;
  const auto green = [](std::uint32_t t) { return static_cast<float>(t >> 8U & 255U) / 255; };
  for (const std::uint32_t t : base.pixels) sum += static_cast<double>(green(t));
  const float mean = std::max(0.05F, static_cast<float>(sum / static_cast<double>(base.pixels.size())));
  MipLevel level{base.width, base.height, {}};
  level.texels.reserve(base.pixels.size());
  for (const std::uint32_t t : base.pixels) {
    const float relief = std::clamp(green(t) / mean, 0.6F, 1.5F);
    const Vec3 c = Vec3{0.60F, 0.19F, 0.17F} * relief;
    level.texels.push_back(pack_texel(255 * std::sqrt(c.z), 255 * std::sqrt(c.y), 255 * std::sqrt(c.x), 255));
  }
  return level;
}

}  // namespace proofmark::camera

#include "simulators/camera/scene/skin.hpp"

#include <algorithm>
#include <cmath>

#include "simulators/camera/scene/noise.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

using person::clamp01;
using person::mix;
using person::smooth_step;

constexpr int kSize = 2048;        // texels a side; the face is about a sixth of it
constexpr float kNeckLine = 5.2F;  // decimetres: below it the skin has no detail of its own

struct Mole {
  Vec3 place;
  float radius = 0, darkness = 0;
};

// The base texture enlarged on the fly; only its ratio to its own mean over the face is used, so that every skin tone
// can be had from every base texture.
class BaseSkin {
 public:
  BaseSkin(const person::Assets& assets, const person::SkinLook& look)
      : a_(*assets.texture(look.texture)), b_(*assets.texture(look.texture_mixed)), share_(look.mixed) {
    Vec3 sum;
    int count = 0;
    for (const person::Face& face : assets.base.faces) {
      const Vec3 p = assets.base.vertices[static_cast<std::size_t>(face.vertex[0])];
      // Cheeks and forehead; not the inside of mouth, nose and lids.
      const bool cheek = std::fabs(p.x) > 0.35F && std::fabs(p.x) < 0.65F && p.y > 6.65F && p.y < 7.05F;
      const bool forehead = std::fabs(p.x) < 0.45F && p.y > 7.55F && p.y < 7.9F;
      if (p.z < 0.9F || !(cheek || forehead) || face.uv[0] < 0) continue;
      sum += at(assets.base.uvs[static_cast<std::size_t>(face.uv[0])]);
      ++count;
    }
    mean_ = count > 0 ? sum * (1.0F / static_cast<float>(count)) : Vec3{1, 1, 1};
  }
  [[nodiscard]] Vec3 relative(Vec2 uv) const {
    const Vec3 c = at(uv);
    return {c.x / mean_.x, c.y / mean_.y, c.z / mean_.z};
  }

 private:
  [[nodiscard]] Vec3 at(Vec2 uv) const { return mix(sample(a_, uv), sample(b_, uv), share_); }
  static Vec3 sample(const person::Texture& t, Vec2 uv) {
    const float x = uv.u * static_cast<float>(t.width) - 0.5F, y = uv.v * static_cast<float>(t.height) - 0.5F;
    const float left = std::floor(x), top = std::floor(y);
    const auto texel = [&](int dx, int dy) {
      const int px = (static_cast<int>(left) + dx) & (t.width - 1), py = (static_cast<int>(top) + dy) & (t.height - 1);
      const std::uint32_t c =
          t.pixels[static_cast<std::size_t>(py) * static_cast<std::size_t>(t.width) + static_cast<std::size_t>(px)];
      return Vec3{static_cast<float>(c >> 16U & 255U), static_cast<float>(c >> 8U & 255U),
                  static_cast<float>(c & 255U)} *
             (1 / 255.0F);
    };
    const float fx = x - left, fy = y - top;
    return mix(mix(texel(0, 0), texel(1, 0), fx), mix(texel(0, 1), texel(1, 1), fx), fy);
  }
  const person::Texture &a_, &b_;
  float share_;
  Vec3 mean_;
};

std::vector<Mole> place_moles(const person::Assets& assets, const person::SkinLook& look) {
  SeededRandom random(look.detail, "moles");
  std::vector<std::size_t> places;
  for (std::size_t v = 0; v < assets.base.vertices.size(); ++v) {
    const Vec3 p = assets.base.vertices[v];
    if (p.y > 6.3F && p.y < 8.1F && p.z > 0.6F && assets.base.skin_mask[v].x < 0.05F) places.push_back(v);
  }
  std::vector<Mole> moles;
  for (int i = 0; i < look.moles && !places.empty(); ++i) {
    const auto jitter = [&] { return static_cast<float>(random.uniform(-0.03, 0.03)); };
    Mole mole;
    mole.place = assets.base.vertices[random.pick(places)] + Vec3{jitter(), jitter(), 0};
    const double size = random.uniform();
    mole.radius = static_cast<float>(0.007 + 0.013 * size * size);
    mole.darkness = static_cast<float>(random.uniform(0.3, 0.75));
    moles.push_back(mole);
  }
  return moles;
}

// Where the hair of the head grows, 0..1, on the mean shape: above a hairline that falls from the forehead over the
// temples to the nape; the ears are left out.
std::vector<float> scalp_of(const person::Assets& assets) {
  const auto& base = assets.base;
  std::vector<float> scalp(base.vertices.size(), 0);
  constexpr std::array<std::array<float, 2>, 7> kHairline = {
      {{-1.0F, 6.75F}, {0.0F, 6.95F}, {0.4F, 7.2F}, {0.7F, 7.65F}, {0.95F, 7.92F}, {1.15F, 8.02F}, {1.4F, 8.05F}}};
  for (std::size_t v = 0; v < scalp.size(); ++v) {
    const Vec3 p = base.vertices[v];
    if (base.head_weight[v] < 0.6F) continue;
    float line = kHairline.front()[1];
    for (std::size_t i = 0; i + 1 < kHairline.size(); ++i)
      if (p.z > kHairline[i][0])
        line = mix(kHairline[i][1], kHairline[i + 1][1],
                   clamp01((p.z - kHairline[i][0]) / (kHairline[i + 1][0] - kHairline[i][0])));
    scalp[v] = smooth_step(-0.08F, 0.12F, p.y - line);
  }
  for (const char* name : {"ears/l-ear-size-big", "ears/r-ear-size-big"})
    if (const person::Target* ear = assets.target(name))
      for (std::size_t i = 0; i < ear->vertex.size(); ++i)
        if (dot(ear->delta[i], ear->delta[i]) > 0.0025F) scalp[ear->vertex[i]] = 0;
  return scalp;
}

struct Shade {
  Vec3 colour;  // display-referred
  float height = 0.5F;
};

class SkinModel {
 public:
  explicit SkinModel(const SkinBake& b)
      : look_(b.appearance.skin),
        hair_(b.appearance.hair),
        base_(b.assets, look_),
        moles_(place_moles(b.assets, look_)),
        seed_(look_.detail) {
    // Roots seen through the hair, or hair shorn close to the scalp.
    root_strength_ = hair_.style.empty() ? hair_.cropped : 0.85F;
    const auto display = [](float v) { return std::pow(clamp01(v), 1 / 2.2F); };
    root_colour_ = {display(hair_.colour.x * 0.8F), display(hair_.colour.y * 0.8F), display(hair_.colour.z * 0.8F)};
  }

  // `mask`: lips, beard, below the eyes. `p`: the place on the mean shape.
  [[nodiscard]] Shade shade(Vec2 uv, Vec3 p, Vec3 mask, float scalp) const {
    Shade out;
    Vec3& c = out.colour;
    c = look_.tone * base_.relative(uv);
    if (p.y < kNeckLine) return out;
    const float pores = value_noise(p * 60, seed_ + 1), grain = value_noise(p * 28, seed_ + 2);
    const float lips = smooth_step(0.35F, 0.8F, mask.x);
    out.height = 0.5F + (0.20F * pores + 0.15F * grain + 0.10F * value_noise(p * 110, seed_ + 9)) * (1 - 0.4F * mask.x);
    const float fade = smooth_step(kNeckLine, 5.7F, p.y), blotch = look_.blotches * fade;
    const float patches = layered_noise(p * 2.6F, seed_ + 3, 3), depth = layered_noise(p * 4.4F, seed_ + 4, 3);
    c = c *
        Vec3{1 + blotch * 0.3F * patches, 1 - blotch * (0.8F * patches - 0.5F * depth), 1 - blotch * 0.5F * patches};
    c = c * (1 + 0.02F * pores + 0.018F * grain + 0.5F * blotch * depth);
    flush(c, p);
    freckle(c, p);
    for (const Mole& m : moles_) {
      const float distance = std::sqrt(dot(p - m.place, p - m.place)) / m.radius;
      if (distance >= 1.3F) continue;
      const float k = (1 - smooth_step(0.5F, 1.25F, distance)) * m.darkness;
      c = c * Vec3{1 - 0.5F * k, 1 - 0.63F * k, 1 - 0.7F * k};
      out.height += 0.3F * k;
    }
    if (look_.stubble > 0 && mask.y > 0) {
      const float dots = smooth_step(0.1F, 0.5F, value_noise(p * 85, seed_ + 8));
      const float k = mask.y * look_.stubble * (0.30F + 0.22F * dots);
      c = mix(c, root_colour_ * 0.75F + Vec3{0.06F, 0.06F, 0.06F}, clamp01(k));
      out.height += 0.15F * mask.y * look_.stubble * dots;
    }
    c = c * Vec3{1 - lips * (0.02F + 0.14F * look_.lip_dark),
                 1 - lips * (0.06F + 0.17F * look_.lip_red + 0.12F * look_.lip_dark),
                 1 - lips * (0.04F + 0.10F * look_.lip_red + 0.10F * look_.lip_dark)};
    const float bags = mask.z * look_.eye_bags;
    c = c * Vec3{1 - 0.09F * bags, 1 - 0.13F * bags, 1 - 0.08F * bags};
    if (scalp > 0 && root_strength_ > 0) {
      const float stubs = smooth_step(-0.4F, 0.4F, value_noise(p * 75, seed_ + 11) + 0.4F * pores);
      const float edge = scalp + 0.15F * value_noise(p * 9, seed_ + 12) + 0.1F * value_noise(p * 32, seed_ + 13);
      const float k = smooth_step(0.3F, 0.85F, edge) * root_strength_ * (0.72F + 0.28F * stubs);
      c = mix(c, root_colour_, clamp01(k));
    }
    return out;
  }

 private:
  // Blood in cheeks, nose and chin.
  void flush(Vec3& c, Vec3 p) const {
    const auto spot = [&](float x, float y, float wide, float high) {
      const float dx = (std::fabs(p.x) - x) / wide, dy = (p.y - y) / high;
      return std::exp(-(dx * dx + dy * dy));
    };
    const float front = smooth_step(0.6F, 1.0F, p.z);
    const float k =
        look_.cheek_red * front *
        (spot(0.42F, 7.0F, 0.22F, 0.2F) + 0.6F * spot(0, 7.0F, 0.12F, 0.14F) + 0.35F * spot(0, 6.45F, 0.2F, 0.12F));
    c = c * Vec3{1 + 0.1F * k, 1 - 0.9F * k, 1 - 0.8F * k};
  }
  void freckle(Vec3& c, Vec3 p) const {
    if (look_.freckles <= 0) return;
    const float k = clamp01(value_noise(p * 34, seed_ + 6) * 1.6F - 0.75F + 0.35F * value_noise(p * 5, seed_ + 7)) *
                    look_.freckles * smooth_step(6.5F, 7.0F, p.y) * (1 - 0.6F * smooth_step(7.4F, 7.8F, p.y));
    c = c * Vec3{1 - 0.16F * k, 1 - 0.27F * k, 1 - 0.38F * k};
  }

  const person::SkinLook& look_;
  const person::HairLook& hair_;
  BaseSkin base_;
  std::vector<Mole> moles_;
  std::uint32_t seed_;
  float root_strength_ = 0;
  Vec3 root_colour_;
};

// One triangle in the texture's plane, in texels.
struct Patch {
  std::array<Vec2, 3> at;
  std::array<std::size_t, 3> vertex{};
  float inverse_area = 0;
  int x0 = 0, x1 = 0, y0 = 0, y1 = 0;

  [[nodiscard]] std::array<float, 3> weights(int x, int y) const {
    const float px = static_cast<float>(x) + 0.5F - at[0].u, py = static_cast<float>(y) + 0.5F - at[0].v;
    const float w1 = (px * (at[2].v - at[0].v) - (at[2].u - at[0].u) * py) * inverse_area;
    const float w2 = ((at[1].u - at[0].u) * py - px * (at[1].v - at[0].v)) * inverse_area;
    return {1 - w1 - w2, w1, w2};
  }
};

template <typename F>
void for_each_patch(const person::BaseMesh& base, const F& f) {
  for (const person::Face& face : base.faces) {
    const std::size_t corners = face.vertex[3] >= 0 ? 4 : 3;
    for (std::size_t t = 0; t + 2 < corners; ++t) {
      const std::array<std::size_t, 3> corner = {0, t + 1, t + 2};
      Patch p;
      bool mapped = true;
      for (std::size_t k = 0; k < 3; ++k) {
        const std::int32_t uv = face.uv[corner[k]];
        mapped = mapped && uv >= 0;
        if (!mapped) break;
        const Vec2 q = base.uvs[static_cast<std::size_t>(uv)];
        p.at[k] = {q.u * kSize, q.v * kSize};
        p.vertex[k] = static_cast<std::size_t>(face.vertex[corner[k]]);
      }
      if (!mapped) continue;
      const float area =
          (p.at[1].u - p.at[0].u) * (p.at[2].v - p.at[0].v) - (p.at[2].u - p.at[0].u) * (p.at[1].v - p.at[0].v);
      if (std::fabs(area) < 1e-9F) continue;
      p.inverse_area = 1 / area;
      const auto [left, right] = std::minmax({p.at[0].u, p.at[1].u, p.at[2].u});
      const auto [top, bottom] = std::minmax({p.at[0].v, p.at[1].v, p.at[2].v});
      p.x0 = std::max(0, static_cast<int>(std::floor(left)) - 1);
      p.x1 = std::min(kSize - 1, static_cast<int>(std::ceil(right)) + 1);
      p.y0 = std::max(0, static_cast<int>(std::floor(top)) - 1);
      p.y1 = std::min(kSize - 1, static_cast<int>(std::ceil(bottom)) + 1);
      f(p);
    }
  }
}

constexpr std::size_t index_of(int x, int y) {
  return static_cast<std::size_t>(y) * kSize + static_cast<std::size_t>(x);
}

// The slope of the pores towards the light, into alpha.
void light_relief(MipLevel& level, const std::vector<float>& height, const person::BaseMesh& base, Vec3 light) {
  constexpr float kDepth = 0.0045F;  // decimetres from the deepest pore to the highest grain
  for_each_patch(base, [&](const Patch& p) {
    if (base.vertices[p.vertex[0]].y < kNeckLine) return;
    const Vec3 a = base.vertices[p.vertex[0]], e1 = base.vertices[p.vertex[1]] - a, e2 = base.vertices[p.vertex[2]] - a;
    // Change of place per texel to the right and down.
    const Vec3 along_u = (e1 * (p.at[2].v - p.at[0].v) - e2 * (p.at[1].v - p.at[0].v)) * p.inverse_area;
    const Vec3 along_v = (e2 * (p.at[1].u - p.at[0].u) - e1 * (p.at[2].u - p.at[0].u)) * p.inverse_area;
    const float to_light_u = dot(along_u, light) / std::max(dot(along_u, along_u), 1e-8F);
    const float to_light_v = dot(along_v, light) / std::max(dot(along_v, along_v), 1e-8F);
    for (int y = std::max(p.y0, 1); y <= std::min(p.y1, kSize - 2); ++y)
      for (int x = std::max(p.x0, 1); x <= std::min(p.x1, kSize - 2); ++x) {
        const auto w = p.weights(x, y);
        if (w[0] < 0 || w[1] < 0 || w[2] < 0) continue;
        const float du = (height[index_of(x + 1, y)] - height[index_of(x - 1, y)]) * 0.5F;
        const float dv = (height[index_of(x, y + 1)] - height[index_of(x, y - 1)]) * 0.5F;
        const float slope = -kDepth * (du * to_light_u + dv * to_light_v);
        const auto alpha = static_cast<std::uint32_t>(std::clamp(128.5F + 254 * slope, 0.0F, 255.0F));
        std::uint32_t& texel = level.texels[index_of(x, y)];
        texel = (texel & 0xFFFFFFU) | alpha << 24U;
      }
  });
}

}  // namespace

MipLevel bake_skin(const SkinBake& bake) {
  const person::BaseMesh& base = bake.assets.base;
  const SkinModel model(bake);
  const std::vector<float> scalp = scalp_of(bake.assets);
  std::array<float, 1025> root{};  // display value to the square root of linear light
  for (std::size_t i = 0; i < root.size(); ++i) root[i] = 255 * std::pow(static_cast<float>(i) / 1024, 1.1F);
  const auto encode = [&](float v) { return root[static_cast<std::size_t>(clamp01(v) * 1024 + 0.5F)]; };

  constexpr auto kTexels = static_cast<std::size_t>(kSize) * kSize;
  const Vec3 tone = bake.appearance.skin.tone;
  MipLevel level{kSize, kSize, {}};
  level.texels.assign(kTexels, pack_texel(encode(tone.z), encode(tone.y), encode(tone.x), 128));
  std::vector<float> height(kTexels, 0.5F);
  std::vector<std::uint8_t> done(kTexels, 0);
  for_each_patch(base, [&](const Patch& p) {
    for (int y = p.y0; y <= p.y1; ++y)
      for (int x = p.x0; x <= p.x1; ++x) {
        const auto w = p.weights(x, y);
        const bool inside = w[0] >= -0.02F && w[1] >= -0.02F && w[2] >= -0.02F;
        // A border beyond the seams, so that filtering finds skin there.
        if (!inside && (w[0] < -0.3F || w[1] < -0.3F || w[2] < -0.3F)) continue;
        const std::size_t i = index_of(x, y);
        if (done[i] == 2 || (!inside && done[i] != 0)) continue;
        done[i] = inside ? 2 : 1;
        Vec3 place, mask;
        float hairy = 0;
        for (std::size_t k = 0; k < 3; ++k) {
          place += base.vertices[p.vertex[k]] * w[k];
          mask += base.skin_mask[p.vertex[k]] * w[k];
          hairy += scalp[p.vertex[k]] * w[k];
        }
        const Vec2 uv{(static_cast<float>(x) + 0.5F) / kSize, (static_cast<float>(y) + 0.5F) / kSize};
        const Shade s = model.shade(uv, place, mask, hairy);
        height[i] = s.height;
        level.texels[i] = pack_texel(encode(s.colour.z), encode(s.colour.y), encode(s.colour.x), 128);
      }
  });
  light_relief(level, height, base, bake.light);
  return level;
}

}  // namespace proofmark::camera

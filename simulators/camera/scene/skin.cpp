#include "simulators/camera/scene/skin.hpp"

#include <algorithm>
#include <cmath>

#include "simulators/camera/scene/layout.hpp"
#include "simulators/camera/scene/skin_model.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

using person::clamp01;

constexpr int kSize = kLayoutSide;

}  // namespace

void light_relief(MipLevel& level, const std::vector<float>& height, const person::BaseMesh& base,
                  const std::vector<person::Face>& faces, Vec3 light) {
  constexpr float kDepth = 0.0045F;  // decimetres from the deepest pore to the highest grain
  for_each_patch(base, faces, [&](const Patch& p) {
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
        const float du = (height[texel_index(x + 1, y)] - height[texel_index(x - 1, y)]) * 0.5F;
        const float dv = (height[texel_index(x, y + 1)] - height[texel_index(x, y - 1)]) * 0.5F;
        const float slope = -kDepth * (du * to_light_u + dv * to_light_v);
        const auto alpha = static_cast<std::uint32_t>(std::clamp(128.5F + 254 * slope, 0.0F, 255.0F));
        std::uint32_t& texel = level.texels[texel_index(x, y)];
        texel = (texel & 0xFFFFFFU) | alpha << 24U;
      }
  });
}

MipLevel bake_skin(const SkinBake& bake) {
  const person::BaseMesh& base = bake.assets.base;
  const SkinModel model(bake.assets, bake.appearance);
  const std::vector<float> scalp = scalp_of(bake.assets, bake.appearance.hair.receded);
  std::array<float, 1025> root{};  // display value to the square root of linear light
  for (std::size_t i = 0; i < root.size(); ++i) root[i] = 255 * std::pow(static_cast<float>(i) / 1024, 1.1F);
  const auto encode = [&](float v) { return root[static_cast<std::size_t>(clamp01(v) * 1024 + 0.5F)]; };

  constexpr auto kTexels = static_cast<std::size_t>(kSize) * kSize;
  const Vec3 tone = texel_tone(bake.appearance.skin);
  MipLevel level{kSize, kSize, {}};
  level.texels.assign(kTexels, pack_texel(encode(tone.z), encode(tone.y), encode(tone.x), 128));
  std::vector<float> height(kTexels, 0.5F);
  std::vector<std::uint8_t> done(kTexels, 0);
  SkinPlaces places;
  std::array<std::size_t, NoisePoints::kCount> texel{};
  std::size_t waiting = 0;
  const auto flush = [&] {
    const SkinShades shades = model.shade(places);
    for (std::size_t k = 0; k < waiting; ++k) {
      const Vec3 c = shades[k].colour;
      height[texel[k]] = shades[k].height;
      level.texels[texel[k]] = pack_texel(encode(c.z), encode(c.y), encode(c.x), 128);
    }
    waiting = 0;
  };
  for_each_patch(base, bake.faces, [&](const Patch& p) {
    for (int y = p.y0; y <= p.y1; ++y)
      for (int x = p.x0; x <= p.x1; ++x) {
        const auto w = p.weights(x, y);
        const bool inside = w[0] >= -0.02F && w[1] >= -0.02F && w[2] >= -0.02F;
        // A border beyond the seams, so that filtering finds skin there.
        if (!inside && (w[0] < -0.3F || w[1] < -0.3F || w[2] < -0.3F)) continue;
        const std::size_t i = texel_index(x, y);
        if (done[i] == 2 || (!inside && done[i] != 0)) continue;
        done[i] = inside ? 2 : 1;
        Vec3 place, mask;
        float hairy = 0;
        for (std::size_t k = 0; k < 3; ++k) {
          place += base.vertices[p.vertex[k]] * w[k];
          mask += base.skin_mask[p.vertex[k]] * w[k];
          hairy += scalp[p.vertex[k]] * w[k];
        }
        places.at.x[waiting] = place.x;
        places.at.y[waiting] = place.y;
        places.at.z[waiting] = place.z;
        places.uv[waiting] = {(static_cast<float>(x) + 0.5F) / kSize, (static_cast<float>(y) + 0.5F) / kSize};
        places.mask[waiting] = mask;
        places.scalp[waiting] = hairy;
        texel[waiting] = i;
        if (++waiting == texel.size()) flush();
      }
  });
  flush();
  light_relief(level, height, base, bake.faces, bake.light);
  return level;
}

}  // namespace proofmark::camera

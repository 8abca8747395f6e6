// The skin of one person: tone, blotches, freckles, moles, stubble, lips and pores, baked into one texture.
#pragma once
#include <vector>

#include "common/random.hpp"
#include "simulators/camera/scene/layer.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

struct SkinBake {
  const person::Assets& assets;
  const person::Appearance& appearance;
  const std::vector<person::Face>& faces;  // the skin that is drawn; the rest is left plain
  Vec3 light;                              // towards the key light: the relief of pores is lit once, here
};

// The texture of SkinShader: square root of linear reflectance, alpha the slope towards the light.
// Precondition: the textures that the appearance names exist.
[[nodiscard]] MipLevel bake_skin(const SkinBake& bake);

// Puts the slope of `height` (per texel of the layout, in units of the relief) towards the light into alpha, 128 flat.
void light_relief(MipLevel& level, const std::vector<float>& height, const person::BaseMesh& base,
                  const std::vector<person::Face>& faces, Vec3 light);

}  // namespace proofmark::camera

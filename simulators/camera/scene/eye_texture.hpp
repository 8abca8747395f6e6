// The eyeballs of persons of a population.
#pragma once
#include "simulators/camera/scene/layer.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

// Square root of linear reflectance: white of the eye in the shade of lids and lashes, iris with its dark limbal ring,
// a pupil of indoor light. `base` is one of the package's textures of both eyeballs.
[[nodiscard]] MipLevel live_eye_texture(const person::Texture& base);

}  // namespace proofmark::camera

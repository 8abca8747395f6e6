// Hair of persons of a population: the strands of a base texture brought out, grey strand by strand, thin at the
// borders.
#pragma once
#include "simulators/camera/scene/layer.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

// The texture of StrandShader: blue is the square root of reflectance / 2.2 relative to the tint, green the gloss, red
// how grey the strand is. `grey` is the share of grey strands, 0 to 1.
[[nodiscard]] MipLevel strand_texture(const person::Texture& base, float grey);

}  // namespace proofmark::camera

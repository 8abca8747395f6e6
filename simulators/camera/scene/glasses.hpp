// Spectacles made to measure: a frame with temples, and two lenses.
#pragma once
#include <utility>

#include "simulators/camera/scene/head_shape.hpp"
#include "simulators/camera/scene/layer.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::camera {

// Frame and lenses, with their textures, at rest before the eyes; they move with the head.
[[nodiscard]] std::pair<Layer, Layer> make_glasses(const person::Glasses& glasses, const HeadShape& head);

}  // namespace proofmark::camera

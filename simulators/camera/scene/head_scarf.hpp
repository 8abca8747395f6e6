// A head scarf as documents allow it: hair, ears and neck are covered, the face is free from chin to forehead.
#pragma once
#include "simulators/camera/scene/head_shape.hpp"
#include "simulators/camera/scene/layer.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::camera {

// The cloth with its texture, at rest; it follows the head above the chin and the shoulders below.
[[nodiscard]] Layer make_scarf(const person::Scarf& scarf, const HeadShape& head);

}  // namespace proofmark::camera

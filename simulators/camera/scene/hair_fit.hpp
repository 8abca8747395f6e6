// Keeps hair above the skin of a head of any shape.
#pragma once
#include <vector>

#include "simulators/camera/scene/layer.hpp"

namespace proofmark::camera {

// `layers` stand at rest, the first is the skin. Fills Layer::lift of those of hair, so that none lies below the skin.
void lift_hair(std::vector<Layer>& layers);

}  // namespace proofmark::camera

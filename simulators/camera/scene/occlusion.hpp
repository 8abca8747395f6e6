// How much of the sky each vertex sees, found once per person by looking at the figure from many sides.
#pragma once
#include "simulators/camera/scene/figure.hpp"

namespace proofmark::camera {

// Fills `occlusion` and `coloured_occlusion` of every layer, from the pose the figure is in.
void compute_occlusion(Figure& figure);

}  // namespace proofmark::camera

// A lens as the picture shows it: geometry, fall-off of light towards the corners, and the width in which colours are
// drawn. Colour is simulated in the chroma planes: V follows red, U blue.
#pragma once
#include <cstdint>
#include <vector>

#include "simulators/camera/imaging.hpp"
#include "simulators/camera/warp.hpp"

namespace proofmark::camera {

enum class Colour { luma, red, blue };

// The displacements of the lens alone in a grid of the luma plane's size (Colour::luma) or of a chroma plane's.
[[nodiscard]] WarpGrid lens_grid(const LensSettings& lens, Colour colour, int plane_width, int plane_height);

// The part of the middle's light that arrives at a pixel of the luma plane, 0 to 1.
[[nodiscard]] double light_at(const LensSettings& lens, int x, int y, int width, int height);

}  // namespace proofmark::camera

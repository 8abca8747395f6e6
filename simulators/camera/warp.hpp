// A plane seen through a coarse field of displacements, in whole numbers: the same bytes on every machine.
#pragma once
#include <cstdint>
#include <vector>

#include "simulators/camera/planes.hpp"

namespace proofmark::camera {

// Nodes stand `step` pixels apart (8 or 16), the first at pixel (0, 0); the last row and column lie on or past the
// plane's edge. Between nodes everything is linear. Units: 1/4096 pixel of the plane.
struct WarpGrid {
  int step = 16, columns = 0, rows = 0;
  std::vector<std::int32_t> dx, dy;            // where the light comes from, minus where it falls
  std::vector<std::int32_t> sweep_x, sweep_y;  // how far it moves while the pixel is exposed

  // For a plane of that size; a step of 16 or 8 divides both.
  void create(int width, int height, int node_distance);
  [[nodiscard]] std::size_t at(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
  }
};

// Bilinear with weights of 1/128, up to eight samples along the sweep. `to` gets the size of `from`; beyond the edge
// the edge's pixels go on.
void warp(const Plane& from, const WarpGrid& grid, Plane& to);

}  // namespace proofmark::camera

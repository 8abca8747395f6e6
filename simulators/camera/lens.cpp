#include "simulators/camera/lens.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::camera {

WarpGrid lens_grid(const LensSettings& lens, Colour colour, int plane_width, int plane_height) {
  WarpGrid grid;
  grid.create(plane_width, plane_height, colour == Colour::luma ? 16 : 8);
  const double middle_x = (plane_width - 1) / 2.0;
  const double middle_y = (plane_height - 1) / 2.0;
  const double corner2 = middle_x * middle_x + middle_y * middle_y;
  // Nothing outside of the scene is asked for: the picture is cut to what the corners show.
  const double scale = 1 / std::max(1.0, 1 + lens.k1 + lens.k2);
  // In chroma pixels, which are two of luma; half of it to each side.
  const double wider = lens.chromatic_aberration / 4 / std::sqrt(corner2);
  const double tint = colour == Colour::red ? -wider : colour == Colour::blue ? wider : 0;
  for (int row = 0; row < grid.rows; ++row)
    for (int column = 0; column < grid.columns; ++column) {
      const double x = column * grid.step - middle_x;
      const double y = row * grid.step - middle_y;
      const double r2 = (x * x + y * y) / corner2;
      const double there = scale * (1 + lens.k1 * r2 + lens.k2 * r2 * r2) - 1 + tint;
      grid.dx[grid.at(column, row)] = static_cast<std::int32_t>(std::lround(x * there * 4096));
      grid.dy[grid.at(column, row)] = static_cast<std::int32_t>(std::lround(y * there * 4096));
    }
  return grid;
}

double light_at(const LensSettings& lens, int x, int y, int width, int height) {
  const double from_x = x - (width - 1) / 2.0;
  const double from_y = y - (height - 1) / 2.0;
  const double r2 =
      (from_x * from_x + from_y * from_y) / ((width - 1) * (width - 1) / 4.0 + (height - 1) * (height - 1) / 4.0);
  // Near the natural fall-off cos^4, whose series begins with the square.
  return 1 - lens.vignetting * r2;
}

}  // namespace proofmark::camera

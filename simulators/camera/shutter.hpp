// Rolling shutter and motion blur in the space of the picture. The scene is asked once for each frame, at the moment
// when the middle row is exposed. How its parts move is measured between that picture and the one before, in blocks of
// 64 pixels, and taken as steady during the frame: a row that is exposed earlier or later shows its part of the scene
// shifted by so much of the motion, and blurred along it for as long as it is exposed. Not simulated by that: what
// motion uncovers (the block's edges bend instead), turning within a block, and more than 24 pixels a frame.
#pragma once
#include <chrono>
#include <cstdint>
#include <vector>

#include "simulators/camera/imaging.hpp"
#include "simulators/camera/planes.hpp"
#include "simulators/camera/warp.hpp"

namespace proofmark::camera {

// Motion at the middle of each block, in 1/4096 pixel a frame.
struct MotionField {
  static constexpr int block = 64;
  int columns = 0, rows = 0;
  std::vector<std::int32_t> x, y;
};

class MotionMeter {
 public:
  // `luma` of at least 128x128, the same size each time; the first has no motion. The field is valid until the next.
  [[nodiscard]] const MotionField& measure(const Plane& luma);

 private:
  void match(int column, int row);
  void smooth(std::vector<std::int32_t>& motion, const std::vector<std::int32_t>& trust) const;

  Plane now_, before_;  // a quarter of the size
  MotionField field_;
  std::vector<std::int32_t> trust_x_, trust_y_;
  bool first_ = true;
};

// Adds to `grid` (of the luma plane) what the shutter does at that motion. `interval`: from the frame before.
void add_shutter(const MotionField& motion, const ShutterSettings& shutter, std::chrono::microseconds interval,
                 WarpGrid& grid);

}  // namespace proofmark::camera

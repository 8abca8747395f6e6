#include "simulators/camera/noise_table.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::camera {

// A phone's demosaicing and denoising leave noise that is correlated between neighbours, so white deviates are
// smoothed over three pixels and brought back to their size.
std::vector<std::int16_t> noise_table(SeededRandom random, std::size_t extra) {
  const std::size_t n = kNoiseTable + extra;
  std::vector<double> white(n + 2);
  for (double& w : white) w = random.normal();
  const double scale = 256.0 / std::sqrt(0.25 * 0.25 * 2 + 0.5 * 0.5);
  std::vector<std::int16_t> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double value = (0.25 * white[i] + 0.5 * white[i + 1] + 0.25 * white[i + 2]) * scale;
    out[i] = static_cast<std::int16_t>(std::clamp(std::lround(value), -1200L, 1200L));
  }
  return out;
}

}  // namespace proofmark::camera

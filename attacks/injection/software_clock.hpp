// The times that a pretended camera gives its pictures: a software timer, the grid of another clock, or the device's
// own jitter feigned.
#pragma once
#include <algorithm>
#include <cmath>

#include "attacks/species.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::attack::injection {

class SoftwareClock {
 public:
  SoftwareClock(const Species& species, const camera::Device& device, const SeededRandom& seed)
      : interval_(1e6 / rate(species, device, seed)),
        jitter_(1e3 * species.draw("jitter_ms", device.jitter_ms, seed)),
        grid_(1e3 * species.draw("clock_grid_ms", 0, seed)),
        random_(seed.derive("injection/clock")) {}

  // The first is 0; each later one is at least a fifth of an interval after the one before.
  [[nodiscard]] camera::StreamTime next() {
    if (first_) {
      first_ = false;
      return last_;
    }
    nominal_ += interval_;
    double t = nominal_ + jitter_ * random_.normal();
    if (grid_ > 0) t = std::round(t / grid_) * grid_;
    last_ = std::max(last_ + camera::StreamTime(std::lround(interval_ / 5)), camera::StreamTime(std::lround(t)));
    return last_;
  }

 private:
  static double rate(const Species& species, const camera::Device& device, const SeededRandom& seed) {
    const double own = species.draw("stream_rate", 0, seed);
    return own > 0 ? own : device.frames_per_second;
  }
  double interval_, jitter_, grid_, nominal_ = 0;
  SeededRandom random_;
  camera::StreamTime last_{0};
  bool first_ = true;
};

}  // namespace proofmark::attack::injection

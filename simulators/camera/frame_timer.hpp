// The moments at which a device takes its frames: the nominal interval with normal jitter.
#pragma once
#include <algorithm>
#include <cmath>

#include "common/random.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::camera {

class FrameTimer {
 public:
  FrameTimer(const Device& device, SeededRandom random) : device_(device), random_(std::move(random)) {}
  // The first is 0; each later one is 0.4 to 1.6 nominal intervals after the one before.
  [[nodiscard]] StreamTime next() {
    if (first_) {
      first_ = false;
      return now_;
    }
    const double interval = 1e6 / device_.frames_per_second;
    const double jittered = interval + device_.jitter_ms * 1e3 * random_.normal();
    now_ += StreamTime(std::lround(std::clamp(jittered, 0.4 * interval, 1.6 * interval)));
    return now_;
  }

 private:
  Device device_;
  SeededRandom random_;
  StreamTime now_{0};
  bool first_ = true;
};

// Error when a setting is outside what the simulation can do.
[[nodiscard]] Result<void> check_device(const Device& device);

}  // namespace proofmark::camera

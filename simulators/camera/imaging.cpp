#include "simulators/camera/imaging.hpp"

#include <string>

namespace proofmark::camera {
namespace {

struct Bound {
  const char* name;
  double value, low, high;
};

}  // namespace

Result<void> check_imaging(const Imaging& i, double frames_per_second) {
  const double interval_ms = 1000 / frames_per_second;
  const Bound bounds[] = {
      {"lens.k1", i.lens.k1, -0.3, 0.3},
      {"lens.k2", i.lens.k2, -0.3, 0.3},
      {"lens.vignetting", i.lens.vignetting, 0, 0.8},
      {"lens.chromatic_aberration", i.lens.chromatic_aberration, -8, 8},
      {"exposure.target", i.exposure.target, 40, 200},
      {"exposure.seconds", i.exposure.seconds, 0.05, 10},
      {"exposure.lowest", i.exposure.lowest, 0.3, 1},
      {"exposure.highest", i.exposure.highest, 1, 3},
      {"white_balance.seconds", i.white_balance.seconds, 0.05, 30},
      {"white_balance.strength", i.white_balance.strength, 0, 1},
      {"white_balance.limit", i.white_balance.limit, 0, 0.2},
      {"shutter.readout_ms", i.shutter.readout_ms, 0, interval_ms},
      {"shutter.exposure_ms", i.shutter.exposure_ms, 0, interval_ms},
      {"noise.read", i.noise.read, 0, 0.05},
      {"noise.photon", i.noise.photon, 0, 0.01},
      {"noise.chroma", i.noise.chroma, 0, 2},
      {"noise.pattern", i.noise.pattern, 0, 0.1},
      {"sharpening.amount", i.sharpening.amount, 0, 3},
      {"sharpening.radius", static_cast<double>(i.sharpening.radius), 1, 2},
      {"sharpening.limit", i.sharpening.limit, 0, 64},
  };
  for (const Bound& b : bounds)
    if (!(b.value >= b.low && b.value <= b.high))
      return fail("camera::Imaging",
                  std::string(b.name) + " from " + std::to_string(b.low) + " to " + std::to_string(b.high),
                  std::to_string(b.value), "Correct the device's settings.");
  return {};
}

}  // namespace proofmark::camera

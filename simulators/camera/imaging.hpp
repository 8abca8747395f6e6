// What a device of format proofmark-device/2 does to the light and to the picture before its encoder. A device without
// it (format 1) is the plain sensor of sensor.hpp. Depth of field is not simulated: the scene gives no depth.
#pragma once
#include <cstdint>

#include "common/result.hpp"

namespace proofmark::camera {

// Distances from the picture's middle are in units of half its diagonal: 1 is a corner.
struct LensSettings {
  // The picture at r shows the scene at s * r * (1 + k1 r^2 + k2 r^4): above 0 barrel, below 0 pincushion. s keeps the
  // corners inside of the scene.
  double k1 = 0, k2 = 0;
  double vignetting = 0;            // what a corner lacks of the middle's light, after the device's own correction
  double chromatic_aberration = 0;  // how much wider red is drawn than blue, in luma pixels at a corner
};

// A loop of first order on what the last picture showed.
struct ExposureLoop {
  double target = 110;   // mean luma that it wants, 16 to 235, in the middle of the picture
  double seconds = 0.5;  // time constant
  double lowest = 0.8, highest = 1.3;
};
struct WhiteBalanceLoop {
  double seconds = 1;     // time constant
  double strength = 0.3;  // 0: never; 1: until the picture is grey on average
  double limit = 0.04;    // most that it adds to or takes from a chroma plane, as a part of the luma
};

struct ShutterSettings {
  double readout_ms = 0;   // from the first row's exposure to the last row's
  double exposure_ms = 0;  // of each row
};

// Linear light, full scale 1, at gain 1: variance = read^2 + photon * signal. `photon` is one over the electrons at
// full scale that the device's own noise reduction makes of it.
struct NoiseSettings {
  double read = 0, photon = 0;
  double chroma = 0.5;  // the chroma planes' deviation as a part of the luma's at mid grey
  double pattern = 0;   // photo response non-uniformity, standard deviation as a part of the signal
};

struct Sharpening {
  double amount = 0;  // of the difference from the blurred picture that is added to it
  int radius = 1;     // 1: binomial of 3 pixels, 2: of 5
  double limit = 12;  // most that is added or taken away, in 8-bit steps
};

struct Imaging {
  std::uint64_t unit = 0;  // which copy of the model it is: its fixed pattern follows from this number alone
  LensSettings lens;
  ExposureLoop exposure;
  WhiteBalanceLoop white_balance;
  ShutterSettings shutter;
  NoiseSettings noise;
  Sharpening sharpening;
};

// Error when a setting is outside what the simulation can do.
[[nodiscard]] Result<void> check_imaging(const Imaging& imaging, double frames_per_second);

}  // namespace proofmark::camera

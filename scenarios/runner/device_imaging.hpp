// The parts of a device file of format proofmark-device/2 that say what happens to light and picture. A value is a
// number, or two of which each unit of the model has its own between them.
//
// "lens": {"k1", "k2", "vignetting", "chromatic_aberration"}, "exposure": {"target", "seconds", "lowest", "highest"},
// "white_balance": {"seconds", "strength", "limit"}, "shutter": {"readout_ms", "exposure_ms"},
// "noise": {"read", "photon", "chroma", "pattern"}, "sharpening": {"amount", "radius", "limit"}: camera::Imaging
// "encoder": {"preset", "profile", "level", "rate_control", "bitrate_kbit", "quality", "key_frame_interval", "colour"}
#pragma once
#include "common/random.hpp"
#include "common/result.hpp"
#include "scenarios/runner/strict_json.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::runner {

struct ImagingModel {
  camera::Imaging low, high;
  // One unit: its number decides every value and the fixed pattern.
  [[nodiscard]] camera::Imaging unit(std::uint64_t number, RandomSource& random) const;
};

// What is wrong is noted in `object`.
[[nodiscard]] ImagingModel read_imaging(StrictObject& object);
// Rate, quality and `encoder` of the device.
void read_encoder(StrictObject& object, camera::Device& device);

}  // namespace proofmark::runner

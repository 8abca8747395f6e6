#include "simulators/camera/capture.hpp"

#include <string>

#include "simulators/camera/frame_timer.hpp"

namespace proofmark::camera {

Result<Exposure> Capture::expose() {
  PROOFMARK_TRY(AccessUnit unit, next());
  return Exposure{std::move(unit), nullptr};
}

Result<AccessUnit> Capture::encode(Exposure exposure) {
  return std::move(exposure.unit);
}

Result<void> check_device(const Device& d) {
  const bool ok = d.frames_per_second >= 1 && d.frames_per_second <= 120 && d.jitter_ms >= 0 &&
                  d.jitter_ms <= 200 / d.frames_per_second && d.noise >= 0 && d.noise <= 20 && d.exposure_drift >= 0 &&
                  d.exposure_drift <= 0.3 && d.bitrate_kbit >= 50 && d.bitrate_kbit <= 100000 && d.quality >= 0 &&
                  d.quality <= 51;
  if (!ok)
    return fail("camera::Device",
                "1-120 frames/s, jitter up to a fifth of the interval, noise 0-20, drift 0-0.3, 50-100000 kbit/s, "
                "quality 0-51",
                std::to_string(d.frames_per_second) + " frames/s, " + std::to_string(d.jitter_ms) + " ms, noise " +
                    std::to_string(d.noise) + ", drift " + std::to_string(d.exposure_drift) + ", " +
                    std::to_string(d.bitrate_kbit) + " kbit/s, quality " + std::to_string(d.quality),
                "Correct the device's settings.");
  if (d.imaging) {
    PROOFMARK_CHECK(check_imaging(*d.imaging, d.frames_per_second));
  }
  return {};
}

media::EncoderSettings encoder_settings(const Device& device) {
  return {.width = kWidth,
          .height = kHeight,
          .frames_per_second = device.frames_per_second,
          .bitrate_kbit = device.bitrate_kbit,
          .quality = device.quality,
          .key_frame_interval = device.encoder.key_frame_interval,
          .preset = device.encoder.preset,
          .profile = device.encoder.profile,
          .level = device.encoder.level,
          .rate_control = device.encoder.rate_control,
          .colour = device.encoder.colour};
}

}  // namespace proofmark::camera

// From the scene's picture to the one that goes to the encoder.
#pragma once
#include <memory>

#include "simulators/camera/capture.hpp"

namespace proofmark::camera {

class Developer {
 public:
  virtual ~Developer() = default;
  // Illuminance at the face in lux, from the next picture on. A plain sensor takes no notice.
  virtual void set_light(double) {}
  // `bgr` CV_8UC3 of the developer's size, taken at a time that grows; `i420` CV_8UC1 of (height * 3 / 2) x width in
  // ITU-R BT.601, limited range.
  [[nodiscard]] virtual Result<void> develop(StreamTime taken, const cv::Mat& bgr, cv::Mat& i420) = 0;
};

// The plain sensor, or the image pipeline where the device has one. Noise comes from `seed`; the fixed pattern too, or
// from the unit's own number.
[[nodiscard]] std::unique_ptr<Developer> make_developer(const Device& device, int width, int height,
                                                        const SeededRandom& seed);

}  // namespace proofmark::camera

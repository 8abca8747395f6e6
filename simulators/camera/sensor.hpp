// From the display-referred scene to what a phone's image pipeline hands to its encoder: exposure loop, photon, read
// and fixed pattern noise, in 8-bit I420.
#pragma once
#include <cstdint>
#include <vector>

#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/camera/capture.hpp"

namespace cv {
class Mat;
}

namespace proofmark::camera {

class Sensor {
 public:
  // The fixed pattern (the device's own) and the noise come from `seed`; width and height are even.
  Sensor(const Device& device, int width, int height, const SeededRandom& seed);
  // `bgr` CV_8UC3 of width x height in; `i420` CV_8UC1 of (height * 3 / 2) x width out.
  [[nodiscard]] Result<void> expose(const cv::Mat& bgr, cv::Mat& i420);
  // The gain of the exposure loop that the last frame was taken with; 1 is the scene as it was given.
  [[nodiscard]] double gain() const { return gain_; }

 private:
  void update_exposure(const cv::Mat& i420);

  Device device_;
  int width_, height_;
  SeededRandom noise_random_, exposure_random_;
  std::vector<std::int16_t> luma_noise_, chroma_noise_;  // tables of normal deviates, standard deviation 256
  std::vector<std::int16_t> pattern_;                    // photo response non-uniformity, 1/32768
  double gain_ = 1, hunting_ = 0;
};

}  // namespace proofmark::camera

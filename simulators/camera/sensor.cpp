#include "simulators/camera/sensor.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "simulators/camera/noise_table.hpp"
#include "simulators/camera/pixel_rows.hpp"
#include "simulators/camera/planar.hpp"

namespace proofmark::camera {
Sensor::Sensor(const Device& device, int width, int height, const SeededRandom& seed)
    : device_(device),
      width_(width),
      height_(height),
      noise_random_(seed.derive("sensor/offsets")),
      exposure_random_(seed.derive("sensor/exposure")),
      luma_noise_(noise_table(seed.derive("sensor/luma"), static_cast<std::size_t>(width))),
      chroma_noise_(noise_table(seed.derive("sensor/chroma"), static_cast<std::size_t>(width))) {
  // About 0.6 % from pixel to pixel, the size usually reported for the photo response non-uniformity of small sensors.
  SeededRandom pattern = seed.derive("sensor/pattern");
  pattern_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const std::vector<std::int16_t> deviates = noise_table(seed.derive("sensor/pattern-table"), 0);
  for (std::int16_t& p : pattern_)
    p = static_cast<std::int16_t>(deviates[static_cast<std::size_t>(pattern.next_u64() % kNoiseTable)] * 197 / 256);
  hunting_ = exposure_random_.uniform(0, 6.28);
}

void Sensor::update_exposure(const cv::Mat& i420) {
  // The centre counts, as with a phone's face priority; every eighth pixel is enough.
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (int y = height_ / 8; y < height_ * 7 / 8; y += 8) {
    const std::uint8_t* row = i420.ptr<std::uint8_t>(y);
    for (int x = width_ / 4; x < width_ * 3 / 4; x += 8, ++count) sum += row[x];
  }
  const double mean = count > 0 ? static_cast<double>(sum) / static_cast<double>(count) : 118;
  // The loop mends a part of the distance to its aim (within half a stop) and hunts a little around it.
  const double aim = std::clamp(std::sqrt(118 / std::max(mean, 1.0)), 0.84, 1.19);
  hunting_ += exposure_random_.uniform(0.5, 1.5) * 2 * 3.14159265358979 * 0.35 / device_.frames_per_second;
  const double wanted = aim * (1 + device_.exposure_drift * std::sin(hunting_));
  gain_ += (wanted - gain_) * std::min(1.0, 3.0 / device_.frames_per_second);
}

Result<void> Sensor::expose(const cv::Mat& bgr, cv::Mat& i420) {
  PROOFMARK_CHECK(to_i420(bgr, width_, height_, i420));
  update_exposure(i420);

  const int gain = static_cast<int>(std::lround(std::clamp(gain_, 0.5, 1.9) * 32768));
  // Read noise dominates in the shadows, photon noise elsewhere; under the tone curve of gamma 1/2.2 the sum falls
  // about linearly from 1.3 times the mid-grey deviation in black to 0.7 times in white.
  const int sigma_zero = static_cast<int>(std::lround(device_.noise * 64 * 1.3));
  const int slope = static_cast<int>(std::lround(device_.noise * 64 * 0.6));
  const int chroma_sigma = static_cast<int>(std::lround(device_.noise * 64 * 0.5));
  const std::size_t width = static_cast<std::size_t>(width_);
  std::vector<std::uint8_t> raw(static_cast<std::size_t>(height_) * 4);
  noise_random_.fill(raw);
  const auto offset = [&](int row) {
    const std::size_t at = static_cast<std::size_t>(row) * 2;
    return (std::size_t{raw[at]} << 8U) | raw[at + 1];
  };
  for (int y = 0; y < height_; ++y)
    plain_luma(i420.ptr<std::uint8_t>(y), width, luma_noise_.data() + offset(y),
               pattern_.data() + static_cast<std::size_t>(y) * width, gain, sigma_zero, slope);
  // A row of the matrix below luma holds two rows of a chroma plane.
  for (int y = height_; y < height_ * 3 / 2; ++y)
    plain_chroma(i420.ptr<std::uint8_t>(y), width, chroma_noise_.data() + offset(y), gain, chroma_sigma);
  return {};
}

}  // namespace proofmark::camera

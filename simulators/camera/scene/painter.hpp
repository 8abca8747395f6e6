// Boxes and discs for what stands in a background.
#pragma once
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "common/random.hpp"

namespace proofmark::camera {

// A colour of about that lightness (0..255), warmer or cooler by up to `saturation`.
inline cv::Scalar colour(RandomSource& r, double light, double saturation) {
  const double warm = r.uniform(-1, 1) * saturation, green = r.uniform(-0.4, 0.4) * saturation;
  const auto clip = [](double v) { return std::clamp(v, 0.0, 245.0); };
  return {clip(light * (1 - warm)), clip(light * (1 + green * 0.5)), clip(light * (1 + warm)), 255};
}

// A painter with the room's coordinates: x and y in 0..1 of the picture with its margins.
class Painter {
 public:
  explicit Painter(cv::Mat& image) : image_(image) {}
  void box(double x, double y, double w, double h, const cv::Scalar& c) {
    const auto px = [](double v, int size) { return static_cast<int>(std::lround(v * size)); };
    const cv::Point a(px(x, image_.cols), px(y, image_.rows)), b(px(x + w, image_.cols), px(y + h, image_.rows));
    cv::rectangle(image_, a, b, c, cv::FILLED);
  }
  void disc(double x, double y, double radius, const cv::Scalar& c) {
    cv::circle(image_, cv::Point(static_cast<int>(x * image_.cols), static_cast<int>(y * image_.rows)),
               static_cast<int>(radius * image_.rows), c, cv::FILLED);
  }

 private:
  cv::Mat& image_;
};

}  // namespace proofmark::camera

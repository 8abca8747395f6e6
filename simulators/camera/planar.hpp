// The scene's picture in the planes that sensors and encoders work on.
#pragma once
#include "common/result.hpp"

namespace cv {
class Mat;
}

namespace proofmark::camera {

// `bgr` CV_8UC3 of width x height, anything else is an error; `i420` becomes CV_8UC1 of (height * 3 / 2) x width in
// ITU-R BT.601, limited range.
[[nodiscard]] Result<void> to_i420(const cv::Mat& bgr, int width, int height, cv::Mat& i420);

}  // namespace proofmark::camera

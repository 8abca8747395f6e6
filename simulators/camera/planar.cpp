#include "simulators/camera/planar.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

namespace proofmark::camera {

Result<void> to_i420(const cv::Mat& bgr, int width, int height, cv::Mat& i420) {
  if (bgr.cols != width || bgr.rows != height || bgr.type() != CV_8UC3)
    return fail("camera", "a BGR picture of " + std::to_string(width) + "x" + std::to_string(height),
                std::to_string(bgr.cols) + "x" + std::to_string(bgr.rows) + ", type " + std::to_string(bgr.type()),
                "Correct the frame source.");
  try {
    cv::cvtColor(bgr, i420, cv::COLOR_BGR2YUV_I420);
  } catch (const cv::Exception& e) {
    return fail("camera", "BGR to I420", e.what(), "Correct the frame source.");
  }
  return {};
}

}  // namespace proofmark::camera

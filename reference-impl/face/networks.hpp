// The networks of the service, each behind a function that says what goes in and what comes out.
// One object per session: a network keeps state while it runs.
#pragma once
#include <array>
#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "common/result.hpp"
#include "reference-impl/face/geometry.hpp"
#include "reference-impl/face/models.hpp"

namespace proofmark::face {

struct Detection {
  cv::Rect2d box;  // square, in pixels, inside the picture
  double score = 0;
};

using Template = std::array<float, 512>;  // unit length
// Cosine, -1 to 1.
[[nodiscard]] double similarity(const Template& a, const Template& b);

class Networks {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Networks>> create(const Models& models);
  ~Networks();
  Networks(const Networks&) = delete;
  Networks& operator=(const Networks&) = delete;

  // Pictures are CV_8UC3 in BGR order. Errors: an empty picture, or a network whose output is not as the manifest says.
  [[nodiscard]] Result<std::vector<Detection>> detect(const cv::Mat& bgr);               // largest first
  [[nodiscard]] Result<Landmarks> landmarks(const cv::Mat& bgr, const cv::Rect2d& box);  // box may leave the picture
  [[nodiscard]] Result<Template> describe(const cv::Mat& aligned);                       // 112x112
  [[nodiscard]] Result<double> liveness(const cv::Mat& bgr, const cv::Rect2d& box);      // 0 to 1, 1 is live
  [[nodiscard]] Result<std::array<double, 2>> eyes_closed(const cv::Mat& bgr, const Landmarks& landmarks);  // 0 to 1

 private:
  Networks();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace proofmark::face

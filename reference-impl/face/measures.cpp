#include "reference-impl/face/measures.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace proofmark::face {
namespace {

// Eyes to mouth, without hair and background.
cv::Mat middle_luma(const cv::Mat& aligned) {
  cv::Mat luma;
  cv::cvtColor(aligned(cv::Rect(28, 38, 56, 60)), luma, cv::COLOR_BGR2GRAY);
  return luma;
}

}  // namespace

MouthShape mouth_shape(const Landmarks& l) {
  MouthShape mouth;
  const EyeFrame eyes = eye_frame(l);
  if (!(eyes.span > 0)) return mouth;
  const cv::Point2d across = (l[45] - l[36]) * (1 / eyes.span);
  const cv::Point2d down(-across.y, across.x);
  const auto along = [&](const cv::Point2d& p) { return p.dot(down) / eyes.span; };
  mouth.width = cv::norm(l[54] - l[48]) / eyes.span;
  mouth.opening = (along(l[67] - l[61]) + along(l[66] - l[62]) + along(l[65] - l[63])) / 3;
  mouth.corner_lift = along((l[51] + l[57]) * 0.5 - (l[48] + l[54]) * 0.5);
  return mouth;
}

double eye_aspect_ratio(const Landmarks& l) {
  double sum = 0;
  for (const std::size_t i : {std::size_t{36}, std::size_t{42}}) {
    const double width = cv::norm(l[i + 3] - l[i]);
    if (!(width > 0)) return 0;
    sum += (cv::norm(l[i + 5] - l[i + 1]) + cv::norm(l[i + 4] - l[i + 2])) / (2 * width);
  }
  return sum / 2;
}

double brightness(const cv::Mat& aligned) {
  return cv::mean(middle_luma(aligned))[0];
}

double sharpness(const cv::Mat& aligned) {
  cv::Mat laplacian;
  const cv::Mat luma = middle_luma(aligned);
  cv::Laplacian(luma, laplacian, CV_64F);
  cv::Scalar mean, deviation;
  cv::meanStdDev(laplacian, mean, deviation);
  // Half the light halves every edge without blurring one.
  constexpr double middle_grey = 128;
  return deviation[0] * middle_grey / std::max(cv::mean(luma)[0], 1.0);
}

}  // namespace proofmark::face

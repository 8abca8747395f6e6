#include "reference-impl/face/geometry.hpp"

#include <opencv2/imgproc.hpp>

namespace proofmark::face {

const FivePoints& alignment_template() {
  static const FivePoints points{cv::Point2d{38.2946, 51.6963}, cv::Point2d{73.5318, 51.5014},
                                 cv::Point2d{56.0252, 71.7366}, cv::Point2d{41.5493, 92.3655},
                                 cv::Point2d{70.7299, 92.2041}};
  return points;
}

FivePoints five_points(const Landmarks& l) {
  // An eye's place is that of its lids, not of its corners: it stays when the eye closes or looks aside.
  return {(l[37] + l[38] + l[40] + l[41]) * 0.25, (l[43] + l[44] + l[46] + l[47]) * 0.25, l[30], (l[48] + l[60]) * 0.5,
          (l[54] + l[64]) * 0.5};
}

std::optional<cv::Matx23d> fit_similarity(std::span<const cv::Point2d> from, std::span<const cv::Point2d> to) {
  if (from.size() != to.size() || from.size() < 2) return std::nullopt;
  const double n = static_cast<double>(from.size());
  cv::Point2d mean_from, mean_to;
  for (std::size_t i = 0; i < from.size(); ++i) {
    mean_from += from[i] * (1 / n);
    mean_to += to[i] * (1 / n);
  }
  // In the plane the least-squares rotation and scale are one complex number: sum(conj(f) t) / sum(|f|^2). It cannot
  // hold a reflection, which is what the determinant's sign is for in the general case.
  double real = 0, imaginary = 0, spread = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const cv::Point2d f = from[i] - mean_from, t = to[i] - mean_to;
    real += f.x * t.x + f.y * t.y;
    imaginary += f.x * t.y - f.y * t.x;
    spread += f.x * f.x + f.y * f.y;
  }
  if (!(spread > 1e-12)) return std::nullopt;
  const double a = real / spread, b = imaginary / spread;
  return cv::Matx23d(a, -b, mean_to.x - a * mean_from.x + b * mean_from.y,  //
                     b, a, mean_to.y - b * mean_from.x - a * mean_from.y);
}

cv::Point2d apply(const cv::Matx23d& m, const cv::Point2d& p) {
  return {m(0, 0) * p.x + m(0, 1) * p.y + m(0, 2), m(1, 0) * p.x + m(1, 1) * p.y + m(1, 2)};
}

cv::Mat align(const cv::Mat& bgr, const Landmarks& landmarks) {
  const FivePoints points = five_points(landmarks);
  const auto transform = fit_similarity(points, alignment_template());
  if (!transform || bgr.empty()) return {};
  cv::Mat aligned;
  cv::warpAffine(bgr, aligned, cv::Mat(*transform), cv::Size(112, 112), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  return aligned;
}

EyeFrame eye_frame(const Landmarks& l) {
  const cv::Point2d across = l[45] - l[36];
  return {(l[36] + l[39] + l[42] + l[45]) * 0.25, cv::norm(across)};
}

}  // namespace proofmark::face

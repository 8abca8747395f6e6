// Faces as points: the 68 landmarks of the iBUG scheme, and the alignment that face templates are taken in.
// Pictures are not mirrored: the person's own left is the right-hand side of the picture. Points in pixels.
#pragma once
#include <array>
#include <opencv2/core.hpp>
#include <optional>
#include <span>

namespace proofmark::face {

inline constexpr std::size_t landmark_count = 68;
using Landmarks = std::array<cv::Point2d, landmark_count>;
using FivePoints = std::array<cv::Point2d, 5>;  // picture-left eye, picture-right eye, nose tip, mouth corners likewise

// Where the five points come to lie in the 112x112 picture that the usual face networks are trained on.
[[nodiscard]] const FivePoints& alignment_template();

[[nodiscard]] FivePoints five_points(const Landmarks& landmarks);

// The rotation, uniform scale and shift that bring `from` nearest to `to` in the least-squares sense, without
// reflection (S. Umeyama, IEEE TPAMI 13(4), 1991). Nothing when the points of `from` coincide or sizes differ.
[[nodiscard]] std::optional<cv::Matx23d> fit_similarity(std::span<const cv::Point2d> from,
                                                        std::span<const cv::Point2d> to);

[[nodiscard]] cv::Point2d apply(const cv::Matx23d& transform, const cv::Point2d& point);

// The face cut out of `bgr` as the template asks: CV_8UC3, 112x112. Empty when the landmarks are degenerate.
[[nodiscard]] cv::Mat align(const cv::Mat& bgr, const Landmarks& landmarks);

// Centre of the eyes' corners and the distance between the two outer corners.
struct EyeFrame {
  cv::Point2d centre;
  double span = 0;
};
[[nodiscard]] EyeFrame eye_frame(const Landmarks& landmarks);

}  // namespace proofmark::face

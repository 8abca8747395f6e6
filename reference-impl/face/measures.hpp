// Single measures of one face in one picture.
#pragma once
#include <opencv2/core.hpp>

#include "reference-impl/face/geometry.hpp"

namespace proofmark::face {

// Shares of the distance between the outer corners of the eyes.
struct MouthShape {
  double width = 0;        // between the corners of the mouth
  double opening = 0;      // between the inner lips, mean of three places
  double corner_lift = 0;  // how far the corners lie above the middle of the lips
};
[[nodiscard]] MouthShape mouth_shape(const Landmarks& landmarks);

// Height to width of the eyes' openings, mean of both (T. Soukupova, J. Cech, CVWW 2016).
[[nodiscard]] double eye_aspect_ratio(const Landmarks& landmarks);

// Mean luma of the face's middle, 0 to 255; `aligned` as align() gives it.
[[nodiscard]] double brightness(const cv::Mat& aligned);
// Standard deviation of the Laplacian of luma on the face's middle, as it would be at middle grey: falls with blur.
[[nodiscard]] double sharpness(const cv::Mat& aligned);

}  // namespace proofmark::face

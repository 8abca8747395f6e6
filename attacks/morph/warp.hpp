// The geometry of a morph: the same points of two faces, and the warps that bring both pictures to one shape.
#pragma once
#include <opencv2/core.hpp>
#include <vector>

#include "common/result.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::attack::morph {

// Every vertex of the base mesh in a document photograph of that person (camera::portrait_pose()): pixels, and the
// cosine between its normal and the way to the camera. What a landmark finder would say, without its network.
struct Projection {
  std::vector<cv::Point2f> at;
  std::vector<float> facing;
};
[[nodiscard]] Result<Projection> project(const std::shared_ptr<const person::Assets>& assets,
                                         const person::Appearance& looks, cv::Size picture);

// From one to the other: 0 gives `a`, 1 gives `b`; what looks away in either looks away.
[[nodiscard]] Projection between(const Projection& a, const Projection& b, double share);

// `picture` (CV_8UC3) with what is at `from` moved to `to`: piecewise affine over a Delaunay triangulation of points of
// the head, with the border held.
[[nodiscard]] cv::Mat warp(const cv::Mat& picture, const Projection& from, const Projection& to,
                           const person::BaseMesh& mesh);

}  // namespace proofmark::attack::morph

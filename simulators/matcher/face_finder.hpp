// Finds the largest face of a picture and its landmarks. One object per thread: a network keeps state while it runs.
#pragma once
#include <array>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <span>

#include "common/result.hpp"
#include "simulators/matcher/model_files.hpp"

namespace proofmark::matcher {

// The 68 points of the iBUG 300-W mark-up (C. Sagonas and others, ICCV Workshops 2013), counted from 0; in pixels.
using Landmarks = std::array<cv::Point2d, 68>;

class FaceFinder {
 public:
  [[nodiscard]] static Result<std::unique_ptr<FaceFinder>> create(const ModelFolder& folder);
  ~FaceFinder();
  FaceFinder(const FaceFinder&) = delete;
  FaceFinder& operator=(const FaceFinder&) = delete;

  // `bgr` is CV_8UC3. Each landmark is the mean of what the network says in seven boxes round the detector's, so that
  // a box which is a few pixels aside does not move the face. Nothing when there is no face; an error when a network
  // cannot be run.
  [[nodiscard]] Result<std::optional<Landmarks>> find(const cv::Mat& bgr);

 private:
  FaceFinder();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The picture turned, scaled and shifted (no shear, no reflection) so that `from` comes nearest to `to` in the
// least-squares sense (S. Umeyama, IEEE TPAMI 13(4), 1991); CV_8UC3, side x side. Empty when the points coincide.
// Precondition: as many points in `from` as in `to`.
[[nodiscard]] cv::Mat align(const cv::Mat& bgr, std::span<const cv::Point2d> from, std::span<const cv::Point2d> to,
                            int side);

}  // namespace proofmark::matcher

// Finds the largest face of a picture and its five points. One object per thread: a network keeps state while it runs.
#pragma once
#include <array>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>

#include "common/result.hpp"
#include "simulators/matcher/model_files.hpp"

namespace proofmark::matcher {

// Picture-left eye, picture-right eye, nose tip, mouth corners likewise; in pixels.
using FivePoints = std::array<cv::Point2d, 5>;

class FaceFinder {
 public:
  [[nodiscard]] static Result<std::unique_ptr<FaceFinder>> create(const ModelFolder& folder);
  ~FaceFinder();
  FaceFinder(const FaceFinder&) = delete;
  FaceFinder& operator=(const FaceFinder&) = delete;

  // `bgr` is CV_8UC3. Nothing when there is no face; an error when the network cannot be run.
  [[nodiscard]] Result<std::optional<FivePoints>> find(const cv::Mat& bgr);

 private:
  FaceFinder();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The picture turned, scaled and shifted (no shear, no reflection) so that `from` comes nearest to `to` in the
// least-squares sense (S. Umeyama, IEEE TPAMI 13(4), 1991); CV_8UC3, side x side. Empty when the points coincide.
[[nodiscard]] cv::Mat align(const cv::Mat& bgr, const FivePoints& from, const FivePoints& to, int side);

}  // namespace proofmark::matcher

#include "reference-impl/face/analyser.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::face {
namespace {

constexpr int detection_interval = 8;  // frames; about a quarter of a second

// Middle and spread of the landmarks that a moving mouth leaves alone.
struct Extent {
  cv::Point2d middle;
  double spread = 0;
};
Extent extent_of(const Landmarks& l) {
  Extent extent;
  constexpr std::size_t first = 17, last = 48;  // brows, nose, eyes
  constexpr double n = last - first;
  for (std::size_t i = first; i < last; ++i) extent.middle += l[i] * (1 / n);
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) {
    const cv::Point2d d = l[i] - extent.middle;
    sum += d.dot(d) / n;
  }
  extent.spread = std::sqrt(sum);
  return extent;
}

double overlap(const cv::Rect2d& a, const cv::Rect2d& b) {
  const double common = (a & b).area();
  return common / (a.area() + b.area() - common);
}

// Width of the widest face beside the main one, as a share of it. The detector takes a picture on the wall or a pattern
// for a face now and then, but is not sure of it.
double second_face(const std::vector<Detection>& found, std::size_t main) {
  constexpr double sure = 0.95;
  double widest = 0;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (i != main && found[i].score >= sure) widest = std::max(widest, found[i].box.width);
  return widest / found[main].box.width;
}

cv::Point2d centre_of(const cv::Rect2d& box) {
  return {box.x + box.width / 2, box.y + box.height / 2};
}

}  // namespace

Result<std::unique_ptr<Analyser>> Analyser::create(std::shared_ptr<const Models> models) {
  auto analyser = std::unique_ptr<Analyser>(new Analyser());
  PROOFMARK_TRY(analyser->networks_, Networks::create(*models));
  analyser->models_ = std::move(models);
  return analyser;
}

Result<FaceFrame> Analyser::measure(const cv::Mat& bgr, const cv::Rect2d& box) {
  FaceFrame face;
  face.box = box;
  PROOFMARK_TRY(face.landmarks, networks_->landmarks(bgr, box));
  PROOFMARK_TRY(face.eyes_closed, networks_->eyes_closed(bgr, face.landmarks));
  face.mouth = mouth_shape(face.landmarks);
  return face;
}

Result<FrameAnalysis> Analyser::next(const cv::Mat& bgr) {
  FrameAnalysis analysis;
  if (!track_ || track_->age >= detection_interval) {
    analysis.detected_now = true;
    PROOFMARK_TRY(const auto found, networks_->detect(bgr));
    if (found.empty()) {
      track_.reset();
      return analysis;
    }
    // The face that was followed, if it is still there; another one does not take its place by being larger.
    std::size_t main = 0;
    for (std::size_t i = 0; track_ && i < found.size(); ++i)
      if (overlap(found[i].box, track_->box) > overlap(found[main].box, track_->box)) main = i;
    Track track;
    track.box = found[main].box;
    track.faces = static_cast<int>(found.size());
    track.second_face = second_face(found, main);
    track_ = track;
  }
  auto face = measure(bgr, track_->box);
  if (!face) {  // followed out of the picture: look for it again on the next frame
    track_.reset();
    return analysis;
  }
  const Extent extent = extent_of(face->landmarks);
  // The detector's box differs a little each time; following keeps the box of the first detection's proportions.
  if (analysis.detected_now && extent.spread > 1) {
    track_->offset = (centre_of(track_->box) - extent.middle) * (1 / extent.spread);
    track_->side = track_->box.width / extent.spread;
  }
  analysis.face = *face;
  analysis.faces = track_->faces;
  analysis.second_face = track_->second_face;
  const double side = track_->side * extent.spread;
  const cv::Point2d centre = extent.middle + track_->offset * extent.spread;
  const bool plausible = side > 32 && side < 2.0 * bgr.rows && centre.inside(cv::Rect2d(0, 0, bgr.cols, bgr.rows));
  if (plausible) {
    track_->box = {centre.x - side / 2, centre.y - side / 2, side, side};
    ++track_->age;
  } else {
    track_.reset();
  }
  return analysis;
}

Result<FrameAnalysis> Analyser::single(const cv::Mat& bgr) {
  FrameAnalysis analysis;
  analysis.detected_now = true;
  PROOFMARK_TRY(const auto found, networks_->detect(bgr));
  if (found.empty()) return analysis;
  analysis.faces = static_cast<int>(found.size());
  analysis.second_face = second_face(found, 0);
  PROOFMARK_TRY(analysis.face, measure(bgr, found.front().box));
  return analysis;
}

}  // namespace proofmark::face

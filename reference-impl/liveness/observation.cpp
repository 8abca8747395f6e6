#include "reference-impl/liveness/observation.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace proofmark::liveness {
namespace {

constexpr std::size_t neutral_frames = 12;
// Pose makes the mouth look wider or more open than it is; beyond these angles its measures say nothing.
constexpr double mouth_yaw_limit = 10, mouth_pitch_limit = 8;
// Lids hang when the eyes look down with the head.
constexpr double eyes_pitch_limit = -9;
constexpr double closed_eyes = 0.5;
constexpr double settled_spread = 0.05;  // of the distance between the eyes

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Landmarks in shares of the distance between the eyes, from the middle of the eyes, upright.
face::Landmarks normalised(const face::Landmarks& l) {
  const face::EyeFrame eyes = face::eye_frame(l);
  const cv::Point2d across = (l[45] - l[36]) * (1 / eyes.span);
  face::Landmarks out;
  for (std::size_t i = 0; i < l.size(); ++i) {
    const cv::Point2d d = (l[i] - eyes.centre) * (1 / eyes.span);
    out[i] = {d.x * across.x + d.y * across.y, -d.x * across.y + d.y * across.x};
  }
  return out;
}

}  // namespace

double activation(Action action, const Observation& o, const ChallengePolicy& policy) {
  switch (action) {
    case Action::turn_left:
      return o.yaw / policy.yaw.on;
    case Action::turn_right:
      return -o.yaw / policy.yaw.on;
    case Action::look_up:
      return o.pitch / policy.pitch_up.on;
    case Action::look_down:
      return -o.pitch / policy.pitch_down.on;
    case Action::blink:
      return o.eyes_closed / policy.eyes_closed.on;
    case Action::smile:
      return o.smile / policy.smile.on;
    case Action::open_mouth:
      return o.mouth_open / policy.mouth_open.on;
  }
  return 0;
}

bool at_rest(const Observation& o, const ChallengePolicy& policy) {
  return std::abs(o.yaw) <= policy.yaw.off && o.pitch <= policy.pitch_up.off && -o.pitch <= policy.pitch_down.off &&
         o.smile <= policy.smile.off && o.mouth_open <= policy.mouth_open.off;
}

void Neutral::add(const face::FaceFrame& face) {
  if (ready() || std::max(face.eyes_closed[0], face.eyes_closed[1]) > closed_eyes) return;
  if (!(face::eye_frame(face.landmarks).span > 4)) return;
  frames_.push_back(face);
  if (frames_.size() < neutral_frames) return;
  std::vector<face::Landmarks> all;
  for (const auto& frame : frames_) all.push_back(normalised(frame.landmarks));
  double widest = 0;
  for (std::size_t i = 0; i < landmarks_.size(); ++i) {
    std::vector<double> x, y;
    for (const auto& l : all) {
      x.push_back(l[i].x);
      y.push_back(l[i].y);
    }
    landmarks_[i] = cv::Point2d(median(x), median(y)) * 100.0;
    if (i == 30 || i == 48 || i == 54 || i == 57)
      widest = std::max({widest, *std::ranges::max_element(x) - *std::ranges::min_element(x),
                         *std::ranges::max_element(y) - *std::ranges::min_element(y)});
  }
  if (widest > settled_spread * 2) {  // still moving: forget the oldest frame and go on
    frames_.erase(frames_.begin());
    return;
  }
  std::vector<double> width, opening, lift;
  for (const auto& frame : frames_) {
    width.push_back(frame.mouth.width);
    opening.push_back(frame.mouth.opening);
    lift.push_back(frame.mouth.corner_lift);
  }
  mouth_ = {median(width), median(opening), median(lift)};
  shape_ = face::personal_shape(landmarks_);
}

std::optional<Observation> Neutral::observe(Duration at, const face::FaceFrame& face) const {
  if (!shape_) return std::nullopt;
  const auto pose = face::estimate_pose(face.landmarks, *shape_);
  if (!pose) return std::nullopt;
  Observation o;
  o.at = at;
  o.yaw = pose->yaw;
  o.pitch = pose->pitch;
  if (o.pitch > eyes_pitch_limit) o.eyes_closed = std::min(face.eyes_closed[0], face.eyes_closed[1]);
  if (std::abs(o.yaw) < mouth_yaw_limit && std::abs(o.pitch) < mouth_pitch_limit) {
    // The corners go apart and up; either alone is also done by other mouths' motions.
    o.smile = (face.mouth.width - mouth_.width) + (face.mouth.corner_lift - mouth_.corner_lift);
    o.mouth_open = face.mouth.opening - mouth_.opening;
  }
  return o;
}

}  // namespace proofmark::liveness

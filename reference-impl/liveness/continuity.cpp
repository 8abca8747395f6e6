#include "reference-impl/liveness/continuity.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::liveness {
namespace {

// Network delay may grow by this much over a stream before it counts against the frame rate.
constexpr Duration lag_slack{500'000};

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

std::string milliseconds(Duration d) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
}

}  // namespace

void Continuity::add(const FrameFacts& frame) {
  if (frames_++ == 0) {
    first_ = frame;
    width_ = frame.width;
    height_ = frame.height;
    lag_min_ = lag_max_ = frame.arrived - frame.captured;
  } else {
    size_changed_ = size_changed_ || frame.width != last_->width || frame.height != last_->height;
    width_ = std::min(width_, frame.width);
    height_ = std::min(height_, frame.height);
    const Duration step = frame.captured - last_->captured;
    went_back_ = went_back_ || step <= Duration::zero();
    extremes_.gap = std::max(extremes_.gap, step);
    lag_min_ = std::min(lag_min_, frame.arrived - frame.captured);
    lag_max_ = std::max(lag_max_, frame.arrived - frame.captured);
    extremes_.repeated += frame.repeated ? 1 : 0;
    extremes_.scene_change = std::max(extremes_.scene_change, frame.scene_change);
    add_motion(frame);
    if (frame.face && last_->face) {
      const double moved = std::hypot(frame.face->x - last_->face->x, frame.face->y - last_->face->y);
      const double width = std::max(1.0, std::min(frame.face->width, last_->face->width));
      extremes_.face_jump = std::max(extremes_.face_jump, moved / width);
    }
  }
  extremes_.drift = lag_max_ - lag_min_;
  last_ = frame;
}

void Continuity::add_motion(const FrameFacts& frame) {
  window_.push_back(frame);
  // The oldest frame's change happened before it: the changes of a window are those of the frames after its first.
  while (window_.size() > 2 && frame.captured - window_[1].captured >= still_window) window_.pop_front();
  if (frame.captured - window_.front().captured < still_window) return;
  double most = 0;
  for (auto at = std::next(window_.begin()); at != window_.end(); ++at) most = std::max(most, at->scene_change);
  extremes_.least_motion = std::min(extremes_.least_motion.value_or(most), most);
}

void Continuity::undecodable(const std::string& why) {
  if (undecodable_++ == 0) first_undecodable_ = why;
}

void Continuity::looks_alike(double similarity) {
  extremes_.same_person = std::min(extremes_.same_person, similarity);
}

double Continuity::frames_per_second() const {
  if (frames_ < 2) return 0;
  const Duration captured = last_->captured - first_->captured;
  // Arrivals may come in bursts; over the whole stream they cannot take much longer than the capture.
  const Duration arrived = last_->arrived - first_->arrived;
  const double seconds = std::chrono::duration<double>(
                             PROOFMARK_WEAKNESS(rate_as_declared) ? captured : std::max(captured, arrived - lag_slack))
                             .count();
  return seconds > 0 ? static_cast<double>(frames_ - 1) / seconds : 0;
}

decision::Check Continuity::format_check(const FormatPolicy& policy) const {
  decision::Check check{"video.format", decision::CheckResult::failed, ""};
  const std::string expected = "tender 7.4.5.3: expected at least " + std::to_string(policy.min_width) + "x" +
                               std::to_string(policy.min_height) + " at " + decimal(policy.min_frames_per_second) +
                               " frames per second";
  if (frames_ < 2) {
    check.reason = expected + ", observed " + std::to_string(frames_) + " decoded frames";
    return check;
  }
  // A phone held upright gives the same picture on its side.
  const int longer = std::max(width_, height_), shorter = std::min(width_, height_);
  const bool large =
      PROOFMARK_WEAKNESS(resolution_unchecked) || (longer >= std::max(policy.min_width, policy.min_height) &&
                                                   shorter >= std::min(policy.min_width, policy.min_height));
  const double rate = frames_per_second();
  check.reason = expected + ", observed " + std::to_string(width_) + "x" + std::to_string(height_) + " at " +
                 decimal(rate) + " in " + std::to_string(frames_) + " decoded frames";
  if (size_changed_) check.reason += ", with changes of size";
  // As printed: 299 intervals of 40 ms are 25 frames a second, whatever the last binary digit says.
  const bool fast = rate + 0.005 >= policy.min_frames_per_second || PROOFMARK_WEAKNESS(frame_rate_unchecked);
  if (large && fast && (!size_changed_ || PROOFMARK_WEAKNESS(size_change_accepted)))
    check.result = decision::CheckResult::passed;
  return check;
}

decision::Check Continuity::continuity_check(const ContinuityPolicy& policy) const {
  decision::Check check{"video.continuity", decision::CheckResult::failed,
                        "tender 7.4.5.2: expected one uninterrupted recording"};
  std::string observed;
  const auto add = [&observed](const std::string& text) { observed += (observed.empty() ? "" : "; ") + text; };
  if (frames_ < 2) add(std::to_string(frames_) + " decoded frames");
  if (undecodable_ > policy.max_undecodable && !PROOFMARK_WEAKNESS(undecodable_accepted))
    add(std::to_string(undecodable_) + " access units that are no H.264 (the first: " + first_undecodable_ + ")");
  if (went_back_ && !PROOFMARK_WEAKNESS(time_running_back_accepted)) add("capture times that do not increase");
  if (extremes_.gap > policy.max_gap && !PROOFMARK_WEAKNESS(gap_accepted))
    add("a gap of " + milliseconds(extremes_.gap) + " between two frames");
  if (extremes_.drift > policy.max_drift && !PROOFMARK_WEAKNESS(drift_accepted))
    add("capture times and arrivals " + milliseconds(extremes_.drift) + " apart");
  const bool repeats = extremes_.repeated > policy.max_repeated_frames;
  const bool still = extremes_.least_motion && *extremes_.least_motion < policy.min_motion;
  if ((repeats || still) && !PROOFMARK_WEAKNESS(frozen_picture_accepted)) {
    if (repeats) add(std::to_string(extremes_.repeated) + " repeated frames");
    if (still) add("a picture that stood still (" + decimal(*extremes_.least_motion) + ")");
  }
  if (extremes_.scene_change > policy.max_scene_change && !PROOFMARK_WEAKNESS(scene_change_accepted))
    add("a change of scene (" + decimal(extremes_.scene_change) + ")");
  if (extremes_.face_jump > policy.max_face_jump && !PROOFMARK_WEAKNESS(face_jump_accepted))
    add("the face jumped by " + decimal(extremes_.face_jump) + " of its width");
  if (extremes_.same_person < policy.min_same_person && !PROOFMARK_WEAKNESS(exchanged_person_accepted))
    add("another face during the recording (similarity " + decimal(extremes_.same_person) + ")");
  if (observed.empty()) {
    check.result = decision::CheckResult::passed;
    observed = std::to_string(frames_) + " frames, largest gap " + milliseconds(extremes_.gap);
  }
  check.reason += ", observed " + observed;
  return check;
}

}  // namespace proofmark::liveness

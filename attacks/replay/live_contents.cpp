#include "attacks/replay/live_contents.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/core.hpp>
#include <optional>

#include "simulators/camera/behaviour.hpp"
#include "simulators/camera/stream_time.hpp"

namespace proofmark::attack::replay {
namespace {

using camera::StreamTime;

StreamTime microseconds(double seconds) {
  return StreamTime(std::llround(seconds * 1e6));
}

class Segments final : public camera::FrameSource {
 public:
  Segments(const Species& species, std::unique_ptr<camera::Scene> scene, const SeededRandom& seed)
      : scene_(std::move(scene)),
        habits_(camera::Habits::sample(seed.derive("footage"))),
        footage_(seed.derive("footage")),
        random_(seed.derive("operator")),
        rest_(habits_, footage_.derive("rest")),
        reaction_(species.draw("reaction", 0.6, seed)),
        clip_in_(species.draw("clip_in", 0.4, seed)),
        clip_length_(species.draw("clip_length", 2.2, seed)),
        fade_(species.draw("fade", 0, seed)) {}

  Result<void> frame(StreamTime time, cv::Mat& bgr) override {
    const double t = camera::seconds(time);
    if (next_ && t >= next_->begins) cut_to(std::exchange(next_, std::nullopt), t);
    if (clip_ && t >= clip_->begins + clip_length_) cut_to(std::nullopt, t);
    const camera::SceneState state =
        clip_ ? clip_->take.at(microseconds(clip_in_ + t - clip_->begins)) : rest_.at(time);
    PROOFMARK_CHECK(scene_->render(state, bgr));
    const double shown = (t - cut_at_) / std::max(fade_, 1e-3);
    if (shown < 1 && !before_.empty()) cv::addWeighted(bgr, shown, before_, 1 - shown, 0, bgr);
    bgr.copyTo(last_);
    return {};
  }
  void challenge(const camera::Challenge& challenge, StreamTime t, StreamTime window) override {
    const auto* action = std::get_if<camera::Action>(&challenge);
    if (action == nullptr) return;  // there is no clip of that
    next_ = Clip{camera::Behaviour(habits_, footage_.derive("clip", static_cast<std::uint64_t>(*action))),
                 camera::seconds(t) + std::max(0.15, reaction_ * std::exp(0.2 * random_.normal()))};
    next_->take.challenge(challenge, StreamTime{0}, window);
  }
  // The clip goes on to its end; one that has not begun is not needed any more.
  void challenge_over(StreamTime) override { next_.reset(); }

 private:
  struct Clip {
    camera::Behaviour take;
    double begins;
  };
  void cut_to(std::optional<Clip> clip, double t) {
    clip_ = std::move(clip);
    cut_at_ = t;
    last_.copyTo(before_);
  }

  std::unique_ptr<camera::Scene> scene_;
  camera::Habits habits_;
  SeededRandom footage_, random_;
  camera::Behaviour rest_;
  std::optional<Clip> clip_, next_;
  double reaction_, clip_in_, clip_length_, fade_, cut_at_ = -1e9;
  cv::Mat before_, last_;
};

class Puppet final : public camera::FrameSource {
 public:
  Puppet(const Species& species, std::unique_ptr<camera::Scene> scene, const SeededRandom& seed)
      : scene_(std::move(scene)),
        helper_(camera::Habits::sample(seed.derive("helper")), seed.derive("helper")),
        lag_(species.draw("lag", 0.2, seed)),
        pose_step_(species.draw("pose_step", 4, seed)),
        face_step_(species.draw("face_step", 0.3, seed)) {}

  Result<void> frame(StreamTime t, cv::Mat& bgr) override {
    const camera::SceneState performed = helper_.at(std::max(StreamTime{0}, t - microseconds(lag_)));
    camera::SceneState found;
    found.head = {nearest(performed.head.yaw, pose_step_), nearest(performed.head.pitch, pose_step_), 0};
    found.expression.blink_left = found.expression.blink_right = nearest(performed.expression.blink_left, face_step_);
    found.expression.mouth_open = nearest(performed.expression.mouth_open, face_step_);
    found.expression.smile = nearest(performed.expression.smile, face_step_);
    return scene_->render(found, bgr);
  }
  void challenge(const camera::Challenge& challenge, StreamTime t, StreamTime window) override {
    helper_.challenge(challenge, t, window);
  }
  void challenge_over(StreamTime t) override { helper_.challenge_over(t); }

 private:
  static float nearest(float value, double step) {
    return static_cast<float>(std::round(static_cast<double>(value) / step) * step);
  }
  std::unique_ptr<camera::Scene> scene_;
  camera::Behaviour helper_;
  double lag_, pose_step_, face_step_;
};

const std::map<std::string, std::vector<std::string>>& known_contents() {
  static const std::map<std::string, std::vector<std::string>> all{
      {"puppet", {"lag", "pose_step", "face_step"}}, {"segments", {"reaction", "clip_in", "clip_length", "fade"}}};
  return all;
}

}  // namespace

std::vector<std::string> live_contents() {
  std::vector<std::string> names;
  for (const auto& [name, parameters] : known_contents()) names.push_back(name);
  return names;
}

std::vector<std::string> live_parameters(const std::string& content) {
  const auto found = known_contents().find(content);
  return found == known_contents().end() ? std::vector<std::string>{} : found->second;
}

Result<std::unique_ptr<camera::FrameSource>> make_live_content(const Species& species, const std::string& content,
                                                               Stage& stage, const SeededRandom& seed) {
  if (!known_contents().contains(content))
    return fail("attacks/replay", "the content segments or puppet", "'" + content + "'",
                "Correct the species " + species.id + ".");
  PROOFMARK_TRY(const person::Appearance victim, stage.victim());
  const auto room = camera::Environment::sample(seed.derive("footage/environment"));
  PROOFMARK_TRY(auto scene, camera::Scene::create(stage.assets(), victim, room));
  if (content == "puppet")
    return std::unique_ptr<camera::FrameSource>(std::make_unique<Puppet>(species, std::move(scene), seed));
  return std::unique_ptr<camera::FrameSource>(std::make_unique<Segments>(species, std::move(scene), seed));
}

}  // namespace proofmark::attack::replay

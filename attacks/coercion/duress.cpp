#include "attacks/coercion/duress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "simulators/camera/stream_time.hpp"

namespace proofmark::attack::coercion {
namespace {

constexpr double kSaccade = 0.06;   // seconds, of a large one
constexpr double kReaction = 0.25;  // until the eyes leave the screen for the one who will speak

camera::Habits habits(const Species& species, const SeededRandom& seed) {
  camera::Habits h = camera::Habits::sample(seed);
  // People blink more often under strain; by how much is project-chosen.
  h.blinks_per_minute *= 1 + 1.2 * species.draw("distress", 0, seed);
  h.distance *= species.draw("phone_distance", 1, seed);
  h.sway *= species.draw("phone_sway", 1, seed);
  return h;
}

}  // namespace

std::vector<std::string> Duress::parameters() {
  return {"gaze_aside",     "gaze_reach", "prompt_delay", "distress", "whisper",
          "phone_distance", "phone_sway", "frame_x",      "frame_y",  "phone_above"};
}

Duress::Duress(const Species& species, int side, const SeededRandom& seed)
    : aside_(species.draw("gaze_aside", 0, seed)),
      reach_(species.draw("gaze_reach", 0.7, seed)),
      delay_(species.draw("prompt_delay", 0, seed)),
      distress_(species.draw("distress", 0, seed)),
      whispering_(species.draw("whisper", 0, seed)),
      frame_x_(species.draw("frame_x", 0, seed)),
      frame_y_(species.draw("frame_y", 0, seed)),
      above_(species.draw("phone_above", 0, seed)),
      side_(side),
      glances_(seed.derive("coercion/glances")),
      words_(seed.derive("coercion/words")),
      behaviour_(habits(species, seed), seed) {
  // Trembling of head and neck under strain lies with physiological tremor, 4 to 9 Hz.
  SeededRandom random = seed.derive("coercion/tremble");
  tremble_yaw_ = camera::Wander(0.35 * distress_, 4, 9, random);
  tremble_roll_ = camera::Wander(0.25 * distress_, 4, 9, random);
  syllables_ = camera::Wander(0.5, 3, 6, random);
  glance_until_ = glances_.uniform(0.3, 1.5);
  words_until_ = words_.uniform(0.5, 2.0);
}

// 0: at the screen, 1: at the one beside the camera.
double Duress::aside_at(double t) {
  const double share = std::clamp(aside_, 0.0, 0.95);
  while (share > 0 && t >= glance_until_) {
    looks_aside_ = !looks_aside_;
    const double begin = glance_until_, length = glances_.uniform(0.7, 2.2);
    glance_until_ += looks_aside_ ? length : length * (1 - share) / share;
    gaze_.move(begin, kSaccade, looks_aside_ ? 1 : 0);
  }
  return std::max(gaze_.at(t), waits_.at(t));
}

double Duress::whisper_at(double t) {
  while (whispering_ > 0 && t >= words_until_) {
    speaks_ = !speaks_;
    const double begin = words_until_, length = words_.uniform(0.5, 1.4);
    const double share = std::clamp(whispering_, 0.05, 0.95);
    words_until_ += speaks_ ? length : length * (1 - share) / share;
    lips_.move(begin, 0.12, speaks_ ? 1 : 0);
  }
  return lips_.at(t);
}

camera::SceneState Duress::at(camera::StreamTime t) {
  if (told_ && t >= told_->at) {
    behaviour_.challenge(told_->challenge, told_->at, told_->window);
    waits_.move(camera::seconds(told_->at), kSaccade, 0);
    told_.reset();
  }
  const double s = camera::seconds(t);
  camera::SceneState state = behaviour_.at(t);
  const auto add = [](float& to, double what) { to += static_cast<float>(what); };
  // The picture's right is the person's own left, and so is a positive gaze.
  const double aside = aside_at(s) * reach_ * side_;
  state.expression.gaze_x = std::clamp(state.expression.gaze_x + static_cast<float>(aside), -1.4F, 1.4F);
  add(state.head.yaw, 5 * aside + tremble_yaw_.at(s));
  add(state.head.roll, tremble_roll_.at(s));
  add(state.expression.brow_raise, 0.55 * distress_);
  add(state.expression.mouth_spread, 0.30 * distress_);
  const double lips = whisper_at(s) * (0.5 + std::clamp(syllables_.at(s), -0.5, 0.5));
  add(state.expression.mouth_open, 0.16 * lips);
  add(state.expression.mouth_round, 0.25 * lips);
  add(state.head.pitch, -above_);
  add(state.camera.shift_x, frame_x_);
  add(state.camera.shift_y, frame_y_);
  state.expression.brow_raise = std::min(state.expression.brow_raise, 1.4F);
  state.expression.mouth_spread = std::min(state.expression.mouth_spread, 1.4F);
  return state;
}

void Duress::challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window) {
  const auto delay = std::chrono::duration_cast<camera::StreamTime>(std::chrono::duration<double>(delay_));
  if (delay <= camera::StreamTime::zero()) {
    behaviour_.challenge(challenge, t, window);
    return;
  }
  // Whoever waits for words looks to where they come from.
  told_ = Told{challenge, t + delay, std::max(window - delay, camera::StreamTime::zero())};
  waits_.move(camera::seconds(t) + kReaction, kSaccade, 1);
}

void Duress::challenge_over(camera::StreamTime t) {
  waits_.move(camera::seconds(t), kSaccade, 0);
  if (told_)
    told_.reset();  // too late to be told
  else
    behaviour_.challenge_over(t);
}

}  // namespace proofmark::attack::coercion

#include "attacks/deepfake/performer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "simulators/camera/stream_time.hpp"

namespace proofmark::attack::deepfake {
namespace {

constexpr double kFrame = 1.0 / 30;  // of the camera that a lag is counted in

// A tracker or generator that has seen few profiles stops short of them: the angle as it is up to half of the limit,
// from there on ever less, never beyond the limit.
double limited(double degrees, double limit) {
  const double size = std::abs(degrees), free = limit / 2;
  if (size <= free) return degrees;
  return std::copysign(free + (limit - free) * std::tanh((size - free) / (limit - free)), degrees);
}

}  // namespace

std::vector<std::string> Performer::parameters() {
  return {"lag",        "pipeline_rate", "own_sway",    "head_gain", "turn_limit",    "blink_gain",
          "mouth_gain", "mouth_follow",  "gaze_offset", "gaze_gain", "tracker_jitter"};
}

Performer::Performer(const Species& species, const SeededRandom& seed)
    : behaviour_(camera::Habits::sample(seed.derive("operator")), seed.derive("operator")),
      jitter_(seed.derive("tracker")),
      lag_(species.draw("lag", 4, seed) * kFrame),
      rate_(species.draw("pipeline_rate", 0, seed)),
      sway_(species.draw("own_sway", 1, seed)),
      head_gain_(species.draw("head_gain", 1, seed)),
      turn_limit_(species.draw("turn_limit", 60, seed)),
      blink_gain_(species.draw("blink_gain", 1, seed)),
      mouth_gain_(species.draw("mouth_gain", 1, seed)),
      mouth_follow_(species.draw("mouth_follow", 1, seed)),
      gaze_offset_(species.draw("gaze_offset", 0, seed)),
      gaze_gain_(species.draw("gaze_gain", 1, seed)),
      jitter_degrees_(species.draw("tracker_jitter", 0, seed)) {
  SeededRandom random = seed.derive("gaze error");
  eyes_ = camera::Wander(std::abs(gaze_offset_) * 0.3, 0.1, 0.8, random);
}

void Performer::challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window) {
  behaviour_.challenge(challenge, t, window);
}
void Performer::challenge_over(camera::StreamTime t) {
  behaviour_.challenge_over(t);
}

bool Performer::advance(camera::StreamTime t) {
  const double shown = rate_ > 0 ? std::floor(camera::seconds(t) * rate_ + 1e-6) / rate_ : camera::seconds(t);
  if (begun_ && shown <= now_) return false;
  begun_ = true;
  now_ = shown;
  ++picture_;
  const double performed = std::max(0.0, shown - lag_);
  performed_ = behaviour_.at(camera::StreamTime(std::llround(performed * 1e6)));
  performed_.camera.shift_x *= static_cast<float>(sway_);
  performed_.camera.shift_y *= static_cast<float>(sway_);
  performed_.camera.roll *= static_cast<float>(sway_);
  // His own screen shows the service's page; what the phone's screen does never reaches his face.
  performed_.screen = {0.25F, 0.25F, 0.25F};
  track();
  return true;
}

void Performer::track() {
  tracked_ = performed_;
  const auto turned = [&](float degrees) {
    return static_cast<float>(limited(head_gain_ * static_cast<double>(degrees), turn_limit_) +
                              jitter_degrees_ * jitter_.normal());
  };
  tracked_.head = {turned(performed_.head.yaw), turned(performed_.head.pitch), turned(performed_.head.roll)};
  const auto& e = performed_.expression;
  auto& out = tracked_.expression;
  out.blink_left = out.blink_right = static_cast<float>(blink_gain_) * e.blink_left;
  mouth_ += mouth_follow_ * (static_cast<double>(e.mouth_open) - mouth_);
  smile_ += mouth_follow_ * (static_cast<double>(e.smile) - smile_);
  out.mouth_open = static_cast<float>(mouth_gain_ * mouth_);
  out.smile = static_cast<float>(mouth_gain_ * smile_);
  const double wrong = gaze_offset_ + eyes_.at(now_);
  out.gaze_x = static_cast<float>(std::clamp(gaze_gain_ * static_cast<double>(e.gaze_x) + wrong, -1.0, 1.0));
  out.gaze_y = static_cast<float>(std::clamp(gaze_gain_ * static_cast<double>(e.gaze_y) + 0.3 * wrong, -1.0, 1.0));
}

}  // namespace proofmark::attack::deepfake

// What a challenge is judged by: one frame's face relative to the person's own neutral face.
#pragma once
#include <optional>

#include "common/clock.hpp"
#include "reference-impl/face/analyser.hpp"
#include "reference-impl/face/pose.hpp"
#include "reference-impl/liveness/action.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::liveness {

struct Observation {
  Duration at{};              // since the start of the stream
  double yaw = 0, pitch = 0;  // degrees; to the person's own left, up
  double eyes_closed = 0;     // 0 to 1, of the eye that is less closed
  double smile = 0;           // widening and rise of the mouth's corners, in distances between the eyes
  double mouth_open = 0;      // between the inner lips, likewise; both are growth over neutral
};

// How far an action is being done: 1 at the policy's `on`, negative on the other side.
[[nodiscard]] double activation(Action action, const Observation& observation, const ChallengePolicy& policy);
// No action but perhaps a blink is being done.
[[nodiscard]] bool at_rest(const Observation& observation, const ChallengePolicy& policy);

// The neutral face, gathered from the first frames of the stream. A face that is not yet at rest (its measures still
// move) is not taken.
class Neutral {
 public:
  // Frames with closed eyes are passed over.
  void add(const face::FaceFrame& face);
  [[nodiscard]] bool ready() const { return shape_.has_value(); }
  [[nodiscard]] const face::Landmarks& landmarks() const { return landmarks_; }
  // Only once ready(). Nothing when the landmarks of this frame allow no pose.
  [[nodiscard]] std::optional<Observation> observe(Duration at, const face::FaceFrame& face) const;

 private:
  std::vector<face::FaceFrame> frames_;
  face::Landmarks landmarks_{};
  face::MouthShape mouth_;
  std::optional<face::Shape> shape_;
};

}  // namespace proofmark::liveness

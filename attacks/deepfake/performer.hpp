// The attacker at his own camera: he answers the challenges, and a tracker tells the forgery what he does, late and
// not quite right.
#pragma once
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "simulators/camera/behaviour.hpp"
#include "simulators/camera/motion.hpp"

namespace proofmark::attack::deepfake {

// Parameters: lag (frames of the pipeline between his camera and the forged picture), pipeline_rate (pictures a second
// that it makes; 0: as many as are asked for), own_sway (share of a hand's sway that his camera has; 0 stands on a
// desk), head_gain (share of his head's turn that the forgery makes), turn_limit (degrees beyond which it does not
// follow), blink_gain, mouth_gain (share of his lids' and mouth's motion), mouth_follow (share of the mouth's way that
// is made with each picture: below 1 the jaw slips behind), gaze_offset (of the forged eyes, 1 is some 20 degrees),
// gaze_gain (share of his eyes' motion), tracker_jitter (degrees of the head, from picture to picture).
class Performer {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  Performer(const Species& species, const SeededRandom& seed);

  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window);
  void challenge_over(camera::StreamTime t);
  // True when a new picture is due at `t`, which never goes back; then performed() and tracked() are of that picture.
  [[nodiscard]] bool advance(camera::StreamTime t);
  // What his camera sees.
  [[nodiscard]] const camera::SceneState& performed() const { return performed_; }
  // What the forgery is driven by.
  [[nodiscard]] const camera::SceneState& tracked() const { return tracked_; }
  // The picture's number, for what changes from picture to picture.
  [[nodiscard]] std::uint64_t picture() const { return picture_; }

 private:
  void track();

  camera::Behaviour behaviour_;
  SeededRandom jitter_;
  camera::Wander eyes_;
  double lag_, rate_, sway_, head_gain_, turn_limit_, blink_gain_, mouth_gain_, mouth_follow_, gaze_offset_, gaze_gain_,
      jitter_degrees_;
  double mouth_ = 0, smile_ = 0, now_ = 0;
  std::uint64_t picture_ = 0;
  bool begun_ = false;
  camera::SceneState performed_, tracked_;
};

}  // namespace proofmark::attack::deepfake

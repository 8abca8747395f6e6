// What a person under duress does otherwise than a willing one: looks aside, waits for words from beside the camera,
// trembles, whispers.
#pragma once
#include <optional>

#include "attacks/species.hpp"
#include "simulators/camera/behaviour.hpp"
#include "simulators/camera/motion.hpp"

namespace proofmark::attack::coercion {

// Parameters: gaze_aside (share of the time), gaze_reach (0 to 1, of the eyes' full turn), prompt_delay (seconds from a
// challenge to the words that tell him what to do), distress (0 to 1), whisper (0 to 1, share of the time),
// phone_distance and phone_sway (of the willing holder's), frame_x, frame_y (picture heights), phone_above (degrees):
// somebody else holds the phone.
class Duress {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  // `side` is where the coercer stands: 1 to the picture's right.
  Duress(const Species& species, int side, const SeededRandom& seed);
  // `t` never goes back.
  [[nodiscard]] camera::SceneState at(camera::StreamTime t);
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window);
  void challenge_over(camera::StreamTime t);

 private:
  [[nodiscard]] double aside_at(double t);
  [[nodiscard]] double whisper_at(double t);

  struct Told {
    camera::Challenge challenge;
    camera::StreamTime at, window;
  };
  double aside_, reach_, delay_, distress_, whispering_, frame_x_, frame_y_, above_;
  int side_;
  SeededRandom glances_, words_;
  camera::Behaviour behaviour_;
  std::optional<Told> told_;  // a challenge on the screen that nobody has told him to answer yet
  double glance_until_ = 0, words_until_ = 0;
  bool looks_aside_ = false, speaks_ = false;
  camera::Track gaze_, waits_, lips_;
  camera::Wander tremble_yaw_, tremble_roll_, syllables_;
};

}  // namespace proofmark::attack::coercion

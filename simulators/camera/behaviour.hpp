// What a cooperative person and the hand that holds the phone do over time: sway and tremor of the hand, breathing,
// blinking, glances, small head motion, and the answers to challenges. A function of seed, challenges and time alone:
// how often it is asked changes nothing.
#pragma once
#include <cstdint>
#include <memory>

#include "common/random.hpp"
#include "simulators/camera/challenge.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

// How one person tends to be; times in seconds, angles in degrees.
struct Habits {
  double reaction_median = 0.62, reaction_sigma = 0.20;  // log-normal: 95 % between 0.42 and 0.92
  double slow_probability = 0.03;                        // distracted: the reaction takes 2 to 3 times as long
  double wrong_side_probability = 0;                     // of a turn or nod: the other way first, then put right
  double missed_probability = 0;                         // the request is not seen at all
  double blinks_per_minute = 17;
  double turn_low = 20, turn_high = 30;
  double nod_low = 14, nod_high = 20;
  double hold = 0.6;       // how long a pose is held before the person returns unasked
  double sway = 0.008;     // of the picture's height, root mean square of the hand's slow motion
  double tremor = 0.0006;  // likewise, 8 to 12 Hz
  double distance = 1.0;   // of CameraPose
  [[nodiscard]] static Habits sample(const SeededRandom& seed);
  // The same person with the mistakes that people make: a few in a hundred requests. Shares are project-chosen.
  [[nodiscard]] static Habits fallible(const SeededRandom& seed);
};

class Behaviour {
 public:
  Behaviour(const Habits& habits, const SeededRandom& seed);
  ~Behaviour();
  Behaviour(Behaviour&&) noexcept;
  Behaviour& operator=(Behaviour&&) noexcept;
  // `t` never goes back.
  [[nodiscard]] SceneState at(StreamTime t);
  void challenge(const Challenge& challenge, StreamTime t, StreamTime window);
  void challenge_over(StreamTime t);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace proofmark::camera

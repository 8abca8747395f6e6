// The mouth of a person who reads digits aloud, without its sound.
#pragma once
#include <string>
#include <vector>

#include "common/random.hpp"

namespace proofmark::camera {

// Shares of a vowel's full mouth shape.
struct MouthShape {
  double open = 0, round = 0, spread = 0;
};

class Speech {
 public:
  Speech() = default;
  // Begins at `start` seconds. The words are the Lithuanian names of the digits, spoken at 4 to 6 syllables a second
  // with a pause between digits (articulation rates of read speech: Pellegrino et al. 2011, Language 87).
  Speech(const std::string& digits, double start, RandomSource& random);
  // Nothing before the start and after the last syllable.
  [[nodiscard]] MouthShape at(double t) const;
  [[nodiscard]] double end() const { return end_; }
  // The syllable that is being spoken at `t` is the last one.
  void stop(double t);

 private:
  struct Syllable {
    double start, duration;  // seconds
    MouthShape shape;
  };
  std::vector<Syllable> syllables_;
  double end_ = 0;
};

}  // namespace proofmark::camera

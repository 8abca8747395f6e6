#include "simulators/camera/speech.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace proofmark::camera {
namespace {

// Vowels of the Lithuanian digits, a letter a syllable: nulis, vienas, du, trys, keturi, penki, šeši, septyni, aštuoni,
// devyni.
constexpr std::array<std::string_view, 10> kVowels{"ui", "ea", "u", "i", "eui", "ei", "ei", "eii", "aoi", "eii"};

MouthShape shape_of(char vowel) {
  switch (vowel) {
    case 'a':
      return {0.55, 0, 0.1};
    case 'e':
      return {0.40, 0, 0.3};
    case 'i':
      return {0.20, 0, 0.5};
    case 'o':
      return {0.35, 0.6, 0};
    default:  // u
      return {0.20, 0.9, 0};
  }
}

}  // namespace

Speech::Speech(const std::string& digits, double start, RandomSource& random) {
  const double syllable = 1 / random.uniform(4.0, 6.0);
  const double loudness = random.uniform(0.8, 1.15);  // how far this person opens the mouth
  double t = start;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') continue;
    for (const char vowel : kVowels[static_cast<std::size_t>(digit - '0')]) {
      const double duration = syllable * random.uniform(0.85, 1.25);
      MouthShape shape = shape_of(vowel);
      const double strength = loudness * random.uniform(0.85, 1.1);
      syllables_.push_back({t, duration, {shape.open * strength, shape.round * strength, shape.spread * strength}});
      t += duration;
    }
    t += random.uniform(0.12, 0.30);
  }
  if (!syllables_.empty()) end_ = syllables_.back().start + syllables_.back().duration;
}

MouthShape Speech::at(double t) const {
  MouthShape now;
  // Each syllable opens and closes as a raised cosine that reaches a third into its neighbours (coarticulation).
  constexpr double kReach = 1.0 / 3;
  for (const Syllable& s : syllables_) {
    const double u = (t - s.start + kReach * s.duration) / (s.duration * (1 + 2 * kReach));
    if (u <= 0 || u >= 1) continue;
    const double share = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * u);
    now.open += share * s.shape.open;
    now.round += share * s.shape.round;
    now.spread += share * s.shape.spread;
  }
  return {std::min(now.open, 1.0), std::min(now.round, 1.0), std::min(now.spread, 1.0)};
}

void Speech::stop(double t) {
  const auto later = std::find_if(syllables_.begin(), syllables_.end(), [t](const Syllable& s) { return s.start > t; });
  syllables_.erase(later, syllables_.end());
  end_ = syllables_.empty() ? t : syllables_.back().start + syllables_.back().duration;
}

}  // namespace proofmark::camera

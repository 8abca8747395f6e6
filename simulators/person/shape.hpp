// The shape of a head as weights of makehuman's targets: how sex, age, build and ancestry blend its macro targets, and
// how far each detail of the face may vary.
#pragma once
#include <array>
#include <string>

#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::person {

// Spread of a detail's weight. From 0.6 on faces turn into caricatures; below 0.35 they all look like cousins.
inline constexpr double kDetail = 0.43;
inline constexpr double kLeftRight = 0.12, kAsymmetry = 0.18;  // shares of kDetail

inline constexpr std::array<const char*, 3> kPopulations = {"caucasian", "asian", "african"};

struct Macro {
  double masculine = 0;                       // 0 to 1
  double age = 0;                             // 0: the young targets (about 22 years), 1: the old ones (about 85)
  double muscle = 0.5, weight = 0.5;          // 0 to 1
  std::array<double, 3> population{1, 0, 0};  // of kPopulations, in sum 1
};
void add_macro(Appearance& look, const Assets& assets, const Macro& macro);

// The factor on a detail's spread; below 1 where the full spread looks implausible.
[[nodiscard]] double damping_of(const Modifier& modifier);
// False for those that move the whole head about.
[[nodiscard]] bool is_detail(const Modifier& modifier);
// `value` is in weights of the modifier, -0.9 to 0.9; its sign chooses the target.
void add_detail(Appearance& look, const Assets& assets, const Modifier& modifier, double value);
void add_target(Appearance& look, const Assets& assets, const std::string& target, double weight);

}  // namespace proofmark::person

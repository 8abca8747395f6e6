// What is chosen for a head and its shoulders out of the package's proxies.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "common/random.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::person {

// One of the choices with a chance in proportion to its weight; one draw.
template <typename T>
const T& weighted(RandomSource& random, const std::vector<std::pair<T, double>>& choices) {
  double total = 0;
  for (const auto& c : choices) total += c.second;
  double at = random.uniform() * total;
  for (const auto& c : choices) {
    at -= c.second;
    if (at < 0) return c.first;
  }
  return choices.back().first;
}

[[nodiscard]] std::string draw_brows(bool male, RandomSource& random);  // proxy name
// A pair of glasses that a person keeps for some years.
[[nodiscard]] Glasses choose_glasses(RandomSource& random);
[[nodiscard]] Scarf choose_scarf(RandomSource& random);
void dress(Appearance& look, bool male, RandomSource& random);  // sets the outfit and its colour

}  // namespace proofmark::person

#include "simulators/person/wardrobe.hpp"

namespace proofmark::person {

std::string draw_brows(bool male, RandomSource& random) {
  const std::vector<std::pair<std::string, double>> male_brows = {{"001", 1}, {"002", 0.7}, {"004", 1}, {"008", 1},
                                                                  {"009", 1}, {"010", 0.8}, {"012", 1}};
  const std::vector<std::pair<std::string, double>> female_brows = {
      {"001", 1}, {"002", 0.6}, {"004", 0.7}, {"006", 0.25}, {"008", 1}, {"010", 1}, {"011", 0.8}};
  return "eyebrows/eyebrow" + weighted<std::string>(random, male ? male_brows : female_brows);
}

void dress(Appearance& look, bool male, RandomSource& random) {
  look.outfit = "clothes/" +
                (male ? weighted<std::string>(random, {{"male_casualsuit01", 1},
                                                       {"male_casualsuit02", 1},
                                                       {"male_casualsuit03", 0.7},
                                                       {"male_casualsuit04", 0.8},
                                                       {"male_casualsuit05", 0.7},
                                                       {"male_casualsuit06", 0.7},
                                                       {"male_elegantsuit01", 0.5}})
                      : weighted<std::string>(
                            random, {{"female_casualsuit01", 1}, {"female_elegantsuit01", 0.8}, {"Sleeveless", 0.6}}));
  const std::vector<Vec3> dyes = {{0.04F, 0.04F, 0.05F}, {0.05F, 0.07F, 0.14F}, {0.20F, 0.20F, 0.21F},
                                  {0.55F, 0.54F, 0.52F}, {0.22F, 0.05F, 0.05F}, {0.06F, 0.13F, 0.09F},
                                  {0.11F, 0.17F, 0.30F}, {0.32F, 0.25F, 0.18F}, {0.16F, 0.09F, 0.17F}};
  look.outfit_colour = random.pick(dyes) * static_cast<float>(random.uniform(0.8, 1.2));
  look.outfit_dyed = random.chance(0.75) ? 1 : 0;
}

}  // namespace proofmark::person

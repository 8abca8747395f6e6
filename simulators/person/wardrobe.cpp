#include "simulators/person/wardrobe.hpp"

namespace proofmark::person {

std::string draw_brows(bool male, RandomSource& random) {
  const std::vector<std::pair<std::string, double>> male_brows = {{"001", 1}, {"002", 0.7}, {"004", 1}, {"008", 1},
                                                                  {"009", 1}, {"010", 0.8}, {"012", 1}};
  const std::vector<std::pair<std::string, double>> female_brows = {
      {"001", 1}, {"002", 0.6}, {"004", 0.7}, {"006", 0.25}, {"008", 1}, {"010", 1}, {"011", 0.8}};
  return "eyebrows/eyebrow" + weighted<std::string>(random, male ? male_brows : female_brows);
}

Glasses choose_glasses(RandomSource& random) {
  const auto between = [&](double low, double high) { return static_cast<float>(random.uniform(low, high)); };
  Glasses g;
  g.worn = true;
  g.width = between(0.46, 0.54);
  g.squareness = between(2.0, 5.0);
  // Round glasses are as high as wide, square ones lower.
  g.height = g.width * (g.squareness < 2.4F ? between(0.82, 0.95) : between(0.58, 0.78));
  const double kind = random.uniform();
  const bool lens_alone = kind < 0.15, thin = kind < 0.60;  // else plastic
  g.half = kind >= 0.15 && kind < 0.3;
  // The rim of a lens without a frame is the edge of its glass.
  g.rim = lens_alone ? between(0.003, 0.005) : thin ? between(0.010, 0.016) : between(0.022, 0.034);
  const std::vector<Vec3> plastic = {{0.012F, 0.012F, 0.013F},
                                     {0.05F, 0.025F, 0.012F},
                                     {0.015F, 0.02F, 0.05F},
                                     {0.10F, 0.015F, 0.02F},
                                     {0.20F, 0.16F, 0.13F}};
  const std::vector<Vec3> metal = {{0.02F, 0.02F, 0.022F}, {0.32F, 0.32F, 0.33F}, {0.36F, 0.26F, 0.12F}};
  g.colour = random.pick(thin ? metal : plastic);
  if (lens_alone) g.colour = {0.30F, 0.31F, 0.31F};
  return g;
}

Scarf choose_scarf(RandomSource& random) {
  const std::vector<Vec3> colours = {{0.02F, 0.02F, 0.022F}, {0.05F, 0.06F, 0.11F}, {0.22F, 0.20F, 0.18F},
                                     {0.40F, 0.34F, 0.30F},  {0.20F, 0.05F, 0.07F}, {0.06F, 0.13F, 0.12F}};
  Scarf scarf;
  scarf.worn = true;
  scarf.colour = random.pick(colours) * static_cast<float>(random.uniform(0.8, 1.2));
  scarf.folds = static_cast<std::uint32_t>(random.next_u64());
  return scarf;
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

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {
namespace {

using person::Vec3;

constexpr std::array<std::pair<Place, std::string_view>, 6> kPlaces{{{Place::indoor, "indoor"},
                                                                     {Place::office, "office"},
                                                                     {Place::backlight, "backlight"},
                                                                     {Place::low_light, "low_light"},
                                                                     {Place::outdoor_sun, "outdoor_sun"},
                                                                     {Place::coloured_light, "coloured_light"}}};

float between(RandomSource& r, double low, double high) {
  return static_cast<float>(r.uniform(low, high));
}

// What is left of a lamp's colour after the camera's white balance, which takes away most of it: 0 daylight, 1 a warm
// bulb.
Vec3 lamp(float warmth) {
  return person::mix(Vec3{0.97F, 0.98F, 1.03F}, Vec3{1.06F, 0.93F, 0.74F}, warmth);
}

void indoor(Environment& e, RandomSource& r) {
  e.illuminance = between(r, 100, 350);
  e.light_diameter = 11;  // a shade of 40 cm, 2 m away
  e.key_colour = lamp(between(r, 0.2, 1.0));
}

// Luminaires in the ceiling: from above, from everywhere (EN 12464-1: 300 to 500 lux on desks, less on faces).
void office(Environment& e, RandomSource& r) {
  e.illuminance = between(r, 200, 500);
  e.light_elevation = between(r, 45, 65);
  e.light_diameter = 20;  // a panel of 60 cm, 1.7 m away
  e.light_intensity = between(r, 0.7, 1.0);
  e.ambient = between(r, 0.45, 0.65);
  e.fill = between(r, 0.35, 0.55);
  e.key_colour = lamp(between(r, 0.1, 0.4));
  e.colour_below = {0.62F, 0.60F, 0.57F};  // desks are light
}

// A window behind: its light meets the rim of the head, and the face has the room's.
void backlight(Environment& e, RandomSource& r) {
  e.illuminance = between(r, 80, 300);
  e.light_diameter = 30;  // the window
  e.light_azimuth = between(r, 140, 172) * (r.chance(0.5) ? 1.0F : -1.0F);
  e.light_elevation = between(r, 15, 40);
  e.light_intensity = between(r, 1.3, 2.2);
  e.ambient = between(r, 0.40, 0.60);
  e.fill = between(r, 0.30, 0.50);
  e.background_light = between(r, 2.0, 4.0);
  e.veil = between(r, 0.02, 0.08);
  e.key_colour = lamp(0);
}

void low_light(Environment& e, RandomSource& r) {
  e.illuminance = between(r, 5, 25);
  e.light_diameter = 8;  // a shade of 25 cm, 1.8 m away
  e.light_azimuth = between(r, -75, 75);
  e.light_intensity = between(r, 0.6, 1.0);
  e.ambient = between(r, 0.12, 0.25);
  e.fill = between(r, 0.08, 0.2);
  e.background_light = between(r, 0.10, 0.30);
  e.key_colour = lamp(between(r, 0.6, 1.0));
}

// The sun itself, hard and from above, with the sky's blue in the shadows.
void outdoor_sun(Environment& e, RandomSource& r) {
  e.illuminance = between(r, 20000, 80000);
  e.light_diameter = 0.53F;  // the sun
  e.light_azimuth = between(r, -100, 100);
  e.light_elevation = between(r, 25, 58);  // at noon in Lithuania 12 degrees in December, 59 in June
  e.light_intensity = between(r, 1.6, 2.3);
  e.ambient = between(r, 0.35, 0.55);
  e.fill = between(r, 0.10, 0.25);
  e.background_light = between(r, 1.0, 1.8);
  e.veil = between(r, 0, 0.03);
  e.key_colour = {1.02F, 0.97F, 0.90F};
  e.fill_colour = {0.86F, 0.95F, 1.08F};
  e.colour_above = {0.82F, 0.93F, 1.12F};
}

// A lamp of one colour, as in a bar or beside a screen: white balance cannot follow.
void coloured_light(Environment& e, RandomSource& r) {
  constexpr std::array<Vec3, 5> colours{Vec3{1.25F, 0.62F, 0.40F}, Vec3{0.55F, 0.80F, 1.35F}, Vec3{1.20F, 0.60F, 1.05F},
                                        Vec3{0.62F, 1.15F, 0.70F}, Vec3{1.15F, 0.98F, 0.50F}};
  e.illuminance = between(r, 30, 150);
  e.light_diameter = 11;
  e.key_colour = person::mix(Vec3{1, 1, 1}, colours[r.below(colours.size())], between(r, 0.6, 1.0));
  e.light_azimuth = between(r, -60, 60);
  e.ambient = between(r, 0.25, 0.4);
  e.background_light = between(r, 0.4, 0.8);
}

}  // namespace

Result<Place> parse_place(std::string_view name) {
  std::string known;
  for (const auto& [place, word] : kPlaces) {
    if (word == name) return place;
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  return fail("place", known, "\"" + std::string(name.substr(0, 40)) + "\"", "Correct the place.");
}

std::string_view name_of(Place place) {
  for (const auto& [known, word] : kPlaces)
    if (known == place) return word;
  return "unknown";
}

Environment Environment::sample(const SeededRandom& seed) {
  SeededRandom r = seed.derive("environment");
  Environment e;
  e.background_seed = r.next_u64() | 1U;  // never the plain one
  e.light_azimuth = static_cast<float>(r.uniform(-50, 50));
  e.light_elevation = static_cast<float>(r.uniform(12, 50));
  e.light_intensity = static_cast<float>(r.uniform(0.8, 1.4));
  e.ambient = static_cast<float>(r.uniform(0.28, 0.5));
  e.fill = static_cast<float>(r.uniform(0.2, 0.5));
  return e;
}

Environment Environment::sample(Place place, const SeededRandom& seed) {
  Environment e = sample(seed);
  SeededRandom r = seed.derive(name_of(place));
  e.place = place;
  switch (place) {
    case Place::indoor:
      indoor(e, r);
      break;
    case Place::office:
      office(e, r);
      break;
    case Place::backlight:
      backlight(e, r);
      break;
    case Place::low_light:
      low_light(e, r);
      break;
    case Place::outdoor_sun:
      outdoor_sun(e, r);
      break;
    case Place::coloured_light:
      coloured_light(e, r);
      break;
  }
  // Phones hold 300 to 600 cd/m2 indoors and dim themselves in the dark; 90 cm2 at 30 to 40 cm.
  e.screen_illuminance = between(r, 20, 55) * (e.illuminance < 30 ? 0.4F : 1.0F);
  const bool in_company = place == Place::office || place == Place::outdoor_sun;
  if (r.chance(in_company ? 0.4 : 0.08)) e.people_behind = 1 + static_cast<int>(r.below(2));
  return e;
}

}  // namespace proofmark::camera

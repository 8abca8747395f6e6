#include "simulators/person/skin_tone.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace proofmark::person {
namespace {

// The light end of each type's class, and the dark end of the last.
constexpr std::array<double, 7> kEnds = {66, 55, 41, 28, 10, -30, -52};

constexpr double kRadian = std::numbers::pi / 180;
constexpr std::array<double, 3> kWhite = {0.95047, 1.0, 1.08883};  // D65, 2 degrees

double decoded(double v) {
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}
double encoded(double v) {
  v = std::clamp(v, 0.0, 1.0);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

// A point of the curve through skin colours.
struct Chroma {
  double ita, a, b;
};
constexpr std::array kChromas = {Chroma{-55, 7.5, 9.0},  Chroma{-40, 9.0, 11.5}, Chroma{-10, 11.5, 16.5},
                                 Chroma{19, 12.0, 18.5}, Chroma{34, 11.5, 18.0}, Chroma{48, 10.5, 15.5},
                                 Chroma{60, 9.5, 13.0}};

}  // namespace

const char* name_of(SkinType type) {
  constexpr std::array<const char*, 6> names = {"I", "II", "III", "IV", "V", "VI"};
  return names[static_cast<std::size_t>(type)];
}

std::optional<SkinType> parse_skin_type(std::string_view name) {
  for (const SkinType type : kSkinTypes)
    if (name == name_of(type)) return type;
  return std::nullopt;
}

Vec3 srgb_of(const Lab& lab) {
  const double fy = (lab.l + 16) / 116;
  const std::array<double, 3> f = {fy + lab.a / 500, fy, fy - lab.b / 200};
  std::array<double, 3> xyz{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double cube = f[k] * f[k] * f[k];
    xyz[k] = kWhite[k] * (cube > 216.0 / 24389 ? cube : (116 * f[k] - 16) * 27 / 24389);
  }
  const auto [x, y, z] = xyz;
  return {static_cast<float>(encoded(3.2404542 * x - 1.5371385 * y - 0.4985314 * z)),
          static_cast<float>(encoded(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z)),
          static_cast<float>(encoded(0.0556434 * x - 0.2040259 * y + 1.0572252 * z))};
}

Lab lab_of(Vec3 srgb) {
  const double r = decoded(static_cast<double>(srgb.x)), g = decoded(static_cast<double>(srgb.y)),
               b = decoded(static_cast<double>(srgb.z));
  const std::array<double, 3> xyz = {0.4124564 * r + 0.3575761 * g + 0.1804375 * b,
                                     0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
                                     0.0193339 * r + 0.1191920 * g + 0.9503041 * b};
  std::array<double, 3> f{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double t = xyz[k] / kWhite[k];
    f[k] = t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double ita_of(const Lab& lab) {
  return std::atan2(lab.l - 50, lab.b) / kRadian;
}

SkinType type_of_ita(double degrees) {
  for (const SkinType type : kSkinTypes)
    if (degrees > kEnds[static_cast<std::size_t>(type) + 1]) return type;
  return SkinType::VI;
}

double ita_within(SkinType type, double place) {
  const double light = kEnds[static_cast<std::size_t>(type)], dark = kEnds[static_cast<std::size_t>(type) + 1];
  return light + (dark - light) * (0.125 + 0.75 * std::clamp(place, 0.0, 1.0));
}

Lab skin_colour(double ita) {
  const double at = std::clamp(ita, kChromas.front().ita, kChromas.back().ita);
  std::size_t i = 0;
  while (i + 2 < kChromas.size() && at > kChromas[i + 1].ita) ++i;
  const Chroma &low = kChromas[i], &high = kChromas[i + 1];
  const double t = (at - low.ita) / (high.ita - low.ita);
  const double a = low.a + (high.a - low.a) * t, b = low.b + (high.b - low.b) * t;
  return {50 + b * std::tan(ita * kRadian), a, b};
}

}  // namespace proofmark::person

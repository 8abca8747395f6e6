// Value noise for skin: a hash on the corners of unit cubes, smoothly interpolated. The same on every machine.
#pragma once
#include <cmath>
#include <cstdint>

#include "simulators/person/vec.hpp"

namespace proofmark::camera {

inline float lattice_value(std::int32_t x, std::int32_t y, std::int32_t z, std::uint32_t seed) {
  std::uint32_t h = seed ^ static_cast<std::uint32_t>(x) * 0x9E3779B1U ^ static_cast<std::uint32_t>(y) * 0x85EBCA77U ^
                    static_cast<std::uint32_t>(z) * 0xC2B2AE3DU;
  h = (h ^ h >> 15U) * 0x2C1B3C6DU;
  h = (h ^ h >> 12U) * 0x297A2D39U;
  h ^= h >> 15U;
  return static_cast<float>(h & 0xFFFFU) / 32767.5F - 1;
}

// In [-1, 1], features of about unit size.
inline float value_noise(person::Vec3 p, std::uint32_t seed) {
  const float flx = std::floor(p.x), fly = std::floor(p.y), flz = std::floor(p.z);
  const auto x = static_cast<std::int32_t>(flx), y = static_cast<std::int32_t>(fly), z = static_cast<std::int32_t>(flz);
  const auto ease = [](float t) { return t * t * (3 - 2 * t); };
  const float u = ease(p.x - flx), v = ease(p.y - fly), w = ease(p.z - flz);
  const auto row = [&](std::int32_t dy, std::int32_t dz) {
    return person::mix(lattice_value(x, y + dy, z + dz, seed), lattice_value(x + 1, y + dy, z + dz, seed), u);
  };
  return person::mix(person::mix(row(0, 0), row(1, 0), v), person::mix(row(0, 1), row(1, 1), v), w);
}

inline float layered_noise(person::Vec3 p, std::uint32_t seed, int octaves) {
  float sum = 0, amplitude = 1;
  for (int i = 0; i < octaves; ++i) {
    sum += amplitude * value_noise(p, seed + static_cast<std::uint32_t>(i) * 17U);
    p = p * 2.03F;
    amplitude *= 0.5F;
  }
  return sum;
}

}  // namespace proofmark::camera

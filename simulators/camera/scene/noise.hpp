// Value noise for skin: a hash on the corners of unit cubes, smoothly interpolated; in [-1, 1], features of about unit
// size. Eight places at a time with AVX2; the same on every machine that has it.
#pragma once
#include <array>
#include <cstdint>

namespace proofmark::camera {

// Places side by side, decimetres on the mean shape.
struct NoisePoints {
  static constexpr std::size_t kCount = 8;
  alignas(32) std::array<float, kCount> x{}, y{}, z{};
};
using NoiseValues = std::array<float, NoisePoints::kCount>;

// `frequency` multiplies the places.
[[nodiscard]] NoiseValues value_noise(const NoisePoints& at, float frequency, std::uint32_t seed);

// Three octaves, each twice as fine and half as strong; in [-1.75, 1.75].
[[nodiscard]] NoiseValues layered_noise(const NoisePoints& at, float frequency, std::uint32_t seed);

}  // namespace proofmark::camera

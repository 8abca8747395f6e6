#include "simulators/camera/scene/noise.hpp"

#include "simulators/camera/scene/simd.hpp"

namespace proofmark::camera {
namespace {

using namespace simd;

I8 word(std::uint32_t v) {
  return all(static_cast<int>(v));
}
I8 times(I8 a, std::uint32_t b) {
  return _mm256_mullo_epi32(a, word(b));
}
I8 either(I8 a, I8 b) {
  return _mm256_xor_si256(a, b);
}

// A value in [-1, 1] for lattice coordinates that were multiplied by their primes already.
F8 lattice_value(I8 x, I8 y, I8 z, I8 seed) {
  I8 h = either(either(seed, x), either(y, z));
  h = times(either(h, _mm256_srli_epi32(h, 15)), 0x2C1B3C6DU);
  h = times(either(h, _mm256_srli_epi32(h, 12)), 0x297A2D39U);
  h = either(h, _mm256_srli_epi32(h, 15));
  return to_float(_mm256_and_si256(h, all(0xFFFF))) * all(1 / 32767.5F) - all(1.0F);
}

F8 noise(F8 x, F8 y, F8 z, std::uint32_t seed_word) {
  const F8 left = _mm256_floor_ps(x), low = _mm256_floor_ps(y), back = _mm256_floor_ps(z);
  const auto ease = [](F8 t) { return t * t * (all(3.0F) - all(2.0F) * t); };
  const F8 u = ease(x - left), v = ease(y - low), w = ease(z - back);
  constexpr std::uint32_t kX = 0x9E3779B1U, kY = 0x85EBCA77U, kZ = 0xC2B2AE3DU;
  const I8 seed = word(seed_word);
  const I8 x0 = times(truncated(left), kX), y0 = times(truncated(low), kY), z0 = times(truncated(back), kZ);
  const I8 x1 = _mm256_add_epi32(x0, word(kX)), y1 = _mm256_add_epi32(y0, word(kY)),
           z1 = _mm256_add_epi32(z0, word(kZ));
  const auto blend = [](F8 a, F8 b, F8 t) { return a + (b - a) * t; };
  const auto row = [&](I8 yy, I8 zz) {
    return blend(lattice_value(x0, yy, zz, seed), lattice_value(x1, yy, zz, seed), u);
  };
  return blend(blend(row(y0, z0), row(y1, z0), v), blend(row(y0, z1), row(y1, z1), v), w);
}

}  // namespace

NoiseValues value_noise(const NoisePoints& at, float frequency, std::uint32_t seed) {
  NoiseValues out{};
  const F8 f = all(frequency);
  store(out.data(), noise(load(at.x.data()) * f, load(at.y.data()) * f, load(at.z.data()) * f, seed));
  return out;
}

NoiseValues layered_noise(const NoisePoints& at, float frequency, std::uint32_t seed) {
  F8 sum = all(0.0F);
  float amplitude = 1;
  for (std::uint32_t octave = 0; octave < 3; ++octave) {
    const F8 f = all(frequency);
    sum = sum + all(amplitude) *
                    noise(load(at.x.data()) * f, load(at.y.data()) * f, load(at.z.data()) * f, seed + octave * 17U);
    frequency *= 2.03F;
    amplitude *= 0.5F;
  }
  NoiseValues out{};
  store(out.data(), sum);
  return out;
}

}  // namespace proofmark::camera

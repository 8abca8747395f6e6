// Textures and the shadow map, read at eight places at once. Included by the rasteriser alone.
//
// Eight loads one by one: on many processors a gather takes twice as long, the more so where it is mended in microcode.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

#include "simulators/camera/scene/raster.hpp"
#include "simulators/camera/scene/raster_materials.hpp"
#include "simulators/camera/scene/simd.hpp"

namespace proofmark::camera::simd {

// Words at eight places of a table.
inline I8 words_at(const int* table, I8 index) {
  alignas(32) std::uint32_t at[8];
  store(at, index);
  const auto two = [&](std::size_t k) {
    return _mm_insert_epi32(_mm_cvtsi32_si128(table[at[k]]), table[at[k + 1]], 1);
  };
  return _mm256_set_m128i(_mm_unpacklo_epi64(two(4), two(6)), _mm_unpacklo_epi64(two(0), two(2)));
}

// The words at eight places of a table, and those behind them.
struct Neighbours {
  I8 left, right;
};
inline Neighbours neighbours_at(const int* table, const std::uint32_t (&at)[8]) {
  const auto pair = [&](std::size_t k) {
    return _mm_loadl_epi64(static_cast<const __m128i*>(static_cast<const void*>(table + at[k])));
  };
  const auto two = [&](std::size_t k) { return _mm_unpacklo_epi64(pair(k), pair(k + 1)); };
  const F8 even = as_float(_mm256_set_m128i(two(4), two(0))), odd = as_float(_mm256_set_m128i(two(6), two(2)));
  return {as_int(_mm256_shuffle_ps(even, odd, 0x88)), as_int(_mm256_shuffle_ps(even, odd, 0xDD))};
}

class Sampler {
 public:
  explicit Sampler(const MipLevel& level)
      : texels_(static_cast<const int*>(static_cast<const void*>(level.texels.data()))),
        pitch_(level.width),
        width_(all(static_cast<float>(level.width))),
        height_(all(static_cast<float>(level.height))),
        mask_x_(all(level.width - 1)),
        mask_y_(all(level.height - 1)),
        row_(_mm_cvtsi32_si128(std::countr_zero(static_cast<unsigned>(level.width)))) {}

  // Bilinear, wrapping round.
  [[nodiscard]] Texel operator()(F8 u, F8 v) const {
    const F8 x = u * width_ - all(0.5F), y = v * height_ - all(0.5F);
    const F8 left = _mm256_floor_ps(x), top = _mm256_floor_ps(y);
    const I8 x0 = _mm256_and_si256(truncated(left), mask_x_), y0 = _mm256_and_si256(truncated(top), mask_y_);
    const Four t = four_at(x0, y0);
    // Two channels of 16 bits in one lane; seven bits of fraction keep the products inside.
    const auto fraction = [](F8 f) {
      const I8 i = truncated(f * all(128.0F));
      return _mm256_or_si256(i, _mm256_slli_epi32(i, 16));
    };
    const I8 fx = fraction(x - left), fy = fraction(y - top), even = all(0xFF00FF);
    const auto blend = [](I8 a, I8 b, I8 f) {
      return _mm256_add_epi16(a, _mm256_srai_epi16(_mm256_mullo_epi16(_mm256_sub_epi16(b, a), f), 7));
    };
    const auto low = [&](I8 c) { return _mm256_and_si256(c, even); };
    const auto high = [&](I8 c) { return _mm256_and_si256(_mm256_srli_epi32(c, 8), even); };
    const auto mixed = [&](const auto& part) {
      return blend(blend(part(t.upper.left), part(t.upper.right), fx),
                   blend(part(t.lower.left), part(t.lower.right), fx), fy);
    };
    const I8 blue_red = mixed(low), green_alpha = mixed(high);
    const auto first = [](I8 c) { return to_float(_mm256_and_si256(c, all(0xFFFF))) * all(1 / 255.0F); };
    const auto second = [](I8 c) { return to_float(_mm256_srli_epi32(c, 16)) * all(1 / 255.0F); };
    return {first(blue_red), first(green_alpha), second(blue_red), second(green_alpha)};
  }

 private:
  struct Four {
    Neighbours upper, lower;
  };
  [[nodiscard]] Four four_at(I8 x0, I8 y0) const {
    const I8 upper = _mm256_or_si256(_mm256_sll_epi32(y0, row_), x0);
    const I8 at_edge = _mm256_or_si256(_mm256_cmpeq_epi32(x0, mask_x_), _mm256_cmpeq_epi32(y0, mask_y_));
    if (_mm256_testz_si256(at_edge, at_edge) == 0) return four_round(x0, y0);
    alignas(32) std::uint32_t at[8];
    store(at, upper);
    return {neighbours_at(texels_, at), neighbours_at(texels_ + pitch_, at)};
  }
  // Where a lane lies at the right or lower edge: its neighbours are at the other end.
  [[nodiscard]] Four four_round(I8 x0, I8 y0) const {
    const auto next = [](I8 c, I8 mask) { return _mm256_and_si256(_mm256_add_epi32(c, all(1)), mask); };
    const I8 x1 = next(x0, mask_x_), upper = _mm256_sll_epi32(y0, row_),
             lower = _mm256_sll_epi32(next(y0, mask_y_), row_);
    const auto texel = [&](I8 row, I8 column) { return words_at(texels_, _mm256_or_si256(row, column)); };
    return {{texel(upper, x0), texel(upper, x1)}, {texel(lower, x0), texel(lower, x1)}};
  }

  const int* texels_;
  std::ptrdiff_t pitch_;
  F8 width_, height_;
  I8 mask_x_, mask_y_;
  __m128i row_;
};

// The share of the key light that arrives: four taps on a turned square, jittered between neighbouring pixels.
class ShadowLookup {
 public:
  explicit ShadowLookup(const ShadowMap& map)
      : depth_(static_cast<const int*>(static_cast<const void*>(map.depth.data()))),
        thin_(map.thin.empty() ? nullptr : static_cast<const int*>(static_cast<const void*>(map.thin.data()))) {}

  // Jitters the places of eight pixels from (pixel_x, pixel_y) on, and holds them within the map.
  static void jitter(F8& x, F8& y, int pixel_x, int pixel_y) {
    constexpr float kJitter = kSpread * 0.3F;
    const F8 jitter_x = _mm256_setr_ps(kJitter, -kJitter, kJitter, -kJitter, kJitter, -kJitter, kJitter, -kJitter);
    const F8 jitter_y = _mm256_setr_ps(kJitter, kJitter, -kJitter, -kJitter, kJitter, kJitter, -kJitter, -kJitter);
    const F8 low = all(2.0F), high = all(static_cast<float>(ShadowMap::kSize) - 3.0F);
    x = least(most((pixel_y & 1) != 0 ? x + jitter_x : x - jitter_x, low), high);
    y = least(most((pixel_x & 1) != 0 ? y + jitter_y : y - jitter_y, low), high);
  }

  // Of places that `jitter` gave.
  [[nodiscard]] F8 operator()(F8 x, F8 y, F8 z) const {
    constexpr float kNear = kSpread * 0.375F;
    const auto tap = [&](float dx, float dy) {
      const F8 row = rounded(y + all(dy)) * all(static_cast<float>(ShadowMap::kPitch));
      const F8 nearest = as_float(words_at(depth_, truncated(row + rounded(x + all(dx)))));
      return _mm256_and_ps(_mm256_cmp_ps(z, nearest, _CMP_LE_OQ), all(0.25F));
    };
    const F8 lit = (tap(kSpread, kNear) + tap(-kNear, kSpread)) + (tap(-kSpread, -kNear) + tap(kNear, -kSpread));
    return thin_ == nullptr ? lit : lit * past_thin(x, y, z);
  }

 private:
  static constexpr float kSpread = 0.9F;

  [[nodiscard]] F8 past_thin(F8 x, F8 y, F8 z) const {
    const I8 place = truncated((rounded(y) * all(static_cast<float>(ShadowMap::kPitch)) + rounded(x)) * all(2.0F));
    const F8 passes = as_float(words_at(thin_, place)), depth = as_float(words_at(thin_ + 1, place));
    return select(passes, all(1.0F), _mm256_cmp_ps(z, depth, _CMP_LE_OQ));
  }

  const int* depth_;
  const int* thin_;  // pairs
};

}  // namespace proofmark::camera::simd

// Pixels that are to be shaded, collected over rows and triangles: triangles are a few pixels wide, and shading their
// rows one by one would leave most lanes empty. Included by the rasteriser alone.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "simulators/camera/scene/raster_materials.hpp"
#include "simulators/camera/scene/raster_texture.hpp"

namespace proofmark::camera::simd {

// What a pass does beside its shader.
struct PassRule {
  bool one_sided = false;                 // drop triangles that face away
  bool blended = false;                   // mix with what is there by alpha and leave the depth
  float alpha_from = 0, alpha_below = 2;  // texels outside are not drawn
  float depth_offset = 0;                 // negative: drawn although slightly behind (brows and lashes lie on the skin)
  std::size_t first = 0;                  // entry of the triangles to start at
};

inline I8 pack(const Colour& c) {
  const auto byte = [](F8 v) { return truncated(most(least(v, all(255.0F)), all(0.0F))); };
  return _mm256_or_si256(_mm256_or_si256(byte(c.blue), _mm256_slli_epi32(byte(c.green), 8)),
                         _mm256_slli_epi32(byte(c.red), 16));
}

inline Colour over(const Colour& c, I8 below, F8 alpha) {
  const auto channel = [&](F8 v, int shift) {
    const F8 old = to_float(_mm256_and_si256(_mm256_srli_epi32(below, shift), all(255)));
    return old + (v - old) * alpha;
  };
  return {channel(c.red, 16), channel(c.green, 8), channel(c.blue, 0)};
}

// For each mask of eight lanes its lanes in rising order.
inline constexpr auto kLanesOf = [] {
  std::array<std::array<std::uint8_t, 8>, 256> lanes{};
  for (unsigned mask = 0; mask < 256; ++mask)
    for (std::uint8_t lane = 0, n = 0; lane < 8; ++lane)
      if ((mask >> lane & 1U) != 0) lanes[mask][n++] = lane;
  return lanes;
}();

inline bool distinct(I8 v) {
  I8 same = _mm256_setzero_si256(), turned = v;
  for (int by = 1; by <= 4; ++by) {
    turned = _mm256_permutevar8x32_epi32(turned, _mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 0));
    same = _mm256_or_si256(same, _mm256_cmpeq_epi32(v, turned));
  }
  return _mm256_testz_si256(same, same) != 0;
}

// Draws pixels in the order in which they came, so that the picture is the one of drawing each at once.
template <typename Shader>
class PixelQueue {
 public:
  // Shaders with an alpha of their own read neither texture nor shadow.
  static constexpr bool kClear = requires(const PixelQueue& q) { Shader::alpha(q.attributes()); };

  PixelQueue(const RasterTask& task, const PassRule& rule)
      : task_(task), rule_(rule), shadows_(task.shadows), tested_(!rule.blended && rule.alpha_from > 0) {
    // Lanes that hold no pixel yet are looked up too.
    for (const std::size_t k : {at::kShadowX, at::kShadowY}) value_[k].fill(ShadowMap::kSize / 2.0F);
  }

  // From now on pixels have their colours from that level.
  void use(const MipLevel& level) {
    if (&level == level_) return;
    flush();
    level_ = &level;
    sampler_.emplace(level);
  }

  // Of the eight pixels from (x, y) on, at `offset` of the picture, those in `mask`; `a` gives their attributes.
  template <typename Attribute>
  void add(F8 mask, F8 z, std::size_t offset, int x, int y, const Attribute& a) {
    const auto lanes_in = static_cast<unsigned>(bits(mask));
    const I8 lane = _mm256_cvtepu8_epi32(
        _mm_loadl_epi64(static_cast<const __m128i*>(static_cast<const void*>(kLanesOf[lanes_in].data()))));
    const auto put = [&](float* list, F8 v) { store(list + size_, _mm256_permutevar8x32_ps(v, lane)); };
    store(offset_.data() + size_, _mm256_add_epi32(all(static_cast<int>(offset)), lane));
    if (tested_) put(value_[at::kDepth].data(), z);
    for_each_used([&](auto k) { put(value_[k].data(), a(k)); });
    if constexpr (!kClear) {
      F8 shadow_x = a(at::kShadowX), shadow_y = a(at::kShadowY);
      ShadowLookup::jitter(shadow_x, shadow_y, x, y);
      put(value_[at::kShadowX].data(), shadow_x);
      put(value_[at::kShadowY].data(), shadow_y);
    }
    size_ += static_cast<std::size_t>(std::popcount(lanes_in));
    if (size_ < 8) return;
    shade(8);
    size_ -= 8;
    store(offset_.data(), load(offset_.data() + 8));
    for (auto& list : value_) store(list.data(), load(list.data() + 8));
  }

  void flush() {
    if (size_ > 0) shade(size_);
    size_ = 0;
  }

 private:
  static constexpr std::size_t kRoom = 16;

  [[nodiscard]] auto attributes() const {
    return [this](std::size_t k) { return load(value_[k].data()); };
  }
  // What is copied as it was interpolated: of shaded pixels also their place in the texture and their shadow's depth.
  template <typename F>
  static void for_each_used(const F& f) {
    constexpr std::uint32_t kPlaces = 1U << at::kU | 1U << at::kV | 1U << at::kShadowDepth;
    constexpr std::uint32_t kUsed = kClear ? Shader::kUsed : Shader::kUsed | kPlaces;
    const auto one = [&](auto k) {
      if constexpr ((kUsed >> k & 1U) != 0) f(k);
    };
    [&]<std::size_t... k>(std::index_sequence<k...>) {
      (one(std::integral_constant<std::size_t, k>{}), ...);
    }
    (std::make_index_sequence<at::kInterpolated>{});
  }

  void shade(std::size_t count) {
    const auto a = attributes();
    if constexpr (kClear) {
      blend(Shader::shade(a), Shader::alpha(a), (1U << count) - 1);
    } else {
      const Texel texel = (*sampler_)(a(at::kU), a(at::kV));
      unsigned drawn = (1U << count) - 1;
      if (rule_.alpha_from > 0) {
        const F8 within = _mm256_and_ps(_mm256_cmp_ps(texel.alpha, all(rule_.alpha_from), _CMP_GE_OQ),
                                        _mm256_cmp_ps(texel.alpha, all(rule_.alpha_below), _CMP_LT_OQ));
        drawn &= static_cast<unsigned>(bits(within));
        if (drawn == 0) return;
      }
      const F8 shadow = shadows_(a(at::kShadowX), a(at::kShadowY), a(at::kShadowDepth));
      const Colour colour = Shader::shade(task_, texel, shadow, a);
      if (rule_.blended)
        blend(colour, texel.alpha, drawn);
      else
        cover(pack(colour), drawn);
    }
  }

  // Calls f(place in the picture, lane) in order.
  template <typename F>
  void for_each_lane(unsigned lanes_in, const F& f) const {
    for (; lanes_in != 0; lanes_in &= lanes_in - 1) {
      const auto lane = static_cast<std::size_t>(std::countr_zero(lanes_in));
      f(offset_[lane], lane);
    }
  }

  // What has holes is tested and put into the depths only now that its texture is known.
  void cover(I8 packed, unsigned drawn) {
    alignas(32) std::array<std::uint32_t, 8> pixel;
    store(pixel.data(), packed);
    FrameBuffer& target = task_.target;
    for_each_lane(drawn, [&](std::size_t place, std::size_t lane) {
      if (tested_) {
        const float z = value_[at::kDepth][lane];
        if (!(z < target.depth[place])) return;
        target.depth[place] = z;
      }
      target.colour[place] = pixel[lane];
    });
  }

  void blend(const Colour& colour, F8 alpha, unsigned drawn) {
    const auto* picture = static_cast<const int*>(static_cast<const void*>(task_.target.colour.data()));
    const I8 places = load(offset_.data());
    const auto write = [&](unsigned lanes_in) {
      alignas(32) std::array<std::uint32_t, 8> pixel;
      store(pixel.data(), pack(over(colour, words_at(picture, places), alpha)));
      for_each_lane(lanes_in, [&](std::size_t place, std::size_t lane) { task_.target.colour[place] = pixel[lane]; });
    };
    if (distinct(places)) return write(drawn);
    for (; drawn != 0; drawn &= drawn - 1) write(drawn & (~drawn + 1));  // one lane mixes with another's result
  }

  const RasterTask& task_;
  const PassRule& rule_;
  ShadowLookup shadows_;
  bool tested_;
  const MipLevel* level_ = nullptr;
  std::optional<Sampler> sampler_;
  std::size_t size_ = 0;
  alignas(32) std::array<std::uint32_t, kRoom> offset_{};
  alignas(32) std::array<std::array<float, kRoom>, at::kInterpolated> value_{};
};

}  // namespace proofmark::camera::simd

#include "simulators/camera/scene/raster.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "simulators/camera/scene/raster_materials.hpp"
#include "simulators/camera/scene/simd.hpp"
#include "simulators/camera/scene/worn.hpp"

namespace proofmark::camera {
namespace {

using namespace simd;

// What a pass does beside its shader.
struct PassRule {
  bool one_sided = false;                 // drop triangles that face away
  bool blended = false;                   // mix with what is there by alpha and leave the depth
  float alpha_from = 0, alpha_below = 2;  // texels outside are not drawn
  float depth_offset = 0;                 // negative: drawn although slightly behind (brows and lashes lie on the skin)
  std::size_t first = 0;                  // entry of the triangles to start at
};

// The screen rectangle and the edge functions of one triangle.
struct Setup {
  int x0, x1, y0, y1;
  float a1, b1, a2, b2;  // change of the second and third barycentric weight per pixel in x and y
  const float *p0, *p1, *p2;
};

bool set_up(Setup& s, const Layer& layer, std::size_t first, int width, int height, bool one_sided) {
  const auto vertex = [&](std::size_t k) { return &layer.attributes[layer.triangles[first + k] * at::kStride]; };
  s.p0 = vertex(0);
  s.p1 = vertex(1);
  s.p2 = vertex(2);
  const float e1x = s.p1[at::kScreenX] - s.p0[at::kScreenX], e1y = s.p1[at::kScreenY] - s.p0[at::kScreenY];
  const float e2x = s.p2[at::kScreenX] - s.p0[at::kScreenX], e2y = s.p2[at::kScreenY] - s.p0[at::kScreenY];
  const float area = e1x * e2y - e2x * e1y;
  if (one_sided ? area >= -1e-6F : std::fabs(area) < 1e-6F) return false;
  const auto span = [&](std::size_t k, int limit, int& low, int& high) {
    const auto [least_at, most_at] = std::minmax({s.p0[k], s.p1[k], s.p2[k]});
    low = static_cast<int>(std::ceil(std::max(least_at - 0.5F, 0.0F)));
    high = static_cast<int>(std::floor(std::min(most_at - 0.5F, static_cast<float>(limit - 1))));
    return low <= high;
  };
  if (!span(at::kScreenX, width, s.x0, s.x1) || !span(at::kScreenY, height, s.y0, s.y1)) return false;
  const float inverse = 1 / area;
  s.a1 = e2y * inverse;
  s.b1 = -e2x * inverse;
  s.a2 = -e1y * inverse;
  s.b2 = e1x * inverse;
  return true;
}

// Sign bits set in lanes outside the triangle.
inline F8 outside(const Setup& s, F8 x, float y) {
  const F8 w1 = all(s.a1) * x + all(s.b1 * y), w2 = all(s.a2) * x + all(s.b2 * y);
  return _mm256_or_ps(_mm256_or_ps(all(1.0F) - w1 - w2, w1), w2);
}

// The level whose texels are about as large as pixels.
const MipLevel& level_for(const Layer& layer, const Setup& s, float largest_ratio) {
  const float *p0 = s.p0, *p1 = s.p1, *p2 = s.p2;
  const float texture = std::fabs((p1[at::kU] - p0[at::kU]) * (p2[at::kV] - p0[at::kV]) -
                                  (p2[at::kU] - p0[at::kU]) * (p1[at::kV] - p0[at::kV]));
  const float screen_inverse = std::fabs(s.a1 * s.b2 - s.a2 * s.b1);
  const MipLevel& finest = layer.texture.front();
  float ratio = texture * static_cast<float>(finest.width) * static_cast<float>(finest.height) * screen_inverse;
  std::size_t level = 0;
  for (; ratio > largest_ratio && level + 1 < layer.texture.size(); ++level) ratio *= 0.25F;
  return layer.texture[level];
}

class Sampler {
 public:
  explicit Sampler(const MipLevel& level)
      : texels_(static_cast<const int*>(static_cast<const void*>(level.texels.data()))),
        width_(all(static_cast<float>(level.width))),
        height_(all(static_cast<float>(level.height))),
        mask_x_(all(level.width - 1)),
        mask_y_(all(level.height - 1)),
        row_(_mm_cvtsi32_si128(std::countr_zero(static_cast<unsigned>(level.width)))) {}

  // Bilinear, wrapping round; lanes outside `mask` are not read.
  [[nodiscard]] Texel operator()(F8 u, F8 v, F8 mask) const {
    const F8 x = u * width_ - all(0.5F), y = v * height_ - all(0.5F);
    const F8 left = _mm256_floor_ps(x), top = _mm256_floor_ps(y);
    const I8 ix = truncated(left), iy = truncated(top), one = all(1);
    const I8 x0 = _mm256_and_si256(ix, mask_x_), x1 = _mm256_and_si256(_mm256_add_epi32(ix, one), mask_x_);
    const I8 y0 = _mm256_sll_epi32(_mm256_and_si256(iy, mask_y_), row_);
    const I8 y1 = _mm256_sll_epi32(_mm256_and_si256(_mm256_add_epi32(iy, one), mask_y_), row_);
    const auto fetch = [&](I8 at_row, I8 at_column) {
      return _mm256_mask_i32gather_epi32(_mm256_setzero_si256(), texels_, _mm256_or_si256(at_row, at_column),
                                         as_int(mask), 4);
    };
    const I8 t00 = fetch(y0, x0), t10 = fetch(y0, x1), t01 = fetch(y1, x0), t11 = fetch(y1, x1);
    // Two channels of 16 bits in one lane; seven bits of fraction keep the products inside.
    const auto fraction = [](F8 f) {
      const I8 i = truncated(f * all(128.0F));
      return _mm256_or_si256(i, _mm256_slli_epi32(i, 16));
    };
    const I8 fx = fraction(x - left), fy = fraction(y - top), even = all(0xFF00FF);
    const auto blend = [](I8 a, I8 b, I8 f) {
      return _mm256_add_epi16(a, _mm256_srai_epi16(_mm256_mullo_epi16(_mm256_sub_epi16(b, a), f), 7));
    };
    const auto low = [&](I8 t) { return _mm256_and_si256(t, even); };
    const auto high = [&](I8 t) { return _mm256_and_si256(_mm256_srli_epi32(t, 8), even); };
    const I8 blue_red = blend(blend(low(t00), low(t10), fx), blend(low(t01), low(t11), fx), fy);
    const I8 green_alpha = blend(blend(high(t00), high(t10), fx), blend(high(t01), high(t11), fx), fy);
    const auto first = [](I8 t) { return to_float(_mm256_and_si256(t, all(0xFFFF))) * all(1 / 255.0F); };
    const auto second = [](I8 t) { return to_float(_mm256_srli_epi32(t, 16)) * all(1 / 255.0F); };
    return {first(blue_red), first(green_alpha), second(blue_red), second(green_alpha)};
  }

 private:
  const int* texels_;
  F8 width_, height_;
  I8 mask_x_, mask_y_;
  __m128i row_;
};

// The share of the key light that arrives: four taps on a turned square, jittered between neighbouring pixels.
class ShadowLookup {
 public:
  explicit ShadowLookup(const ShadowMap& map) : depth_(map.depth.data()) {}
  [[nodiscard]] F8 operator()(F8 x, F8 y, F8 z, F8 mask, int pixel_x, int pixel_y) const {
    constexpr float kSpread = 0.9F, kNear = kSpread * 0.375F, kJitter = kSpread * 0.3F;
    const F8 jitter_x = _mm256_setr_ps(kJitter, -kJitter, kJitter, -kJitter, kJitter, -kJitter, kJitter, -kJitter);
    const F8 jitter_y = _mm256_setr_ps(kJitter, kJitter, -kJitter, -kJitter, kJitter, kJitter, -kJitter, -kJitter);
    const F8 low = all(2.0F), high = all(static_cast<float>(ShadowMap::kSize) - 3.0F);
    x = least(most((pixel_y & 1) != 0 ? x + jitter_x : x - jitter_x, low), high);
    y = least(most((pixel_x & 1) != 0 ? y + jitter_y : y - jitter_y, low), high);
    const auto tap = [&](float dx, float dy) {
      const F8 row = rounded(y + all(dy)) * all(static_cast<float>(ShadowMap::kPitch));
      const I8 index = truncated(row + rounded(x + all(dx)));
      const F8 nearest = _mm256_mask_i32gather_ps(_mm256_setzero_ps(), depth_, index, mask, 4);
      return _mm256_and_ps(_mm256_cmp_ps(z, nearest, _CMP_LE_OQ), all(0.25F));
    };
    return (tap(kSpread, kNear) + tap(-kNear, kSpread)) + (tap(-kSpread, -kNear) + tap(kNear, -kSpread));
  }

 private:
  const float* depth_;
};

I8 pack(const Colour& c) {
  const auto byte = [](F8 v) { return truncated(most(least(v, all(255.0F)), all(0.0F))); };
  return _mm256_or_si256(_mm256_or_si256(byte(c.blue), _mm256_slli_epi32(byte(c.green), 8)),
                         _mm256_slli_epi32(byte(c.red), 16));
}

Colour over(const Colour& c, I8 below, F8 alpha) {
  const auto channel = [&](F8 v, int shift) {
    const F8 old = to_float(_mm256_and_si256(_mm256_srli_epi32(below, shift), all(255)));
    return old + (v - old) * alpha;
  };
  return {channel(c.red, 16), channel(c.green, 8), channel(c.blue, 0)};
}

template <typename Shader>
void draw(const RasterTask& task, const PassRule& rule) {
  FrameBuffer& target = task.target;
  const ShadowLookup shadows(task.shadows);
  constexpr float kTexelsPerPixel = 2.2F;
  for (std::size_t first = rule.first; first < task.layer.triangles.size(); first += 3) {
    Setup s{};
    if (!set_up(s, task.layer, first, target.width, target.height, rule.one_sided)) continue;
    alignas(32) std::array<float, at::kInterpolated> by_x{}, by_y{}, row{};
    for (std::size_t k = 0; k < at::kInterpolated; ++k) {
      const float d1 = s.p1[k] - s.p0[k], d2 = s.p2[k] - s.p0[k];
      by_x[k] = d1 * s.a1 + d2 * s.a2;
      by_y[k] = d1 * s.b1 + d2 * s.b2;
    }
    const Sampler sample(level_for(task.layer, s, kTexelsPerPixel));
    for (int y = s.y0; y <= s.y1; ++y) {
      const float dy = static_cast<float>(y) + 0.5F - s.p0[at::kScreenY];
      bool row_ready = false;
      for (int x = s.x0; x <= s.x1; x += 8) {
        const F8 dx = all(static_cast<float>(x) + 0.5F - s.p0[at::kScreenX]) + lanes();
        const F8 out = outside(s, dx, dy);
        if (bits(out) == 255) continue;
        if (!row_ready) {
          for (std::size_t k = 0; k < at::kInterpolated; ++k) row[k] = s.p0[k] + by_y[k] * dy;
          row_ready = true;
        }
        const auto a = [&](std::size_t k) { return all(by_x[k]) * dx + all(row[k]); };
        const std::size_t offset =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(target.pitch) + static_cast<std::size_t>(x);
        const F8 z = a(at::kDepth) + all(rule.depth_offset), old_z = load(&target.depth[offset]);
        F8 mask = spread_sign(_mm256_andnot_ps(out, _mm256_cmp_ps(z, old_z, _CMP_LT_OQ)));
        if (bits(mask) == 0) continue;
        auto* pixels = static_cast<I8*>(static_cast<void*>(&target.colour[offset]));
        const I8 below = _mm256_loadu_si256(pixels);
        if constexpr (requires { Shader::alpha(a); }) {  // clear: neither texture nor shadow
          const Colour colour = over(Shader::shade(a), below, Shader::alpha(a));
          _mm256_storeu_si256(pixels, _mm256_blendv_epi8(below, pack(colour), as_int(mask)));
        } else {
          const Texel texel = sample(a(at::kU), a(at::kV), mask);
          if (rule.alpha_from > 0) {
            mask = _mm256_and_ps(mask, _mm256_cmp_ps(texel.alpha, all(rule.alpha_from), _CMP_GE_OQ));
            mask = _mm256_and_ps(mask, _mm256_cmp_ps(texel.alpha, all(rule.alpha_below), _CMP_LT_OQ));
            if (bits(mask) == 0) continue;
          }
          const F8 shadow = shadows(a(at::kShadowX), a(at::kShadowY), a(at::kShadowDepth), mask, x, y);
          Colour colour = Shader::shade(task, texel, shadow, a);
          if (rule.blended) colour = over(colour, below, texel.alpha);
          _mm256_storeu_si256(pixels, _mm256_blendv_epi8(below, pack(colour), as_int(mask)));
          if (!rule.blended) store(&target.depth[offset], select(old_z, z, mask));
        }
      }
    }
  }
}

}  // namespace

void FrameBuffer::resize(int w, int h) {
  width = w;
  height = h;
  pitch = (w + 15) / 8 * 8;
  colour.assign(static_cast<std::size_t>(pitch) * static_cast<std::size_t>(h) + 8, 0);
  depth.assign(colour.size(), 1e9F);
}

bool raster_supported() {
  return __builtin_cpu_supports("avx2") != 0;
}

void draw_depth(const Layer& layer, FrameBuffer& target) {
  const std::size_t end = layer.material == Material::hair ? layer.solid : layer.triangles.size();
  for (std::size_t first = 0; first < end; first += 3) {
    Setup s{};
    if (!set_up(s, layer, first, target.width, target.height, layer.material == Material::skin)) continue;
    const float d1 = s.p1[at::kDepth] - s.p0[at::kDepth], d2 = s.p2[at::kDepth] - s.p0[at::kDepth];
    const F8 by_x = all(d1 * s.a1 + d2 * s.a2);
    constexpr float kBehind = 2e-6F;  // so that the surface itself, drawn later, is still in front
    for (int y = s.y0; y <= s.y1; ++y) {
      const float dy = static_cast<float>(y) + 0.5F - s.p0[at::kScreenY];
      const F8 row = all(s.p0[at::kDepth] + kBehind + (d1 * s.b1 + d2 * s.b2) * dy);
      for (int x = s.x0; x <= s.x1; x += 8) {
        const F8 dx = all(static_cast<float>(x) + 0.5F - s.p0[at::kScreenX]) + lanes();
        float* z = &target.depth[static_cast<std::size_t>(y) * static_cast<std::size_t>(target.pitch) +
                                 static_cast<std::size_t>(x)];
        const F8 old = load(z);
        store(z, select(least(by_x * dx + row, old), old, outside(s, dx, dy)));
      }
    }
  }
}

void draw_skin(const RasterTask& task) {
  draw<SkinShader>(task, {.one_sided = true});
}
void draw_shell(const RasterTask& task) {
  // What is pressed against it from behind (a chin, a nose) does not come through: some 2 mm at the usual distance. A
  // wig that lies close to it does.
  const float nearer = task.layer.shell != nullptr && task.layer.shell->carries_hair ? -0.0005F : -0.0015F;
  draw<ShellShader>(task, {.alpha_from = kShellEdge, .depth_offset = nearer});
}
void draw_mouth(const RasterTask& task) {
  draw<MatteShader>(task, {.one_sided = true});
}
void draw_eyes(const RasterTask& task) {
  draw<EyeShader>(task, {.one_sided = true});
}
void draw_cloth(const RasterTask& task) {
  draw<MatteShader>(task, {});
}
void draw_hair(const RasterTask& task, HairPass pass) {
  PassRule rule{.alpha_from = kOpaqueHair};
  if (pass == HairPass::fringe)
    rule = {.blended = true, .alpha_from = kFaintestHair, .alpha_below = kOpaqueHair, .first = task.layer.solid};
  if (task.detailed)
    draw<StrandShader>(task, rule);
  else
    draw<HairShader>(task, rule);
}
void draw_brows(const RasterTask& task) {
  draw<HairShader>(task, {.blended = true, .alpha_from = kFaintestHair, .depth_offset = -0.0025F});
}
void draw_lenses(const RasterTask& task) {
  draw<LensShader>(task, {.blended = true});
}
void draw_lashes(const RasterTask& task) {
  draw<MatteShader>(task, {.blended = true, .alpha_from = kFaintestHair});
}

void draw_shadow(const Layer& layer, ShadowMap& map) {
  constexpr float kBias = 0.004F;  // undoes the one of light_vertices: the map holds true depths
  const bool hair = layer.material == Material::hair || layer.material == Material::shell;  // with holes
  for (std::size_t first = 0; first < layer.triangles.size(); first += 3) {
    const auto vertex = [&](std::size_t k) { return &layer.attributes[layer.triangles[first + k] * at::kStride]; };
    const float *p0 = vertex(0), *p1 = vertex(1), *p2 = vertex(2);
    const float e1x = p1[at::kShadowX] - p0[at::kShadowX], e1y = p1[at::kShadowY] - p0[at::kShadowY];
    const float e2x = p2[at::kShadowX] - p0[at::kShadowX], e2y = p2[at::kShadowY] - p0[at::kShadowY];
    const float area = e1x * e2y - e2x * e1y;
    if (hair ? std::fabs(area) < 1e-6F : area <= 1e-6F) continue;
    const auto low = [&](std::size_t k) {
      return static_cast<int>(std::ceil(std::max(std::min({p0[k], p1[k], p2[k]}), 0.0F)));
    };
    const auto high = [&](std::size_t k) {
      return static_cast<int>(std::floor(std::min(std::max({p0[k], p1[k], p2[k]}), ShadowMap::kSize - 1.0F)));
    };
    const int x0 = low(at::kShadowX), x1 = high(at::kShadowX), y0 = low(at::kShadowY), y1 = high(at::kShadowY);
    const float inverse = 1 / area;
    Setup s{x0, x1, y0, y1, e2y * inverse, -e2x * inverse, -e1y * inverse, e1x * inverse, p0, p1, p2};
    const Sampler sample(layer.texture[std::min<std::size_t>(1, layer.texture.size() - 1)]);
    const auto gradient = [&](std::size_t k, float& by_x, float& by_y) {
      const float d1 = p1[k] - p0[k], d2 = p2[k] - p0[k];
      by_x = d1 * s.a1 + d2 * s.a2;
      by_y = d1 * s.b1 + d2 * s.b2;
    };
    float zx = 0, zy = 0, ux = 0, uy = 0, vx = 0, vy = 0;
    gradient(at::kShadowDepth, zx, zy);
    gradient(at::kU, ux, uy);
    gradient(at::kV, vx, vy);
    for (int y = y0; y <= y1; ++y) {
      const float dy = static_cast<float>(y) - p0[at::kShadowY];
      for (int x = x0; x <= x1; x += 8) {
        const F8 dx = all(static_cast<float>(x) - p0[at::kShadowX]) + lanes();
        F8 out = outside(s, dx, dy);
        if (bits(out) == 255) continue;
        if (hair) {  // the gaps between strands let light through
          const F8 inside = spread_sign(_mm256_andnot_ps(out, all(-1.0F)));
          const F8 u = all(p0[at::kU] + uy * dy) + all(ux) * dx, v = all(p0[at::kV] + vy * dy) + all(vx) * dx;
          out = _mm256_or_ps(out, _mm256_cmp_ps(sample(u, v, inside).alpha, all(0.5F), _CMP_LT_OQ));
        }
        float* z = &map.depth[static_cast<std::size_t>(y) * ShadowMap::kPitch + static_cast<std::size_t>(x)];
        const F8 old = load(z), depth = all(p0[at::kShadowDepth] + kBias + zy * dy) + all(zx) * dx;
        store(z, select(least(depth, old), old, out));
      }
    }
  }
}

}  // namespace proofmark::camera

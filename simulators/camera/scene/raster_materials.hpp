// How each material turns texture, light and shadow into colour, for eight pixels. Included by raster.cpp alone.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "simulators/camera/scene/raster.hpp"
#include "simulators/camera/scene/simd.hpp"

namespace proofmark::camera::simd {

namespace at = attribute;

// Attributes by number, as a shader names what it reads: `count` of them.
constexpr std::uint32_t used(std::size_t first, std::size_t count = 1) {
  return ((1U << count) - 1) << first;
}
constexpr std::uint32_t kLightUsed = used(at::kDiffuse, 3) | used(at::kAmbient, 3);

// Texture channels in 0..1, the share of the key light that arrives, and the interpolated attributes.
struct Texel {
  F8 blue, green, red, alpha;
};
struct Colour {
  F8 red, green, blue;  // display-referred, 0..255 and above
};

// Exposure's soft shoulder and the display's gamma of 2.2, the latter by square roots (error below half a step).
inline F8 tone(F8 c) {
  c = c * all(1.05F);
  c = most(c / (all(1.0F) + c * all(0.18F)), all(1e-6F));
  const F8 root = _mm256_sqrt_ps(c);
  return root * all(0.9959F * 255) + _mm256_sqrt_ps(root) * all(0.0774F * 255) + c * all(-0.0733F * 255) + all(0.5F);
}

struct SkinShader {
  static constexpr std::uint32_t kUsed = kLightUsed | used(at::kSpecular) | used(at::kRim) | used(at::kScatter);
  // Texture: square root of linear reflectance; alpha: the relief's slope towards the key light, 0.5 flat.
  template <typename Attribute>
  static Colour shade(const RasterTask& task, const Texel& t, F8 shadow, const Attribute& a) {
    const F8 slope = t.alpha * all(255 / 254.0F) - all(128 / 254.0F);
    const F8 lit = a(at::kScatter);
    const F8 bleeding = lit * (all(1.0F) - shadow);  // red light under a shadow's edge
    const F8 relief = slope * lit * all(0.5F);
    const F8 gloss = a(at::kSpecular) * shadow * most(all(0.0F), slope * all(8.0F) + all(1.0F));
    const F8 sheen = a(at::kRim);
    const auto channel = [&](F8 texture, std::size_t k, float bleed) {
      const float key = task.lights.key[static_cast<int>(k)];
      const F8 direct = a(at::kDiffuse + k) + relief * all(key);
      const F8 light = direct * (bleeding * all(bleed) + shadow) + a(at::kAmbient + k);
      return tone(texture * texture * light + gloss * all(key) + sheen);
    };
    return {channel(t.red, 0, 0.16F), channel(t.green, 1, 0.06F), channel(t.blue, 2, 0.045F)};
  }
};

struct ShellShader {
  static constexpr std::uint32_t kUsed = kLightUsed | used(at::kSpecular) | used(at::kRim);
  // Texture: square root of linear reflectance; alpha: where there is a surface. Light does not bleed under shadows.
  template <typename Attribute>
  static Colour shade(const RasterTask& task, const Texel& t, F8 shadow, const Attribute& a) {
    const F8 gloss = a(at::kSpecular) * shadow, sheen = a(at::kRim);
    const auto channel = [&](F8 texture, std::size_t k) {
      const F8 light = a(at::kDiffuse + k) * shadow + a(at::kAmbient + k);
      return tone(texture * texture * light + gloss * all(task.lights.key[static_cast<int>(k)]) + sheen);
    };
    return {channel(t.red, 0), channel(t.green, 1), channel(t.blue, 2)};
  }
};

// Texture: blue is the square root of reflectance / 2.2 relative to the tint, green the strand's gloss; where strands
// are grey one by one, red how far.
template <bool kGreying>
struct HairShaderOf {
  static constexpr std::uint32_t kUsed = kLightUsed | used(at::kSpecular) | used(at::kRim);
  template <typename Attribute>
  static Colour shade(const RasterTask& task, const Texel& t, F8 shadow, const Attribute& a) {
    const F8 direct = shadow * all(0.88F) + all(0.12F);
    const F8 reflectance = t.blue * t.blue * all(2.2F);
    const F8 strand = t.green * shadow;
    const F8 white = a(at::kSpecular) * strand, coloured = a(at::kRim) * strand;
    const auto channel = [&](std::size_t k) {
      const int c = static_cast<int>(k);
      const F8 light = a(at::kDiffuse + k) * direct + a(at::kAmbient + k);
      if constexpr (kGreying) {
        const F8 tint = all(task.tint[c]) + all(person::kGreyHair[c] - task.tint[c]) * t.red;
        return tone(reflectance * tint * light + white * all(task.lights.key[c]) +
                    coloured * all(task.lights.key[c]) * tint);
      }
      return tone(reflectance * all(task.tint[c]) * light + white * all(task.lights.key[c]) +
                  coloured * all(task.lights.key[c] * task.tint[c]));
    };
    return {channel(0), channel(1), channel(2)};
  }
};
using HairShader = HairShaderOf<false>;
using StrandShader = HairShaderOf<true>;

struct LensShader {
  static constexpr std::uint32_t kUsed =
      used(at::kDiffuse, 3) | used(at::kAmbient, 2) | used(at::kSpecular) | used(at::kRim) | used(at::kScatter);
  // What a lens throws back: the lamp and the phone's screen as spots, the room at its edges. The cosines between
  // normal and half-way directions are interpolated; what comes through is what was drawn before.
  template <typename Attribute>
  static F8 spot(const Attribute& a, std::size_t k) {
    F8 x = most(a(k), all(0.0F));
    for (int i = 0; i < 8; ++i) x = x * x;  // to the power of 256
    return x;
  }
  template <typename Attribute>
  static F8 alpha(const Attribute& a) {
    const F8 lamp = spot(a, at::kSpecular) * a(at::kAmbient), screen = spot(a, at::kRim) * a(at::kAmbient + 1);
    return least(lamp + screen + a(at::kScatter), all(0.85F));
  }
  template <typename Attribute>
  static Colour shade(const Attribute& a) {
    return {tone(a(at::kDiffuse)), tone(a(at::kDiffuse + 1)), tone(a(at::kDiffuse + 2))};
  }
};

struct MatteShader {
  static constexpr std::uint32_t kUsed = kLightUsed | used(at::kSpecular);
  // Texture: square root of linear reflectance.
  template <typename Attribute>
  static Colour shade(const RasterTask& task, const Texel& t, F8 shadow, const Attribute& a) {
    const F8 direct = shadow * all(0.88F) + all(0.12F);
    const F8 gloss = a(at::kSpecular) * shadow;
    const auto channel = [&](F8 texture, std::size_t k) {
      const F8 light = a(at::kDiffuse + k) * direct + a(at::kAmbient + k);
      return tone(texture * texture * light + gloss * all(task.lights.key[static_cast<int>(k)]));
    };
    return {channel(t.red, 0), channel(t.green, 1), channel(t.blue, 2)};
  }
};

struct EyeShader {
  static constexpr std::uint32_t kUsed = used(at::kDiffuse, 7);
  // Few pixels, so each is lit by itself: the highlights of key and fill are what makes an eye look alive.
  template <typename Attribute>
  static Colour shade(const RasterTask& task, const Texel& t, F8 shadow, const Attribute& a) {
    alignas(32) float value[7][8], texture[3][8], lit[8], out[3][8];
    for (std::size_t k = 0; k < 7; ++k) store(value[k], a(at::kDiffuse + k));
    store(texture[0], t.red);
    store(texture[1], t.green);
    store(texture[2], t.blue);
    store(lit, shadow);
    const Lights& l = task.lights;
    for (std::size_t i = 0; i < 8; ++i) {
      const Vec3 n = person::normalised({value[0][i], value[1][i], value[2][i]});
      const Vec3 to_eye = person::normalised(task.eye - Vec3{value[3][i], value[4][i], value[5][i]});
      const float key = dot(n, l.key_direction), fill = dot(n, l.fill_direction), above = n.y * 0.5F + 0.5F;
      const auto lobe = [&](Vec3 direction, float sharpness) {
        const float h = std::max(dot(n, person::normalised(direction + to_eye)), 1e-4F);
        return std::exp(sharpness * std::log(h));
      };
      float key_spot = 0.8F * lobe(l.key_direction, 260);
      const float fill_spot = 0.35F * lobe(l.fill_direction, 200);
      if (task.detailed) key_spot += 2.4F * lobe(l.key_direction, 1400) * (0.3F + 0.7F * lit[i]);  // the film of tears
      // The screen is where the camera is: its mirror image stands in the middle of the cornea.
      const float screen = std::max(dot(n, to_eye), 0.0F), screen_spot = lobe(to_eye, 120);
      for (int k = 0; k < 3; ++k) {
        const auto c = static_cast<std::size_t>(k);
        const float direct = person::clamp01((key + 0.1F) / 1.1F) * (0.25F + 0.75F * lit[i]);
        const float soft = person::clamp01((fill + 0.1F) / 1.1F);
        const float around = person::mix(l.from_below[k], l.from_above[k], above);
        out[c][i] = texture[c][i] * texture[c][i] * (l.key[k] * direct + (l.fill[k] * soft + around) * value[6][i]) +
                    l.key[k] * key_spot + l.fill[k] * fill_spot +
                    l.screen_now[k] * (texture[c][i] * texture[c][i] * screen + 0.6F * screen_spot);
      }
    }
    return {tone(load(out[0])), tone(load(out[1])), tone(load(out[2]))};
  }
};

}  // namespace proofmark::camera::simd

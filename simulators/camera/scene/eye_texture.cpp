#include "simulators/camera/scene/eye_texture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

using person::smooth_step;

// Where the package paints its eyeballs, in shares of the texture's side.
constexpr std::array<std::array<float, 2>, 2> kPupils = {{{0.705F, 0.297F}, {0.291F, 0.709F}}};
constexpr float kIris = 0.115F, kPupil = 0.042F;  // radii

}  // namespace

MipLevel live_eye_texture(const person::Texture& base) {
  MipLevel level{base.width, base.height, {}};
  level.texels.reserve(base.pixels.size());
  for (int y = 0; y < base.height; ++y)
    for (int x = 0; x < base.width; ++x) {
      const std::uint32_t t =
          base.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(base.width) + static_cast<std::size_t>(x)];
      const float u = (static_cast<float>(x) + 0.5F) / static_cast<float>(base.width),
                  v = (static_cast<float>(y) + 0.5F) / static_cast<float>(base.height);
      float radius = 1e9F, above = 0;
      for (const auto& [cu, cv] : kPupils) {
        const float r = std::hypot(u - cu, v - cv);
        if (r < radius) radius = r, above = cv - v;
      }
      const float iris = 1 - smooth_step(kIris - 0.006F, kIris + 0.004F, radius);
      const float ring = smooth_step(0.72F * kIris, kIris, radius) * iris;
      const float pupil = 1 - smooth_step(kPupil - 0.004F, kPupil + 0.004F, radius);
      // The upper lid shades the ball below it; towards the corners it lies deep.
      const float lid = 1 - 0.45F * smooth_step(0.02F, 0.14F, above);
      const float corner = 1 - 0.35F * smooth_step(0.13F, 0.24F, radius);
      std::array<float, 3> out{};
      constexpr std::array<float, 3> kWhite = {0.80F, 0.73F, 0.70F};
      float grey = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        out[k] = std::pow(static_cast<float>(t >> (16 - 8 * k) & 255U) / 255, 2.2F);
        grey += out[k] / 3;
      }
      for (std::size_t k = 0; k < 3; ++k) {
        const float muted = (0.35F * grey + 0.65F * out[k]) * 0.62F * (1 - 0.75F * ring) * (1 - pupil) + 0.006F;
        const float white = out[k] * kWhite[k] * corner;
        out[k] = std::sqrt(std::clamp(person::mix(white, muted, iris) * lid, 0.0F, 1.0F));
      }
      level.texels.push_back(pack_texel(255 * out[2], 255 * out[1], 255 * out[0], 255));
    }
  return level;
}

}  // namespace proofmark::camera

#include "simulators/camera/scene/texture.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace proofmark::camera {
namespace {

struct Rgba {
  float red, green, blue, alpha;  // 0..1
};

Rgba unpack(std::uint32_t t) {
  const auto channel = [&](unsigned shift) { return static_cast<float>(t >> shift & 255U) / 255.0F; };
  return {channel(16), channel(8), channel(0), channel(24)};
}

float luma(const Rgba& c) {
  return c.red * 0.35F + c.green * 0.45F + c.blue * 0.2F;
}

// Shaders square the texel to get linear light.
float root_of_linear(float display) {
  return std::pow(display, 1.1F);
}

template <typename F>
MipLevel map_texels(const person::Texture& base, const F& f) {
  MipLevel level{base.width, base.height, {}};
  level.texels.reserve(base.pixels.size());
  for (std::size_t i = 0; i < base.pixels.size(); ++i) {
    const Rgba c = f(unpack(base.pixels[i]), i % static_cast<std::size_t>(base.width));
    level.texels.push_back(pack_texel(c.blue * 255, c.green * 255, c.red * 255, c.alpha * 255));
  }
  return level;
}

// Mean luma where the texture is opaque, so that a black and a blond base texture take a tint alike.
float mean_luma(const person::Texture& base) {
  double sum = 0, weight = 0;
  for (const std::uint32_t t : base.pixels) {
    const Rgba c = unpack(t);
    sum += static_cast<double>(luma(c) * c.alpha);
    weight += static_cast<double>(c.alpha);
  }
  return weight > 0 ? std::max(0.02F, static_cast<float>(sum / weight)) : 1;
}

// A fixed brightness for the strand at this column, coarse and fine.
float strand(float u) {
  const auto fraction = [](float v) { return v - std::floor(v); };
  return fraction(std::sin(std::floor(u * 420) * 12.9898F) * 43758.5F) * 0.6F +
         fraction(std::sin(std::floor(u * 1150) * 7.13F) * 9758.5F) * 0.4F;
}

}  // namespace

std::uint32_t pack_texel(float blue, float green, float red, float alpha) {
  const auto byte = [](float v) { return static_cast<std::uint32_t>(std::clamp(v + 0.5F, 0.0F, 255.0F)); };
  return byte(blue) | byte(green) << 8U | byte(red) << 16U | byte(alpha) << 24U;
}

MipChain make_mips(MipLevel finest) {
  constexpr int kSmallest = 8;
  constexpr std::size_t kLevels = 7;
  MipChain chain;
  chain.push_back(std::move(finest));
  while (chain.size() < kLevels && chain.back().width > kSmallest && chain.back().height > kSmallest) {
    const MipLevel& above = chain.back();
    MipLevel level{above.width / 2, above.height / 2, {}};
    level.texels.resize(static_cast<std::size_t>(level.width) * static_cast<std::size_t>(level.height));
    const auto wide = static_cast<std::size_t>(above.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(level.height); ++y)
      for (std::size_t x = 0; x < static_cast<std::size_t>(level.width); ++x) {
        const std::uint32_t* t = &above.texels[2 * y * wide + 2 * x];
        std::uint32_t texel = 0;
        for (unsigned shift = 0; shift < 32; shift += 8) {
          const auto part = [&](std::size_t i) { return t[i] >> shift & 255U; };
          texel |= (part(0) + part(1) + part(wide) + part(wide + 1) + 2) / 4 << shift;
        }
        level.texels[y * static_cast<std::size_t>(level.width) + x] = texel;
      }
    chain.push_back(std::move(level));
  }
  return chain;
}

MipLevel hair_texture(const person::Texture& base) {
  const float mean = mean_luma(base);
  return map_texels(base, [&](const Rgba& c, std::size_t x) {
    const float s = strand((static_cast<float>(x) + 0.5F) / static_cast<float>(base.width));
    const float relative = std::min(luma(c) / mean, 2.5F);
    const float reflectance = (0.40F + 0.62F * relative) * (0.74F + 0.5F * s) / 2.2F;
    return Rgba{0, s * (0.3F + 0.7F * c.alpha), std::sqrt(reflectance), c.alpha};
  });
}

MipLevel brow_texture(const person::Texture& base, float strength) {
  return map_texels(base, [&](const Rgba& c, std::size_t) {
    return Rgba{0, 0, std::sqrt((0.5F + 0.6F * luma(c)) / 2.2F), c.alpha * strength};
  });
}

MipLevel lash_texture(const person::Texture& base) {
  constexpr float kDark = 0.387F;  // square root of 0.15
  return map_texels(base, [](const Rgba& c, std::size_t) {
    return Rgba{kDark * root_of_linear(c.red), kDark * root_of_linear(c.green), kDark * root_of_linear(c.blue),
                c.alpha};
  });
}

MipLevel iris_texture(const person::Texture& base) {
  return map_texels(base, [](const Rgba& c, std::size_t) {
    const auto linear = [](float v) { return std::pow(v, 2.2F); };
    const float grey = 0.3F * linear(c.red) + 0.5F * linear(c.green) + 0.2F * linear(c.blue);
    const auto muted = [&](float v) { return std::sqrt((grey * 0.5F + linear(v) * 0.5F) * 0.80F + 0.012F); };
    return Rgba{muted(c.red), muted(c.green), muted(c.blue), 1};
  });
}

MipLevel cloth_texture(const person::Texture& base, Vec3 dye, float dyed) {
  const float mean = std::pow(mean_luma(base), 2.2F);
  return map_texels(base, [&](const Rgba& c, std::size_t) {
    const Vec3 own{std::pow(c.red, 2.2F), std::pow(c.green, 2.2F), std::pow(c.blue, 2.2F)};
    const float relative = std::min(std::pow(luma(c), 2.2F) / mean, 3.0F);
    const Vec3 colour = person::mix(own, dye * (0.35F + 0.65F * relative), dyed);
    const auto root = [](float v) { return std::sqrt(std::clamp(v, 0.0F, 0.75F)); };
    return Rgba{root(colour.x), root(colour.y), root(colour.z), 1};  // no holes: the skin below is not drawn
  });
}

MipLevel mouth_texture(const person::Texture& base) {
  return map_texels(base, [](const Rgba& c, std::size_t) {
    return Rgba{root_of_linear(c.red), root_of_linear(c.green), root_of_linear(c.blue), 1};
  });
}

}  // namespace proofmark::camera

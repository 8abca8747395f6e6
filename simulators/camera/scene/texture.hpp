// Base textures turned into what the shaders read.
#pragma once
#include <cstdint>

#include "simulators/camera/scene/layer.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

// Halves the size until eight texels are left or seven levels are made.
[[nodiscard]] MipChain make_mips(MipLevel finest);

[[nodiscard]] MipLevel hair_texture(const person::Texture& base);
[[nodiscard]] MipLevel brow_texture(const person::Texture& base, float strength);
[[nodiscard]] MipLevel lash_texture(const person::Texture& base);
[[nodiscard]] MipLevel iris_texture(const person::Texture& base);
[[nodiscard]] MipLevel cloth_texture(const person::Texture& base, Vec3 dye_linear, float dyed);
[[nodiscard]] MipLevel mouth_texture(const person::Texture& base);

// Blue, green, red, alpha, each 0..255 (rounded and clipped).
[[nodiscard]] std::uint32_t pack_texel(float blue, float green, float red, float alpha);

}  // namespace proofmark::camera

// The colour and relief of one person's skin at any place of the mean shape.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/facial_hair.hpp"
#include "simulators/camera/scene/noise.hpp"
#include "simulators/camera/scene/transform.hpp"
#include "simulators/camera/scene/wrinkles.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

constexpr float kNeckLine = 5.2F;  // decimetres: below it the skin has no detail of its own

// Where the hair of the head grows, 0..1 per base vertex.
[[nodiscard]] std::vector<float> scalp_of(const person::Assets& assets, float receded = 0);

// The tone that texels get, display-referred. For skin of measured colour that is the reflectance below the gloss which
// shows this colour in the booth of document_portrait.
[[nodiscard]] Vec3 texel_tone(const person::SkinLook& look);

// Eight places at a time; unused ones may hold anything finite.
struct SkinPlaces {
  NoisePoints at;  // on the mean shape
  std::array<Vec2, NoisePoints::kCount> uv;
  std::array<Vec3, NoisePoints::kCount> mask;  // lips, beard, below the eyes
  std::array<float, NoisePoints::kCount> scalp{};
};
struct SkinShade {
  Vec3 colour;          // display-referred sRGB
  float height = 0.5F;  // of the relief, 0..1
};
using SkinShades = std::array<SkinShade, NoisePoints::kCount>;

class SkinModel {
 public:
  SkinModel(const person::Assets& assets, const person::Appearance& appearance);
  [[nodiscard]] SkinShades shade(const SkinPlaces& places) const;

 private:
  struct Mole {
    Vec3 place;
    float radius = 0, darkness = 0;
  };
  static std::vector<Mole> place_moles(const person::Assets& assets, const person::SkinLook& look);
  [[nodiscard]] Vec3 base_texture(Vec2 uv) const;
  [[nodiscard]] Vec3 relative(Vec2 uv) const;
  void flush(Vec3& c, Vec3 p) const;
  void spot(SkinShade& s, Vec3 p) const;
  void detail(const SkinPlaces& places, const NoiseValues& pores, const NoiseValues& drift, SkinShades& out) const;
  void grow_beard(const SkinPlaces& places, const NoiseValues& ragged, SkinShades& out) const;

  const person::SkinLook& look_;
  const person::HairLook& hair_;
  const person::Texture &texture_, &mixed_;
  std::vector<Mole> moles_;
  Vec3 tone_;
  Vec3 mean_{1, 1, 1};  // of the base texture over cheeks and forehead
  float root_strength_ = 0;
  Vec3 root_colour_, beard_colour_, beard_grey_;
  Wrinkles wrinkles_;
  FacialGrowth growth_;
};

}  // namespace proofmark::camera

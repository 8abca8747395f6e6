#include "attacks/masks/cut.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::attack::masks {
namespace {

using camera::Vec3;

// Of the mean shape (person::BaseMesh::vertices).
constexpr Vec3 kEye{0.308F, 7.284F, 1.25F}, kMouth{0, 6.600F, 1.5F};
constexpr float kChin = 6.2F;
constexpr float kFront = 0.7F;  // eyes and mouth have no holes behind this

constexpr float decimetres(double millimetres) {
  return static_cast<float>(millimetres / 100);
}

Region region_of(const Species& species) {
  const std::string name = species.choice("region", "face");
  return name == "head" ? Region::head : name == "lower_face" ? Region::lower_face : Region::face;
}

// About the distance to the edge of an ellipse, negative inside.
float ellipse(float x, float y, float width, float height) {
  return (std::sqrt(x * x / (width * width) + y * y / (height * height)) - 1) * std::min(width, height);
}

}  // namespace

Cut::Cut(const Species& species, const SeededRandom& seed)
    : region_(region_of(species)),
      eye_width_(decimetres(species.draw("eye_width", 0, seed))),
      eye_height_(decimetres(species.draw("eye_height", 0, seed))),
      mouth_width_(decimetres(species.draw("mouth_width", 0, seed))),
      mouth_height_(decimetres(species.draw("mouth_height", 0, seed))),
      neck_(decimetres(species.draw("neck", 40, seed))) {}

float Cut::outline(Vec3 p) const {
  // The neck's line falls towards the front, as a collar does; it ends before the shoulders.
  if (region_ == Region::head)
    return std::min(p.y - (kChin - neck_ - 0.15F * person::clamp01(p.z)),
                    0.55F - std::fabs(p.x) + 2 * std::max(0.0F, p.y - 5.85F));
  constexpr float kMiddle = 7.13F, kHalfWidth = 0.74F, kHalfHeight = 1.02F;
  const float x = std::fabs(p.x) / kHalfWidth, y = std::fabs(p.y - kMiddle) / kHalfHeight;
  const float oval = (1 - std::pow(std::pow(x, 2.6F) + std::pow(y, 2.6F), 1 / 2.6F)) * kHalfWidth;
  const float face = std::min(oval, p.z - 0.35F);
  if (region_ == Region::face) return face;
  const float bridge = 6.99F + 0.13F * std::exp(-(p.x * p.x) / 0.03F);
  return std::min(face, bridge - p.y);
}

float Cut::depth(Vec3 p) const {
  float depth = outline(p);
  if (p.z < kFront) return depth;
  if (eye_width_ > 0 && eye_height_ > 0)
    depth = std::min(depth, ellipse(std::fabs(p.x) - kEye.x, p.y - kEye.y, eye_width_, eye_height_));
  if (mouth_width_ > 0 && mouth_height_ > 0)
    depth = std::min(depth, ellipse(p.x, p.y - kMouth.y, mouth_width_, mouth_height_));
  return depth;
}

float Cut::near_eyes(Vec3 p) {
  const float dx = (std::fabs(p.x) - kEye.x) / 0.22F, dy = (p.y - kEye.y) / 0.16F;
  return p.z < kFront ? 0 : std::exp(-(dx * dx + dy * dy));
}

}  // namespace proofmark::attack::masks

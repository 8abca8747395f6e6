#include "simulators/camera/scene/head_scarf.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "common/random.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

using person::clamp01;
using person::mix;
using person::smooth_step;

constexpr std::size_t kRows = 48, kColumns = 60;
constexpr std::size_t kSectors = 48;             // of the circle, for the head's extent
constexpr float kMargin = 0.06F, kHem = 0.045F;  // decimetres above the skin; thickness of the border
constexpr float kTurn = 2 * std::numbers::pi_v<float>;

// How far the skin reaches from a vertical axis, by height and direction.
class Extent {
 public:
  Extent(const HeadShape& head, float low, float high, float axis) : low_(low), step_((high - low) / kRows) {
    reach_.assign((kRows + 1) * kSectors, 0.1F);
    for (const person::Face& face : head.base.faces) {
      const auto v = static_cast<std::size_t>(face.vertex[0]);
      if (std::fabs(head.base.arm_weight[v]) > 0.3F) continue;
      const Vec3 p = head.at_rest[v];
      const float dz = p.z - axis, radius = std::hypot(p.x, dz), turn = std::atan2(p.x, dz);
      const auto row = static_cast<int>(std::lround((p.y - low_) / step_));
      const auto sector = static_cast<int>(std::lround(turn / kTurn * kSectors));
      for (int i = -2; i <= 2; ++i)
        for (int j = -1; j <= 1; ++j) {
          if (row + i < 0 || row + i > static_cast<int>(kRows)) continue;
          float& r = at(static_cast<std::size_t>(row + i), sector + j);
          r = std::max(r, radius);
        }
    }
    smooth();
  }
  // `row` from 0 (low) to kRows, `turn` in radians from the front.
  [[nodiscard]] float operator()(std::size_t row, float turn) const {
    const float where = turn / kTurn * kSectors, left = std::floor(where);
    const auto sector = static_cast<int>(left);
    return mix(value(row, sector), value(row, sector + 1), where - left);
  }

 private:
  static std::size_t index(std::size_t row, int sector) {
    constexpr int n = kSectors;
    return row * kSectors + static_cast<std::size_t>((sector % n + n) % n);
  }
  float& at(std::size_t row, int sector) { return reach_[index(row, sector)]; }
  [[nodiscard]] float value(std::size_t row, int sector) const { return reach_[index(row, sector)]; }
  // Cloth spans hollows: never below the skin, level between what stands out.
  void smooth() {
    for (int pass = 0; pass < 6; ++pass) {
      const Extent before = *this;
      for (std::size_t row = 0; row <= kRows; ++row)
        for (int s = 0; s < static_cast<int>(kSectors); ++s) {
          float sum = 0;
          const std::size_t above = std::min(row + 1, kRows), below = row == 0 ? 0 : row - 1;
          for (int j = -1; j <= 1; ++j)
            sum += before.value(row, s + j) + before.value(above, s + j) + before.value(below, s + j);
          at(row, s) = std::max(mix(before.value(row, s), sum / 9, 0.9F), 0.1F);
        }
    }
  }

  float low_, step_;
  std::vector<float> reach_;
};

MipLevel woven(Vec3 linear) {
  constexpr int kSide = 64;
  MipLevel level{kSide, kSide, {}};
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const float thread =
          1 + 0.05F * static_cast<float>((x + y) % 2) - 0.04F * static_cast<float>((x / 2 + y) % 3 == 0);
      const auto root = [&](float v) { return 255 * std::sqrt(clamp01(v * thread)); };
      level.texels.push_back(pack_texel(root(linear.z), root(linear.y), root(linear.x), 255));
    }
  return level;
}

// Folds fall from the crown to the chin and wind round the neck.
class Folds {
 public:
  explicit Folds(std::uint32_t seed) {
    SeededRandom random(seed, "scarf");
    for (auto& wave : waves_)
      for (float& part : wave) part = static_cast<float>(random.uniform());
  }
  [[nodiscard]] float at(float turn, float y) const {
    float out = 0;
    for (const auto& w : waves_) {
      const float around = std::floor(2 + 5 * w[0]), slope = 4 + 9 * w[1];
      out += (0.3F + 0.7F * w[3]) * std::sin(std::fabs(turn) * around + slope * y + kTurn * w[2]);
    }
    return out * 0.016F;
  }

 private:
  std::array<std::array<float, 4>, 4> waves_{};
};

}  // namespace

Layer make_scarf(const person::Scarf& scarf, const HeadShape& head) {
  const Vec3 chin = head.landmark({0, 6.16F, 1.15F}), forehead = head.landmark({0, 7.93F, 1.15F}),
             cheek = head.landmark({0.66F, 7.2F, 0.45F}), crown = head.landmark({0, 8.6F, 0.3F});
  float top = crown.y;
  for (const person::Face& face : head.base.faces)
    top = std::max(top, head.at_rest[static_cast<std::size_t>(face.vertex[0])].y);
  const float summit = top + 0.08F;
  const float low = 5.35F, axis = 0.5F * (cheek.z + crown.z) - 0.05F;
  const Extent extent(head, low, summit, axis);
  const Folds folds(scarf.folds);

  Layer layer;
  layer.material = Material::cloth;
  std::vector<Vec2> uvs;
  const float bottom = chin.y - 0.05F, upper = forehead.y, middle = 0.5F * (bottom + upper),
              tall = 0.5F * (upper - bottom);
  for (std::size_t row = 0; row <= kRows; ++row) {
    const float y = low + (summit - low) * static_cast<float>(row) / kRows;
    const float rise = (y - middle) / tall;
    // Half the width of the opening at this height, wide at the cheekbones and pointed below the chin.
    const float open = std::fabs(rise) < 1 ? (std::fabs(cheek.x) - 0.01F) *
                                                 std::pow(1 - std::fabs(rise * rise * rise), rise < 0 ? 0.7F : 0.45F)
                                           : 0;
    float from = 0;
    for (int step = 0; open > 0 && step < 60; ++step) {  // the direction in which the skin's edge is that far out
      from = 0.026F * static_cast<float>(step);
      if (std::sin(from) * extent(row, from) >= open) break;
    }
    const float close = smooth_step(top - 0.10F, summit, y);  // rounded over the crown
    const float neck = smooth_step(6.3F, 5.5F, y);
    for (std::size_t column = 0; column < kColumns; ++column) {
      const bool hem = open > 0 && (column == 0 || column + 1 == kColumns);
      const auto place = static_cast<float>(column == 0 ? 1 : column + 1 == kColumns ? kColumns - 2 : column);
      const float turn = from + (kTurn - 2 * from) * (place - 1) / (kColumns - 3);
      float radius = extent(row, turn) + kMargin + 0.05F * neck + folds.at(turn > kTurn / 2 ? turn - kTurn : turn, y);
      if (hem) radius -= kMargin + kHem;
      radius *= std::sqrt(std::max(1 - close * close, 0.0F));
      layer.rest.push_back({std::sin(turn) * radius, y, axis + std::cos(turn) * radius});
      layer.head_weight.push_back(smooth_step(5.4F, 6.3F, y));
      uvs.push_back({turn * 3, y * 3});
    }
  }
  std::vector<person::Face> faces;
  for (std::size_t row = 0; row < kRows; ++row)
    for (std::size_t column = 0; column + 1 < kColumns; ++column) {
      const auto i = static_cast<std::int32_t>(row * kColumns + column), up = static_cast<std::int32_t>(kColumns);
      person::Face face;
      face.vertex = face.uv = {i, i + 1, i + 1 + up, i + up};
      faces.push_back(face);
    }
  layer.position.resize(layer.rest.size());
  build_topology(layer, faces, uvs, std::vector<bool>(faces.size(), true));
  layer.texture = make_mips(woven(scarf.colour));
  return layer;
}

}  // namespace proofmark::camera

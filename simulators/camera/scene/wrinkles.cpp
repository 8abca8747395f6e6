#include "simulators/camera/scene/wrinkles.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/random.hpp"

namespace proofmark::camera {
namespace {

using person::clamp01;
using person::smooth_step;

// One line of the left half of the face (x > 0), or across it; the right half has its mirror image.
struct Pattern {
  float onset;  // amount of wrinkles at which the line begins to show
  float width, depth;
  bool mirrored;
  std::vector<Vec2> points;
  FaceMove move = FaceMove::none;
};

const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> list = {
      // Forehead.
      {0.12F,
       0.010F,
       2.0F,
       false,
       {{-0.40F, 7.66F}, {-0.22F, 7.62F}, {0, 7.61F}, {0.22F, 7.62F}, {0.40F, 7.66F}},
       FaceMove::brow_raise},
      {0.08F,
       0.011F,
       2.4F,
       false,
       {{-0.44F, 7.75F}, {-0.20F, 7.72F}, {0, 7.70F}, {0.20F, 7.72F}, {0.44F, 7.75F}},
       FaceMove::brow_raise},
      {0.15F,
       0.010F,
       2.2F,
       false,
       {{-0.40F, 7.83F}, {-0.20F, 7.81F}, {0, 7.79F}, {0.20F, 7.81F}, {0.40F, 7.83F}},
       FaceMove::brow_raise},
      {0.35F, 0.009F, 1.6F, false, {{-0.30F, 7.90F}, {0, 7.88F}, {0.30F, 7.90F}}, FaceMove::brow_raise},
      // Between the brows.
      {0.18F, 0.011F, 2.2F, true, {{0.065F, 7.40F}, {0.075F, 7.50F}, {0.070F, 7.60F}}},
      {0.55F, 0.009F, 1.6F, false, {{-0.08F, 7.36F}, {0, 7.35F}, {0.08F, 7.36F}}},
      // Crow's feet.
      {0.15F, 0.008F, 1.7F, true, {{0.50F, 7.335F}, {0.57F, 7.38F}, {0.64F, 7.42F}}, FaceMove::smile},
      {0.10F, 0.008F, 1.9F, true, {{0.505F, 7.30F}, {0.58F, 7.31F}, {0.66F, 7.33F}}, FaceMove::smile},
      {0.15F, 0.008F, 1.7F, true, {{0.50F, 7.275F}, {0.57F, 7.25F}, {0.65F, 7.22F}}, FaceMove::smile},
      {0.40F, 0.008F, 1.4F, true, {{0.49F, 7.25F}, {0.54F, 7.20F}, {0.60F, 7.14F}}, FaceMove::smile},
      // Below the eyes.
      {0.05F, 0.010F, 1.5F, true, {{0.17F, 7.225F}, {0.24F, 7.18F}, {0.34F, 7.17F}, {0.45F, 7.21F}}, FaceMove::smile},
      {0.25F, 0.009F, 1.3F, true, {{0.20F, 7.19F}, {0.28F, 7.15F}, {0.38F, 7.15F}}, FaceMove::smile},
      {0.20F, 0.022F, 2.2F, true, {{0.15F, 7.22F}, {0.21F, 7.13F}, {0.30F, 7.07F}, {0.40F, 7.06F}}},
      // From the nose's wings to beside the mouth, and on from its corners to the jaw.
      {0.00F, 0.026F, 3.6F, true, {{0.20F, 6.98F}, {0.27F, 6.88F}, {0.325F, 6.76F}, {0.34F, 6.64F}}, FaceMove::smile},
      {0.22F, 0.016F, 3.0F, true, {{0.265F, 6.60F}, {0.30F, 6.51F}, {0.315F, 6.42F}, {0.31F, 6.35F}}},
      {0.45F, 0.010F, 1.5F, true, {{0.40F, 6.78F}, {0.43F, 6.66F}, {0.42F, 6.54F}}, FaceMove::smile},
      {0.60F, 0.009F, 1.3F, true, {{0.50F, 7.00F}, {0.53F, 6.85F}, {0.51F, 6.68F}}},
      {0.65F, 0.009F, 1.2F, true, {{0.58F, 6.98F}, {0.61F, 6.82F}, {0.59F, 6.66F}}},
      // Round the lips.
      {0.50F, 0.006F, 1.1F, true, {{0.045F, 6.70F}, {0.05F, 6.79F}}},
      {0.50F, 0.006F, 1.1F, true, {{0.09F, 6.70F}, {0.105F, 6.79F}}},
      {0.55F, 0.006F, 1.1F, true, {{0.135F, 6.68F}, {0.16F, 6.76F}}},
      {0.60F, 0.006F, 1.0F, true, {{0.18F, 6.66F}, {0.21F, 6.73F}}},
      {0.60F, 0.006F, 1.0F, true, {{0.08F, 6.47F}, {0.09F, 6.41F}}},
      // Above the chin, and round the neck.
      {0.10F, 0.020F, 2.0F, false, {{-0.15F, 6.385F}, {0, 6.40F}, {0.15F, 6.385F}}},
      {0.15F, 0.014F, 2.4F, false, {{-0.45F, 5.90F}, {-0.2F, 5.85F}, {0, 5.83F}, {0.2F, 5.85F}, {0.45F, 5.90F}}},
      {0.30F, 0.014F, 2.2F, false, {{-0.45F, 5.68F}, {-0.2F, 5.64F}, {0, 5.62F}, {0.2F, 5.64F}, {0.45F, 5.68F}}}};
  return list;
}

}  // namespace

template <typename Share>
void Wrinkles::draw(std::uint32_t seed, const Share& share) {
  SeededRandom random(seed, "wrinkles");
  for (const Pattern& pattern : patterns())
    for (const float side : {1.0F, -1.0F}) {
      if (side < 0 && !pattern.mirrored) continue;
      const auto jitter = [&](double spread) { return static_cast<float>(spread * random.normal()); };
      const float lift = jitter(0.012), strength = static_cast<float>(random.uniform(0.35, 1.0)),
                  width = pattern.width * static_cast<float>(random.uniform(0.8, 1.25));
      std::vector<Vec2> points = pattern.points;
      for (Vec2& q : points) q = {side * q.u + jitter(0.006), q.v + lift + jitter(0.005)};
      const float shown = share(pattern.onset, pattern.move);
      if (shown > 0.02F) add(std::move(points), width, pattern.depth * strength * shown);
    }
}

namespace {

float shown_at_rest(float onset, float amount) {
  return amount > 0 ? smooth_step(onset, onset + 0.55F, amount) : 0;
}

}  // namespace

Wrinkles::Wrinkles(float amount, std::uint32_t seed) : amount_(amount) {
  if (amount > 0) draw(seed, [&](float onset, FaceMove) { return shown_at_rest(onset, amount); });
}

Wrinkles Wrinkles::deepened_by(FaceMove move, float amount, std::uint32_t seed) {
  Wrinkles out;
  out.amount_ = amount;
  out.draw(seed, [&](float onset, FaceMove of) {
    return of == move ? 0.30F + 0.8F * amount * (1 - 0.8F * shown_at_rest(onset, amount)) : 0;
  });
  return out;
}

void Wrinkles::add(std::vector<Vec2> points, float width, float depth) {
  Line line{std::move(points), width, depth, 1e9F, -1e9F, 1e9F, -1e9F};
  const float reach = 4 * width;
  for (const Vec2& q : line.points) {
    line.left = std::min(line.left, q.u - reach);
    line.right = std::max(line.right, q.u + reach);
    line.low = std::min(line.low, q.v - reach);
    line.high = std::max(line.high, q.v + reach);
  }
  lines_.push_back(std::move(line));
}

Wrinkles::Depth Wrinkles::at(Vec3 p) const {
  Depth out;
  constexpr float kFront = 0.25F;  // decimetres: behind it are ears and nape
  if (p.z < kFront) return out;
  for (const Line& line : lines_) {
    if (p.x < line.left || p.x > line.right || p.y < line.low || p.y > line.high) continue;
    float nearest = 1e9F, along = 0;  // squared distance, place on the line from 0 to 1
    const auto segments = static_cast<float>(line.points.size() - 1);
    for (std::size_t i = 0; i + 1 < line.points.size(); ++i) {
      const Vec2 a = line.points[i], b = line.points[i + 1];
      const float du = b.u - a.u, dv = b.v - a.v;
      const float t = clamp01(((p.x - a.u) * du + (p.y - a.v) * dv) / (du * du + dv * dv));
      const float eu = p.x - a.u - du * t, ev = p.y - a.v - dv * t, distance = eu * eu + ev * ev;
      if (distance < nearest) nearest = distance, along = (static_cast<float>(i) + t) / segments;
    }
    const float d = std::sqrt(nearest) / line.width;
    if (d > 4) continue;
    const float ends = smooth_step(0, 0.22F, along) * smooth_step(0, 0.30F, 1 - along);
    const float valley = std::exp(-d * d), bank = std::exp(-(d - 2) * (d - 2));
    out.height += line.depth * ends * (0.35F * bank - valley);
    out.shade += 0.28F * line.depth * ends * valley;
  }
  out.shade = std::min(out.shade, 1.0F);
  return out;
}

}  // namespace proofmark::camera

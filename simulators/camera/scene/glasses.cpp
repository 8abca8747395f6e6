#include "simulators/camera/scene/glasses.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

constexpr float kBridge = 0.18F;        // decimetres between the lenses
constexpr float kDepth = 0.028F;        // of the frame from front to back
constexpr int kRound = 28, kRings = 3;  // steps round a lens; from its middle to the rim

class Mesh {
 public:
  explicit Mesh(Material material) { layer_.material = material; }
  std::int32_t add(Vec3 p) {
    layer_.rest.push_back(p);
    return static_cast<std::int32_t>(layer_.rest.size()) - 1;
  }
  void quad(std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
    person::Face face;
    face.vertex = {a, b, c, d};
    faces_.push_back(face);
  }
  // A square bar along a line; `across` is its second direction at each point, `thick` and `deep` are its sides.
  void bar(const std::vector<Vec3>& line, const std::vector<Vec3>& across, float thick, float deep, bool closed) {
    const std::size_t n = line.size();
    std::vector<std::array<std::int32_t, 4>> rings;
    for (std::size_t i = 0; i < n; ++i) {
      const Vec3 next = line[closed ? (i + 1) % n : std::min(i + 1, n - 1)];
      const Vec3 before = line[closed ? (i + n - 1) % n : i - std::min<std::size_t>(i, 1)];
      const Vec3 along = person::normalised(next - before), a = across[i], b = cross(along, a);
      const auto corner = [&](float s, float t) { return add(line[i] + a * (s * thick / 2) + b * (t * deep / 2)); };
      rings.push_back({corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)});
    }
    for (std::size_t i = 0; i + (closed ? 0 : 1) < n; ++i) {
      const auto &r = rings[i], &q = rings[(i + 1) % n];
      for (std::size_t k = 0; k < 4; ++k) quad(r[k], q[k], q[(k + 1) % 4], r[(k + 1) % 4]);
    }
  }
  Layer finish(Vec3 linear, float alpha) {
    layer_.position.resize(layer_.rest.size());
    layer_.head_weight.assign(layer_.rest.size(), 1);
    build_topology(layer_, faces_, {}, std::vector<bool>(faces_.size(), true));
    const auto root = [](float v) { return 255 * std::sqrt(person::clamp01(v)); };
    MipLevel plain{8, 8, {}};
    plain.texels.assign(64, pack_texel(root(linear.z), root(linear.y), root(linear.x), 255 * alpha));
    layer_.texture = make_mips(std::move(plain));
    return std::move(layer_);
  }

 private:
  Layer layer_;
  std::vector<person::Face> faces_;
};

// Where a pair of glasses sits: before what stands out most of brows and cheeks, outside the temples.
struct Seat {
  float front = 0, temple = 0;
  Vec3 ear;  // top of the person's left ear, where the temple bends
};

Seat seat_on(const HeadShape& head, const person::Glasses& g) {
  Seat seat;
  seat.front = head.eyes.z;
  for (const person::Face& face : head.base.faces) {
    const auto v = static_cast<std::size_t>(face.vertex[0]);
    if (head.base.head_weight[v] < 0.9F) continue;
    const Vec3 p = head.at_rest[v];
    const float x = std::fabs(p.x), dy = std::fabs(p.y - head.eyes.y);
    if (x > 0.16F && x < kBridge / 2 + g.width && dy < g.height / 2) seat.front = std::max(seat.front, p.z);
    const bool before_ear = std::fabs(head.base.vertices[v].x) < 0.70F && head.base.vertices[v].z > 0;
    if (before_ear && dy < 0.12F) seat.temple = std::max(seat.temple, x);
  }
  seat.front += 0.035F;
  seat.ear = head.landmark({0.80F, 7.38F, 0.02F});
  return seat;
}

// The lens's outline: a superellipse round its middle, `turn` from 0 to 2 pi, `share` of the way from the middle.
Vec3 on_lens(const person::Glasses& g, const Seat& seat, const HeadShape& head, float side, float turn, float share) {
  const auto rounded = [&](float v) { return std::copysign(std::pow(std::fabs(v), 2 / g.squareness), v); };
  const float x = kBridge / 2 + g.width / 2 + 0.5F * g.width * share * rounded(std::cos(turn));
  const float y = 0.5F * g.height * share * rounded(std::sin(turn));
  const float bent = 0.16F * (x - 0.1F) * (x - 0.1F) - 0.12F * y;  // the front is curved, and leans in below
  return {side * x, head.eyes.y - 0.035F + y, seat.front - bent};
}

// How far the skin before the ear stands out beside the arm of the glasses, near depth `z`.
float skin_beside(const HeadShape& head, float y, float z) {
  float out = 0;
  for (const person::Face& face : head.base.faces) {
    const auto v = static_cast<std::size_t>(face.vertex[0]);
    const bool before_ear = std::fabs(head.base.vertices[v].x) < 0.70F && head.base.vertices[v].z > 0;
    if (head.base.head_weight[v] < 0.9F || !before_ear) continue;
    const Vec3 p = head.at_rest[v];
    if (std::fabs(p.y - y) < 0.12F && std::fabs(p.z - z) < 0.13F) out = std::max(out, std::fabs(p.x));
  }
  return out;
}

// From the hinge back along the temple, as near as the skin lets it, and down behind the ear.
std::vector<Vec3> arm(const HeadShape& head, const Seat& seat, Vec3 hinge, float side) {
  const Vec3 ear{side * (seat.temple + 0.025F), seat.ear.y + 0.02F, seat.ear.z};
  std::vector<Vec3> line = {hinge};
  for (const float share : {0.12F, 0.3F, 0.5F, 0.75F}) {
    const Vec3 at = hinge + (ear - hinge) * share;
    const float before = std::fabs(line.back().x);
    const float clear = std::max(before, skin_beside(head, at.y, at.z) + 0.02F);
    line.push_back({side * std::min(clear, std::fabs(ear.x)), at.y, at.z});
  }
  line.push_back(ear);
  line.push_back(ear + Vec3{-side * 0.02F, -0.25F, -0.22F});
  return line;
}

}  // namespace

std::pair<Layer, Layer> make_glasses(const person::Glasses& g, const HeadShape& head) {
  const Seat seat = seat_on(head, g);
  Mesh frame(Material::frame), lenses(Material::lens);
  constexpr float kTurn = 2 * std::numbers::pi_v<float>;
  for (const float side : {1.0F, -1.0F}) {
    const auto place = [&](float turn, float share) { return on_lens(g, seat, head, side, turn, share); };
    std::vector<Vec3> rim, outwards;
    const int from = 0, to = g.half ? kRound / 2 : kRound - 1;
    for (int i = from; i <= to; ++i) {
      const float turn = kTurn * static_cast<float>(i) / kRound;
      rim.push_back(place(turn, 1));
      outwards.push_back(person::normalised(place(turn, 1) - place(turn, 0)));
    }
    if (side < 0) std::reverse(rim.begin(), rim.end()), std::reverse(outwards.begin(), outwards.end());
    frame.bar(rim, outwards, g.rim, kDepth, !g.half);
    const Vec3 hinge = place(0.5F, 1);
    std::vector<Vec3> temple = arm(head, seat, hinge, side);
    std::vector<Vec3> up(temple.size(), Vec3{0, 1, 0});
    if (side < 0) std::reverse(temple.begin(), temple.end());
    frame.bar(temple, up, std::min(0.045F, 0.02F + g.rim), 0.02F, false);

    std::vector<std::vector<std::int32_t>> rings;
    for (int ring = 0; ring <= kRings; ++ring) {
      rings.emplace_back();
      for (int i = 0; i < kRound; ++i)
        rings.back().push_back(lenses.add(
            place(kTurn * static_cast<float>(i) / kRound, std::max(0.01F, static_cast<float>(ring) / kRings)) +
            Vec3{0, 0, 0.012F * (1 - static_cast<float>(ring * ring) / (kRings * kRings))}));
    }
    for (std::size_t ring = 0; ring + 1 < rings.size(); ++ring)
      for (std::size_t i = 0; i < kRound; ++i) {
        const std::size_t j = (i + 1) % kRound;
        if (side > 0)
          lenses.quad(rings[ring][i], rings[ring + 1][i], rings[ring + 1][j], rings[ring][j]);
        else
          lenses.quad(rings[ring][j], rings[ring + 1][j], rings[ring + 1][i], rings[ring][i]);
      }
  }
  const Vec3 left = on_lens(g, seat, head, 1, 2.7F, 1), right = on_lens(g, seat, head, -1, 2.7F, 1);
  const Vec3 middle = (left + right) * 0.5F + Vec3{0, 0.03F, 0.035F};
  frame.bar({right, middle, left}, std::vector<Vec3>(3, Vec3{0, 1, 0}), std::max(g.rim, 0.018F), kDepth, false);
  return {frame.finish(g.colour, 1), lenses.finish({1, 1, 1}, 0)};
}

}  // namespace proofmark::camera

// The texture plane that the skin of all heads shares, and the faces of the mesh in it.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/transform.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

constexpr int kLayoutSide = 2048;  // texels; the face is about a sixth of it

// One triangle in the texture's plane, in texels.
struct Patch {
  std::array<Vec2, 3> at;
  std::array<std::size_t, 3> vertex{};
  float inverse_area = 0;
  int x0 = 0, x1 = 0, y0 = 0, y1 = 0;

  [[nodiscard]] std::array<float, 3> weights(int x, int y) const {
    const float px = static_cast<float>(x) + 0.5F - at[0].u, py = static_cast<float>(y) + 0.5F - at[0].v;
    const float w1 = (px * (at[2].v - at[0].v) - (at[2].u - at[0].u) * py) * inverse_area;
    const float w2 = ((at[1].u - at[0].u) * py - px * (at[1].v - at[0].v)) * inverse_area;
    return {1 - w1 - w2, w1, w2};
  }
};

template <typename F>
void for_each_patch(const person::BaseMesh& base, const std::vector<person::Face>& faces, const F& f) {
  for (const person::Face& face : faces) {
    const std::size_t corners = face.vertex[3] >= 0 ? 4 : 3;
    for (std::size_t t = 0; t + 2 < corners; ++t) {
      const std::array<std::size_t, 3> corner = {0, t + 1, t + 2};
      Patch p;
      bool mapped = true;
      for (std::size_t k = 0; k < 3; ++k) {
        const std::int32_t uv = face.uv[corner[k]];
        mapped = mapped && uv >= 0;
        if (!mapped) break;
        const Vec2 q = base.uvs[static_cast<std::size_t>(uv)];
        p.at[k] = {q.u * kLayoutSide, q.v * kLayoutSide};
        p.vertex[k] = static_cast<std::size_t>(face.vertex[corner[k]]);
      }
      if (!mapped) continue;
      const float area =
          (p.at[1].u - p.at[0].u) * (p.at[2].v - p.at[0].v) - (p.at[2].u - p.at[0].u) * (p.at[1].v - p.at[0].v);
      if (std::fabs(area) < 1e-9F) continue;
      p.inverse_area = 1 / area;
      const auto [left, right] = std::minmax({p.at[0].u, p.at[1].u, p.at[2].u});
      const auto [top, bottom] = std::minmax({p.at[0].v, p.at[1].v, p.at[2].v});
      p.x0 = std::max(0, static_cast<int>(std::floor(left)) - 1);
      p.x1 = std::min(kLayoutSide - 1, static_cast<int>(std::ceil(right)) + 1);
      p.y0 = std::max(0, static_cast<int>(std::floor(top)) - 1);
      p.y1 = std::min(kLayoutSide - 1, static_cast<int>(std::ceil(bottom)) + 1);
      f(p);
    }
  }
}

[[nodiscard]] constexpr std::size_t texel_index(int x, int y) {
  return static_cast<std::size_t>(y) * kLayoutSide + static_cast<std::size_t>(x);
}

// One texel and its place on the mesh.
struct Texel {
  int x, y;
  const Patch& patch;
  std::array<float, 3> weights;
  template <typename T>
  [[nodiscard]] T of(const std::vector<T>& per_vertex) const {
    return per_vertex[patch.vertex[0]] * weights[0] + per_vertex[patch.vertex[1]] * weights[1] +
           per_vertex[patch.vertex[2]] * weights[2];
  }
};

// Calls f(texel) for what these faces cover above the neck, and for a border beyond the seams, so that filtering finds
// something there. A texel may come twice: the later call is the better one.
template <typename F>
void for_each_texel(const person::BaseMesh& base, const std::vector<person::Face>& faces, const F& f) {
  constexpr float kBorder = 0.3F, kFrom = 5.2F;  // share of a triangle; decimetres
  std::vector<std::uint8_t> done(static_cast<std::size_t>(kLayoutSide) * kLayoutSide, 0);
  for_each_patch(base, faces, [&](const Patch& p) {
    if (base.vertices[p.vertex[0]].y < kFrom) return;
    for (int y = p.y0; y <= p.y1; ++y)
      for (int x = p.x0; x <= p.x1; ++x) {
        const auto w = p.weights(x, y);
        const float least = std::min({w[0], w[1], w[2]});
        std::uint8_t& state = done[texel_index(x, y)];
        if (least < -kBorder || state == 2 || (least < 0 && state == 1)) continue;
        state = least < 0 ? 1 : 2;
        f(Texel{x, y, p, w});
      }
  });
}

}  // namespace proofmark::camera

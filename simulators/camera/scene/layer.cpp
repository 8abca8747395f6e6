#include "simulators/camera/scene/layer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace proofmark::camera {

void build_topology(Layer& layer, const std::vector<person::Face>& faces, const std::vector<Vec2>& uvs,
                    const std::vector<bool>& keep) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::uint32_t> drawn;
  for (std::size_t f = 0; f < faces.size(); ++f) {
    if (!keep[f]) continue;
    const person::Face& face = faces[f];
    layer.faces.push_back(face);
    std::array<std::uint32_t, 4> corner{};
    for (std::size_t k = 0; k < 4 && face.vertex[k] >= 0; ++k) {
      const auto [it, added] =
          drawn.try_emplace({face.vertex[k], face.uv[k]}, static_cast<std::uint32_t>(layer.source.size()));
      if (added) {
        layer.source.push_back(face.vertex[k]);
        layer.uv.push_back(face.uv[k] >= 0 ? uvs[static_cast<std::size_t>(face.uv[k])] : Vec2{});
      }
      corner[k] = it->second;
    }
    layer.triangles.insert(layer.triangles.end(), {corner[0], corner[1], corner[2]});
    if (face.vertex[3] >= 0) layer.triangles.insert(layer.triangles.end(), {corner[0], corner[2], corner[3]});
  }
  // The rasteriser reads whole rows of 16 floats; one spare vertex keeps the last row inside.
  layer.attributes.assign((layer.source.size() + 1) * attribute::kStride, 0);
}

void compute_normals(Layer& layer) {
  layer.normal.assign(layer.position.size(), {});
  for (const person::Face& face : layer.faces) {
    const auto at = [&](std::size_t k) { return layer.position[static_cast<std::size_t>(face.vertex[k])]; };
    const bool quad = face.vertex[3] >= 0;
    const Vec3 n = quad ? cross(at(2) - at(0), at(3) - at(1)) : cross(at(1) - at(0), at(2) - at(0));
    for (std::size_t k = 0; k < (quad ? 4U : 3U); ++k) layer.normal[static_cast<std::size_t>(face.vertex[k])] += n;
  }
  for (Vec3& n : layer.normal) n = person::normalised(n);
}

void sort_by_opacity(Layer& layer, float opaque, float faintest) {
  // The level in which a texel is about a pixel; its alpha also stands for the finer ones.
  const MipLevel& level = layer.texture[std::min<std::size_t>(1, layer.texture.size() - 1)];
  const auto alpha_at = [&](float u, float v) {
    const int x = static_cast<int>(std::floor(u * static_cast<float>(level.width))) & (level.width - 1);
    const int y = static_cast<int>(std::floor(v * static_cast<float>(level.height))) & (level.height - 1);
    const auto i = static_cast<std::size_t>(y) * static_cast<std::size_t>(level.width) + static_cast<std::size_t>(x);
    return static_cast<float>(level.texels[i] >> 24U) / 255;
  };
  std::vector<std::uint32_t> solid, mixed;
  for (std::size_t t = 0; t < layer.triangles.size(); t += 3) {
    const Vec2 a = layer.uv[layer.triangles[t]], b = layer.uv[layer.triangles[t + 1]],
               c = layer.uv[layer.triangles[t + 2]];
    float least = 1, most = 0;
    constexpr int kSteps = 8;
    for (int i = -1; i <= kSteps + 1; ++i)
      for (int j = -1; i + j <= kSteps + 1; ++j) {  // one step beyond the edges, for the filter's reach
        const float w1 = static_cast<float>(i) / kSteps, w2 = static_cast<float>(j) / kSteps;
        const float alpha =
            alpha_at(a.u + (b.u - a.u) * w1 + (c.u - a.u) * w2, a.v + (b.v - a.v) * w1 + (c.v - a.v) * w2);
        least = std::min(least, alpha);
        most = std::max(most, alpha);
      }
    if (most < faintest) continue;
    auto& list = least >= opaque ? solid : mixed;
    list.insert(list.end(), &layer.triangles[t], &layer.triangles[t] + 3);
  }
  layer.solid = solid.size();
  layer.triangles = std::move(solid);
  layer.triangles.insert(layer.triangles.end(), mixed.begin(), mixed.end());
}

}  // namespace proofmark::camera

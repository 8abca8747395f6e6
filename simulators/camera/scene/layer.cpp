#include "simulators/camera/scene/layer.hpp"

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

}  // namespace proofmark::camera

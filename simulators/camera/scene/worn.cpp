#include "simulators/camera/scene/worn.hpp"

#include <algorithm>
#include <bit>

#include "simulators/camera/scene/layout.hpp"

namespace proofmark::camera {
namespace {

constexpr const char* kClause = "something worn in the scene";

Result<void> check_texture(const MipLevel& level, const char* name) {
  const auto power = [](int side) { return side > 0 && std::has_single_bit(static_cast<unsigned>(side)); };
  if (!power(level.width) || !power(level.height) ||
      level.texels.size() != static_cast<std::size_t>(level.width) * static_cast<std::size_t>(level.height))
    return fail(kClause, std::string(name) + " with sides that are powers of two",
                std::to_string(level.width) + " x " + std::to_string(level.height), "Bake it in another size.");
  return {};
}

bool inside(const std::vector<std::int32_t>& indices, std::size_t end) {
  return std::all_of(indices.begin(), indices.end(),
                     [&](std::int32_t i) { return i >= 0 && static_cast<std::size_t>(i) < end; });
}

bool inside(const person::Face& face, std::size_t vertices, std::size_t uvs) {
  for (std::size_t k = 0; k < 4; ++k) {
    if (face.vertex[k] < 0) return k == 3;
    if (static_cast<std::size_t>(face.vertex[k]) >= vertices || face.uv[k] < 0 ||
        static_cast<std::size_t>(face.uv[k]) >= uvs)
      return false;
  }
  return true;
}

}  // namespace

Result<void> check_worn(const Worn& worn, const person::BaseMesh& base) {
  if (worn.paint) {
    if (worn.paint->width != kLayoutSide || worn.paint->height != kLayoutSide)
      return fail(kClause, "paint of the size of the skin's texture", std::to_string(worn.paint->width),
                  "Paint it so.");
    PROOFMARK_CHECK(check_texture(*worn.paint, "paint"));
  }
  if (!worn.shell) return {};
  const Shell& s = *worn.shell;
  PROOFMARK_CHECK(check_texture(s.texture, "a shell's texture"));
  const std::size_t n = s.rest.size();
  const bool sizes = s.anchor.size() == n && s.follow.size() == n && s.head_weight.size() == n &&
                     (s.occlusion.empty() || s.occlusion.size() == n) &&
                     (s.hides.empty() || s.hides.size() == base.vertices.size());
  const bool faces =
      std::all_of(s.faces.begin(), s.faces.end(), [&](const auto& f) { return inside(f, n, s.uvs.size()); });
  if (!sizes || !faces || s.faces.empty() || !inside(s.anchor, base.vertices.size()))
    return fail(kClause, "a shell whose parts fit each other", std::to_string(n) + " vertices", "Build it anew.");
  return {};
}

void place_shell(const Shell& shell, const std::vector<Vec3>& neutral, const std::vector<Vec3>& expressed,
                 std::vector<Vec3>& placed) {
  placed.resize(shell.rest.size());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const auto a = static_cast<std::size_t>(shell.anchor[i]);
    placed[i] = shell.rest[i] + (expressed[a] - neutral[a]) * shell.follow[i];
  }
}

Layer shell_layer(const Shell& shell, const Layer& skin) {
  Layer layer;
  layer.material = Material::shell;
  layer.shell = &shell;
  layer.finish = shell.finish;
  layer.head_weight = shell.head_weight;
  layer.position.resize(shell.rest.size());
  build_topology(layer, shell.faces, shell.uvs, std::vector<bool>(shell.faces.size(), true));
  // Folds that are closed in the skin (lips, lids) are drawn out over by the shell.
  constexpr float kLeast = 0.3F;
  for (std::size_t i = 0; i < shell.rest.size(); ++i)
    layer.occlusion.push_back(shell.occlusion.empty()
                                  ? std::max(kLeast, skin.occlusion[static_cast<std::size_t>(shell.anchor[i])])
                                  : shell.occlusion[i]);
  for (const std::int32_t source : layer.source) {
    const float open = layer.occlusion[static_cast<std::size_t>(source)];
    layer.coloured_occlusion.push_back({open, open, open});
  }
  return layer;
}

void hide_skin(Layer& skin, const Shell& shell) {
  if (shell.hides.empty()) return;
  std::vector<std::uint32_t> left;
  for (std::size_t t = 0; t < skin.triangles.size(); t += 3) {
    const auto hidden = [&](std::size_t k) {
      return shell.hides[static_cast<std::size_t>(skin.source[skin.triangles[t + k]])] != 0;
    };
    if (!(hidden(0) && hidden(1) && hidden(2))) left.insert(left.end(), &skin.triangles[t], &skin.triangles[t] + 3);
  }
  skin.triangles = std::move(left);
}

void paint_skin(MipLevel& skin, const MipLevel& paint) {
  const std::size_t end = std::min(skin.texels.size(), paint.texels.size());
  for (std::size_t i = 0; i < end; ++i) {
    const std::uint32_t over = paint.texels[i], cover = over >> 24U;
    if (cover == 0) continue;
    std::uint32_t& texel = skin.texels[i];
    std::uint32_t mixed = texel & 0xFF000000U;
    for (unsigned shift = 0; shift < 24; shift += 8) {
      const std::uint32_t below = texel >> shift & 255U, above = over >> shift & 255U;
      mixed |= (below * (255U - cover) + above * cover + 127U) / 255U << shift;
    }
    texel = mixed;
  }
}

}  // namespace proofmark::camera

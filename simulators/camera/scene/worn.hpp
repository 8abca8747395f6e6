// What a person wears over face or head: a shell with a surface of its own (a mask), or colour on the skin (makeup).
// It is made for one wearer and moves with him.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "common/result.hpp"
#include "simulators/camera/scene/layer.hpp"

namespace proofmark::camera {

// A surface of its own over the face. Vertices are decimetres, in the coordinates of the wearer at rest.
struct Shell {
  std::vector<Vec3> rest;
  std::vector<std::int32_t> anchor;  // per vertex: the vertex of the base mesh whose motion it shares
  std::vector<float> follow;         // per vertex: the share of the anchor's expression that passes, 0 (rigid) to 1
  std::vector<float> head_weight;    // per vertex: the share of the head's motion
  std::vector<float> occlusion;      // per vertex; empty: that of the skin beneath
  std::vector<Vec2> uvs;
  std::vector<person::Face> faces;
  MipLevel texture;  // square root of linear reflectance; alpha below one half is a hole
  Finish finish;
  std::vector<std::uint8_t> hides;  // per base vertex: 1 where the skin beneath cannot be seen
  bool hides_brows = true, hides_beard = true;
  bool carries_hair = false;  // hair and brows grow out of the shell (a wig) and not out of the wearer
};

struct Worn {
  std::optional<Shell> shell;
  std::optional<MipLevel> paint;  // over the skin's texture: square root of linear reflectance, alpha how it covers
  Finish painted;                 // of the skin below the paint
};

// An error when the parts of `worn` do not fit each other or the base mesh.
[[nodiscard]] Result<void> check_worn(const Worn& worn, const person::BaseMesh& base);

// The shell's vertices before the head turns; `neutral` and `expressed` are of the wearer, per base vertex.
void place_shell(const Shell& shell, const std::vector<Vec3>& neutral, const std::vector<Vec3>& expressed,
                 std::vector<Vec3>& placed);

// The layer of the shell; `skin` is the wearer's, with its occlusion.
[[nodiscard]] Layer shell_layer(const Shell& shell, const Layer& skin);
// Takes away what the shell hides of the skin.
void hide_skin(Layer& skin, const Shell& shell);

// The paint over the skin's texture; both are of the same size. The relief of the skin stays.
void paint_skin(MipLevel& skin, const MipLevel& paint);

}  // namespace proofmark::camera

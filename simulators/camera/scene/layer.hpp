// A layer of the figure: skin, hair, an eye's surface, clothes; its topology is fixed, its positions change every
// frame.
#pragma once
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/transform.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

enum class Material { skin, eye, hair, brow, lash, cloth, mouth, shell, frame, lens };

// How a surface shines and lets light through, against bare skin.
struct Finish {
  float gloss = 1, sheen = 1;  // highlights; the shine at grazing angles
  float scatter = 1;           // how far light wraps round edges, as it does within skin
};
struct Shell;  // something worn (worn.hpp)

// A texture in the form its material's shader reads, one 32-bit word a texel; sides are powers of two.
struct MipLevel {
  int width = 0, height = 0;
  std::vector<std::uint32_t> texels;
};
using MipChain = std::vector<MipLevel>;

// What the rasteriser interpolates over a triangle, in floats; the first 16 are interpolated. For eyes the nine floats
// from kDiffuse on hold normal and position, because eyes are lit per pixel.
namespace attribute {
constexpr std::size_t kDepth = 0, kU = 1, kV = 2, kDiffuse = 3, kAmbient = 6, kSpecular = 9, kRim = 10, kScatter = 11,
                      kShadowX = 12, kShadowY = 13, kShadowDepth = 14, kInterpolated = 16, kScreenX = 16, kScreenY = 17,
                      kStride = 20;
}

struct Layer {
  Material material = Material::skin;
  const person::Proxy* proxy = nullptr;  // null for the skin
  const Shell* shell = nullptr;          // of Material::shell
  Finish finish;                         // of skin and shell
  std::vector<std::int32_t> source;      // per drawn vertex (a vertex is split at seams of the texture): its source
  std::vector<Vec2> uv;                  // per drawn vertex
  std::vector<std::uint32_t> triangles;  // three drawn vertices each
  std::size_t solid = 0;               // of hair: so many entries of `triangles` come first that are opaque throughout
  std::vector<person::Face> faces;     // over source vertices, for normals
  std::vector<float> head_weight;      // per source vertex
  std::vector<Vec3> lift;              // per source vertex, added at rest; empty: none
  std::vector<Vec3> rest;              // of what is fitted to the shape at rest and moves with the head: where it lies
  std::vector<Vec3> position, normal;  // per source vertex, of this frame
  std::vector<float> occlusion;        // per source vertex: 1 open to the whole sky, 0 closed
  std::vector<Vec3> coloured_occlusion;  // per drawn vertex; skin bleeds red into crevices
  std::vector<Vec3> dimmed;  // per source vertex: the share of all light that arrives inside the mouth; empty: all
  MipChain texture;
  std::vector<float> attributes;  // attribute::kStride floats per drawn vertex
};

// Fills topology and head weights from faces; `keep` says which faces are drawn.
void build_topology(Layer& layer, const std::vector<person::Face>& faces, const std::vector<Vec2>& uvs,
                    const std::vector<bool>& keep);
void compute_normals(Layer& layer);

// Orders the triangles of hair by the alpha of its texture: opaque ones first, invisible ones dropped.
void sort_by_opacity(Layer& layer, float opaque, float faintest);

}  // namespace proofmark::camera

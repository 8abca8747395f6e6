// The rasteriser: eight pixels at a time with AVX2 (no fused multiply-add, no approximate reciprocals, so that every
// machine with AVX2 computes the same bytes). Triangles are small, so attributes are interpolated straight on the
// screen.
#pragma once
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/layer.hpp"
#include "simulators/camera/scene/lighting.hpp"

namespace proofmark::camera {

// Colour is BGRX, one word a pixel; smaller depth is nearer. Rows are `pitch` long, with room for eight beyond the end.
struct FrameBuffer {
  int width = 0, height = 0, pitch = 0;
  std::vector<std::uint32_t> colour;
  std::vector<float> depth;
  void resize(int w, int h);
  void clear_depth();  // as if nothing had been drawn
};

struct ShadowMap {
  static constexpr int kSize = 512, kPitch = kSize + 8;
  static constexpr float kNothing = 1e9F;  // the depth where nothing was drawn
  // What passes through the edges of a thin thing's shadow, 0 to 1, behind this depth.
  struct Thin {
    float passes = 1, depth = 0;
  };
  std::vector<float> depth;
  std::vector<Thin> thin;  // of as many places, or empty
  void clear();            // sizes the depths, with nothing drawn
  [[nodiscard]] static constexpr std::size_t place(int x, int y) {
    return static_cast<std::size_t>(y) * kPitch + static_cast<std::size_t>(x);
  }
};

struct RasterTask {
  const Layer& layer;
  FrameBuffer& target;
  const ShadowMap& shadows;
  const Lights& lights;
  Vec3 eye;               // of the camera
  Vec3 tint{1, 1, 1};     // hair and brows: linear colour
  bool detailed = false;  // of persons of a population: hair is grey strand by strand, eyes are wet
};

enum class HairPass { opaque, fringe };
constexpr float kShellEdge = 0.5F;  // alpha below which a shell has a hole
constexpr float kOpaqueHair = 0.6F,
                kFaintestHair = 0.02F;  // alpha from which hair covers, and below which it is not drawn

// Depth alone, before the colours: what is hidden is then not shaded. Of hair the opaque triangles only.
void draw_depth(const Layer& layer, FrameBuffer& target);
void draw_shadow(const Layer& layer, ShadowMap& map);
void draw_skin(const RasterTask& task);
void draw_shell(const RasterTask& task);
void draw_hair(const RasterTask& task, HairPass pass);
void draw_cloth(const RasterTask& task);
void draw_mouth(const RasterTask& task);
void draw_eyes(const RasterTask& task);
void draw_brows(const RasterTask& task);
void draw_lashes(const RasterTask& task);
void draw_lenses(const RasterTask& task);

// Whether this processor can run the above.
[[nodiscard]] bool raster_supported();

}  // namespace proofmark::camera

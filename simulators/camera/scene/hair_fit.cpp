#include "simulators/camera/scene/hair_fit.hpp"

#include <algorithm>
#include <cstddef>

namespace proofmark::camera {
namespace {

constexpr float kReach = 0.30F, kAbove = 0.022F;  // decimetres: beyond it hair hangs freely; the least height of hair

// Vertices of the head that hair lies on: not the ears' folds, which look every way, and not the mouth's inside.
std::vector<std::size_t> skull_of(const Layer& skin) {
  Vec3 middle;
  std::size_t count = 0;
  for (std::size_t v = 0; v < skin.position.size(); ++v)
    if (skin.head_weight[v] > 0.95F) middle += skin.position[v], ++count;
  std::vector<std::size_t> out;
  if (count == 0) return out;
  middle = middle * (1.0F / static_cast<float>(count));
  for (std::size_t v = 0; v < skin.position.size(); ++v)
    if (skin.head_weight[v] > 0.6F && dot(skin.normal[v], person::normalised(skin.position[v] - middle)) > 0.5F)
      out.push_back(v);
  return out;
}

}  // namespace

void lift_hair(std::vector<Layer>& layers) {
  const Layer& skin = layers.front();
  const std::vector<std::size_t> skull = skull_of(skin);
  for (Layer& layer : layers) {
    if (layer.material != Material::hair) continue;
    layer.lift.assign(layer.position.size(), {});
    for (std::size_t i = 0; i < layer.position.size(); ++i) {
      float nearest = kReach * kReach;
      std::size_t found = skin.position.size();
      for (const std::size_t v : skull) {
        const Vec3 d = layer.position[i] - skin.position[v];
        const float square = dot(d, d);
        if (square < nearest) nearest = square, found = v;
      }
      if (found == skin.position.size()) continue;
      const float above = dot(layer.position[i] - skin.position[found], skin.normal[found]);
      if (above < kAbove) layer.lift[i] = skin.normal[found] * (kAbove - above);
    }
  }
}

}  // namespace proofmark::camera

// The shadow of what is thinner than a wide light's penumbra: the frame of glasses. Under a lamp of a room its edge
// runs over several millimetres, so that a rim darkens the cheek a little and draws no line on it.
#pragma once
#include <opencv2/core.hpp>
#include <vector>

#include "simulators/camera/scene/raster.hpp"

namespace proofmark::camera {

// Whether a light of this angular diameter (degrees) spreads the edge of a frame's shadow over more than what
// draw_shadow spreads it over anyway.
[[nodiscard]] bool spreads(float light_diameter);

// Of one map, frame after frame: keeps its memory, and clears no more than the place where the last shadow lay.
class ThinShadow {
 public:
  // Fills map.thin from the layers, lit by light_vertices; `texel` is the map's, in decimetres. Needs spreads(diameter)
  // and the same map each time.
  void cast(const std::vector<const Layer*>& layers, float light_diameter, float texel, ShadowMap& map);

 private:
  ShadowMap sharp_;
  cv::Rect written_;  // in map.thin
};

}  // namespace proofmark::camera

// The skin of one head at rest, for what is made to measure: glasses, a scarf.
#pragma once
#include <limits>
#include <vector>

#include "simulators/camera/scene/transform.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

struct HeadShape {
  const person::BaseMesh& base;
  const std::vector<Vec3>& at_rest;  // per base vertex
  Vec3 eyes;                         // the middle between the eyes

  // Where the skin lies that on the mean shape is nearest to this place.
  [[nodiscard]] Vec3 landmark(Vec3 mean) const {
    std::size_t found = 0;
    float nearest = std::numeric_limits<float>::max();
    for (const person::Face& face : base.faces) {
      const auto v = static_cast<std::size_t>(face.vertex[0]);
      const Vec3 d = base.vertices[v] - mean;
      if (dot(d, d) < nearest) nearest = dot(d, d), found = v;
    }
    return at_rest[found];
  }
};

}  // namespace proofmark::camera

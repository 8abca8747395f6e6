// Beards as they are painted on the skin: where moustache, chin and cheeks grow hair on the mean shape.
#pragma once
#include "simulators/camera/scene/transform.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::camera {

// How densely hair grows, 0 to 1 each.
struct FacialGrowth {
  float moustache = 0, chin = 0, cheeks = 0;
};
[[nodiscard]] FacialGrowth growth_of(const person::SkinLook& skin, const person::HairLook& hair);

// Of that growth what stands at a place of the mean shape, 0 to 1. `mask` is BaseMesh::skin_mask there, `ragged` noise
// of about -1 to 1 that frays the borders.
[[nodiscard]] float facial_density(const FacialGrowth& growth, Vec3 place, Vec3 mask, float ragged);

}  // namespace proofmark::camera

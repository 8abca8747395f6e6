// Where a mask has material: its outline and its holes, on the mean shape of the head that all persons share.
#pragma once
#include "attacks/species.hpp"
#include "simulators/camera/scene/transform.hpp"

namespace proofmark::attack::masks {

enum class Region { face, head, lower_face };

// Lengths in decimetres.
class Cut {
 public:
  // Parameters: eye_width, eye_height (half axes of the eye holes, mm; 0: no holes), mouth_width, mouth_height
  // (likewise), neck (how far below the chin a whole head ends, mm). Choice `region`.
  Cut(const Species& species, const SeededRandom& seed);
  [[nodiscard]] Region region() const { return region_; }
  // How deep within the material a place of the mean shape lies; below 0: in a hole or beyond the outline.
  [[nodiscard]] float depth(camera::Vec3 p) const;
  // How near the eyes a place lies, 1 to 0: there a mask is fitted to its wearer.
  [[nodiscard]] static float near_eyes(camera::Vec3 p);

 private:
  [[nodiscard]] float outline(camera::Vec3 p) const;

  Region region_;
  float eye_width_, eye_height_, mouth_width_, mouth_height_, neck_;
};

}  // namespace proofmark::attack::masks

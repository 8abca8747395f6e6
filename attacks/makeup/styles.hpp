// How each style of makeup lays colour on a face. Places are those of the mean shape that all persons share, in
// decimetres; colours are linear reflectance.
#pragma once
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "attacks/photo_model.hpp"
#include "simulators/camera/scene/layer.hpp"

namespace proofmark::attack::makeup {

struct Faces {
  const person::Assets& assets;
  HeadModel wearer, victim;
  camera::Vec3 wearer_tone, victim_tone;  // mean reflectance of the skin
  cv::Mat victim_colours;                 // what lay_out gives
};

// Colour over a place: `cover` 0 (none) to 1.
struct Stroke {
  camera::Vec3 colour;
  float cover = 0;
};

// The victim's tones, brows, lips and shadows from his photograph. Parameter opacity.
[[nodiscard]] camera::MipLevel impersonate(const Species& species, const Faces& faces, const SeededRandom& seed);
// Dark and light tones where the victim's face would have shade and light that the wearer's has not. Parameter
// shading.
[[nodiscard]] camera::MipLevel contour(const Species& species, const Faces& faces, const SeededRandom& seed);
// Painted folds, bags below the eyes and blotches. Parameters lines, blotches.
[[nodiscard]] camera::MipLevel age(const Species& species, const Faces& faces, const SeededRandom& seed);
// A thick foundation of another tone over all marks, other lips, shaded eyes, a painted beard shadow. Parameters
// opacity, tone_shift (-1 darker to 1 lighter), warmth, shadow, beard.
[[nodiscard]] camera::MipLevel conceal(const Species& species, const Faces& faces, const SeededRandom& seed);
// Asymmetric patches of high contrast. Parameters patches (their number), size (mm), opacity.
[[nodiscard]] camera::MipLevel dazzle(const Species& species, const Faces& faces, const SeededRandom& seed);

[[nodiscard]] std::vector<std::string> style_parameters();

}  // namespace proofmark::attack::makeup

// The surface of a mask as a texture: what printing, painting or weaving makes of the photograph's colours.
#pragma once
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "attacks/masks/cut.hpp"
#include "attacks/photo_model.hpp"
#include "simulators/camera/scene/layer.hpp"

namespace proofmark::attack::masks {

// Parameters: lightness (factor on the reflectance), saturation, warmth (factor on red against blue), uniform (share of
// one mean colour, as of a painted cast, 0-1), grain (relative deviation from texel to texel), mottle (likewise in
// patches of some millimetres), weave (contrast of threads or of a printer's layers), pitch (of those, mm), rim
// (lightness of the cut edges against the rest, -1 to 1), rim_width (mm). Choice `pattern`: none, weave, layers.
[[nodiscard]] std::vector<std::string> texture_parameters();

// The texture of a modelled shell over the layout; `colours` is what lay_out gives. A painter knows how light the
// victim's skin is (`tone`, display-referred) whatever the light of the photograph was.
[[nodiscard]] camera::MipLevel shell_texture(const Species& species, const cv::Mat& colours, camera::Vec3 tone,
                                             const Cut& cut, const person::BaseMesh& base, const SeededRandom& seed);

// The photograph as the material shows it: softened (parameter softness, mm) and, for choice `colour` = ink, printed
// (the inks of attacks/print).
[[nodiscard]] cv::Mat reproduce(const Species& species, const cv::Mat& photograph, double pixels_per_mm,
                                const SeededRandom& seed);
[[nodiscard]] std::vector<std::string> reproduction_parameters();

}  // namespace proofmark::attack::masks

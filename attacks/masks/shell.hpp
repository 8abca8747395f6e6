// The body of a mask: a modelled shell over the wearer's head, or a cut-out sheet before his face.
#pragma once
#include <string>
#include <vector>

#include "attacks/masks/cut.hpp"
#include "attacks/photo_model.hpp"
#include "simulators/camera/scene/worn.hpp"

namespace proofmark::attack::masks {

// What a mask is made from and for.
struct Heads {
  const person::BaseMesh& base;
  HeadModel wearer, victim;
  Photograph photograph;  // of the victim, as reproduced
};

// Parameters: thickness (mm), fidelity (how far the shape is the victim's and not the wearer's, 0-1), follow (share of
// the wearer's expression that passes, 0-1), drape (steps of smoothing, as cloth and thick rubber span hollows).
// The texture is left to the caller.
[[nodiscard]] std::vector<std::string> shell_parameters();
[[nodiscard]] camera::Shell model_shell(const Species& species, const Heads& heads, const Cut& cut,
                                        const SeededRandom& seed);

// Parameters: gap (mm before the tip of the nose), radius (mm, of the cylinder that the sheet is bent to; 0: flat),
// shift_x, shift_y (mm, how far it sits beside its place), tilt (degrees), margin (relative, how far outside the head
// the sheet is cut), and the eye and mouth holes of Cut. With its texture.
[[nodiscard]] std::vector<std::string> sheet_parameters();
[[nodiscard]] camera::Shell cut_sheet(const Species& species, const Heads& heads, const SeededRandom& seed);

}  // namespace proofmark::attack::masks

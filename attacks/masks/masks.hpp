// Presentation attack by a mask of the victim, worn by the attacker before the phone's camera.
#pragma once
#include <memory>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/scene/worn.hpp"

namespace proofmark::attack::masks {

// The attacker as he goes before the camera: his own looks, with the mask's hair where it has some, and the mask.
struct Masked {
  person::Appearance wearer;
  std::shared_ptr<const camera::Worn> worn;
};
// An error when the species is of another class or the stage has no attacker.
[[nodiscard]] Result<Masked> make_mask(const Species& species, Stage& stage, const SeededRandom& seed);

// The masked attacker, without sensor and encoder.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, Stage& stage,
                                                                       const SeededRandom& seed);
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage,
                                                            const SeededRandom& seed);

}  // namespace proofmark::attack::masks

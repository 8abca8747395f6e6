// Presentation attack by makeup on the attacker's own skin: towards the victim's looks, or away from his own.
#pragma once
#include <memory>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/scene/worn.hpp"

namespace proofmark::attack::makeup {

// The attacker as he goes before the camera (brows and hair may be changed), and the paint on his skin.
struct MadeUp {
  person::Appearance wearer;
  std::shared_ptr<const camera::Worn> worn;
};
// An error when the species is of another class or the stage has no attacker.
[[nodiscard]] Result<MadeUp> make_up(const Species& species, Stage& stage, const SeededRandom& seed);

// The attacker made up, without sensor and encoder.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, Stage& stage,
                                                                       const SeededRandom& seed);
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage,
                                                            const SeededRandom& seed);

}  // namespace proofmark::attack::makeup

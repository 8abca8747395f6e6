// A real person before the camera, live and cooperative, with nothing worn, held or forged.
#pragma once
#include <memory>

#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::attack {

// At home; room, behaviour and noise come from `seed`.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> live_person(std::shared_ptr<const person::Assets> assets,
                                                                   const person::Appearance& who,
                                                                   const camera::Device& device,
                                                                   const SeededRandom& seed);

}  // namespace proofmark::attack

// Injection attack: a recorded genuine session is sent in the camera's place; no sensor sees anything.
#pragma once
#include <memory>

#include "attacks/species.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/recording.hpp"

namespace proofmark::attack::injection {

// The recording is shared, not copied. It is sent from its start, retimed to `device`, and again when it ends.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species,
                                                            std::shared_ptr<const camera::Recording> victim,
                                                            const camera::Device& device, const SeededRandom& seed);

}  // namespace proofmark::attack::injection

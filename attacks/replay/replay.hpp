// Presentation attack by a screen: a recorded genuine session of the victim is played on a display and captured again.
#pragma once
#include <memory>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/recording.hpp"

namespace proofmark::attack::replay {

// Any species of the class: a recording, or with the choice "content" footage that answers (live_contents.hpp).
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage,
                                                            const SeededRandom& seed);

// The recording is shared, not copied; it is played from its start and again when it ends.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species,
                                                            std::shared_ptr<const camera::Recording> victim,
                                                            const camera::Device& device, const SeededRandom& seed);
// The screen before the camera, without sensor and encoder.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species,
                                                                       std::shared_ptr<const camera::Recording> victim,
                                                                       const SeededRandom& seed);

}  // namespace proofmark::attack::replay

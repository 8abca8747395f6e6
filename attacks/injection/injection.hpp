// Injection attack: a stream is sent in the camera's place; no sensor sees anything. An older pair of ways sends a
// recording's own access units or encodes them once more; the others take any instrument (way.hpp, contents.hpp).
#pragma once
#include <memory>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/recording.hpp"

namespace proofmark::attack::injection {

// Any species of the class: one whose choices name a "stream" by the function below, else its instrument by its way.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage,
                                                            const SeededRandom& seed);

// Whether the attacker's own looks are in the stream, so that the attempt needs him.
[[nodiscard]] bool shows_attacker(const Species& species);

// The recording is shared, not copied. It is sent from its start, retimed to `device`, and again when it ends.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species,
                                                            std::shared_ptr<const camera::Recording> victim,
                                                            const camera::Device& device, const SeededRandom& seed);

}  // namespace proofmark::attack::injection

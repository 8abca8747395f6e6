// What is injected, as pictures over time.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/frame_source.hpp"

namespace proofmark::attack::injection {

// The species' instrument: "still" (a photograph that fills the picture; parameter picture_sway), "replay" (a recorded
// session of the victim, played on; with the choice "content" footage that answers, attacks/replay), or a forgery of
// attacks/deepfake with its parameters.
[[nodiscard]] std::vector<std::string> content_parameters(const Species& species);
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_content(const Species& species, Stage& stage,
                                                                        const SeededRandom& seed);

}  // namespace proofmark::attack::injection

// Forged pictures that answer challenges: the attacker performs before his own camera and the forgery follows. What is
// simulated are the faults of such software, not a network. How the pictures come before the service is another matter:
// on a display (here) or in the camera's place (attacks/injection).
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::attack::deepfake {

// "face swap", "morph", "re-enactment", "synthetic", "virtual mask".
[[nodiscard]] std::vector<std::string> forgeries();
// What a species may say of that forgery; empty for an unknown one.
[[nodiscard]] std::vector<std::string> parameters(std::string_view forgery);
// Whether the attacker's own looks go into that forgery, so that the attempt needs him.
[[nodiscard]] bool shows_attacker(const Species& species, std::string_view forgery);
// The pictures as the attacker's software makes them. Parameters are drawn from the species, which has been allowed.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, std::string_view forgery,
                                                                       Stage& stage, const SeededRandom& seed);

// A species of this class: its choice "forgery" on a display before the phone's camera.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage,
                                                            const SeededRandom& seed);

}  // namespace proofmark::attack::deepfake

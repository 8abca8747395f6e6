// Substitution in mid-session: the device's own camera begins, and the injected stream takes over.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::attack::injection {

// Parameters: substituted_at (seconds), seam_ms (between the last picture of the one and the first of the other, beyond
// one interval). Choice "before": "own face" (the attacker's) or "covered lens" (darkness and sensor noise).
[[nodiscard]] std::vector<std::string> substitution_parameters();
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make_substitution(const Species& species,
                                                                         std::unique_ptr<camera::Capture> injected,
                                                                         Stage& stage, const SeededRandom& seed);

}  // namespace proofmark::attack::injection

// Rates by attack potential (ISO/IEC 30107-3: the highest APCER of the species of each).
#pragma once
#include <vector>

#include "reports/formats/results.hpp"

namespace proofmark::reports {

// APCER and IAPAR of presentation attacks, from the rates per species and the potentials that the plan states.
[[nodiscard]] std::vector<PotentialMaximum> by_attack_potential(const Plan& plan, const std::vector<Rate>& rates);

}  // namespace proofmark::reports

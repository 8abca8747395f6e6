// The whole way from a plan and its observations to what the reports say.
#pragma once
#include "reports/formats/results.hpp"

namespace proofmark::reports {

// `observations` as read from the run folder. Incomplete input gives an incomplete result, never an error.
[[nodiscard]] Result<Evaluation> evaluate(const Plan& plan, const ObservationFile& observations);

}  // namespace proofmark::reports

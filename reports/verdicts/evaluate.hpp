// The whole way from a plan and its observations to what the reports say.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "reports/formats/results.hpp"

namespace proofmark::reports {

// `observations` as read from the run folder. Incomplete input gives an incomplete result, never an error. Limits come
// from the catalogue: without one no rate is compared and no requirement is judged. `on_date` (YYYY-MM-DD) is the day
// on which filed evidence must be valid; empty: the day of plan.started.
[[nodiscard]] Result<Evaluation> evaluate(const Plan& plan, const ObservationFile& observations,
                                          const std::optional<Catalogue>& catalogue = {},
                                          const std::vector<FiledEvidence>& evidence = {},
                                          std::string_view on_date = {});

}  // namespace proofmark::reports

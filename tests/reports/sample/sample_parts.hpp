// Shared by the sources of the made-up runs.
#pragma once
#include "reports/formats/observation.hpp"

namespace proofmark::reports::sample {

// A probe's answer, a score or an inspection; not for the sessions of a full service.
[[nodiscard]] Observation good_at_level(const Plan& plan, const Attempt& attempt);

}  // namespace proofmark::reports::sample

// From a verified package to the observation's fields.
#pragma once
#include "reports/formats/observation.hpp"
#include "simulators/centre/package.hpp"

namespace proofmark::subjects {

// Sets outcome `completed`, decision, checks and figures. Error: a claim has not the form of docs/interface.md.
[[nodiscard]] Result<void> observe_package(const centre::Package& package, reports::Observation& observation);

}  // namespace proofmark::subjects

// The limits that rates are compared with, each with its source and how far the source binds. ETSI TS 119 461 itself
// fixes no numeric FAR, FRR, APCER or BPCER: a provider states goals and is tested against them.
#pragma once
#include "reports/formats/results.hpp"

namespace proofmark::reports {

[[nodiscard]] Limit frr_limit();
[[nodiscard]] Limit far_limit();
[[nodiscard]] Limit bpcer_limit();
[[nodiscard]] Limit apcer_limit();
[[nodiscard]] Limit iapar_limit();
[[nodiscard]] Limit injection_detection_limit();
[[nodiscard]] Limit injection_success_limit();

}  // namespace proofmark::reports

// Evidence and detection as blocks of the risk management plan and the security documentation.
#pragma once
#include <vector>

#include "reports/documents/parts.hpp"
#include "reports/risk/detection.hpp"
#include "reports/risk/evidence.hpp"
#include "reports/risk/risk_plan.hpp"

namespace proofmark::reports::risk {

// Its colour follows how far the treatment is supported.
[[nodiscard]] Span support_badge(const Texts& texts, Support support);

// What was measured, in which run and when; what is missing; the requirements beside it.
void add_evidence(std::vector<Block>& blocks, const Context& c, const Evidence& evidence, const RiskPlan& plan);

// A table: method, species, caught of n, share with its interval, by it alone.
void add_detection(std::vector<Block>& blocks, const Context& c, const Detection& detection);

}  // namespace proofmark::reports::risk

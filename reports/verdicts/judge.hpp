// From observations to verdicts on single attempts and to the gate of the suite.
#pragma once
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/verdicts/match.hpp"

namespace proofmark::reports {

// Whether one attempt came out as its scenario demands. `pass` needs a completed session with the demanded decision and
// the evidence for it; crash and timeout fail; a missing, doubled or harness-failed attempt is inconclusive.
[[nodiscard]] AttemptVerdict judge(const Attempt& attempt, const Observation* observation);

// The gate of suite `first`: every document attack refused, no crash, no timeout, nothing missing, doubled or unknown.
// A suite without a document attack cannot pass it: nothing would have been shown.
[[nodiscard]] Gate judge_gate(const Plan& plan, const Matched& matched);

// Per scenario of document attacks: deterministic requirements, met at 100 % of their cases and no less.
[[nodiscard]] std::vector<ScenarioResult> judge_document_attacks(const Plan& plan, const Matched& matched);

// True when the check's part in the refusal is shown: it is there and did not pass.
[[nodiscard]] bool refused_by(const Observation& observation, const std::string& check);

}  // namespace proofmark::reports

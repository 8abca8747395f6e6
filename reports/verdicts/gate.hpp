// From verdicts on attempts and rates to scenarios and to the gate of the suite.
#pragma once
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/verdicts/match.hpp"

namespace proofmark::reports {

// What is left over of the observation file, beside what belongs to the plan.
struct Gaps {
  Matched matched;
  bool cut = false;  // the file ends in the middle of a line
};

// Every scenario of the plan, in its order. Required and reported ones: fail with one failed attempt, pass with every
// attempt passed. Measured ones: by the rates that their metric names and the limits of those; by their attempts where
// there is no limit. Never pass with an attempt that lacks evidence. `attempts` are those of the plan.
[[nodiscard]] std::vector<ScenarioVerdict> judge_scenarios(const Plan& plan, const Gaps& gaps,
                                                           const std::vector<AttemptVerdict>& attempts,
                                                           const std::vector<Rate>& rates);

// By GateRole: every required attempt passes; no measured rate is refuted, and each has answers; and over all attempts
// no crash, timeout, gap, double, foreign observation, cut file or answer of another kind. A suite in which nothing is
// required or measured cannot pass it: nothing would have been shown.
[[nodiscard]] Gate judge_gate(const Plan& plan, const Gaps& gaps, const std::vector<AttemptVerdict>& attempts,
                              const std::vector<Rate>& rates);

}  // namespace proofmark::reports

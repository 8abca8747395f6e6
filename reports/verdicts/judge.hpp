// From observations to verdicts on single attempts and scenarios.
#pragma once
#include <string>
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/verdicts/match.hpp"

namespace proofmark::reports {

// Whether one attempt came out as its scenario demands. `pass` needs a completed attempt with the answer that the level
// asks for, the demanded outcome and the evidence for it; crash and timeout fail; a missing, doubled or harness-failed
// attempt and an answer of another kind are inconclusive.
[[nodiscard]] AttemptVerdict judge(Level level, const Attempt& attempt, const Observation* observation);

// Why a completed observation does not answer what the attempt asks at this level: a decision with its checks (full
// service, chip inspection), a score (attack detection, comparison) or a failure to acquire there, a probe's result,
// and nothing beside; an attack detector's class must agree with its score. Empty: it does.
[[nodiscard]] std::string wrong_answer(Level level, const Attempt& attempt, const Observation& observation);

// Per scenario of document attacks: deterministic requirements, met at 100 % of their cases and no less.
[[nodiscard]] std::vector<ScenarioResult> judge_document_attacks(const Plan& plan, const Matched& matched);

// True when the check's part in the refusal is shown: it is there and did not pass.
[[nodiscard]] bool refused_by(const Observation& observation, const std::string& check);

// The worse of two: fail, then anything else that is no pass, then pass.
[[nodiscard]] Verdict worse(Verdict a, Verdict b);

}  // namespace proofmark::reports

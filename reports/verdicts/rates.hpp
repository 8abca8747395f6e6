// Error rates over the attempts of a run, each compared with its limit where one has a source.
#pragma once
#include <string_view>
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/verdicts/match.hpp"

namespace proofmark::reports {

// How the presentation attack detection classified a session: by the checks video.* and liveness.* of its package.
enum class PadClass {
  bona_fide,    // each of them passed
  attack,       // at least one did not pass, at least one was performed
  no_response,  // none was performed, or none was there: the session ended before
};
[[nodiscard]] PadClass pad_class(const Observation& observation);

// FRR, FAR, BPCER, BPNRR, and per species APCER, APNRR, IAPAR (presentation attacks) and the injection rates; then the
// headline APCER, the maximum over the species. In the report's order.
[[nodiscard]] Result<std::vector<Rate>> rates(const Plan& plan, const Matched& matched);

// Fills in rate, interval, bounds, verdict, reason and the attempts still needed from the counts and the limit.
// `pass` needs every planned attempt's evidence, no crash or timeout, and a one-sided 95 % bound on the limit's side.
[[nodiscard]] Result<void> judge_rate(Rate& rate);

}  // namespace proofmark::reports

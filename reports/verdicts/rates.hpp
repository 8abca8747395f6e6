// Error rates over the attempts of a run, each compared with its limit where the catalogue has one.
#pragma once
#include <string_view>
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/verdicts/match.hpp"

namespace proofmark::reports {

// How the presentation attack detection classified an attempt: at level pad by the subject's own class, at the others
// by the checks video.* and liveness.* of the package.
enum class PadClass {
  bona_fide,    // each of them passed
  attack,       // at least one did not pass, at least one was performed
  no_response,  // none was performed, or none was there: the session ended before; or a failure to acquire
};
[[nodiscard]] PadClass pad_class(Level level, const Observation& observation);

// What the level gives, in the report's order. Full service: FRR, FAR, GFRR, GFAR, FTE, FTA, FNMR, FMR (transaction and
// comparison level), impostors by relation, BPCER, BPNRR, APCER (per species and maximum), APNRR, IAPAR, injections per
// species and per cell of method and instrument, accepted document attacks. Attack detection: those of attack
// detection. Comparison: FNMR, FMR, FTA. Chip inspection: accepted attacks, refused genuine cards. Any: unavailability.
// `limits` null: nothing is compared.
[[nodiscard]] Result<std::vector<Rate>> rates(const Plan& plan, const Matched& matched,
                                              const std::vector<Limit>* limits);

// Fills in rate, interval, bounds, verdict, reason and the attempts still needed from the counts and the limit.
// `pass` needs every planned attempt's evidence, no crash or timeout, several persons (where it is of persons), answers
// from enough of them, and one-sided 95 % bounds on the limit's side.
[[nodiscard]] Result<void> judge_rate(Rate& rate);

}  // namespace proofmark::reports

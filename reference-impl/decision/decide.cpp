#include "reference-impl/decision/decide.hpp"

#include <algorithm>

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::decision {
namespace {

int badness(CheckResult result) {
  switch (result) {
    case CheckResult::passed:
      return 0;
    case CheckResult::not_performed:
      return 1;
    case CheckResult::undetermined:
      return 2;
    case CheckResult::failed:
      return 3;
  }
  return 3;
}

}  // namespace

bool satisfied(const Check& check) {
  if (check.result == CheckResult::undetermined && PROOFMARK_WEAKNESS(undetermined_counts)) return true;
  // Whoever counts what was not performed does not mind either that the session broke off before it.
  const bool not_reached = check.result == CheckResult::not_performed || check.id == "session.complete";
  if (not_reached && PROOFMARK_WEAKNESS(not_performed_counts)) return true;
  if (check.id == "chip.revocation" && PROOFMARK_WEAKNESS(revocation_left_out)) return true;
  if (check.id == "chip.genuine" && PROOFMARK_WEAKNESS(genuineness_left_out)) return true;
  if (check.id == "video.continuity" && PROOFMARK_WEAKNESS(continuity_left_out)) return true;
  if (check.id == "liveness.challenges" && PROOFMARK_WEAKNESS(challenges_left_out)) return true;
  return check.result == CheckResult::passed;
}

Decision decide(const std::vector<Check>& performed) {
  Decision decision;
  for (const std::string_view id : check_ids) {
    const Check* worst = nullptr;
    for (const Check& check : performed)
      if (check.id == id && (worst == nullptr || badness(check.result) > badness(worst->result))) worst = &check;
    decision.checks.push_back(
        worst != nullptr ? *worst : Check{std::string(id), CheckResult::not_performed, "the session did not get here"});
  }
  for (const Check& check : performed) {
    if (std::find(check_ids.begin(), check_ids.end(), check.id) != check_ids.end()) continue;
    decision.checks.front() = {std::string(check_ids.front()), CheckResult::failed,
                               "expected the checks of the interface, observed the unknown check " + check.id};
  }
  decision.accepted = std::all_of(decision.checks.begin(), decision.checks.end(), satisfied);
  if (PROOFMARK_WEAKNESS(one_failure_forgiven))
    decision.accepted = std::count_if(decision.checks.begin(), decision.checks.end(), satisfied) + 1 >=
                        static_cast<std::ptrdiff_t>(decision.checks.size());
  return decision;
}

}  // namespace proofmark::decision

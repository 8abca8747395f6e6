#include "reference-impl/decision/decide.hpp"

#include <algorithm>

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
  decision.accepted = std::all_of(decision.checks.begin(), decision.checks.end(),
                                  [](const Check& check) { return check.result == CheckResult::passed; });
  return decision;
}

}  // namespace proofmark::decision

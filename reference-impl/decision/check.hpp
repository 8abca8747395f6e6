// One check of a session and what came of it. The vocabulary is that of docs/interface.md.
#pragma once
#include <string>
#include <string_view>

namespace proofmark::decision {

enum class CheckResult { passed, failed, undetermined, not_performed };

struct Check {
  std::string id;  // for example "chip.passive"
  CheckResult result = CheckResult::not_performed;
  std::string reason;  // for the relying side and the evidence: clause, expected, observed; never shown to the person
};

[[nodiscard]] constexpr std::string_view name_of(CheckResult result) {
  switch (result) {
    case CheckResult::passed:
      return "passed";
    case CheckResult::failed:
      return "failed";
    case CheckResult::undetermined:
      return "undetermined";
    case CheckResult::not_performed:
      return "not_performed";
  }
  return "not_performed";
}

}  // namespace proofmark::decision

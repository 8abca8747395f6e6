// From checks to a decision. There is one way to be accepted: every check of the list was performed once and passed.
#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "reference-impl/decision/check.hpp"

namespace proofmark::decision {

// In the order of docs/interface.md.
inline constexpr std::array<std::string_view, 13> check_ids{
    "session.complete", "order.match",         "chip.access",     "chip.passive",     "chip.revocation",
    "chip.genuine",     "document.validity",   "video.format",    "video.continuity", "face.found",
    "face.match",       "liveness.challenges", "liveness.passive"};

struct Decision {
  bool accepted = false;
  std::vector<Check> checks;  // all of check_ids, in that order
};

// Whether a check allows acceptance: only when it has passed.
[[nodiscard]] bool satisfied(const Check& check);

// A check that is missing is not_performed; of one given twice the worse counts; one that is not of the list fails
// session.complete, because then the caller and this list disagree on what was checked.
[[nodiscard]] Decision decide(const std::vector<Check>& performed);

}  // namespace proofmark::decision

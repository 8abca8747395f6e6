// Which observation belongs to which planned attempt, and what is left over on either side.
#pragma once
#include <string>
#include <vector>

#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::reports {

struct Matched {
  // One per plan.attempts: the only observation of it, or the last of a chain in which each takes the place of a
  // harness error; null when there is none or more than one, because then nobody knows which one counts. Points into
  // the list that was matched.
  std::vector<const Observation*> by_attempt;
  std::vector<std::string> missing;     // attempt ids, in the plan's order
  std::vector<std::string> duplicates;  // attempt ids, in the plan's order
  std::vector<std::string> unknown;     // attempt ids that the plan does not hold, or of another run; sorted
};

[[nodiscard]] Matched match(const Plan& plan, const std::vector<Observation>& observations);

}  // namespace proofmark::reports

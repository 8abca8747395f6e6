// How much a run tried, held against the figures that a requirement sets on it: presentations of each species,
// different methods and instruments of injection.
#pragma once
#include <string>
#include <vector>

#include "reports/formats/results.hpp"

namespace proofmark::reports {

// One part of a requirement's evidence, and why.
struct Part {
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
};

// Pass, or inconclusive with what is missing: too few attempts refute nothing. Only attempts that ended in an
// observation count. `rates`: ids of the rates that were looked at are added.
[[nodiscard]] Part judge_coverage(const Evaluation& evaluation, const FixedLimit& limit,
                                  std::vector<std::string>& rates);

}  // namespace proofmark::reports

// Ratios of two rates with exact limits. Given the errors in all, the errors of one part are binomial when errors are
// rare (both counts Poisson), whatever the common level; Clopper-Pearson on that share bounds the ratio. Where errors
// are not rare the counts vary less than Poisson and the interval is wider than it need be, never narrower.
#pragma once
#include <cstdint>
#include <optional>

#include "common/result.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::reports {

struct Ratio {
  std::optional<double> value;  // empty: the base has no error
  double low = 0;               // two-sided 95 %
  std::optional<double> high;   // empty: not bounded
  double lower = 0;             // one-sided 95 %
  std::optional<double> upper;  // empty: not bounded
};

struct Proportion {
  std::uint64_t errors = 0;
  std::uint64_t n = 0;
};

// Rate of a part over the rate of the whole that holds it: 1 is equal, 1.25 is 25 % worse. Needs an error in the whole.
[[nodiscard]] Result<Ratio> ratio_to_whole(const Proportion& part, const Proportion& whole,
                                           double confidence = kConfidence);
// Rate of one sample over the rate of another. Needs an error in one of them.
[[nodiscard]] Result<Ratio> ratio_to_other(const Proportion& one, const Proportion& other,
                                           double confidence = kConfidence);

}  // namespace proofmark::reports

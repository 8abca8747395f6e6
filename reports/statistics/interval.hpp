// Exact confidence limits of a proportion (Clopper and Pearson 1934), and the sample a claim needs.
// "Exact" means that the true proportion is covered with at least the stated confidence, whatever it is.
#pragma once
#include <cstdint>
#include <optional>

#include "common/result.hpp"

namespace proofmark::reports {

inline constexpr double kConfidence = 0.95;  // of every interval and bound in this project

struct Interval {
  double low = 0;  // proportions from 0 to 1
  double high = 1;
};

// `errors` of `n` independent attempts, n > 0, errors <= n, 0 < confidence < 1; an error otherwise.
[[nodiscard]] Result<Interval> two_sided(std::uint64_t errors, std::uint64_t n, double confidence = kConfidence);
// One-sided: the proportion is at most (at least) this with the stated confidence.
[[nodiscard]] Result<double> upper_bound(std::uint64_t errors, std::uint64_t n, double confidence = kConfidence);
[[nodiscard]] Result<double> lower_bound(std::uint64_t errors, std::uint64_t n, double confidence = kConfidence);

// The fewest attempts that show a proportion below `limit` (at or below it with `or_equal`) by the one-sided upper
// bound when `errors` of them are errors. 0 errors: ISO/IEC 19795-1's rule of 3, exactly. 0 < limit < 1.
// None above 10^12 attempts.
[[nodiscard]] Result<std::uint64_t> attempts_to_show(double limit, std::uint64_t errors, bool or_equal,
                                                     double confidence = kConfidence);

}  // namespace proofmark::reports

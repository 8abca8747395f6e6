// How many attempts a claim needs (ISO/IEC 19795-1): the rule of 3 exactly is attempts_to_show(limit, 0, ...).
#pragma once
#include <cstdint>

#include "common/result.hpp"

namespace proofmark::reports {

// Rule of 30: attempts until 30 errors are expected, so that the rate is known within 30 % of itself at 90 %.
// 0 < rate < 1.
[[nodiscard]] Result<std::uint64_t> attempts_for_rule_of_30(double rate);
// Fewest persons whose comparisons with each other, each pair once, are at least `comparisons`.
[[nodiscard]] std::uint64_t persons_for_cross_comparisons(std::uint64_t comparisons);
// Minutes of 30 days at this share, 0 to 1: 64.8 for 0.0015 (tender 7.4.15 asks for 99.85 %).
[[nodiscard]] double minutes_of_30_days(double share);

}  // namespace proofmark::reports

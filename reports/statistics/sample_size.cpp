#include "reports/statistics/sample_size.hpp"

#include <cmath>
#include <string>

namespace proofmark::reports {

Result<std::uint64_t> attempts_for_rule_of_30(double rate) {
  if (!(rate > 0 && rate < 1) || 30 / rate > 1e12)
    return fail("proofmark statistics", "a rate between 0 and 1, not below 3e-11", std::to_string(rate),
                "correct the caller");
  // A hair below the quotient, so that 30 / 0.1 = 300.00000000000006 stays 300.
  return static_cast<std::uint64_t>(std::ceil(30 / rate * (1 - 1e-12)));
}

std::uint64_t persons_for_cross_comparisons(std::uint64_t comparisons) {
  if (comparisons == 0) return 0;
  const auto pairs = [](std::uint64_t m) { return m % 2 == 0 ? m / 2 * (m - 1) : (m - 1) / 2 * m; };
  auto m = static_cast<std::uint64_t>(std::sqrt(2 * static_cast<double>(comparisons)));
  while (pairs(m) < comparisons) ++m;
  while (m > 2 && pairs(m - 1) >= comparisons) --m;
  return m < 2 ? 2 : m;
}

double minutes_of_30_days(double share) {
  return share * 30 * 24 * 60;
}

}  // namespace proofmark::reports

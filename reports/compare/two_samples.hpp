// Are two samples different by more than chance explains? Tests whose level holds whatever the sample size.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "common/result.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::reports {

struct Count {
  std::uint64_t errors = 0;
  std::uint64_t n = 0;
};

// Two-sided p of Fisher's exact test: tables at most as likely as this one, given the margins. 1 when a side has n = 0.
[[nodiscard]] double fisher(Count a, Count b);
// The smallest p that any table with the same margins has: what this comparison can show at best.
[[nodiscard]] double fisher_at_best(Count a, Count b);
// b - a with its two-sided interval by Newcombe (1998), method 10; empty when a side has n = 0.
[[nodiscard]] std::optional<Interval> difference_interval(Count a, Count b);

struct RankTest {
  double p = 1;        // two-sided
  double at_best = 1;  // the smallest that samples of these sizes can have
};
// Mann and Whitney's test. Exact for up to 50 on each side without ties, else by the normal distribution with the
// correction for ties. 1 when a side is empty.
[[nodiscard]] RankTest mann_whitney(const std::vector<double>& a, const std::vector<double>& b);

struct PlannedTest {
  double p = 1;
  double at_best = 1;  // from what is fixed before the outcome alone: margins, sample sizes
};
// Adjusted p of each test by Holm (1979), after leaving out those that could not be significant at `level` whatever was
// observed (Tarone 1990); those get none. The chance of any false alarm is at most `level`.
[[nodiscard]] std::vector<std::optional<double>> adjusted(const std::vector<PlannedTest>& tests, double level);

}  // namespace proofmark::reports

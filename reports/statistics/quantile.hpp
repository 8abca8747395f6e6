// Quantiles of a sample with an interval that assumes nothing about the distribution: the number of observations
// below the true quantile is binomial, so two order statistics enclose it (David and Nagaraja, Order Statistics, 7.1).
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "common/result.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::reports {

struct Quantile {
  double q = 0.5;
  double value = 0;             // nearest rank: the smallest observation with at least q of the sample at or below it
  std::optional<double> low;    // empty: the sample is too small to bound it on this side
  std::optional<double> high;   // at (1 - confidence) / 2 on each side
  std::uint64_t n_for_low = 0;  // the sample sizes from which each side exists
  std::uint64_t n_for_high = 0;
};

// `sample` in any order and any unit, not empty, finite; 0 < q < 1.
[[nodiscard]] Result<Quantile> quantile(std::vector<double> sample, double q, double confidence = kConfidence);

}  // namespace proofmark::reports

// What two sets of scores say over all thresholds: the detection error trade-off (ISO/IEC 19795-1 for comparison,
// ISO/IEC 30107-3 for attack detection). A higher score speaks for a positive; what is at or above the threshold counts
// as positive. Comparison: positives are mated, false positive rate = FMR, false negative rate = FNMR. Attack
// detection: positives are bona fide, false positive rate = the highest APCER of any species, false negative rate =
// BPCER.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "common/result.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::reports {

struct DetPoint {
  double threshold = 0;
  double false_positive_rate = 0;
  double false_negative_rate = 0;
  Interval false_positive_interval;  // two-sided 95 %, Clopper-Pearson, each rate by itself
  Interval false_negative_interval;
};

struct EqualErrorRate {
  double threshold = 0;
  double rate = 0;  // mean of the two rates where they differ least (at the lowest such threshold)
  double false_positive_rate = 0;
  double false_negative_rate = 0;
};

class Det {
 public:
  struct Count {
    std::uint64_t errors = 0;
    std::uint64_t n = 0;
    std::size_t set = 0;  // false positives: the set (species) with the highest rate
    [[nodiscard]] double rate() const { return static_cast<double>(errors) / static_cast<double>(n); }
  };

  // Sorts in place. Finite scores; no set empty; at least one set of negatives (several: one for each species).
  [[nodiscard]] static Result<Det> of(std::vector<double> positives, std::vector<std::vector<double>> negatives);

  [[nodiscard]] const std::vector<double>& positives() const { return positives_; }
  [[nodiscard]] const std::vector<std::vector<double>>& negatives() const { return negatives_; }

  [[nodiscard]] Count false_positives(double threshold) const;
  [[nodiscard]] Count false_negatives(double threshold) const;
  // The lowest threshold, a score or just above the highest negative, with a false positive rate of at most `rate`.
  // 0 <= rate < 1.
  [[nodiscard]] double threshold_for(double rate) const;
  [[nodiscard]] EqualErrorRate equal_error_rate() const;
  // At most about `most` points with exact intervals, from the lowest threshold to the highest: every point where few
  // scores make one, and evenly spaced in the logarithm of both rates where there are many.
  [[nodiscard]] Result<std::vector<DetPoint>> curve(std::size_t most = 400) const;

 private:
  std::vector<double> positives_;               // sorted
  std::vector<std::vector<double>> negatives_;  // each sorted
};

}  // namespace proofmark::reports

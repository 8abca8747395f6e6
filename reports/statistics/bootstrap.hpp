// Bounds of a rate by resampling persons, not attempts (ISO/IEC 19795-1): attempts of one person resemble each other,
// so that an interval which takes them for independent is too narrow.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "common/result.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::reports {

// The attempts of one person, or (with `other`) the comparisons of one pair of persons.
struct Cluster {
  std::uint32_t subject = 0;           // from 0, below the number of subjects
  std::optional<std::uint32_t> other;  // the second person of an impostor comparison; not `subject`
  std::uint64_t errors = 0;
  std::uint64_t n = 0;  // may be 0: planned, no evidence
};

struct BootstrapBounds {
  Interval interval;  // two-sided
  double lower = 0;   // one-sided
  double upper = 1;
  std::uint32_t replicates = 0;
};

inline constexpr std::uint32_t kReplicates = 2000;
// With fewer persons resampling shows too little of how they differ.
inline constexpr std::size_t kFewPersons = 20;

// Persons are drawn with replacement; a cluster counts as often as its person was drawn, a pair as often as both were
// (the product: Owen, The pigeonhole bootstrap, 2007). Percentiles are widened for few persons (Hesterberg 2015, 5.5)
// and taken at half the share, because error rates are skewed; with these two the bounds cover what they claim
// (tests/reports/statistics/coverage_test.cpp). They are never narrower than the exact ones of independent attempts
// (of pairs at half the share: pairs share persons, also where no error shows it), and with fewer than kFewPersons
// never narrower than the exact ones of a sample in which each person (in pairs: each two persons) is one attempt. The
// draws depend on `seed` and `subjects` alone, so that one more error never lowers a bound. At least 2 subjects.
[[nodiscard]] Result<BootstrapBounds> bootstrap(const std::vector<Cluster>& clusters, std::size_t subjects,
                                                std::uint64_t seed, std::uint32_t replicates = kReplicates,
                                                double confidence = kConfidence);

}  // namespace proofmark::reports

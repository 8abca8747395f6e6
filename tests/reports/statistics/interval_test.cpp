// Clopper-Pearson against published values and against the definition: sums of binomial probabilities.
#include "reports/statistics/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "common/random.hpp"

namespace proofmark::reports {
namespace {

// P(X = k) and P(X <= k) for X ~ Binomial(n, p), term by term: independent of the incomplete beta function.
double probability(std::uint64_t k, std::uint64_t n, double p) {
  double value = std::pow(1 - p, static_cast<double>(n - k));
  for (std::uint64_t i = 0; i < k; ++i) value *= p * static_cast<double>(n - i) / static_cast<double>(i + 1);
  return value;
}
double at_most(std::uint64_t k, std::uint64_t n, double p) {
  double sum = 0;
  for (std::uint64_t i = 0; i <= k; ++i) sum += probability(i, n, p);
  return sum;
}

TEST(Interval, AgreesWithPublishedValues) {
  // Values of R's binom.test, which follows Clopper and Pearson (1934).
  struct Row {
    std::uint64_t errors, n;
    double low, high;
  };
  for (const Row& r : {Row{1, 8, 0.003159724, 0.526509671}, Row{5, 10, 0.187086, 0.812914}, Row{2, 2, 0.1581139, 1},
                       Row{0, 8, 0, 0.3694166}, Row{0, 10, 0, 0.3084971}}) {
    const auto interval = two_sided(r.errors, r.n);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, r.low, 1e-6) << r.errors << " of " << r.n;
    EXPECT_NEAR(interval->high, r.high, 1e-6) << r.errors << " of " << r.n;
  }
  EXPECT_NEAR(*upper_bound(0, 150), 0.0198, 5e-5);  // ISO/IEC 19795-1's rule of 3, exactly
  EXPECT_NEAR(*upper_bound(0, 8), 0.3123, 5e-5);
}

TEST(Interval, EachBoundLeavesItsTail) {
  for (std::uint64_t n : {1U, 2U, 7U, 30U, 60U}) {
    for (std::uint64_t k = 0; k <= n; ++k) {
      const auto interval = two_sided(k, n);
      ASSERT_TRUE(interval);
      if (k < n) {
        EXPECT_NEAR(at_most(k, n, interval->high), 0.025, 1e-9) << k << " of " << n;
      }
      if (k > 0) {
        EXPECT_NEAR(1 - at_most(k - 1, n, interval->low), 0.025, 1e-9) << k << " of " << n;
      }
      if (k < n) {
        EXPECT_NEAR(at_most(k, n, *upper_bound(k, n)), 0.05, 1e-9) << k << " of " << n;
      }
      if (k > 0) {
        EXPECT_NEAR(1 - at_most(k - 1, n, *lower_bound(k, n)), 0.05, 1e-9) << k << " of " << n;
      }
    }
  }
}

TEST(Interval, CoversTheTrueProportionAtLeastAsOftenAsItSays) {
  // Exactly: the coverage is the probability of the counts whose interval holds p.
  constexpr std::uint64_t kN = 30;
  for (double p = 0.005; p < 1; p += 0.01) {
    double coverage = 0;
    for (std::uint64_t k = 0; k <= kN; ++k) {
      const auto interval = two_sided(k, kN);
      if (interval->low <= p && p <= interval->high) coverage += probability(k, kN, p);
    }
    EXPECT_GE(coverage, 0.95) << p;
  }
  // And by drawing: the one-sided bound fails in at most 5 % of the samples, up to four standard errors.
  SeededRandom random(11, "coverage");
  constexpr int kSamples = 3000;
  int failures = 0;
  for (int i = 0; i < kSamples; ++i) {
    std::uint64_t errors = 0;
    for (int draw = 0; draw < 40; ++draw) errors += random.chance(0.1) ? 1U : 0U;
    failures += *upper_bound(errors, 40) < 0.1 ? 1 : 0;
  }
  EXPECT_LE(failures, kSamples * 0.05 + 4 * std::sqrt(kSamples * 0.05 * 0.95));
  EXPECT_GT(failures, 0);
}

TEST(Interval, SaysHowManyAttemptsALimitNeeds) {
  EXPECT_EQ(*attempts_to_show(0.07, 0, false), 42U);
  EXPECT_EQ(*attempts_to_show(0.15, 0, true), 19U);
  EXPECT_EQ(*attempts_to_show(0.01, 0, false), 299U);
  EXPECT_EQ(*attempts_to_show(0.04, 0, false), 74U);
  EXPECT_EQ(*attempts_to_show(1e-4, 0, true), 29956U);
  for (std::uint64_t errors = 0; errors < 6; ++errors) {
    const auto n = attempts_to_show(0.07, errors, false);
    ASSERT_TRUE(n);
    EXPECT_LT(at_most(errors, *n, 0.07), 0.05) << errors;      // that many show it
    EXPECT_GE(at_most(errors, *n - 1, 0.07), 0.05) << errors;  // one fewer does not
  }
}

TEST(Interval, RefusesWhatHasNoInterval) {
  EXPECT_FALSE(two_sided(0, 0));
  EXPECT_FALSE(two_sided(3, 2));
  EXPECT_FALSE(upper_bound(0, 10, 1.0));
  EXPECT_FALSE(lower_bound(0, 10, 0.0));
  EXPECT_FALSE(upper_bound(0, 10, std::nan("")));
  EXPECT_FALSE(attempts_to_show(0, 0, true));
  EXPECT_FALSE(attempts_to_show(1, 0, true));
  EXPECT_FALSE(attempts_to_show(1e-14, 0, true));
  EXPECT_FALSE(attempts_to_show(std::nan(""), 0, true));
}

}  // namespace
}  // namespace proofmark::reports

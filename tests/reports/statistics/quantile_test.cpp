#include "reports/statistics/quantile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "common/random.hpp"

namespace proofmark::reports {
namespace {

std::vector<double> one_to(std::size_t n) {
  std::vector<double> out;
  for (std::size_t i = n; i > 0; --i) out.push_back(static_cast<double>(i));
  return out;
}

TEST(Quantile, MedianIntervalsAreThoseOfTheSignTestTables) {
  // Order statistics of a 95 % interval for the median, from the binomial distribution with p = 1/2 (for example
  // n = 10: ranks 2 and 9 with 97.9 %).
  struct Row {
    std::size_t n;
    double low, high;
  };
  for (const Row& r : {Row{6, 1, 6}, Row{8, 1, 8}, Row{9, 2, 8}, Row{10, 2, 9}, Row{20, 6, 15}, Row{25, 8, 18}}) {
    const auto q = quantile(one_to(r.n), 0.5);
    ASSERT_TRUE(q);
    EXPECT_EQ(q->low, r.low) << r.n;
    EXPECT_EQ(q->high, r.high) << r.n;
  }
}

TEST(Quantile, HasNoBoundWhereTheSampleIsTooSmall) {
  const auto five = quantile(one_to(5), 0.5);
  EXPECT_FALSE(five->low);
  EXPECT_FALSE(five->high);
  EXPECT_EQ(five->n_for_high, 6U);
  const auto p95 = quantile(one_to(71), 0.95);
  EXPECT_TRUE(p95->low);
  EXPECT_FALSE(p95->high);
  EXPECT_EQ(p95->n_for_high, 72U);  // 0.95^72 < 0.025 < 0.95^71
  EXPECT_EQ(*quantile(one_to(72), 0.95)->high, 72);
}

TEST(Quantile, TakesTheNearestRank) {
  EXPECT_EQ(quantile({3}, 0.95)->value, 3);
  EXPECT_EQ(quantile(one_to(8), 0.5)->value, 4);
  EXPECT_EQ(quantile(one_to(20), 0.95)->value, 19);
  EXPECT_EQ(quantile(one_to(100), 0.95)->value, 95);
}

TEST(Quantile, IntervalCoversTheTrueQuantileOfASkewedDistribution) {
  SeededRandom random(5, "exponential");
  const double truth = -std::log(1 - 0.9);  // 90 % point of the exponential distribution
  int covered = 0;
  constexpr int kSamples = 1500;
  for (int i = 0; i < kSamples; ++i) {
    std::vector<double> sample;
    for (int k = 0; k < 60; ++k) sample.push_back(-std::log(1 - random.uniform()));
    const auto q = quantile(std::move(sample), 0.9);
    ASSERT_TRUE(q && q->low && q->high);
    covered += *q->low <= truth && truth <= *q->high ? 1 : 0;
  }
  EXPECT_GE(covered, kSamples * 0.95 - 4 * std::sqrt(kSamples * 0.95 * 0.05));
  EXPECT_LT(covered, kSamples);
}

TEST(Quantile, RefusesWhatHasNoQuantile) {
  EXPECT_FALSE(quantile({}, 0.5));
  EXPECT_FALSE(quantile({1, 2}, 0));
  EXPECT_FALSE(quantile({1, 2}, 1));
  EXPECT_FALSE(quantile({1, 2}, 0.5, 1));
  EXPECT_FALSE(quantile({1, std::nan("")}, 0.5));
  EXPECT_FALSE(quantile({1, std::numeric_limits<double>::infinity()}, 0.5));
}

}  // namespace
}  // namespace proofmark::reports

// How often intervals cover the truth, by simulation: never below nominal beyond the simulation's own error.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/interval.hpp"
#include "reports/statistics/quantile.hpp"
#include "reports/statistics/ratio.hpp"

namespace proofmark::reports {
namespace {

double uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) * 0x1p-53;
}

// Binomial numbers by inversion of the distribution, which is computed once.
class Binomial {
 public:
  Binomial(std::uint64_t n, double p) {
    double log_term = static_cast<double>(n) * std::log1p(-p);
    double sum = 0;
    for (std::uint64_t k = 0; k <= n; ++k) {
      sum += std::exp(log_term);
      cumulative_.push_back(sum);
      log_term += std::log(static_cast<double>(n - k) / static_cast<double>(k + 1)) + std::log(p) - std::log1p(-p);
    }
  }
  std::uint64_t operator()(std::mt19937_64& random) const {
    const auto at = std::lower_bound(cumulative_.begin(), cumulative_.end(), uniform(random) * cumulative_.back());
    return static_cast<std::uint64_t>(at - cumulative_.begin());
  }

 private:
  std::vector<double> cumulative_;
};

constexpr int kDraws = 100'000;

// Three standard errors of a simulated share.
double beyond(double nominal, int draws) {
  return nominal - 3 * std::sqrt(nominal * (1 - nominal) / draws);
}

TEST(Coverage, ExactIntervalsNeverFallBelowTheirConfidence) {
  std::mt19937_64 random(1);
  for (const double p : {0.0001, 0.002, 0.01, 0.04, 0.07, 0.15, 0.5, 0.9})
    for (const std::uint64_t n : {8U, 42U, 150U, 1000U}) {
      const Binomial binomial(n, p);
      std::map<std::uint64_t, std::array<bool, 3>> covers;  // two-sided, upper, lower; by the errors drawn
      std::array<int, 3> covered{};
      for (int i = 0; i < kDraws; ++i) {
        const std::uint64_t k = binomial(random);
        auto at = covers.find(k);
        if (at == covers.end()) {
          const auto two = two_sided(k, n);
          at = covers
                   .emplace(
                       k, std::array{two->low <= p && p <= two->high, p <= *upper_bound(k, n), *lower_bound(k, n) <= p})
                   .first;
        }
        for (std::size_t j = 0; j < 3; ++j) covered[j] += at->second[j] ? 1 : 0;
      }
      for (const int c : covered) EXPECT_GE(c, beyond(0.95, kDraws) * kDraws) << p << " " << n;
    }
}

TEST(Coverage, RatiosOfRatesAreNeverTooNarrow) {
  std::mt19937_64 random(2);
  struct Case {
    double p1, p2;
    std::uint64_t n1, n2;
  };
  for (const Case& c :
       {Case{0.3, 0.01, 40, 900}, Case{0.02, 0.02, 200, 200}, Case{0.05, 0.04, 60, 400}, Case{0.5, 0.4, 30, 60}}) {
    const Binomial one(c.n1, c.p1);
    const Binomial other(c.n2, c.p2);
    const double truth = c.p1 / c.p2;
    const double everybody =
        (c.p1 * static_cast<double>(c.n1) + c.p2 * static_cast<double>(c.n2)) / static_cast<double>(c.n1 + c.n2);
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::array<bool, 3>> covers;
    std::array<int, 3> covered{};
    int draws = 0;
    for (int i = 0; i < kDraws; ++i) {
      const auto key = std::pair(one(random), other(random));
      if (key.first + key.second == 0) continue;  // no ratio is stated then
      ++draws;
      auto at = covers.find(key);
      if (at == covers.end()) {
        const auto r = ratio_to_other({key.first, c.n1}, {key.second, c.n2});
        const auto w = ratio_to_whole({key.first, c.n1}, {key.first + key.second, c.n1 + c.n2});
        at = covers
                 .emplace(key, std::array{r->low <= truth && truth <= r->high.value_or(HUGE_VAL),
                                          truth <= r->upper.value_or(HUGE_VAL),
                                          w->low <= c.p1 / everybody && c.p1 / everybody <= *w->high})
                 .first;
      }
      for (std::size_t j = 0; j < 3; ++j) covered[j] += at->second[j] ? 1 : 0;
    }
    for (const int x : covered) EXPECT_GE(x, beyond(0.95, draws) * draws) << c.p1 << " " << c.n1;
  }
}

// Persons differ: most never err, some err often. Beta(a, b) through two Gamma numbers of whole shape.
double propensity(std::mt19937_64& random, int a, int b) {
  const auto gamma = [&](int shape) {
    double sum = 0;
    for (int i = 0; i < shape; ++i) sum -= std::log(1 - uniform(random));
    return sum;
  };
  const double x = gamma(a);
  return x / (x + gamma(b));
}

// How often bounds held; what is counted is what a report shows and a verdict rests on.
struct Covered {
  int draws = 0, two = 0, upper = 0, lower = 0, exact_upper = 0;

  void count(const BootstrapBounds& b, double exact, double truth) {
    ++draws;
    two += b.interval.low <= truth && truth <= b.interval.high ? 1 : 0;
    upper += truth <= b.upper ? 1 : 0;
    lower += b.lower <= truth ? 1 : 0;
    exact_upper += truth <= exact ? 1 : 0;
  }
  void expect_nominal(const std::string& what) const {
    const auto at_least = [&](int covered, const char* bound) {
      EXPECT_GE(covered, beyond(0.95, draws) * draws)
          << bound << " " << what << ": " << static_cast<double>(covered) / draws;
    };
    at_least(two, "two-sided");
    at_least(upper, "upper");
    at_least(lower, "lower");
    std::printf("%s: two-sided %.4f, upper %.4f, lower %.4f; as if independent, upper %.4f (%d draws)\n", what.c_str(),
                share(two), share(upper), share(lower), share(exact_upper), draws);
  }

 private:
  [[nodiscard]] double share(int covered) const { return static_cast<double>(covered) / draws; }
};

// The product resamples 2,000 times; fewer leave the percentiles more to chance and so cover no better.
constexpr std::uint32_t kResamples = 200;

// Resampling many persons takes its time: every commit draws as often as a case says, label `long` 100,000 times.
int draws_of(int every_commit) {
  const char* asked = std::getenv("PROOFMARK_COVERAGE_DRAWS");
  return asked == nullptr ? every_commit : std::max(every_commit, std::atoi(asked));
}

struct BootstrapCase {
  std::uint32_t persons;
  std::uint64_t attempts;
  int a, b;  // truth a / (a + b)
  int draws;
};

TEST(Coverage, ResamplingPersonsCoversWhatTakingAttemptsForIndependentDoesNot) {
  std::mt19937_64 random(4);
  for (const BootstrapCase& c : {BootstrapCase{3, 10, 1, 4, 100'000},
                                 {5, 10, 1, 9, 100'000},
                                 {8, 20, 1, 9, 10'000},
                                 {12, 10, 2, 8, 10'000},
                                 {19, 10, 1, 24, 10'000},
                                 {20, 10, 1, 9, 20'000},
                                 {20, 10, 1, 49, 20'000},
                                 {50, 10, 1, 9, 5'000},
                                 {50, 10, 2, 8, 5'000},
                                 {100, 5, 1, 24, 4'000}}) {
    const double truth = static_cast<double>(c.a) / (c.a + c.b);
    Covered covered;
    std::vector<Cluster> clusters;
    for (int s = 0; s < draws_of(c.draws); ++s) {
      clusters.clear();
      std::uint64_t errors = 0;
      for (std::uint32_t i = 0; i < c.persons; ++i) {
        const double p = propensity(random, c.a, c.b);
        Cluster one{i, std::nullopt, 0, c.attempts};
        for (std::uint64_t k = 0; k < c.attempts; ++k) one.errors += uniform(random) < p ? 1U : 0U;
        errors += one.errors;
        clusters.push_back(one);
      }
      const auto b = bootstrap(clusters, c.persons, random(), kResamples);
      ASSERT_TRUE(b);
      covered.count(*b, *upper_bound(errors, c.persons * c.attempts), truth);
    }
    covered.expect_nominal(std::to_string(c.persons) + " persons, rate " + std::to_string(truth));
    // What the resampling is for: ten attempts of one person are not independent.
    if (c.attempts >= 10 && c.b < 20) {
      EXPECT_LT(covered.exact_upper, (0.95 - 0.02) * covered.draws) << c.persons;
    }
  }
}

// Cross-comparison: everybody with everybody. Two persons are taken for one when both are easily mistaken.
TEST(Coverage, ResamplingBothPersonsOfPairsCovers) {
  std::mt19937_64 random(5);
  struct Case {
    std::uint32_t persons;
    int a, b;  // truth (a / (a + b))^2
    int draws;
  };
  // The last three: so few errors that none at all is likely, at the rate where the bound of no error lies and beside
  // it.
  for (const Case& c : {Case{6, 3, 7, 10'000},
                        {12, 2, 8, 5'000},
                        {20, 1, 4, 5'000},
                        {40, 1, 4, 1'000},
                        {25, 1, 9, 10'000},
                        {25, 1, 8, 10'000},
                        {60, 1, 21, 1'000}}) {
    const double person = static_cast<double>(c.a) / (c.a + c.b);
    const double truth = person * person;
    Covered covered;
    std::vector<Cluster> clusters;
    std::vector<double> mistaken(c.persons);
    for (int s = 0; s < draws_of(c.draws); ++s) {
      clusters.clear();
      std::uint64_t errors = 0;
      for (double& p : mistaken) p = propensity(random, c.a, c.b);
      for (std::uint32_t j = 1; j < c.persons; ++j)
        for (std::uint32_t i = 0; i < j; ++i) {
          Cluster pair{i, j, uniform(random) < mistaken[i] * mistaken[j] ? 1U : 0U, 1};
          errors += pair.errors;
          clusters.push_back(pair);
        }
      const auto b = bootstrap(clusters, c.persons, random(), kResamples);
      ASSERT_TRUE(b);
      covered.count(*b, *upper_bound(errors, clusters.size()), truth);
    }
    covered.expect_nominal("pairs of " + std::to_string(c.persons) + " persons, rate " + std::to_string(truth));
  }
}

// Two order statistics enclose a quantile whatever the distribution, so one distribution shows it; a side that a small
// sample cannot bound is unbounded and covers.
TEST(Coverage, QuantilesByOrderStatisticsNeverFallBelowTheirConfidence) {
  std::mt19937_64 random(6);
  for (const double q : {0.5, 0.95, 0.99})
    for (const std::size_t n : {5U, 20U, 73U, 400U}) {
      // The ranks are the same for every sample of that size: of 1, 2, ..., n they are the bounds themselves.
      std::vector<double> ranks;
      for (std::size_t i = 1; i <= n; ++i) ranks.push_back(static_cast<double>(i));
      const auto bounds = quantile(ranks, q);
      ASSERT_TRUE(bounds);
      // Of a uniform sample the l-th smallest lies at or below q if and only if l or more lie there.
      const Binomial below(n, q);
      int covered = 0;
      for (int i = 0; i < kDraws; ++i) {
        const auto under = static_cast<double>(below(random));
        covered += bounds->low.value_or(0) <= under && under < bounds->high.value_or(HUGE_VAL) ? 1 : 0;
      }
      EXPECT_GE(covered, beyond(0.95, kDraws) * kDraws) << q << " " << n;
    }
}

}  // namespace
}  // namespace proofmark::reports

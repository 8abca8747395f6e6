// How often intervals cover the truth, by simulation: never below nominal beyond the simulation's own error.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/interval.hpp"
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

struct BootstrapCase {
  std::uint32_t persons;
  std::uint64_t attempts;
  int a, b;  // truth a / (a + b)
};

TEST(Coverage, ResamplingPersonsCoversWhatTakingAttemptsForIndependentDoesNot) {
  std::mt19937_64 random(4);
  constexpr int kSamples = 2000;
  for (const BootstrapCase& c : {BootstrapCase{20, 10, 1, 9}, {50, 10, 1, 9}, {100, 5, 1, 24}, {50, 10, 2, 8}}) {
    const double truth = static_cast<double>(c.a) / (c.a + c.b);
    int two = 0, upper = 0, lower = 0, exact_upper = 0, deciding = 0;
    for (int s = 0; s < kSamples; ++s) {
      std::vector<Cluster> clusters;
      std::uint64_t errors = 0;
      for (std::uint32_t i = 0; i < c.persons; ++i) {
        const double p = propensity(random, c.a, c.b);
        Cluster one{i, std::nullopt, 0, c.attempts};
        for (std::uint64_t k = 0; k < c.attempts; ++k) one.errors += uniform(random) < p ? 1U : 0U;
        errors += one.errors;
        clusters.push_back(one);
      }
      const double exact = *upper_bound(errors, c.persons * c.attempts);
      const auto b = bootstrap(clusters, c.persons, random(), 400);
      two += b->interval.low <= truth && truth <= b->interval.high ? 1 : 0;
      upper += truth <= b->upper ? 1 : 0;
      lower += b->lower <= truth ? 1 : 0;
      exact_upper += truth <= exact ? 1 : 0;
      deciding += truth <= std::max(exact, b->upper) ? 1 : 0;
    }
    // Not exact, so with an allowance of 1 % beside the simulation's own error.
    const auto at_least = [&](int covered, double nominal, const char* what) {
      EXPECT_GE(covered, (beyond(nominal, kSamples) - 0.01) * kSamples)
          << what << ", " << c.persons << " persons, " << truth;
    };
    at_least(two, 0.95, "two-sided");
    at_least(upper, 0.95, "upper");
    at_least(lower, 0.95, "lower");
    at_least(deciding, 0.95, "deciding");
    // What the resampling is for: five attempts and more of one person are not independent.
    if (c.attempts == 10) {
      EXPECT_LT(exact_upper, (0.95 - 0.02) * kSamples) << c.persons;
    }
  }
}

}  // namespace
}  // namespace proofmark::reports

#include "reports/statistics/bootstrap.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <exception>
#include <random>
#include <string>

namespace proofmark::reports {
namespace {

tl::unexpected<Error> misuse(std::string expected, std::string observed) {
  return fail("proofmark statistics", std::move(expected), std::move(observed), "correct the caller");
}

// Uniform in [0, n) by multiplication (Lemire 2019), without its rejection: the bias is below 2^-32 for any number of
// persons. Our own, because the standard library's distributions differ between implementations.
std::uint32_t below(std::mt19937_64& random, std::uint32_t n) {
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(random() >> 32U) * n) >> 32U);
}

// The share of replicates below a bound that is to lie outside with probability `tail`: the normal percentile of the
// t quantile stretched by sqrt(n / (n - 1)), because the resampled spread is too small by that factor.
double stretched(double tail, std::size_t subjects) {
  const auto n = static_cast<double>(subjects);
  const double t = boost::math::quantile(boost::math::students_t(n - 1), tail);
  return boost::math::cdf(boost::math::normal(), t * std::sqrt(n / (n - 1)));
}

// Order statistics on the outer side.
double low_of(const std::vector<double>& sorted, double share) {
  const auto rank = std::floor(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}
double high_of(const std::vector<double>& sorted, double share) {
  const auto rank = std::floor(share * static_cast<double>(sorted.size()));
  return sorted[sorted.size() - static_cast<std::size_t>(std::max(rank, 1.0))];
}

std::vector<double> replicate_rates(const std::vector<Cluster>& clusters, std::size_t subjects, std::uint64_t seed,
                                    std::uint32_t replicates) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> weight(subjects);
  std::vector<double> rates;
  rates.reserve(replicates);
  for (std::uint32_t r = 0; r < replicates; ++r) {
    std::fill(weight.begin(), weight.end(), 0);
    for (std::size_t i = 0; i < subjects; ++i) ++weight[below(random, static_cast<std::uint32_t>(subjects))];
    std::uint64_t errors = 0;
    std::uint64_t n = 0;
    for (const Cluster& c : clusters) {
      const std::uint64_t w = c.other ? weight[c.subject] * weight[*c.other] : weight[c.subject];
      errors += w * c.errors;
      n += w * c.n;
    }
    // Persons without evidence alone were drawn: the worst is assumed.
    rates.push_back(n == 0 ? 1.0 : static_cast<double>(errors) / static_cast<double>(n));
  }
  std::sort(rates.begin(), rates.end());
  return rates;
}

// The bounds of Clopper and Pearson for `errors` of `n`, which need not be whole numbers.
double exact_low(double errors, double n, double tail) {
  return errors <= 0 ? 0 : boost::math::ibeta_inv(errors, n - errors + 1, tail);
}
double exact_high(double errors, double n, double tail) {
  return errors >= n ? 1 : boost::math::ibeta_inv(errors + 1, n - errors, 1 - tail);
}

void widen(BootstrapBounds& bounds, double errors, double n, double tail) {
  bounds.interval.low = std::min(bounds.interval.low, exact_low(errors, n, tail / 2));
  bounds.interval.high = std::max(bounds.interval.high, exact_high(errors, n, tail / 2));
  bounds.lower = std::min(bounds.lower, exact_low(errors, n, tail));
  bounds.upper = std::max(bounds.upper, exact_high(errors, n, tail));
}

}  // namespace

Result<BootstrapBounds> bootstrap(const std::vector<Cluster>& clusters, std::size_t subjects, std::uint64_t seed,
                                  std::uint32_t replicates, double confidence) {
  if (subjects < 2 || subjects > UINT32_MAX) return misuse("at least 2 persons", std::to_string(subjects));
  if (replicates < 100) return misuse("at least 100 replicates", std::to_string(replicates));
  if (!(confidence > 0 && confidence < 1)) return misuse("a confidence between 0 and 1", std::to_string(confidence));
  std::uint64_t n = 0;
  std::uint64_t errors = 0;
  bool pairs = false;
  for (const Cluster& c : clusters) {
    if (c.subject >= subjects || c.other.value_or(0) >= subjects || c.other == c.subject)
      return misuse("persons of the sample, two different ones in a pair", "another");
    if (c.errors > c.n) return misuse("at most " + std::to_string(c.n) + " errors", std::to_string(c.errors));
    n += c.n;
    errors += c.errors;
    pairs = pairs || c.other.has_value();
  }
  if (n == 0) return misuse("at least one attempt", "none");
  // Without an error there is nothing to draw; what is said rests on the exact bounds below.
  const std::vector<double> rates =
      errors == 0 ? std::vector<double>{0} : replicate_rates(clusters, subjects, seed, replicates);
  try {
    const double tail = 1 - confidence;
    BootstrapBounds out;
    const double two = stretched(tail / 4, subjects);
    out.interval = {low_of(rates, two), high_of(rates, two)};
    const double one = stretched(tail / 2, subjects);
    out.lower = low_of(rates, one);
    out.upper = high_of(rates, one);
    // Pairs share persons even where no error shows it: half the share for them, too.
    widen(out, static_cast<double>(errors), static_cast<double>(n), pairs ? tail / 2 : tail);
    if (subjects < kFewPersons) {
      const double independent = pairs ? std::floor(static_cast<double>(subjects) / 2) : static_cast<double>(subjects);
      widen(out, static_cast<double>(errors) / static_cast<double>(n) * independent, independent, tail);
    }
    out.replicates = replicates;
    return out;
  } catch (const std::exception& error) {
    return fail("proofmark statistics", "a quantile of Student's t or Beta", error.what(),
                "report the sample that led here");
  }
}

}  // namespace proofmark::reports

#include "reports/statistics/quantile.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <exception>

namespace proofmark::reports {
namespace {

// P(at most k of n observations lie below the quantile), by the identity of binomial sum and incomplete beta.
double at_most(std::uint64_t k, std::uint64_t n, double q) {
  if (k >= n) return 1;
  return boost::math::ibetac(static_cast<double>(k) + 1, static_cast<double>(n - k), q);
}

std::uint64_t sample_until(double share, double tail) {
  return static_cast<std::uint64_t>(std::max(1.0, std::ceil(std::log(tail) / std::log(share))));
}

}  // namespace

Result<Quantile> quantile(std::vector<double> sample, double q, double confidence) {
  if (sample.empty())
    return fail("proofmark statistics", "at least one observation", "an empty sample", "correct the caller");
  if (!(q > 0 && q < 1) || !(confidence > 0 && confidence < 1))
    return fail("proofmark statistics", "quantile and confidence between 0 and 1", "one outside", "correct the caller");
  if (!std::all_of(sample.begin(), sample.end(), [](double x) { return std::isfinite(x); }))
    return fail("proofmark statistics", "finite observations", "NaN or infinity", "correct the caller");
  std::sort(sample.begin(), sample.end());
  const std::uint64_t n = sample.size();
  const double tail = (1 - confidence) / 2;
  Quantile out;
  out.q = q;
  // A hair below the product, so that 0.95 * 20 = 19.000000000000004 stays rank 19.
  const double rank = std::ceil(static_cast<double>(n) * q - 1e-9);
  out.value = sample[static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(n))) - 1];
  out.n_for_low = sample_until(1 - q, tail);
  out.n_for_high = sample_until(q, tail);
  try {
    // Lower: the largest rank l with P(B <= l - 1) <= tail; upper: the smallest rank u with P(B <= u - 1) >= 1 - tail.
    std::uint64_t low = 0;
    while (low < n && at_most(low, n, q) <= tail) ++low;
    if (low > 0) out.low = sample[static_cast<std::size_t>(low) - 1];
    std::uint64_t high = 1;
    while (high <= n && at_most(high - 1, n, q) < 1 - tail) ++high;
    if (high <= n) out.high = sample[static_cast<std::size_t>(high) - 1];
  } catch (const std::exception& error) {
    return fail("proofmark statistics", "a binomial sum", error.what(), "report the sample that led here");
  }
  return out;
}

}  // namespace proofmark::reports

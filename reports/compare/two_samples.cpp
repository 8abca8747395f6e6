#include "reports/compare/two_samples.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

namespace proofmark::reports {
namespace {

double number(std::uint64_t n) {
  return static_cast<double>(n);
}

double log_choose(std::uint64_t n, std::uint64_t k) {
  return std::lgamma(number(n) + 1) - std::lgamma(number(k) + 1) - std::lgamma(number(n - k) + 1);
}

// The hypergeometric distribution of a's errors, given the margins.
struct Margins {
  std::uint64_t low = 0;  // fewest errors that a can have
  std::vector<double> probabilities;
};

Margins margins(Count a, Count b) {
  const std::uint64_t errors = a.errors + b.errors;
  Margins out;
  out.low = errors > b.n ? errors - b.n : 0;
  const std::uint64_t high = std::min(errors, a.n);
  const double all = log_choose(a.n + b.n, errors);
  for (std::uint64_t k = out.low; k <= high; ++k)
    out.probabilities.push_back(std::exp(log_choose(a.n, k) + log_choose(b.n, errors - k) - all));
  return out;
}

double at_most(const std::vector<double>& probabilities, double bound) {
  double sum = 0;
  for (const double p : probabilities)
    if (p <= bound * (1 + 1e-7)) sum += p;  // equally likely tables count, whatever the last bits are
  return std::min(1.0, sum);
}

Interval wilson(Count c, double z) {
  const double n = number(c.n);
  const double p = number(c.errors) / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

constexpr std::size_t kExact = 50;

// Number of orderings with each value of U, over all of them.
std::vector<double> exact_distribution(std::size_t n, std::size_t m) {
  // counts[j][u] after i of the first sample: adding one of rank above j of the other adds j to U.
  std::vector<std::vector<double>> counts(m + 1, std::vector<double>(n * m + 1, 0));
  for (auto& row : counts) row[0] = 1;
  for (std::size_t i = 1; i <= n; ++i) {
    std::vector<std::vector<double>> next(m + 1, std::vector<double>(n * m + 1, 0));
    next[0][0] = 1;
    for (std::size_t j = 1; j <= m; ++j)
      for (std::size_t u = 0; u <= i * j; ++u) next[j][u] = next[j - 1][u] + (u >= j ? counts[j][u - j] : 0);
    counts = std::move(next);
  }
  std::vector<double> out = std::move(counts[m]);
  const double all = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& p : out) p /= all;
  return out;
}

double two_sided_normal(double z) {
  return std::min(1.0, 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), std::abs(z))));
}

}  // namespace

double fisher(Count a, Count b) {
  if (a.n == 0 || b.n == 0) return 1;
  const Margins m = margins(a, b);
  return at_most(m.probabilities, m.probabilities[a.errors - m.low]);
}

double fisher_at_best(Count a, Count b) {
  if (a.n == 0 || b.n == 0) return 1;
  const Margins m = margins(a, b);
  return at_most(m.probabilities, *std::min_element(m.probabilities.begin(), m.probabilities.end()));
}

std::optional<Interval> difference_interval(Count a, Count b) {
  if (a.n == 0 || b.n == 0) return std::nullopt;
  const double z = boost::math::quantile(boost::math::normal(), 1 - (1 - kConfidence) / 2);
  const Interval of_a = wilson(a, z);
  const Interval of_b = wilson(b, z);
  const double pa = number(a.errors) / number(a.n);
  const double pb = number(b.errors) / number(b.n);
  return Interval{pb - pa - std::hypot(pb - of_b.low, of_a.high - pa),
                  pb - pa + std::hypot(of_b.high - pb, pa - of_a.low)};
}

RankTest mann_whitney(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.empty() || b.empty()) return {};
  struct Value {
    double value;
    bool of_a;
  };
  std::vector<Value> all;
  for (const double v : a) all.push_back({v, true});
  for (const double v : b) all.push_back({v, false});
  std::sort(all.begin(), all.end(), [](const Value& x, const Value& y) { return x.value < y.value; });
  double ranks = 0;
  double ties = 0;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    std::size_t mine = 0;
    for (; end < all.size() && !(all[i].value < all[end].value); ++end) mine += all[end].of_a ? 1U : 0U;
    const auto tied = static_cast<double>(end - i);
    ranks += static_cast<double>(mine) * (static_cast<double>(i + end + 1) / 2);  // middle of ranks i + 1 to end
    ties += tied * tied * tied - tied;
    i = end;
  }
  const auto n = static_cast<double>(a.size());
  const auto m = static_cast<double>(b.size());
  const double u = ranks - n * (n + 1) / 2;
  if (ties <= 0 && a.size() <= kExact && b.size() <= kExact) {
    const std::vector<double> distribution = exact_distribution(a.size(), b.size());
    const auto extreme = static_cast<std::size_t>(std::llround(std::min(u, n * m - u)));
    const double tail =
        std::accumulate(distribution.begin(), distribution.begin() + static_cast<std::ptrdiff_t>(extreme) + 1, 0.0);
    return {std::min(1.0, 2 * tail), std::min(1.0, 2 * distribution[0])};
  }
  const double total = n + m;
  const double variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) return {};
  const auto p = [&](double distance) { return two_sided_normal(std::max(0.0, distance - 0.5) / std::sqrt(variance)); };
  return {p(std::abs(u - n * m / 2)), p(n * m / 2)};
}

std::vector<std::optional<double>> adjusted(const std::vector<PlannedTest>& tests, double level) {
  // Tarone: the smallest k such that at most k tests can reach level / k.
  std::size_t k = 1;
  const auto able = [&](std::size_t divisor) {
    return static_cast<std::size_t>(std::count_if(tests.begin(), tests.end(), [&](const PlannedTest& t) {
      return t.at_best <= level / static_cast<double>(divisor);
    }));
  };
  while (able(k) > k) ++k;
  std::vector<std::size_t> family;
  for (std::size_t i = 0; i < tests.size(); ++i)
    if (tests[i].at_best <= level / static_cast<double>(k)) family.push_back(i);
  std::stable_sort(family.begin(), family.end(), [&](std::size_t x, std::size_t y) { return tests[x].p < tests[y].p; });
  std::vector<std::optional<double>> out(tests.size());
  double reached = 0;
  for (std::size_t rank = 0; rank < family.size(); ++rank) {
    reached = std::max(reached, std::min(1.0, tests[family[rank]].p * static_cast<double>(family.size() - rank)));
    out[family[rank]] = reached;
  }
  return out;
}

}  // namespace proofmark::reports

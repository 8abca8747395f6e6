#include "reports/statistics/interval.hpp"

#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <exception>
#include <map>
#include <string>

namespace proofmark::reports {
namespace {

tl::unexpected<Error> misuse(std::string expected, std::string observed) {
  return fail("proofmark statistics", std::move(expected), std::move(observed), "correct the caller");
}

Result<void> check(std::uint64_t errors, std::uint64_t n, double confidence) {
  if (n == 0) return misuse("at least one attempt", "none: a proportion of nothing has no bound");
  if (errors > n) return misuse("at most " + std::to_string(n) + " errors", std::to_string(errors));
  if (!(confidence > 0 && confidence < 1)) return misuse("a confidence between 0 and 1", std::to_string(confidence));
  return {};
}

// The quantile of the Beta distribution; the bounds of Clopper and Pearson are such quantiles. A report asks for those
// of the same few counts again and again, group by group: the last ones are kept.
Result<double> beta_quantile(double a, double b, double p) {
  using Key = std::array<double, 3>;
  constexpr std::size_t kMost = 4096;
  thread_local std::map<Key, double> known;
  const auto at = known.find(Key{a, b, p});
  if (at != known.end()) return at->second;
  try {
    const double value = boost::math::ibeta_inv(a, b, p);
    if (known.size() == kMost) known.clear();
    known.emplace(Key{a, b, p}, value);
    return value;
  } catch (const std::exception& error) {
    return fail("proofmark statistics", "a quantile of the Beta distribution", error.what(),
                "report the counts that led here");
  }
}

Result<double> upper(std::uint64_t errors, std::uint64_t n, double confidence) {
  if (errors == n) return 1.0;
  return beta_quantile(static_cast<double>(errors) + 1, static_cast<double>(n - errors), confidence);
}

Result<double> lower(std::uint64_t errors, std::uint64_t n, double confidence) {
  if (errors == 0) return 0.0;
  return beta_quantile(static_cast<double>(errors), static_cast<double>(n - errors) + 1, 1 - confidence);
}

}  // namespace

Result<Interval> two_sided(std::uint64_t errors, std::uint64_t n, double confidence) {
  PROOFMARK_CHECK(check(errors, n, confidence));
  const double each_side = 1 - (1 - confidence) / 2;
  PROOFMARK_TRY(const double low, lower(errors, n, each_side));
  PROOFMARK_TRY(const double high, upper(errors, n, each_side));
  return Interval{low, high};
}

Result<double> upper_bound(std::uint64_t errors, std::uint64_t n, double confidence) {
  PROOFMARK_CHECK(check(errors, n, confidence));
  return upper(errors, n, confidence);
}

Result<double> lower_bound(std::uint64_t errors, std::uint64_t n, double confidence) {
  PROOFMARK_CHECK(check(errors, n, confidence));
  return lower(errors, n, confidence);
}

Result<std::uint64_t> attempts_to_show(double limit, std::uint64_t errors, bool or_equal, double confidence) {
  constexpr std::uint64_t kMost = 1'000'000'000'000;
  if (!(limit > 0 && limit < 1)) return misuse("a limit between 0 and 1", std::to_string(limit));
  if (errors >= kMost) return misuse("fewer than 10^12 errors", std::to_string(errors));
  PROOFMARK_CHECK(check(errors, errors + 1, confidence));
  const auto shown = [&](std::uint64_t n) -> Result<bool> {
    PROOFMARK_TRY(const double bound, upper(errors, n, confidence));
    return or_equal ? bound <= limit : bound < limit;
  };
  // The bound falls with n, so the first n that shows it is found by doubling and halving.
  std::uint64_t too_few = errors;
  std::uint64_t enough = errors + 1;
  for (;;) {
    PROOFMARK_TRY(const bool done, shown(enough));
    if (done) break;
    too_few = enough;
    enough *= 2;
    if (enough > kMost)
      return fail("proofmark statistics", "a sample of at most 10^12 attempts", "a limit that needs more",
                  "choose a limit that can be shown");
  }
  while (enough - too_few > 1) {
    const std::uint64_t middle = too_few + (enough - too_few) / 2;
    PROOFMARK_TRY(const bool done, shown(middle));
    (done ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace proofmark::reports

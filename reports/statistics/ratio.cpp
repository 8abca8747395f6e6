#include "reports/statistics/ratio.hpp"

#include <string>

namespace proofmark::reports {
namespace {

Result<void> check(const Proportion& p) {
  if (p.n > 0 && p.errors <= p.n) return {};
  return fail("proofmark statistics", "at least one attempt and no more errors than attempts",
              std::to_string(p.errors) + " of " + std::to_string(p.n), "correct the caller");
}

double share_of(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Result<Ratio> ratio_to_whole(const Proportion& part, const Proportion& whole, double confidence) {
  PROOFMARK_CHECK(check(part));
  PROOFMARK_CHECK(check(whole));
  if (whole.errors == 0 || part.errors > whole.errors || part.n > whole.n)
    return fail("proofmark statistics", "a part of a whole that has errors",
                std::to_string(part.errors) + " errors beside " + std::to_string(whole.errors), "correct the caller");
  // Of all errors, a share of part.n / whole.n falls to the part when its rate is that of the whole.
  const double scale = share_of(whole.n, part.n);
  PROOFMARK_TRY(const Interval two, two_sided(part.errors, whole.errors, confidence));
  PROOFMARK_TRY(const double upper, upper_bound(part.errors, whole.errors, confidence));
  PROOFMARK_TRY(const double lower, lower_bound(part.errors, whole.errors, confidence));
  Ratio out;
  out.value = share_of(part.errors, whole.errors) * scale;
  out.low = two.low * scale;
  out.high = two.high * scale;
  out.lower = lower * scale;
  out.upper = upper * scale;
  return out;
}

Result<Ratio> ratio_to_other(const Proportion& one, const Proportion& other, double confidence) {
  PROOFMARK_CHECK(check(one));
  PROOFMARK_CHECK(check(other));
  const std::uint64_t all = one.errors + other.errors;
  PROOFMARK_TRY(const Interval two, two_sided(one.errors, all, confidence));
  PROOFMARK_TRY(const double upper, upper_bound(one.errors, all, confidence));
  PROOFMARK_TRY(const double lower, lower_bound(one.errors, all, confidence));
  const double scale = share_of(other.n, one.n);
  const auto from_share = [&](double share) -> std::optional<double> {
    if (share >= 1) return std::nullopt;
    return share / (1 - share) * scale;
  };
  Ratio out;
  if (other.errors > 0) out.value = share_of(one.errors, one.n) / share_of(other.errors, other.n);
  out.low = from_share(two.low).value_or(0);
  out.high = from_share(two.high);
  out.lower = from_share(lower).value_or(0);
  out.upper = from_share(upper);
  return out;
}

}  // namespace proofmark::reports

// When a limit is met, refuted or neither. The burden of proof lies on "met".
#include "reports/formats/percent.hpp"
#include "reports/verdicts/rates.hpp"

namespace proofmark::reports {
namespace {

Result<void> measure(Rate& rate) {
  if (rate.n == 0) return {};
  rate.rate = static_cast<double>(rate.errors) / static_cast<double>(rate.n);
  PROOFMARK_TRY(rate.interval, two_sided(rate.errors, rate.n));
  PROOFMARK_TRY(rate.upper, upper_bound(rate.errors, rate.n));
  PROOFMARK_TRY(rate.lower, lower_bound(rate.errors, rate.n));
  PROOFMARK_TRY(rate.upper_if_no_error, upper_bound(0, rate.n));
  return {};
}

bool shown(const Rate& rate) {
  return rate.upper && (rate.limit->or_equal ? *rate.upper <= rate.limit->value : *rate.upper < rate.limit->value);
}

bool refuted(const Rate& rate) {
  if (rate.limit->any_fails && rate.errors > 0) return true;
  return rate.lower && (rate.limit->or_equal ? *rate.lower > rate.limit->value : *rate.lower >= rate.limit->value);
}

std::string incomplete(const Rate& rate) {
  std::string out;
  if (rate.missing > 0)
    out = std::to_string(rate.missing) + " of " + std::to_string(rate.planned) + " attempts lack evidence";
  if (rate.disrupted > 0)
    out += (out.empty() ? "" : ", ") + std::to_string(rate.disrupted) + " ended in a crash or timeout";
  return out;
}

}  // namespace

Result<void> judge_rate(Rate& rate) {
  PROOFMARK_CHECK(measure(rate));
  if (rate.planned == 0) {
    rate.verdict = Verdict::not_applicable;
    rate.reason = "no such attempt was planned";
    return {};
  }
  if (!rate.limit) {
    rate.verdict = Verdict::not_applicable;
    rate.reason = "reported; no limit is set";
    return {};
  }
  const std::string gaps = incomplete(rate);
  if (refuted(rate)) {
    rate.verdict = Verdict::fail;
    rate.reason = rate.limit->any_fails
                      ? std::to_string(rate.errors) + " of " + std::to_string(rate.n) + "; the goal is none"
                      : "even the one-sided 95 % lower bound, " + percent(*rate.lower) + ", is above the limit";
    return {};
  }
  if (shown(rate) && gaps.empty()) {
    rate.verdict = Verdict::pass;
    rate.reason = "the one-sided 95 % upper bound is " + percent(*rate.upper);
    return {};
  }
  rate.verdict = Verdict::inconclusive;
  if (!shown(rate)) {
    PROOFMARK_TRY(const std::uint64_t in_all, attempts_to_show(rate.limit->value, rate.errors, rate.limit->or_equal));
    rate.attempts_needed = in_all > rate.n ? in_all - rate.n : 0;
    rate.reason = rate.n == 0 ? "no attempt gave a result"
                              : "too few attempts: the one-sided 95 % upper bound is " + percent(*rate.upper);
  }
  if (!gaps.empty()) rate.reason += (rate.reason.empty() ? "" : "; ") + gaps;
  return {};
}

}  // namespace proofmark::reports

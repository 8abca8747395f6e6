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

bool within(const Limit& limit, double bound) {
  return limit.or_equal ? bound <= limit.value : bound < limit.value;
}

bool shown(const Rate& rate) {
  return rate.upper && within(*rate.limit, *rate.upper) &&
         (!rate.bootstrap || within(*rate.limit, rate.bootstrap->upper));
}

bool refuted(const Rate& rate) {
  if (rate.limit->any_fails && rate.errors > 0) return true;
  return rate.lower && !within(*rate.limit, *rate.lower) &&
         (!rate.bootstrap || !within(*rate.limit, rate.bootstrap->lower));
}

// No answer at all, or so few that those who did not answer could refute the limit.
Result<bool> unanswered(const Rate& rate) {
  if (rate.n == 0) return true;
  if (rate.non_responses == 0) return false;
  PROOFMARK_TRY(const double lower, lower_bound(rate.errors + rate.non_responses, rate.n + rate.non_responses));
  return !within(*rate.limit, lower);
}

std::string incomplete(const Rate& rate) {
  std::string out;
  if (rate.missing > 0)
    out = std::to_string(rate.missing) + " of " + std::to_string(rate.planned) + " attempts lack evidence";
  if (rate.disrupted > 0)
    out += (out.empty() ? "" : ", ") + std::to_string(rate.disrupted) + " ended in a crash or timeout";
  if (rate.unanswered && rate.n > 0)
    out += (out.empty() ? "" : ", ") + std::to_string(rate.non_responses) +
           " had no answer that counts, which would refute the limit if they were errors";
  if (rate.subjects == 1 && rate.n > 1)
    out += (out.empty() ? "" : ", ") + std::string("all attempts are of one person");
  return out;
}

// The bound that is further from the limit.
std::string upper_text(const Rate& rate) {
  if (rate.bootstrap && rate.bootstrap->upper > *rate.upper)
    return percent(rate.bootstrap->upper) + " (resampling " + std::to_string(rate.subjects) + " persons)";
  return percent(*rate.upper);
}

Result<void> say_what_is_needed(Rate& rate) {
  PROOFMARK_TRY(const std::uint64_t in_all, attempts_to_show(rate.limit->value, rate.errors, rate.limit->or_equal));
  const bool more_attempts_help = in_all > rate.n;
  if (more_attempts_help) rate.attempts_needed = in_all - rate.n;
  rate.reason = rate.n == 0 ? "no attempt gave a result"
                            : std::string(more_attempts_help ? "too few attempts" : "too few persons") +
                                  ": the one-sided 95 % upper bound is " + upper_text(rate);
  return {};
}

}  // namespace

Result<void> judge_rate(Rate& rate) {
  PROOFMARK_CHECK(measure(rate));
  rate.verdict = Verdict::not_applicable;
  if (rate.planned == 0) {
    rate.reason = "no such attempt was planned";
    return {};
  }
  if (!rate.limit) {
    rate.reason = "reported; no limit is set";
    rate.unanswered = rate.n == 0;
    return {};
  }
  PROOFMARK_TRY(rate.unanswered, unanswered(rate));
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
    rate.reason = "the one-sided 95 % upper bound is " + upper_text(rate);
    return {};
  }
  rate.verdict = Verdict::inconclusive;
  if (!shown(rate)) {
    PROOFMARK_CHECK(say_what_is_needed(rate));
  }
  if (!gaps.empty()) rate.reason += (rate.reason.empty() ? "" : "; ") + gaps;
  return {};
}

}  // namespace proofmark::reports

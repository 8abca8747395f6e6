#include "reports/statistics/det.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "reports/statistics/sort_scores.hpp"

namespace proofmark::reports {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Result<void> check_and_sort(std::vector<double>& scores, const char* of_whom) {
  if (scores.empty())
    return fail("proofmark statistics", std::string("scores of ") + of_whom, "none", "correct the caller");
  if (!std::all_of(scores.begin(), scores.end(), [](double x) { return std::isfinite(x); }))
    return fail("proofmark statistics", "finite scores", "NaN or infinity", "correct the caller");
  sort_scores(scores);
  return {};
}

std::uint64_t at_or_above(const std::vector<double>& sorted, double threshold) {
  return static_cast<std::uint64_t>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), threshold));
}

// The most errors of n that are a rate of at most `rate`.
std::uint64_t errors_within(double rate, std::uint64_t n) {
  auto k = static_cast<std::uint64_t>(rate * static_cast<double>(n)) + 1;
  while (k > 0 && static_cast<double>(k) / static_cast<double>(n) > rate) --k;
  return std::min(k, n - 1);
}

// 0, 1, 2, ... and, where there are more than `most`, ever wider steps up to n.
std::vector<std::uint64_t> spaced_counts(std::uint64_t n, std::size_t most) {
  std::vector<std::uint64_t> out;
  const double factor = std::pow(static_cast<double>(n), 1 / static_cast<double>(most));
  double next = 0;
  for (std::uint64_t k = 0; k < n;) {
    out.push_back(k);
    next = std::max(static_cast<double>(k) + 1, static_cast<double>(k) * factor);
    k = static_cast<std::uint64_t>(std::ceil(next));
  }
  return out;
}

}  // namespace

Result<Det> Det::of(std::vector<double> positives, std::vector<std::vector<double>> negatives) {
  if (negatives.empty())
    return fail("proofmark statistics", "at least one set of negatives", "none", "correct the caller");
  PROOFMARK_CHECK(check_and_sort(positives, "positives"));
  for (auto& set : negatives) {
    PROOFMARK_CHECK(check_and_sort(set, "negatives"));
  }
  Det det;
  det.positives_ = std::move(positives);
  det.negatives_ = std::move(negatives);
  return det;
}

Det::Count Det::false_positives(double threshold) const {
  Count worst;
  for (std::size_t s = 0; s < negatives_.size(); ++s) {
    const Count one{at_or_above(negatives_[s], threshold), negatives_[s].size(), s};
    // Among equal rates the smaller sample: it says least.
    if (worst.n == 0 || one.rate() > worst.rate() || (one.rate() == worst.rate() && one.n < worst.n)) worst = one;
  }
  return worst;
}

Det::Count Det::false_negatives(double threshold) const {
  return {positives_.size() - at_or_above(positives_, threshold), positives_.size(), 0};
}

double Det::threshold_for(double rate) const {
  // Above this negative of each set lie as many as the rate allows.
  double highest_refused = -kInfinity;
  for (const auto& set : negatives_)
    highest_refused = std::max(highest_refused, set[set.size() - 1 - errors_within(rate, set.size())]);
  double out = kInfinity;
  const auto consider = [&](const std::vector<double>& sorted) {
    const auto above = std::upper_bound(sorted.begin(), sorted.end(), highest_refused);
    if (above != sorted.end()) out = std::min(out, *above);
  };
  consider(positives_);
  for (const auto& set : negatives_) consider(set);
  return out == kInfinity ? std::nextafter(highest_refused, kInfinity) : out;
}

EqualErrorRate Det::equal_error_rate() const {
  const auto gap = [&](double t) { return false_positives(t).rate() - false_negatives(t).rate(); };
  // The gap falls with the threshold: the first score at which it is at most `most`, and the last one before.
  double highest = positives_.back();
  for (const auto& set : negatives_) highest = std::max(highest, set.back());
  const auto first_at_most = [&](double most) {
    double out = std::nextafter(highest, kInfinity);
    const auto consider = [&](const std::vector<double>& sorted) {
      const auto at = std::partition_point(sorted.begin(), sorted.end(), [&](double t) { return gap(t) > most; });
      if (at != sorted.end()) out = std::min(out, *at);
    };
    consider(positives_);
    for (const auto& set : negatives_) consider(set);
    return out;
  };
  const auto before = [&](double t) {
    double out = -kInfinity;
    const auto consider = [&](const std::vector<double>& sorted) {
      const auto at = std::lower_bound(sorted.begin(), sorted.end(), t);
      if (at != sorted.begin()) out = std::max(out, *std::prev(at));
    };
    consider(positives_);
    for (const auto& set : negatives_) consider(set);
    return out;
  };
  double best = first_at_most(0);
  const double earlier = before(best);
  if (earlier > -kInfinity && gap(earlier) <= -gap(best)) best = first_at_most(gap(earlier));
  EqualErrorRate out;
  out.threshold = best;
  out.false_positive_rate = false_positives(best).rate();
  out.false_negative_rate = false_negatives(best).rate();
  out.rate = (out.false_positive_rate + out.false_negative_rate) / 2;
  return out;
}

Result<std::vector<DetPoint>> Det::curve(std::size_t most) const {
  const std::size_t each = std::max<std::size_t>(most / (negatives_.size() + 1) / 2, 8);
  std::vector<double> thresholds;
  double highest = positives_.back();
  const auto add = [&](const std::vector<double>& sorted) {
    const std::size_t n = sorted.size();
    highest = std::max(highest, sorted.back());
    // From either end: few false negatives lie at the low end, few false positives at the high one.
    for (const std::uint64_t k : spaced_counts(n, each)) {
      thresholds.push_back(sorted[k]);
      thresholds.push_back(sorted[n - 1 - k]);
    }
  };
  add(positives_);
  for (const auto& set : negatives_) add(set);
  thresholds.push_back(std::nextafter(highest, kInfinity));
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  std::vector<DetPoint> out;
  for (const double t : thresholds) {
    const Count fp = false_positives(t);
    const Count fn = false_negatives(t);
    DetPoint point;
    point.threshold = t;
    point.false_positive_rate = fp.rate();
    point.false_negative_rate = fn.rate();
    if (!out.empty() && out.back().false_positive_rate == point.false_positive_rate &&
        out.back().false_negative_rate == point.false_negative_rate)
      continue;
    PROOFMARK_TRY(point.false_positive_interval, two_sided(fp.errors, fp.n));
    PROOFMARK_TRY(point.false_negative_interval, two_sided(fn.errors, fn.n));
    out.push_back(point);
  }
  return out;
}

}  // namespace proofmark::reports

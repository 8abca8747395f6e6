#include "reports/verdicts/coverage.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace proofmark::reports {
namespace {

constexpr std::size_t kMostNames = 3;

Part too_few(std::string reason) {
  return {Verdict::inconclusive, std::move(reason)};
}

Part presentations(const Evaluation& evaluation, std::uint64_t least, std::vector<std::string>& rates) {
  std::vector<const Rate*> all;
  for (const Rate& rate : evaluation.rates)
    if (rate.family == "apcer" && !rate.species.empty() && rate.id != rate.family) all.push_back(&rate);
  if (all.empty()) return too_few("no species was presented");
  std::size_t lacking = 0;
  std::uint64_t fewest = least;
  std::string named;
  for (const Rate* rate : all) {
    rates.push_back(rate->id);
    if (rate->n >= least) continue;
    fewest = std::min(fewest, rate->n);
    if (++lacking <= kMostNames) named += (named.empty() ? "" : ", ") + rate->species + " " + std::to_string(rate->n);
  }
  if (lacking == 0) return {Verdict::pass, ""};
  if (lacking > kMostNames) named += ", ...";
  return too_few(std::to_string(lacking) + " of " + std::to_string(all.size()) + " species have fewer than " +
                 std::to_string(least) + " presentations (" + named + "); the one with the fewest lacks " +
                 std::to_string(least - fewest));
}

Part different(const Evaluation& evaluation, std::uint64_t least, std::string Attempt::*what, const char* name) {
  std::set<std::string> found;
  for (std::size_t i = 0; i < evaluation.plan.attempts.size() && i < evaluation.observations.size(); ++i) {
    const Attempt& a = evaluation.plan.attempts[i];
    const auto& o = evaluation.observations[i];
    if (a.kind != Kind::injection_attack || !o || o->outcome != Outcome::completed) continue;
    if (!(a.*what).empty()) found.insert(a.*what);
  }
  if (found.size() >= least) return {Verdict::pass, ""};
  return too_few(std::to_string(found.size()) + " of at least " + std::to_string(least) + " " + name + " were tried");
}

}  // namespace

Part judge_coverage(const Evaluation& evaluation, const FixedLimit& limit, std::vector<std::string>& rates) {
  const auto least = static_cast<std::uint64_t>(std::ceil(limit.value));
  switch (limit.measure) {
    case Measure::presentations_per_species:
      return presentations(evaluation, least, rates);
    case Measure::injection_methods:
      return different(evaluation, least, &Attempt::method, "injection methods");
    case Measure::injection_instruments:
      return different(evaluation, least, &Attempt::instrument, "injection instruments");
    case Measure::scenarios:
    case Measure::documents:
      break;
  }
  return {Verdict::pass, ""};
}

}  // namespace proofmark::reports

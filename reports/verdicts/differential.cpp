#include "reports/verdicts/differential.hpp"

#include <algorithm>

#include "reports/formats/percent.hpp"

namespace proofmark::reports {
namespace {

struct Counts {
  Proportion attempts;
  Proportion persons;  // errors: persons who met at least one
};
using Groups = std::map<std::pair<std::string_view, std::string_view>, Counts>;

void add(Counts& to, const Proportion& person) {
  to.attempts.n += person.n;
  to.attempts.errors += person.errors;
  ++to.persons.n;
  to.persons.errors += person.errors > 0 ? 1U : 0U;
}

// Exact comparison of two fractions.
bool above(const Proportion& a, const Proportion& b) {
  return a.errors * b.n > b.errors * a.n;
}

// The group with the highest rate; among equals the one with the weakest evidence (the highest upper bound).
const GroupRate* worst_of(const std::vector<GroupRate>& groups) {
  const GroupRate* worst = nullptr;
  for (const GroupRate& one : groups) {
    const Proportion here{one.errors, one.n};
    const Proportion there = worst != nullptr ? Proportion{worst->errors, worst->n} : Proportion{0, 1};
    if (worst == nullptr || above(here, there) || (!above(there, here) && one.interval.high > worst->interval.high))
      worst = &one;
  }
  return worst;
}

std::string times(double ratio) {
  return decimal(ratio, 2);
}

// Met when no group's upper bound is above the limit (all must hold at once, so 95 % each is enough). Refuted when one
// group's lower bound is, at 95 % over all groups together (Bonferroni).
Result<void> judge(Differential& out, const std::vector<GroupRate>& groups, const Groups& counts, const Counts& whole,
                   bool repeated) {
  if (!out.limit) {
    out.reason = "reported; no limit is set";
    return {};
  }
  const double most = 1 + out.limit->value;
  const double confidence = 1 - (1 - kConfidence) / static_cast<double>(groups.size());
  bool met = true;
  std::string refuted;
  for (const GroupRate& g : groups) {
    if (!g.ratio || !g.ratio->upper || *g.ratio->upper > most) met = false;
    if (!g.ratio) continue;
    const Counts& c = counts.at({g.group, g.value});
    PROOFMARK_TRY(const Ratio strict, ratio_to_whole(repeated ? c.persons : c.attempts,
                                                     repeated ? whole.persons : whole.attempts, confidence));
    if (strict.lower > most && refuted.empty())
      refuted = g.group + " " + g.value + ": even the lower bound, " + times(strict.lower) +
                " times the rate of everybody, is above the limit";
  }
  if (!refuted.empty()) {
    out.verdict = Verdict::fail;
    out.reason = refuted;
  } else if (met) {
    out.verdict = Verdict::pass;
    out.reason = "no group's upper bound is above " + times(most) + " times the rate of everybody";
  } else {
    out.verdict = Verdict::inconclusive;
    out.reason = out.worst.ratio ? "too few errors: the worst group may fare up to " +
                                       (out.worst.ratio->upper ? times(*out.worst.ratio->upper) : "any number of") +
                                       " times as badly as everybody"
                                 : "no error, so that groups cannot be compared";
  }
  return {};
}

Result<GroupRate> rate_of(const std::pair<std::string_view, std::string_view>& key, const Counts& c,
                          const Counts& whole, bool with_ratio) {
  GroupRate one;
  one.group = key.first;
  one.value = key.second;
  one.errors = c.attempts.errors;
  one.n = c.attempts.n;
  PROOFMARK_TRY(one.interval, two_sided(one.errors, one.n));
  const bool repeated = whole.attempts.n > whole.persons.n;
  if (with_ratio && whole.attempts.errors > 0) {
    PROOFMARK_TRY(one.ratio,
                  repeated ? ratio_to_whole(c.persons, whole.persons) : ratio_to_whole(c.attempts, whole.attempts));
  }
  return one;
}

Groups devices_in(const ByDevice& by_device) {
  Groups counts;
  for (const auto& [key, person] : by_device)
    if (!key.first.empty()) add(counts[{"device", key.first}], person);
  if (counts.size() < 2) counts.clear();
  return counts;
}

}  // namespace

Result<void> add_groups(Rate& rate, const Material& m, const std::map<std::string_view, Proportion>& by_person,
                        const ByDevice& by_device, bool by_group) {
  Groups counts;
  Counts whole;
  for (const Person& p : m.plan.persons) {
    const auto at = by_person.find(p.id);
    if (at == by_person.end()) continue;
    add(whole, at->second);
    for (const auto& [group, value] : p.groups) add(counts[{group, value}], at->second);
  }
  const bool repeated = whole.attempts.n > whole.persons.n;
  Proportion highest{0, 1};
  for (const auto& [key, c] : counts)
    if (above(c.attempts, highest)) highest = c.attempts;
  std::vector<GroupRate> groups;
  for (const auto& [key, c] : counts) {
    if (!by_group && above(highest, c.attempts)) continue;  // not shown, so not worth its interval
    PROOFMARK_TRY(GroupRate one, rate_of(key, c, whole, by_group));
    groups.push_back(std::move(one));
  }
  const GroupRate* worst = worst_of(groups);
  if (worst == nullptr) return {};
  rate.worst_group = *worst;
  if (!by_group) return {};
  rate.groups = groups;
  Differential out;
  out.worst = *worst;
  for (const GroupRate& g : groups)
    if (g.ratio && out.worst.ratio && g.ratio->value > out.worst.ratio->value) out.worst = g;
  if (const Limit* limit = find_limit(m, "group_ratio")) out.limit = *limit;
  PROOFMARK_CHECK(judge(out, groups, counts, whole, repeated));
  rate.differential = std::move(out);
  for (const auto& [key, c] : devices_in(by_device)) {
    PROOFMARK_TRY(GroupRate one, rate_of(key, c, whole, true));
    rate.groups.push_back(std::move(one));
  }
  return {};
}

}  // namespace proofmark::reports

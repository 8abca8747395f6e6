#include "scenarios/runner/power.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/interval.hpp"
#include "reports/verdicts/rates.hpp"

namespace proofmark::runner {
namespace {

using reports::Attempt;
using reports::Rate;

bool deterministic(const Rate& rate) {
  return rate.family == "document_accepted" || rate.family == "false_alarm";
}

bool maximum_over_species(const Rate& rate) {
  return rate.id == rate.family && !rate.species.empty();
}

std::string percent(double proportion) {
  char text[32];
  std::snprintf(text, sizeof text, proportion < 0.001 ? "%.4f %%" : "%.2f %%", 100 * proportion);
  return text;
}

using Groups = std::map<std::pair<std::string, std::string>, std::set<std::string>>;

// The group with the fewest persons among those that the rate is of, values that do not occur apart.
void find_smallest(const Groups& groups, RatePower& power) {
  for (const auto& [group, persons] : groups) {
    if (!power.smallest_group.empty() && persons.size() >= power.smallest_n) continue;
    power.smallest_group = group.first + " " + group.second;
    power.smallest_n = persons.size();
  }
}

// Whether the rate counts this attempt. A scenario is of one kind and one relation; its species may be several.
bool counts(const Rate& rate, const Attempt& attempt) {
  const auto& scenarios = rate.scenarios;
  if (std::find(scenarios.begin(), scenarios.end(), attempt.scenario) == scenarios.end()) return false;
  return (rate.species.empty() || rate.species == attempt.species) &&
         (rate.method.empty() || (rate.method == attempt.method && rate.instrument == attempt.instrument));
}

Groups groups_of(const Rate& rate, const reports::Plan& plan,
                 const std::map<std::string, const reports::Person*>& persons) {
  Groups groups;
  for (const Attempt& attempt : plan.attempts) {
    const auto person = counts(rate, attempt) ? persons.find(attempt.person) : persons.end();
    if (person == persons.end()) continue;
    for (const auto& group : person->second->groups) groups[group].insert(attempt.person);
  }
  return groups;
}

// Recognition of one person by the document of another: a comparison of two, of whom either may occur again.
bool of_pairs(const Rate& rate) {
  return rate.family.starts_with("far") || rate.family.starts_with("gfar") || rate.family.starts_with("fmr");
}

// Where persons occur several times the report judges by resampling them too, which shows less.
Result<void> mind_repeated_persons(RatePower& power, const Rate& rate, const reports::Plan& plan) {
  std::map<std::string_view, std::uint32_t> index;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> attempts;
  const auto number = [&](const std::string& person) {
    return index.emplace(person, static_cast<std::uint32_t>(index.size())).first->second;
  };
  const bool pairs = of_pairs(rate);
  std::uint64_t places = 0;
  for (const Attempt& attempt : plan.attempts) {
    if (attempt.person.empty() || !counts(rate, attempt)) continue;
    const std::uint32_t person = number(attempt.person);
    ++attempts[{person, pairs ? number(attempt.holder) : person}];
    places += pairs ? 2 : 1;
  }
  if (places <= index.size() || index.size() < 2) return {};
  std::vector<reports::Cluster> clusters;
  for (const auto& [who, n] : attempts) {
    reports::Cluster one;
    one.subject = who.first;
    if (pairs) one.other = who.second;
    one.n = n;
    clusters.push_back(one);
  }
  constexpr std::uint32_t kFew = 100;  // without an error every draw is the same
  PROOFMARK_TRY(const auto bounds, reports::bootstrap(clusters, index.size(), plan.seed, kFew));
  if (bounds.upper <= power.upper) return {};
  power.upper = bounds.upper;
  power.repeated_persons = index.size();
  return {};
}

Result<RatePower> power_of_rate(const Rate& rate, const reports::Plan& plan) {
  RatePower power;
  power.metric = rate.family;
  power.species = !rate.species.empty()  ? rate.species
                  : !rate.method.empty() ? rate.method + " x " + rate.instrument
                                         : rate.relation;
  power.n = rate.planned;
  PROOFMARK_TRY(power.upper, reports::upper_bound(0, power.n));
  PROOFMARK_CHECK(mind_repeated_persons(power, rate, plan));
  if (!rate.limit) return power;
  power.limit = rate.limit;
  power.enough = rate.limit->or_equal ? power.upper <= rate.limit->value : power.upper < rate.limit->value;
  if (const auto needed = reports::attempts_to_show(rate.limit->value, 0, rate.limit->or_equal)) power.needed = *needed;
  return power;
}

}  // namespace

Result<std::vector<RatePower>> power_of(const reports::Plan& plan, const reports::Catalogue* catalogue) {
  std::map<std::string, const reports::Person*> persons;
  for (const reports::Person& person : plan.persons) persons[person.id] = &person;
  const reports::Matched nothing_yet = reports::match(plan, {});
  PROOFMARK_TRY(const auto rates,
                reports::rates(plan, nothing_yet, catalogue == nullptr ? nullptr : &catalogue->limits));
  std::vector<RatePower> all;
  for (const Rate& rate : rates) {
    if (rate.planned == 0 || deterministic(rate) || maximum_over_species(rate)) continue;
    PROOFMARK_TRY(RatePower power, power_of_rate(rate, plan));
    find_smallest(groups_of(rate, plan, persons), power);
    all.push_back(std::move(power));
  }
  return all;
}

std::string name_of(const RatePower& power) {
  return power.metric + (power.species.empty() ? "" : " of " + power.species);
}

std::string line_of(const RatePower& power) {
  std::string line = name_of(power) + ": n = " + std::to_string(power.n) +
                     ", without any error the 95 % upper bound is " + percent(power.upper);
  if (power.repeated_persons > 0) line += " (resampling " + std::to_string(power.repeated_persons) + " persons)";
  if (power.limit) {
    line += power.enough ? ", enough for " : ", not enough for ";
    line += (power.limit->or_equal ? "at most " : "less than ") + percent(power.limit->value) + " (limit " +
            power.limit->id + ")";
    if (!power.enough && power.needed) {
      line += ", which takes " + std::to_string(*power.needed);
      if (power.repeated_persons > 0) line += " of different persons";
    }
  } else {
    line += "; the catalogue has no limit for it";
  }
  if (!power.smallest_group.empty())
    line += "; smallest group: " + power.smallest_group + ", " + std::to_string(power.smallest_n);
  return line;
}

}  // namespace proofmark::runner

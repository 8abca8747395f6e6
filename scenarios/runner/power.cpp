#include "scenarios/runner/power.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "reports/statistics/interval.hpp"

namespace proofmark::runner {
namespace {

const std::set<std::string> deterministic = {"document_accepted", "false_alarm", "probes"};

std::string percent(double proportion) {
  char text[32];
  std::snprintf(text, sizeof text, proportion < 0.001 ? "%.4f %%" : "%.2f %%", 100 * proportion);
  return text;
}

const reports::Limit* find_limit(const reports::Catalogue* catalogue, const std::string& id) {
  if (catalogue == nullptr) return nullptr;
  const auto found = std::find_if(catalogue->limits.begin(), catalogue->limits.end(),
                                  [&](const reports::Limit& limit) { return limit.id == id; });
  return found == catalogue->limits.end() ? nullptr : &*found;
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

Result<void> compute(RatePower& power, const std::string& limit_id, const reports::Catalogue* catalogue) {
  PROOFMARK_TRY(power.upper, reports::upper_bound(0, power.n));
  const reports::Limit* limit = find_limit(catalogue, limit_id);
  if (limit == nullptr) return {};
  power.limit = *limit;
  power.enough = limit->or_equal ? power.upper <= limit->value : power.upper < limit->value;
  const auto needed = reports::attempts_to_show(limit->value, 0, limit->or_equal);
  if (needed) power.needed = *needed;
  return {};
}

}  // namespace

Result<std::vector<RatePower>> power_of(const Suite& suite, const PlannedRun& planned,
                                        const reports::Catalogue* catalogue) {
  std::map<std::string, const reports::Person*> persons;
  for (const reports::Person& person : planned.plan.persons) persons[person.id] = &person;
  std::vector<RatePower> all;
  std::vector<std::string> limits;
  std::vector<Groups> groups;
  for (std::size_t i = 0; i < planned.tasks.size(); ++i) {
    const Scenario& scenario = suite.scenarios[planned.tasks[i].scenario];
    if (deterministic.count(scenario.metric) != 0) continue;
    const reports::Attempt& attempt = planned.plan.attempts[i];
    const std::string part =
        attempt.relation.empty() || attempt.relation == "unrelated" ? attempt.species : attempt.relation;
    auto rate = std::find_if(all.begin(), all.end(), [&](const RatePower& known) {
      return known.metric == scenario.metric && known.species == part;
    });
    if (rate == all.end()) {
      RatePower fresh;
      fresh.metric = scenario.metric;
      fresh.species = part;
      rate = all.insert(all.end(), std::move(fresh));
      limits.push_back(scenario.limit.empty() ? scenario.metric : scenario.limit);
      groups.emplace_back();
    }
    ++rate->n;
    if (const auto person = persons.find(attempt.person); person != persons.end())
      for (const auto& group : person->second->groups)
        groups[static_cast<std::size_t>(rate - all.begin())][group].insert(attempt.person);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    PROOFMARK_CHECK(compute(all[i], limits[i], catalogue));
    find_smallest(groups[i], all[i]);
  }
  return all;
}

std::string line_of(const RatePower& power) {
  std::string line = power.metric + (power.species.empty() ? "" : " of " + power.species) +
                     ": n = " + std::to_string(power.n) + ", without any error the 95 % upper bound is " +
                     percent(power.upper);
  if (power.limit) {
    line += power.enough ? ", enough for " : ", not enough for ";
    line += (power.limit->or_equal ? "at most " : "less than ") + percent(power.limit->value) + " (limit " +
            power.limit->id + ")";
    if (!power.enough && power.needed) line += ", which takes " + std::to_string(*power.needed);
  } else {
    line += "; the catalogue has no limit for it";
  }
  if (!power.smallest_group.empty())
    line += "; smallest group: " + power.smallest_group + ", " + std::to_string(power.smallest_n);
  return line;
}

}  // namespace proofmark::runner

#include "reports/verdicts/counting.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/bytes.hpp"
#include "reports/verdicts/differential.hpp"
#include "reports/verdicts/judge.hpp"
#include "reports/verdicts/rates.hpp"

namespace proofmark::reports {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Of one rate, while it is counted.
struct Tally {
  std::map<Pair, Proportion> clusters;  // by person, or by both persons; with 0 attempts where evidence is missing
  std::map<std::string_view, Proportion> by_person;
  std::map<Pair, Proportion> by_device;  // of a camera device and a person
  std::uint64_t planned = 0;             // attempts of persons, with evidence or without
};

void count_one(Rate& rate, Tally& tally, const Attempt& a, Count count, bool pairs) {
  const Pair cluster{a.person, pairs ? std::string_view(a.holder) : std::string_view()};
  Proportion& of_cluster = tally.clusters[cluster];
  if (count == Count::non_response) {
    ++rate.non_responses;
    return;
  }
  const std::uint64_t error = count == Count::error ? 1 : 0;
  ++rate.n;
  rate.errors += error;
  ++of_cluster.n;
  of_cluster.errors += error;
  Proportion& of_person = tally.by_person[a.person];
  ++of_person.n;
  of_person.errors += error;
  Proportion& of_device = tally.by_device[{a.device, a.person}];
  ++of_device.n;
  of_device.errors += error;
}

// The seed of the run and the rate's name, so that no rate's draws depend on another's.
std::uint64_t seed_of(const Plan& plan, const std::string& id) {
  const Bytes digest = sha256(to_bytes("bootstrap/" + std::to_string(plan.seed) + "/" + id));
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < 8; ++i) seed = (seed << 8U) | digest[i];
  return seed;
}

// Only where persons repeat: otherwise the exact interval says all, and better.
Result<void> resample(Rate& rate, const Tally& tally, const Plan& plan, bool pairs) {
  std::map<std::string_view, std::uint32_t> index;
  for (const auto& [key, counts] : tally.clusters) {
    index.emplace(key.first, static_cast<std::uint32_t>(index.size()));
    if (pairs) index.emplace(key.second, static_cast<std::uint32_t>(index.size()));
  }
  // By what was planned: a lost attempt must not make persons look independent.
  const std::uint64_t places = tally.planned * (pairs ? 2U : 1U);
  if (rate.n == 0 || places <= index.size() || index.size() < 2) return {};
  std::vector<Cluster> clusters;
  for (const auto& [key, counts] : tally.clusters) {
    Cluster one;
    one.subject = index.at(key.first);
    if (pairs) one.other = index.at(key.second);
    one.errors = counts.errors;
    one.n = counts.n;
    clusters.push_back(one);
  }
  PROOFMARK_TRY(rate.bootstrap, bootstrap(clusters, index.size(), seed_of(plan, rate.id)));
  return {};
}

void find_limit_of(Rate& rate, const Material& m, const std::set<std::string>& named, const std::string& metric) {
  const auto take = [&](const std::string& id) {
    const Limit* limit = find_limit(m, id);
    if (limit == nullptr) return;
    if (!rate.limit || limit->value < rate.limit->value) rate.limit = *limit;
  };
  for (const std::string& id : named) take(id);
  if (!rate.limit && named.empty()) take(metric);
}

}  // namespace

Rate words(std::string id, std::string family, std::string level, std::string name, std::string definition) {
  Rate rate;
  rate.id = std::move(id);
  rate.family = std::move(family);
  rate.level = std::move(level);
  rate.name = std::move(name);
  rate.definition = std::move(definition);
  return rate;
}

const Limit* find_limit(const Material& material, const std::string& id) {
  if (material.limits == nullptr) return nullptr;
  const auto at =
      std::find_if(material.limits->begin(), material.limits->end(), [&](const Limit& l) { return l.id == id; });
  return at == material.limits->end() ? nullptr : &*at;
}

Result<Rate> measure(const Material& m, Recipe recipe) {
  Rate rate = std::move(recipe.rate);
  const std::string metric = recipe.metric.empty() ? rate.family : recipe.metric;
  rate.metric = metric;
  Tally tally;
  std::set<std::string> named;
  for (std::size_t i = 0; i < m.plan.attempts.size(); ++i) {
    const Attempt& a = m.plan.attempts[i];
    if (!recipe.selected(a)) continue;
    ++rate.planned;
    if (a.gate == GateRole::measured && (a.metric.empty() || a.metric == metric)) rate.gate = GateRole::measured;
    if (a.metric == metric && !a.limit.empty()) named.insert(a.limit);
    if (std::find(rate.scenarios.begin(), rate.scenarios.end(), a.scenario) == rate.scenarios.end())
      rate.scenarios.push_back(a.scenario);
    if (!a.person.empty()) {
      ++tally.planned;
      tally.clusters[{a.person, recipe.pairs ? std::string_view(a.holder) : std::string_view()}];
    }
    const Observation* o = m.matched.by_attempt[i];
    const bool evidence = o != nullptr && o->outcome != Outcome::harness_error &&
                          (o->outcome != Outcome::completed || wrong_answer(m.plan.subject.level, a, *o).empty());
    if (!evidence) {
      ++rate.missing;
      continue;
    }
    if (o->outcome != Outcome::completed) ++rate.disrupted;
    count_one(rate, tally, a, recipe.class_of(*o), recipe.pairs);
  }
  tally.by_person.erase("");
  rate.subjects = tally.by_person.size();
  find_limit_of(rate, m, named, metric);
  if (rate.subjects > 0) {
    PROOFMARK_CHECK(resample(rate, tally, m.plan, recipe.pairs));
    PROOFMARK_CHECK(add_groups(rate, m, tally.by_person, tally.by_device, recipe.by_group));
  }
  PROOFMARK_CHECK(judge_rate(rate));
  if (!rate.limit && !named.empty() && m.limits != nullptr)
    rate.reason = "the plan names the limit '" + *named.begin() + "', which the catalogue does not hold";
  return rate;
}

}  // namespace proofmark::reports

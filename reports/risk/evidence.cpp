#include "reports/risk/evidence.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <set>

namespace proofmark::reports::risk {
namespace {

// The slots of the catalogue that the documents of this room fill.
bool of_this_room(const std::string& slot) {
  return slot == "risk.plan" || slot == "security.documentation";
}

// Which of the patterns name something, and which of them found it.
class Asked {
 public:
  explicit Asked(const std::vector<std::string>& patterns) : patterns_(patterns) {}

  // Whether any pattern names the id; each that does is answered.
  bool names(const std::string& id) {
    bool any = false;
    for (const std::string& pattern : patterns_) {
      if (!matches(pattern, id)) continue;
      any = true;
      answered_.insert(pattern);
    }
    return any;
  }
  void report(Evidence& out, const Awaited& awaited) const {
    for (const std::string& pattern : patterns_) {
      if (answered_.contains(pattern)) continue;
      const bool later = std::find(awaited.patterns.begin(), awaited.patterns.end(), pattern) != awaited.patterns.end();
      (later ? out.awaited : out.unanswered).push_back(pattern);
    }
  }

 private:
  const std::vector<std::string>& patterns_;
  std::set<std::string> answered_;
};

EvidenceRow row_of(const Rate& rate) {
  EvidenceRow row;
  row.what = rate.id;
  row.family = rate.family;
  row.name = rate.name;
  row.species = rate.species;
  row.n = rate.n;
  row.errors = rate.errors;
  row.planned = rate.planned;
  // A crash is an answer for some rates and none for others; what has no answer at all is missing either way.
  const std::uint64_t answered = rate.n + rate.non_responses;
  row.missing =
      std::max({rate.missing, rate.disrupted, rate.planned > answered ? rate.planned - answered : std::uint64_t{0}});
  row.rate = rate.rate;
  row.interval = rate.interval;
  row.limit = rate.limit;
  row.verdict = rate.verdict;
  row.reason = rate.reason;
  return row;
}

EvidenceRow row_of(const Rate& rate, const Differential& difference) {
  const GroupRate& worst = difference.worst;
  EvidenceRow row = row_of(rate);
  row.source = EvidenceRow::Source::difference;
  row.group = worst.group;
  row.value = worst.value;
  row.n = worst.n;
  row.errors = worst.errors;
  row.rate.reset();
  if (worst.n > 0) row.rate = static_cast<double>(worst.errors) / static_cast<double>(worst.n);
  row.interval = worst.interval;
  row.ratio = worst.ratio;
  row.limit = difference.limit;
  row.verdict = difference.verdict;
  row.reason = difference.reason;
  return row;
}

EvidenceRow row_of(const ScenarioVerdict& scenario) {
  EvidenceRow row;
  row.source = EvidenceRow::Source::scenario;
  row.what = scenario.scenario;
  row.name = scenario.requirement;
  row.n = row.planned = scenario.planned;
  row.missing = scenario.planned - scenario.observed;
  row.errors = scenario.planned - scenario.as_expected;
  row.verdict = scenario.verdict;
  row.reason = scenario.reason;
  return row;
}

void add_rates(Evidence& out, const EvidencePatterns& patterns, const Evaluation& evaluation) {
  Asked rates(patterns.rates), differences(patterns.differences);
  for (const Rate& rate : evaluation.rates) {
    if (rates.names(rate.id)) out.rows.push_back(row_of(rate));
    if (rate.differential && differences.names(rate.id)) out.rows.push_back(row_of(rate, *rate.differential));
  }
  rates.report(out, patterns.awaited);
  differences.report(out, patterns.awaited);
}

// What the run's catalogue plays against a subject of its level, whether or not this run did.
std::set<std::string> playable(const Evaluation& evaluation) {
  std::set<std::string> out;
  if (!evaluation.catalogue) return out;
  for (const CatalogueSuite& suite : evaluation.catalogue->suites)
    if (suite.level == evaluation.plan.subject.level) out.insert(suite.scenarios.begin(), suite.scenarios.end());
  return out;
}

void add_scenarios(Evidence& out, const EvidencePatterns& patterns, const Evaluation& evaluation) {
  Asked asked(patterns.scenarios);
  std::set<std::string> played;
  for (const ScenarioVerdict& one : evaluation.scenarios) {
    played.insert(one.scenario);
    // Genuine attempts and the like are judged by their rate; only deterministic scenarios speak for themselves.
    if (asked.names(one.scenario) && one.gate == GateRole::required) out.rows.push_back(row_of(one));
  }
  for (const std::string& name : playable(evaluation))
    if (!played.contains(name) && asked.names(name)) out.unplayed.push_back(name);
  asked.report(out, patterns.awaited);
}

void add_requirements(Evidence& out, const EvidencePatterns& patterns, const Evaluation& evaluation) {
  if (!evaluation.catalogue) return;
  Asked asked(patterns.requirements);
  for (const RequirementResult& one : evaluation.requirements) {
    if (!asked.names(one.id)) continue;
    RequirementRow row;
    row.id = one.id;
    row.verdict = one.verdict;
    for (const Requirement& requirement : evaluation.catalogue->requirements) {
      if (requirement.id != one.id) continue;
      row.clause = requirement.clause;
      row.text = requirement.text;
    }
    for (const EvidenceSlot& slot : evaluation.catalogue->slots) {
      if (std::find(one.open.begin(), one.open.end(), slot.id) == one.open.end()) continue;
      if (of_this_room(slot.id)) {
        row.waits_for_plan = true;
      } else {
        row.open.push_back(slot);
      }
    }
    out.requirements.push_back(std::move(row));
  }
}

}  // namespace

bool matches(const std::string& pattern, const std::string& id) {
  return ::fnmatch(pattern.c_str(), id.c_str(), FNM_EXTMATCH) == 0;
}

Evidence gather(const EvidencePatterns& patterns, const Evaluation& evaluation) {
  Evidence out;
  out.awaited_reason = patterns.awaited.reason;
  add_rates(out, patterns, evaluation);
  add_scenarios(out, patterns, evaluation);
  add_requirements(out, patterns, evaluation);
  return out;
}

Support support_of(const Evidence& evidence) {
  bool all = evidence.unplayed.empty() && evidence.unanswered.empty() && evidence.awaited.empty();
  bool compared = false;
  for (const EvidenceRow& row : evidence.rows) {
    // A rate that has no limit is shown, but neither supports nor refutes.
    if (row.verdict == Verdict::not_applicable) continue;
    if (row.verdict == Verdict::fail) return Support::refuted;
    compared = true;
    all = all && row.verdict == Verdict::pass && row.missing == 0;
  }
  if (!compared) return evidence.rows.empty() ? Support::not_measured : Support::no_limit;
  return all ? Support::shown : Support::inconclusive;
}

}  // namespace proofmark::reports::risk

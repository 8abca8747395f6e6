#include "reports/verdicts/requirements.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <tuple>

#include "reports/formats/day.hpp"
#include "reports/formats/percent.hpp"
#include "reports/verdicts/coverage.hpp"

namespace proofmark::reports {
namespace {

bool names(const std::vector<std::string>& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

// The scenario shows the requirement only when every planned attempt was observed and came out as demanded: its own
// verdict alone is not taken for it. Where its rates decide, single errors are what the limit allows.
bool wholly_shown(const ScenarioVerdict& s) {
  if (s.verdict != Verdict::pass || s.planned == 0 || s.observed != s.planned) return false;
  return s.gate == GateRole::measured || (s.as_expected == s.planned && s.failed == 0);
}

// A scenario whose rate is compared with a limit of this requirement is judged by that rate, not by its single errors.
bool judged_by_rate(const ScenarioVerdict& s, const Requirement& r) {
  return s.gate == GateRole::measured && !r.limits.empty();
}

// How much was tried: the figure does not hang on how the attempts came out.
bool of_coverage(const FixedLimit& limit) {
  return limit.measure == Measure::presentations_per_species || limit.measure == Measure::injection_methods ||
         limit.measure == Measure::injection_instruments;
}
bool asks_coverage(const Requirement& r) {
  return std::any_of(r.fixed.begin(), r.fixed.end(), of_coverage);
}

// Impostors of a relation ("twin") are reported beside the rate of unrelated ones. As long as no limit is set for
// them, their rate is named and decides nothing.
const Rate* reported_relation(const ScenarioVerdict& s, const Evaluation& evaluation) {
  if (s.kind != Kind::impostor || s.gate != GateRole::reported) return nullptr;
  for (const Rate& rate : evaluation.rates)
    if (!rate.relation.empty() && !rate.limit && names(rate.scenarios, s.scenario)) return &rate;
  return nullptr;
}

bool wholly_observed(const Rate& rate) {
  return rate.n > 0 && rate.n + rate.non_responses >= rate.planned && rate.missing == 0 && rate.disrupted == 0;
}

// The worse of two parts: a failure outweighs a gap, a gap outweighs a pass.
void add(Part& whole, Part part) {
  const auto rank = [](Verdict v) { return v == Verdict::fail ? 2 : v == Verdict::pass ? 0 : 1; };
  if (rank(part.verdict) > rank(whole.verdict)) whole = std::move(part);
}

Part judge_scenario(const ScenarioVerdict& s) {
  if (s.verdict == Verdict::fail || (s.failed > 0 && s.gate != GateRole::measured))
    return {Verdict::fail, "scenario " + s.scenario + ": " + (s.reason.empty() ? "failed" : s.reason)};
  if (wholly_shown(s)) return {Verdict::pass, ""};
  return {Verdict::inconclusive,
          "scenario " + s.scenario + ": " +
              (s.reason.empty() || s.verdict == Verdict::pass ? "not wholly observed" : s.reason)};
}

Part judge_limit(const Rate& rate, Verdict verdict, const std::string& reason) {
  const std::string what = rate.name.empty() ? rate.id : rate.name;
  if (verdict == Verdict::fail) return {Verdict::fail, what + ": " + reason};
  if (verdict == Verdict::pass && wholly_observed(rate)) return {Verdict::pass, ""};
  return {Verdict::inconclusive,
          what + ": " +
              (reason.empty() || verdict == Verdict::pass ? "the limit is not shown by attempts that were all observed"
                                                          : reason)};
}

// Every rate that is compared with the limit, over everyone or between groups.
Part judge_rates(const Evaluation& evaluation, const std::string& limit, RequirementResult& out) {
  Part whole{Verdict::pass, ""};
  bool compared = false;
  for (const Rate& rate : evaluation.rates) {
    const auto is = [&](const std::optional<Limit>& one) { return one && one->id == limit; };
    const bool over_everyone = is(rate.limit);
    const bool between_groups = rate.differential && is(rate.differential->limit);
    if (!over_everyone && !between_groups) continue;
    compared = true;
    out.rates.push_back(rate.id);
    if (over_everyone) add(whole, judge_limit(rate, rate.verdict, rate.reason));
    if (between_groups) add(whole, judge_limit(rate, rate.differential->verdict, rate.differential->reason));
  }
  if (!compared) return {Verdict::inconclusive, "no rate of this run is compared with the limit '" + limit + "'"};
  return whole;
}

Part judge_relation(const ScenarioVerdict& s, const Rate& rate, RequirementResult& out) {
  if (!names(out.rates, rate.id)) out.rates.push_back(rate.id);
  const std::string what = "scenario " + s.scenario + ": " + rate.id;
  if (!rate.rate || !rate.interval) return {Verdict::inconclusive, what + ": no attempt gave a result"};
  return {Verdict::inconclusive, what + " is " + percent(*rate.rate) + " (" + std::to_string(rate.errors) + " of " +
                                     std::to_string(rate.n) + ", 95 % interval " + percent(rate.interval->low) +
                                     " to " + percent(rate.interval->high) + "), and no limit is set for it"};
}

// What the catalogue lists for a requirement and this run did not play.
struct Unplayed {
  std::vector<std::string> demanded;
  // Played against a part alone (the detector, the comparer, the chip): no whole service can be put in its place, and
  // what is asked of the whole is shown by its own scenarios.
  std::vector<std::string> of_parts;
};

bool of_a_part_alone(const Catalogue& catalogue, const std::string& scenario) {
  bool played = false;
  for (const CatalogueSuite& suite : catalogue.suites) {
    if (!names(suite.scenarios, scenario)) continue;
    if (suite.level == Level::full_service) return false;
    played = true;
  }
  return played;
}

Unplayed unplayed(const Requirement& r, const Evaluation& evaluation, const std::vector<std::string>& played) {
  Unplayed out;
  const bool whole = evaluation.plan.subject.level == Level::full_service;
  for (const std::string& name : r.scenarios) {
    if (names(played, name)) continue;
    (whole && of_a_part_alone(*evaluation.catalogue, name) ? out.of_parts : out.demanded).push_back(name);
  }
  return out;
}

// The suites to play them with: of those that play most of them one against a subject of the run's level, and of those
// the smallest; as few suites as that takes.
std::vector<std::string> suites_for(std::vector<std::string> missing, const Evaluation& evaluation) {
  std::vector<std::string> out;
  while (!missing.empty()) {
    const auto worth = [&](const CatalogueSuite& suite) {
      const auto plays = std::count_if(missing.begin(), missing.end(),
                                       [&](const std::string& name) { return names(suite.scenarios, name); });
      return std::tuple(plays, suite.level == evaluation.plan.subject.level,
                        -static_cast<std::ptrdiff_t>(suite.scenarios.size()));
    };
    const auto& suites = evaluation.catalogue->suites;
    const auto best = std::max_element(suites.begin(), suites.end(),
                                       [&](const auto& a, const auto& b) { return worth(a) < worth(b); });
    if (best == suites.end() || std::get<0>(worth(*best)) == 0) return {};
    out.push_back(best->id);
    std::erase_if(missing, [&](const std::string& name) { return names(best->scenarios, name); });
  }
  std::sort(out.begin(), out.end());
  return out;
}

constexpr std::size_t kMostNames = 5;

std::string why_unplayed(const Requirement& r, const Unplayed& unplayed, const Evaluation& evaluation) {
  std::string out = std::to_string(unplayed.demanded.size()) + " of its " + std::to_string(r.scenarios.size()) +
                    " scenarios were not played: ";
  for (std::size_t i = 0; i < std::min(kMostNames, unplayed.demanded.size()); ++i)
    out += (i == 0 ? "" : ", ") + unplayed.demanded[i];
  if (unplayed.demanded.size() > kMostNames)
    out += ", and " + std::to_string(unplayed.demanded.size() - kMostNames) + " more";
  if (evaluation.catalogue->suites.empty()) return out;
  const auto suites = suites_for(unplayed.demanded, evaluation);
  if (suites.empty()) return out + "; no suite plays all of them";
  out += suites.size() == 1 ? "; suite " : "; suites ";
  for (std::size_t i = 0; i < suites.size(); ++i) out += (i == 0 ? "" : ", ") + suites[i];
  return out + (suites.size() == 1 ? " plays them" : " play them");
}

// What the simulation of this run shows.
Part judge_mechanism(const Requirement& r, const Evaluation& evaluation, RequirementResult& out) {
  Part whole{Verdict::pass, ""};
  for (const ScenarioVerdict& s : evaluation.scenarios) {
    if (!names(s.requirements, r.id)) continue;
    out.scenarios.push_back(s.scenario);
    const Rate* relation = reported_relation(s, evaluation);
    if (relation != nullptr) {
      add(whole, judge_relation(s, *relation, out));
    } else if (judged_by_rate(s, r) || asks_coverage(r)) {
      if (s.planned == 0 || s.observed < s.planned)
        add(whole, {Verdict::inconclusive, "scenario " + s.scenario + ": not wholly observed"});
    } else {
      add(whole, judge_scenario(s));
    }
  }
  const Unplayed missing = unplayed(r, evaluation, out.scenarios);
  const std::string why = missing.demanded.empty() ? "" : why_unplayed(r, missing, evaluation);
  if (out.scenarios.empty())
    return {Verdict::inconclusive, "no scenario of this suite gives evidence" + (why.empty() ? "" : "; " + why)};
  if (!why.empty()) add(whole, {Verdict::inconclusive, why});
  for (const std::string& limit : r.limits) add(whole, judge_rates(evaluation, limit, out));
  for (const FixedLimit& limit : r.fixed)
    if (of_coverage(limit)) add(whole, judge_coverage(evaluation, limit, out.rates));
  return whole;
}

struct Documents {
  std::map<std::string, const EvidenceSlot*> slots;
  std::vector<FiledEvidence> filed;
  Day day;
};

Result<std::string> why_not_valid_on(const EvidenceSlot& slot, const FiledEvidence& filed, Day day) {
  PROOFMARK_TRY(const Day issued, parse_day(filed.issued, "the date of issue of " + filed.file));
  if (issued > day) return "issued on " + filed.issued + ", after the day of the report";
  if (!filed.expires.empty()) {
    PROOFMARK_TRY(const Day expires, parse_day(filed.expires, "the date of expiry of " + filed.file));
    if (expires < day) return "expired on " + filed.expires;
  }
  if (slot.valid_months) {
    const Day until = plus_months(issued, *slot.valid_months);
    if (until < day)
      return "older than " + std::to_string(*slot.valid_months) + " months since " + to_text(until) + " (" +
             slot.clause + ")";
  }
  if (slot.accreditation && filed.accreditation.empty()) return std::string("the issuer's accreditation is not named");
  if (filed.issuer.empty()) return std::string("the issuer is not named");
  return std::string();
}

// What was filed for the requirement's slots.
Result<Part> judge_documents(const Requirement& r, const Documents& documents, RequirementResult& out) {
  std::string missing;
  for (const std::string& id : r.slots) {
    const auto slot = documents.slots.find(id);
    std::string why = "nothing was filed";
    for (const FiledEvidence& filed : documents.filed) {
      if (filed.slot != id || slot == documents.slots.end()) continue;
      PROOFMARK_TRY(why, why_not_valid_on(*slot->second, filed, documents.day));
      if (why.empty()) break;
    }
    (why.empty() ? out.filed : out.open).push_back(id);
    if (!why.empty()) missing += (missing.empty() ? "" : "; ") + id + ": " + why;
  }
  if (!out.open.empty()) return Part{Verdict::external_evidence_pending, missing};
  if (r.slots.empty()) return Part{Verdict::inconclusive, "the catalogue names no slot for it"};
  return Part{Verdict::pass, ""};
}

// How much a pass rests on.
std::string played(const Requirement& r, const Evaluation& evaluation, const RequirementResult& result) {
  const std::size_t parts = unplayed(r, evaluation, result.scenarios).of_parts.size();
  std::string out = std::to_string(result.scenarios.size()) + " scenarios played";
  if (parts > 0) out += ", " + std::to_string(parts) + " others of the catalogue test a part of the service alone";
  return out;
}

Result<RequirementResult> judge(const Requirement& r, const Evaluation& evaluation, const Documents& documents) {
  RequirementResult out;
  out.id = r.id;
  if (!r.not_applicable.en.empty()) {
    out.verdict = Verdict::not_applicable;
    out.reason = r.not_applicable.en;
    return out;
  }
  const Part mechanism = judge_mechanism(r, evaluation, out);
  PROOFMARK_TRY(const Part document, judge_documents(r, documents, out));
  out.simulated = !out.scenarios.empty();
  const bool asks_mechanism = r.kind != RequirementKind::document_only;
  const bool asks_document = r.kind != RequirementKind::testable;
  // A failed scenario counts even where a document alone could show the requirement.
  if (mechanism.verdict != Verdict::pass && (asks_mechanism || mechanism.verdict == Verdict::fail)) {
    out.verdict = mechanism.verdict;
    out.reason = mechanism.reason;
    if (!out.open.empty()) out.reason += "; and " + document.reason;
    return out;
  }
  if (asks_document && document.verdict != Verdict::pass) {
    out.verdict = document.verdict;
    out.reason = document.reason;
    return out;
  }
  out.verdict = Verdict::pass;
  if (asks_mechanism) out.reason = "every scenario that serves it was played and came out as demanded";
  if (asks_mechanism && !out.rates.empty()) out.reason += ", and its limits are met";
  if (asks_mechanism) out.reason += "; " + played(r, evaluation, out);
  if (asks_document) out.reason += (asks_mechanism ? "; " : "") + std::string("the documents are filed and valid");
  return out;
}

}  // namespace

Result<std::string> why_not_valid(const EvidenceSlot& slot, const FiledEvidence& filed, std::string_view on_date) {
  PROOFMARK_TRY(const Day day, parse_day(on_date, "the day of the report"));
  return why_not_valid_on(slot, filed, day);
}

Result<void> judge_requirements(Evaluation& evaluation, std::string_view on_date) {
  evaluation.requirements.clear();
  if (!evaluation.catalogue) return {};
  Documents documents;
  PROOFMARK_TRY(documents.day, parse_day(on_date, "the day of the report"));
  for (const EvidenceSlot& slot : evaluation.catalogue->slots) documents.slots[slot.id] = &slot;
  documents.filed = evaluation.evidence;
  std::vector<RequirementResult> results;
  for (const Requirement& r : evaluation.catalogue->requirements) {
    PROOFMARK_TRY(RequirementResult result, judge(r, evaluation, documents));
    results.push_back(std::move(result));
  }
  evaluation.requirements = std::move(results);
  return {};
}

}  // namespace proofmark::reports

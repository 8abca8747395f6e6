#include "reports/verdicts/rates.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "reports/verdicts/limits.hpp"

namespace proofmark::reports {
namespace {

enum class Count { error, correct, non_response };
using Selector = std::function<bool(const Attempt&)>;
// For attempts that the subject answered, crashed on or did not answer in time.
using Classifier = std::function<Count(const Observation&)>;

Rate named(std::string id, std::string name, std::string definition, std::optional<Limit> limit) {
  Rate rate;
  rate.id = std::move(id);
  rate.name = std::move(name);
  rate.definition = std::move(definition);
  rate.limit = std::move(limit);
  return rate;
}

struct GroupCount {
  std::uint64_t errors = 0;
  std::uint64_t n = 0;
};
using Groups = std::map<std::pair<std::string, std::string>, GroupCount>;

// The group with the highest rate; among equals the one with the weakest evidence (the highest upper bound).
Result<std::optional<GroupRate>> worst_group(const Groups& groups) {
  std::optional<GroupRate> worst;
  for (const auto& [key, count] : groups) {
    PROOFMARK_TRY(const Interval interval, two_sided(count.errors, count.n));
    const GroupRate one{key.first, key.second, count.errors, count.n, interval, std::nullopt};
    // Exact comparison of two fractions: errors1 * n2 against errors2 * n1.
    const auto left = worst ? one.errors * worst->n : 1;
    const auto right = worst ? worst->errors * one.n : 0;
    if (left > right || (left == right && one.interval.high > worst->interval.high)) worst = one;
  }
  return worst;
}

Result<Rate> counted(Rate rate, const Plan& plan, const Matched& matched, const Selector& selected,
                     const Classifier& classify) {
  std::map<std::string_view, const Person*> persons;
  for (const Person& p : plan.persons) persons[p.id] = &p;
  Groups groups;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
    const Attempt& a = plan.attempts[i];
    if (!selected(a)) continue;
    ++rate.planned;
    const Observation* o = matched.by_attempt[i];
    if (o == nullptr || o->outcome == Outcome::harness_error) {
      ++rate.missing;
      continue;
    }
    if (o->outcome != Outcome::completed) ++rate.disrupted;
    const Count count = classify(*o);
    if (count == Count::non_response) {
      ++rate.non_responses;
      continue;
    }
    ++rate.n;
    if (count == Count::error) ++rate.errors;
    const auto person = persons.find(a.person);
    if (person == persons.end()) continue;
    for (const auto& [group, value] : person->second->groups) {
      GroupCount& g = groups[{group, value}];
      ++g.n;
      if (count == Count::error) ++g.errors;
    }
  }
  PROOFMARK_TRY(rate.worst_group, worst_group(groups));
  PROOFMARK_CHECK(judge_rate(rate));
  return rate;
}

// ISO/IEC 19795-1: transaction level, so a session that ends in a crash or timeout is one more person not accepted.
Count false_reject(const Observation& o) {
  return o.decision == Decision::accepted ? Count::correct : Count::error;
}

// Without a decision nobody was accepted, but nothing was refused either; it is not counted in the subject's favour.
Count false_accept(const Observation& o) {
  if (o.outcome != Outcome::completed) return Count::non_response;
  return o.decision == Decision::accepted ? Count::error : Count::correct;
}

Classifier classified_as(PadClass wrong) {
  return [wrong](const Observation& o) {
    if (o.outcome != Outcome::completed) return Count::non_response;
    const PadClass found = pad_class(o);
    if (found == PadClass::no_response) return Count::non_response;
    return found == wrong ? Count::error : Count::correct;
  };
}

Count no_response(const Observation& o) {
  return o.outcome != Outcome::completed || pad_class(o) == PadClass::no_response ? Count::error : Count::correct;
}

std::vector<std::string> species_of(const Plan& plan, Kind kind) {
  std::vector<std::string> out;
  for (const Attempt& a : plan.attempts)
    if (a.kind == kind && std::find(out.begin(), out.end(), a.species) == out.end()) out.push_back(a.species);
  return out;
}

// The headline: the species with the highest rate, judged by every species.
Rate maximum(const std::vector<Rate>& all) {
  const Rate* worst = nullptr;
  for (const Rate& r : all) {
    if (worst == nullptr || (r.rate && !worst->rate) ||
        (r.rate && worst->rate && (*r.rate > *worst->rate || (*r.rate == *worst->rate && *r.upper > *worst->upper))))
      worst = &r;
  }
  Rate out = *worst;
  out.id = "apcer";
  out.name = "APCER, maximum over the species";
  out.definition =
      "The highest APCER of any species (ISO/IEC 30107-3); never pooled over species and never averaged with BPCER.";
  // The headline meets its limit only when every species does. The worst species speaks when it shares the verdict.
  Verdict verdict = Verdict::pass;
  for (const Rate& r : all) {
    if (r.verdict == Verdict::fail) verdict = Verdict::fail;
    if (r.verdict != Verdict::pass && verdict == Verdict::pass) verdict = Verdict::inconclusive;
  }
  const auto speaker = std::find_if(all.begin(), all.end(), [&](const Rate& r) { return r.verdict == verdict; });
  const Rate& cause = out.verdict == verdict || speaker == all.end() ? *worst : *speaker;
  out.verdict = verdict;
  out.reason = "species " + cause.species + ": " + cause.reason;
  out.attempts_needed.reset();
  for (const Rate& r : all)
    if (r.attempts_needed) out.attempts_needed = std::max(out.attempts_needed.value_or(0), *r.attempts_needed);
  return out;
}

Result<void> add_bona_fide(std::vector<Rate>& out, const Plan& plan, const Matched& matched) {
  const Selector live = [](const Attempt& a) { return a.kind == Kind::genuine || a.kind == Kind::impostor; };
  PROOFMARK_TRY(Rate frr, counted(
                              named("frr", "FRR, false rejection rate",
                                    "Genuine transactions not accepted, of all that were begun; crash and timeout "
                                    "count as not accepted (ISO/IEC 19795-1, transaction level).",
                                    frr_limit()),
                              plan, matched, [](const Attempt& a) { return a.kind == Kind::genuine; }, false_reject));
  PROOFMARK_TRY(Rate far, counted(
                              named("far", "FAR, false acceptance rate",
                                    "Zero-effort impostor transactions accepted, of those that ended in a decision "
                                    "(ISO/IEC 19795-1, transaction level; deliberate attacks are not part of it).",
                                    far_limit()),
                              plan, matched, [](const Attempt& a) { return a.kind == Kind::impostor; }, false_accept));
  PROOFMARK_TRY(Rate bpcer,
                counted(named("bpcer", "BPCER",
                              "Bona fide presentations classified as attacks: a check video.* or liveness.* "
                              "did not pass (ISO/IEC 30107-3). Bona fide are genuine persons and zero-effort "
                              "impostors, who are live persons too.",
                              bpcer_limit()),
                        plan, matched, live, classified_as(PadClass::attack)));
  PROOFMARK_TRY(Rate bpnrr, counted(named("bpnrr", "BPNRR",
                                          "Bona fide presentations without a classification: crash, timeout, or ended "
                                          "before the video checks (ISO/IEC 30107-3).",
                                          std::nullopt),
                                    plan, matched, live, no_response));
  for (Rate* rate : {&frr, &far, &bpcer, &bpnrr}) out.push_back(std::move(*rate));
  return {};
}

Result<void> add_attacks(std::vector<Rate>& out, const Plan& plan, const Matched& matched, Kind kind) {
  const bool presented = kind == Kind::presentation_attack;
  std::vector<Rate> detection, response, acceptance;
  for (const std::string& species : species_of(plan, kind)) {
    const Selector selected = [&](const Attempt& a) { return a.kind == kind && a.species == species; };
    Rate missed = presented ? named("apcer." + species, "APCER",
                                    "Presentations of this species classified as bona fide: every check video.* and "
                                    "liveness.* passed (ISO/IEC 30107-3).",
                                    apcer_limit())
                            : named("injection_missed." + species, "Injections not detected",
                                    "Injections of this instrument with every check video.* and liveness.* passed "
                                    "(method and instrument as CEN/TS 18099 has them).",
                                    injection_detection_limit());
    Rate silent = presented
                      ? named("apnrr." + species, "APNRR",
                              "Presentations of this species without a classification (ISO/IEC 30107-3).", std::nullopt)
                      : named("injection_no_response." + species, "Injections without a classification",
                              "Crash, timeout, or ended before the video checks.", std::nullopt);
    Rate accepted =
        presented
            ? named("iapar." + species, "IAPAR",
                    "Presentations of this species that the full system accepted (ISO/IEC 30107-3).", iapar_limit())
            : named("injection_accepted." + species, "Injections accepted",
                    "Injections of this instrument that the full system accepted.", injection_success_limit());
    for (Rate* rate : {&missed, &silent, &accepted}) rate->species = species;
    PROOFMARK_TRY(missed, counted(missed, plan, matched, selected, classified_as(PadClass::bona_fide)));
    PROOFMARK_TRY(silent, counted(silent, plan, matched, selected, no_response));
    PROOFMARK_TRY(accepted, counted(accepted, plan, matched, selected, false_accept));
    detection.push_back(std::move(missed));
    response.push_back(std::move(silent));
    acceptance.push_back(std::move(accepted));
  }
  if (presented && !detection.empty()) out.push_back(maximum(detection));
  for (auto* list : {&detection, &response, &acceptance})
    for (Rate& rate : *list) out.push_back(std::move(rate));
  return {};
}

}  // namespace

PadClass pad_class(const Observation& o) {
  std::size_t performed = 0;
  std::size_t passed = 0;
  std::size_t checks = 0;
  for (const Check& c : o.checks) {
    if (!c.id.starts_with("video.") && !c.id.starts_with("liveness.")) continue;
    ++checks;
    if (c.result == CheckResult::passed) ++passed;
    if (c.result == CheckResult::passed || c.result == CheckResult::failed) ++performed;
  }
  if (performed == 0) return PadClass::no_response;
  return passed == checks ? PadClass::bona_fide : PadClass::attack;
}

Result<std::vector<Rate>> rates(const Plan& plan, const Matched& matched) {
  std::vector<Rate> out;
  PROOFMARK_CHECK(add_bona_fide(out, plan, matched));
  PROOFMARK_CHECK(add_attacks(out, plan, matched, Kind::presentation_attack));
  PROOFMARK_CHECK(add_attacks(out, plan, matched, Kind::injection_attack));
  return out;
}

}  // namespace proofmark::reports

#include "reports/verdicts/judge.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace proofmark::reports {
namespace {

// docs/interface.md: `accepted` only when every one of these has passed.
constexpr std::array<std::string_view, 13> kServiceChecks = {
    "session.complete", "order.match",         "chip.access",     "chip.passive",     "chip.revocation",
    "chip.genuine",     "document.validity",   "video.format",    "video.continuity", "face.found",
    "face.match",       "liveness.challenges", "liveness.passive"};
constexpr std::array<std::string_view, 5> kChipChecks = {"chip.access", "chip.passive", "chip.revocation",
                                                         "chip.genuine", "document.validity"};

std::span<const std::string_view> checks_of(Level level) {
  if (level == Level::chip_inspection) return kChipChecks;
  return kServiceChecks;
}

std::string joined(const std::vector<std::string>& words, const std::string& none) {
  if (words.empty()) return none;
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::vector<std::string> not_passed(const Observation& o) {
  std::vector<std::string> out;
  for (const Check& c : o.checks)
    if (c.result == CheckResult::failed || c.result == CheckResult::undetermined) out.push_back(c.id);
  return out;
}

AttemptVerdict verdict(Verdict value, std::string reason) {
  AttemptVerdict out;
  out.verdict = value;
  out.reason = std::move(reason);
  return out;
}

AttemptVerdict unusable(std::string reason) {
  AttemptVerdict out = verdict(Verdict::inconclusive, std::move(reason));
  out.unusable = true;
  return out;
}

// An acceptance must rest on every check; an answer that says otherwise contradicts the interface.
AttemptVerdict judge_acceptance(Level level, const Observation& o) {
  for (const Check& c : o.checks)
    if (c.result != CheckResult::passed)
      return verdict(Verdict::fail, "accepted although " + c.id + " is " + std::string(name_of(c.result)));
  for (const std::string_view id : checks_of(level)) {
    const bool there = std::any_of(o.checks.begin(), o.checks.end(), [&](const Check& c) { return c.id == id; });
    if (!there)
      return verdict(Verdict::inconclusive, "accepted, but the answer does not hold check " + std::string(id));
  }
  return verdict(Verdict::pass, "accepted, every check passed");
}

AttemptVerdict judge_refusal(const Attempt& attempt, const Observation& o) {
  const std::vector<std::string> causes = not_passed(o);
  if (causes.empty()) return verdict(Verdict::inconclusive, "refused, but no check failed: the reason is not known");
  const auto& named = attempt.expected.checks;
  const bool right = named.empty() ||
                     std::any_of(named.begin(), named.end(), [&](const std::string& id) { return refused_by(o, id); });
  if (right) {
    AttemptVerdict out = verdict(Verdict::pass, "refused by " + joined(causes, ""));
    out.right_reason = true;
    return out;
  }
  return verdict(Verdict::inconclusive, "refused by " + joined(causes, "") + ", but not by " + joined(named, "") +
                                            ": the protection that this scenario is about was not shown");
}

AttemptVerdict judge_decision(Level level, const Attempt& attempt, const Observation& o) {
  const bool accepted = o.decision == Decision::accepted;
  if (attempt.kind == Kind::genuine) {
    if (accepted) return judge_acceptance(level, o);
    return verdict(Verdict::fail, "a genuine person was refused by " + joined(not_passed(o), "no check that failed"));
  }
  if (accepted) return verdict(Verdict::fail, "an attack was accepted");
  return judge_refusal(attempt, o);
}

AttemptVerdict judge_presentation(const Attempt& attempt, const Observation& o) {
  const bool live = attempt.kind == Kind::genuine || attempt.kind == Kind::impostor;
  if (o.failed_to_acquire)
    return verdict(live ? Verdict::fail : Verdict::inconclusive, "no classification: the sample was not usable");
  if (live)
    return o.pad->attack ? verdict(Verdict::fail, "a live person was classified as an attack")
                         : verdict(Verdict::pass, "classified as bona fide");
  return o.pad->attack ? verdict(Verdict::pass, "classified as an attack")
                       : verdict(Verdict::fail, "an attack was classified as bona fide");
}

AttemptVerdict judge_comparison(const Attempt& attempt, const Observation& o) {
  const bool mated = attempt.kind == Kind::genuine;
  if (o.failed_to_acquire)
    return verdict(mated ? Verdict::fail : Verdict::inconclusive, "no comparison: the sample was not usable");
  const bool match = o.comparison->score >= o.comparison->threshold;
  if (match == mated) return verdict(Verdict::pass, mated ? "the pictures match" : "the pictures do not match");
  return verdict(Verdict::fail, mated ? "two pictures of one person do not match" : "pictures of two persons match");
}

}  // namespace

Verdict worse(Verdict a, Verdict b) {
  if (a == Verdict::fail || b == Verdict::fail) return Verdict::fail;
  return a == Verdict::pass && b == Verdict::pass ? Verdict::pass : Verdict::inconclusive;
}

bool refused_by(const Observation& observation, const std::string& check) {
  return std::any_of(observation.checks.begin(), observation.checks.end(), [&](const Check& c) {
    return c.id == check && (c.result == CheckResult::failed || c.result == CheckResult::undetermined);
  });
}

std::string wrong_answer(Level level, const Attempt& a, const Observation& o) {
  const bool decided = o.decision != Decision::none;
  if (a.kind == Kind::probe) {
    if (!o.probe) return "a probe without a result";
    return decided || o.pad || o.comparison || o.failed_to_acquire ? "a probe with another answer beside" : "";
  }
  if (o.probe) return "a probe's result, and no probe was asked for";
  switch (level) {
    case Level::full_service:
    case Level::chip_inspection:
      if (!decided) return "no decision";
      return o.pad || o.failed_to_acquire ? "a score beside the decision" : "";
    case Level::pad:
      if (a.kind == Kind::document_attack) return "a document, which an attack detector cannot judge";
      if (decided || o.comparison) return "another answer than a score of attack detection";
      if (o.failed_to_acquire) return o.pad ? "a score of a sample that was not acquired" : "";
      if (!o.pad) return "no score of attack detection";
      if (o.pad->attack ? o.pad->score > o.pad->threshold : o.pad->score < o.pad->threshold)
        return "a class that contradicts score and threshold";
      return "";
    case Level::comparison:
      if (a.kind != Kind::genuine && a.kind != Kind::impostor) return "an attack, which a comparison cannot judge";
      if (decided || o.pad) return "another answer than a comparison's score";
      if (o.failed_to_acquire) return o.comparison ? "a score of a sample that was not acquired" : "";
      return o.comparison ? "" : "no comparison's score";
  }
  return "an unknown level";
}

AttemptVerdict judge(Level level, const Attempt& attempt, const Observation* o) {
  if (o == nullptr) return unusable("no single observation of this attempt");
  switch (o->outcome) {
    case Outcome::crash:
      return verdict(Verdict::fail, "crash: " + o->error);
    case Outcome::timeout:
      return verdict(Verdict::fail, "timeout: " + o->error);
    case Outcome::harness_error:
      return unusable("the harness failed: " + o->error);
    case Outcome::completed:
      break;
  }
  if (const std::string wrong = wrong_answer(level, attempt, *o); !wrong.empty())
    return unusable("not the answer that was asked for: " + wrong);
  if (attempt.kind == Kind::probe) {
    const ProbeAnswer& p = *o->probe;
    if (p.held && p.unexercised) return unusable("a probe that held and was not exercised");
    const Verdict otherwise = p.unexercised ? Verdict::inconclusive : Verdict::fail;
    return verdict(p.held ? Verdict::pass : otherwise, "expected " + p.expected + ", observed " + p.observed);
  }
  if (level == Level::pad) return judge_presentation(attempt, *o);
  if (level == Level::comparison) return judge_comparison(attempt, *o);
  return judge_decision(level, attempt, *o);
}

std::vector<ScenarioResult> judge_document_attacks(const Plan& plan, const Matched& matched) {
  std::vector<ScenarioResult> out;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
    const Attempt& a = plan.attempts[i];
    if (a.kind != Kind::document_attack) continue;
    auto row = std::find_if(out.begin(), out.end(), [&](const auto& r) { return r.scenario == a.scenario; });
    if (row == out.end()) {
      ScenarioResult fresh;
      fresh.scenario = a.scenario;
      fresh.requirement = a.requirement;
      fresh.clauses = a.clauses;
      fresh.expected_checks = a.expected.checks;
      fresh.verdict = Verdict::pass;
      row = out.insert(out.end(), std::move(fresh));
    }
    const Observation* o = matched.by_attempt[i];
    const AttemptVerdict one = judge(plan.subject.level, a, o);
    ++row->planned;
    row->verdict = worse(row->verdict, one.verdict);
    if (one.verdict != Verdict::pass) row->reason += (row->reason.empty() ? "" : "; ") + a.id + ": " + one.reason;
    if (o == nullptr || o->outcome != Outcome::completed) continue;
    ++row->observed;
    if (o->decision == Decision::refused) ++row->refused;
    if (one.right_reason) ++row->refused_as_expected;
    for (const std::string& id : not_passed(*o))
      if (std::find(row->refusing_checks.begin(), row->refusing_checks.end(), id) == row->refusing_checks.end())
        row->refusing_checks.push_back(id);
  }
  for (ScenarioResult& row : out)
    if (row.verdict == Verdict::pass)
      row.reason = "refused in " + std::to_string(row.refused) + " of " + std::to_string(row.planned) +
                   " cases, each by " + joined(row.expected_checks, "a failed check");
  return out;
}

}  // namespace proofmark::reports

#include "reports/verdicts/judge.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace proofmark::reports {
namespace {

// docs/interface.md: `accepted` only when every one of these has passed.
constexpr std::array<std::string_view, 13> kChecks = {
    "session.complete", "order.match",         "chip.access",     "chip.passive",     "chip.revocation",
    "chip.genuine",     "document.validity",   "video.format",    "video.continuity", "face.found",
    "face.match",       "liveness.challenges", "liveness.passive"};

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

// An acceptance must rest on every check; a package that says otherwise contradicts the interface.
AttemptVerdict judge_acceptance(const Observation& o) {
  for (const Check& c : o.checks)
    if (c.result != CheckResult::passed)
      return {Verdict::fail, "accepted although " + c.id + " is " + std::string(name_of(c.result)), false};
  for (const std::string_view id : kChecks) {
    const auto found = std::find_if(o.checks.begin(), o.checks.end(), [&](const Check& c) { return c.id == id; });
    if (found == o.checks.end())
      return {Verdict::inconclusive, "accepted, but the package does not hold check " + std::string(id), false};
  }
  return {Verdict::pass, "accepted, every check passed", false};
}

AttemptVerdict judge_refusal(const Attempt& attempt, const Observation& o) {
  const std::vector<std::string> causes = not_passed(o);
  if (causes.empty()) return {Verdict::inconclusive, "refused, but no check failed: the reason is not known", false};
  const auto& named = attempt.expected.checks;
  const bool right = named.empty() ||
                     std::any_of(named.begin(), named.end(), [&](const std::string& id) { return refused_by(o, id); });
  if (right) return {Verdict::pass, "refused by " + joined(causes, ""), true};
  return {Verdict::inconclusive,
          "refused by " + joined(causes, "") + ", but not by " + joined(named, "") +
              ": the protection that this scenario is about was not shown",
          false};
}

std::string listed(const std::vector<std::string>& ids, std::size_t most = 8) {
  if (ids.empty()) return "none";
  std::string out;
  for (std::size_t i = 0; i < ids.size() && i < most; ++i) out += (i == 0 ? "" : ", ") + ids[i];
  if (ids.size() > most) out += ", and " + std::to_string(ids.size() - most) + " more";
  return std::to_string(ids.size()) + ": " + out;
}

void add(Gate& gate, GateCondition condition, const std::string& brief) {
  if (condition.verdict != Verdict::pass)
    gate.reason += (gate.reason.empty() ? "not met: " : "; ") + condition.text + " (" + brief + ")";
  gate.conditions.push_back(std::move(condition));
}

void add(Gate& gate, std::string id, std::string text, const std::vector<std::string>& bad, Verdict otherwise) {
  add(gate, {std::move(id), std::move(text), listed(bad), bad.empty() ? Verdict::pass : otherwise}, listed(bad, 2));
}

Verdict worst(Verdict a, Verdict b) {
  if (a == Verdict::fail || b == Verdict::fail) return Verdict::fail;
  return a == Verdict::pass && b == Verdict::pass ? Verdict::pass : Verdict::inconclusive;
}

}  // namespace

bool refused_by(const Observation& observation, const std::string& check) {
  return std::any_of(observation.checks.begin(), observation.checks.end(), [&](const Check& c) {
    return c.id == check && (c.result == CheckResult::failed || c.result == CheckResult::undetermined);
  });
}

AttemptVerdict judge(const Attempt& attempt, const Observation* o) {
  if (o == nullptr) return {Verdict::inconclusive, "no single observation of this attempt", false};
  switch (o->outcome) {
    case Outcome::crash:
      return {Verdict::fail, "crash: " + o->error, false};
    case Outcome::timeout:
      return {Verdict::fail, "timeout: " + o->error, false};
    case Outcome::harness_error:
      return {Verdict::inconclusive, "the harness failed: " + o->error, false};
    case Outcome::completed:
      break;
  }
  if (o->decision == Decision::none) return {Verdict::inconclusive, "completed without a decision", false};
  if (attempt.kind == Kind::genuine) {
    if (o->decision == Decision::accepted) return judge_acceptance(*o);
    return {Verdict::fail, "a genuine person was refused by " + joined(not_passed(*o), "no check that failed"), false};
  }
  if (o->decision == Decision::accepted) return {Verdict::fail, "an attack was accepted", false};
  return judge_refusal(attempt, *o);
}

Gate judge_gate(const Plan& plan, const Matched& matched) {
  std::vector<std::string> crashes, timeouts, harness_errors, accepted, undecided;
  std::size_t documents = 0;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
    const Attempt& a = plan.attempts[i];
    const Observation* o = matched.by_attempt[i];
    if (o != nullptr && o->outcome == Outcome::crash) crashes.push_back(a.id);
    if (o != nullptr && o->outcome == Outcome::timeout) timeouts.push_back(a.id);
    if (o != nullptr && o->outcome == Outcome::harness_error) harness_errors.push_back(a.id);
    if (a.kind != Kind::document_attack) continue;
    ++documents;
    if (o == nullptr || o->outcome != Outcome::completed || o->decision == Decision::none) {
      undecided.push_back(a.id);
    } else if (o->decision == Decision::accepted) {
      accepted.push_back(a.id);
    } else {
      ++refused;
    }
  }
  Gate gate;
  const std::string share = std::to_string(refused) + " of " + std::to_string(documents);
  GateCondition attacks{"document_attacks", "every document attack is refused", share, Verdict::inconclusive};
  std::string brief = share;
  if (!accepted.empty()) attacks.verdict = Verdict::fail;
  if (accepted.empty() && documents > 0 && refused == documents) attacks.verdict = Verdict::pass;
  for (const auto& [what, ids] : {std::pair{"; accepted ", &accepted}, {"; without a decision ", &undecided}}) {
    if (ids->empty()) continue;
    attacks.observed += what + listed(*ids);
    brief += what + listed(*ids, 2);
  }
  if (documents == 0) attacks.observed = brief = "none was planned";
  add(gate, std::move(attacks), brief);
  add(gate, "crash", "no crash", crashes, Verdict::fail);
  add(gate, "timeout", "no timeout", timeouts, Verdict::fail);
  add(gate, "missing", "every planned attempt has its observation", matched.missing, Verdict::inconclusive);
  add(gate, "harness_error", "no attempt failed in the harness itself", harness_errors, Verdict::inconclusive);
  add(gate, "duplicate", "no attempt was observed twice", matched.duplicates, Verdict::inconclusive);
  add(gate, "unknown", "no observation is of another plan", matched.unknown, Verdict::inconclusive);
  gate.verdict = Verdict::pass;
  for (const GateCondition& c : gate.conditions) gate.verdict = worst(gate.verdict, c.verdict);
  if (gate.verdict == Verdict::pass)
    gate.reason = "all " + std::to_string(documents) +
                  " document attacks refused, no crash, no timeout, every planned attempt observed once";
  return gate;
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
    const AttemptVerdict verdict = judge(a, o);
    ++row->planned;
    row->verdict = worst(row->verdict, verdict.verdict);
    if (verdict.verdict != Verdict::pass)
      row->reason += (row->reason.empty() ? "" : "; ") + a.id + ": " + verdict.reason;
    if (o == nullptr || o->outcome != Outcome::completed) continue;
    ++row->observed;
    if (o->decision == Decision::refused) ++row->refused;
    if (verdict.right_reason) ++row->refused_as_expected;
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

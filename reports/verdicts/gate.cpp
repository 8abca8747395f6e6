#include "reports/verdicts/gate.hpp"

#include <algorithm>

#include "reports/verdicts/judge.hpp"

namespace proofmark::reports {
namespace {

using Ids = std::vector<std::string>;

std::string listed(const Ids& ids, std::size_t most = 8) {
  if (ids.empty()) return "none";
  std::string out;
  for (std::size_t i = 0; i < ids.size() && i < most; ++i) out += (i == 0 ? "" : ", ") + ids[i];
  if (ids.size() > most) out += ", and " + std::to_string(ids.size() - most) + " more";
  return std::to_string(ids.size()) + ": " + out;
}

// `brief` goes into the gate's sentence, `condition.observed` into its table.
void add(Gate& gate, GateCondition condition, const std::string& brief) {
  if (condition.verdict != Verdict::pass)
    gate.reason += (gate.reason.empty() ? "not met: " : "; ") + condition.text + " (" + brief + ")";
  gate.verdict = worse(gate.verdict, condition.verdict);
  gate.conditions.push_back(std::move(condition));
}

void add(Gate& gate, std::string id, std::string text, const Ids& bad, Verdict otherwise) {
  add(gate, {std::move(id), std::move(text), listed(bad), bad.empty() ? Verdict::pass : otherwise}, listed(bad, 2));
}

std::size_t add_required(Gate& gate, const Plan& plan, const std::vector<AttemptVerdict>& attempts) {
  Ids failed, unshown;
  std::size_t planned = 0;
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    if (plan.attempts[i].gate != GateRole::required) continue;
    ++planned;
    if (attempts[i].verdict == Verdict::fail) {
      failed.push_back(plan.attempts[i].id);
    } else if (attempts[i].verdict != Verdict::pass) {
      unshown.push_back(plan.attempts[i].id);
    }
  }
  if (planned == 0) return 0;
  const std::string share = std::to_string(planned - failed.size() - unshown.size()) + " of " + std::to_string(planned);
  GateCondition condition{"required", "every required attempt comes out as demanded", share, Verdict::pass};
  std::string brief = share;
  for (const auto& [what, ids] : {std::pair{"; failed ", &failed}, {"; not shown ", &unshown}}) {
    if (ids->empty()) continue;
    condition.observed += what + listed(*ids);
    brief += what + listed(*ids, 2);
  }
  if (!unshown.empty()) condition.verdict = Verdict::inconclusive;
  if (!failed.empty()) condition.verdict = Verdict::fail;
  add(gate, std::move(condition), brief);
  return planned;
}

struct Measured {
  std::size_t rates = 0;
  Ids inconclusive;
};

Measured add_measured(Gate& gate, const Plan& plan, const std::vector<Rate>& rates) {
  Measured out;
  Ids refuted, unanswered, met;
  for (const Rate& r : rates) {
    if (r.gate != GateRole::measured || r.planned == 0) continue;
    ++out.rates;
    if (r.verdict == Verdict::fail) {
      refuted.push_back(r.id);
    } else if (r.unanswered) {
      unanswered.push_back(r.id);
    } else if (r.verdict == Verdict::pass) {
      met.push_back(r.id);
    } else if (r.verdict == Verdict::inconclusive) {
      out.inconclusive.push_back(r.id);
    }
  }
  const bool planned = std::any_of(plan.attempts.begin(), plan.attempts.end(),
                                   [](const Attempt& a) { return a.gate == GateRole::measured; });
  if (!planned) return out;
  GateCondition condition{"measured", "no measured rate is refuted, and each has answers", "", Verdict::pass};
  std::string brief = std::to_string(out.rates) + " measured";
  condition.observed = brief;
  for (const auto& [what, ids] : {std::pair{"; refuted ", &refuted},
                                  {"; without answers ", &unanswered},
                                  {"; met ", &met},
                                  {"; neither met nor refuted ", &out.inconclusive}}) {
    if (ids->empty()) continue;
    condition.observed += what + listed(*ids);
    if (ids == &refuted || ids == &unanswered) brief += what + listed(*ids, 2);
  }
  if (!unanswered.empty() || out.rates == 0) condition.verdict = Verdict::inconclusive;
  if (!refuted.empty()) condition.verdict = Verdict::fail;
  add(gate, std::move(condition), brief);
  return out;
}

}  // namespace

Gate judge_gate(const Plan& plan, const Gaps& gaps, const std::vector<AttemptVerdict>& attempts,
                const std::vector<Rate>& rates) {
  Ids crashes, timeouts, harness_errors, wrong;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
    const std::string& id = plan.attempts[i].id;
    const Observation* o = gaps.matched.by_attempt[i];
    if (o == nullptr) continue;
    if (o->outcome == Outcome::crash) crashes.push_back(id);
    if (o->outcome == Outcome::timeout) timeouts.push_back(id);
    if (o->outcome == Outcome::harness_error) harness_errors.push_back(id);
    if (o->outcome == Outcome::completed && attempts[i].unusable) wrong.push_back(id);
  }
  Gate gate;
  gate.verdict = Verdict::pass;
  const std::size_t required = add_required(gate, plan, attempts);
  const Measured measured = add_measured(gate, plan, rates);
  if (gate.conditions.empty())
    add(gate, {"something", "the suite requires or measures something", "nothing", Verdict::inconclusive}, "nothing");
  add(gate, "crash", "no crash", crashes, Verdict::fail);
  add(gate, "timeout", "no timeout", timeouts, Verdict::fail);
  add(gate, "missing", "every planned attempt has its observation", gaps.matched.missing, Verdict::inconclusive);
  add(gate, "harness_error", "no attempt failed in the harness itself", harness_errors, Verdict::inconclusive);
  add(gate, "answer", "every answer is of the kind that was asked for", wrong, Verdict::inconclusive);
  add(gate, "duplicate", "no attempt was observed twice", gaps.matched.duplicates, Verdict::inconclusive);
  add(gate, "unknown", "no observation is of another plan", gaps.matched.unknown, Verdict::inconclusive);
  add(gate, "cut", "the observation file ends with a whole line", gaps.cut ? Ids{"its last line is cut"} : Ids{},
      Verdict::inconclusive);
  if (gate.verdict != Verdict::pass) return gate;
  if (required > 0) gate.reason = "all " + std::to_string(required) + " required attempts came out as demanded";
  if (measured.rates > 0)
    gate.reason += (gate.reason.empty() ? "" : "; ") + std::string("none of ") + std::to_string(measured.rates) +
                   " measured rates is refuted";
  if (!measured.inconclusive.empty())
    gate.reason += ", but " + std::to_string(measured.inconclusive.size()) + " of them are not shown to meet " +
                   "their limits either (" + listed(measured.inconclusive, 3) + ")";
  gate.reason += "; no crash, no timeout, every planned attempt observed once";
  return gate;
}

std::vector<ScenarioVerdict> judge_scenarios(const Plan& plan, const Gaps& gaps,
                                             const std::vector<AttemptVerdict>& attempts,
                                             const std::vector<Rate>& rates) {
  std::vector<ScenarioVerdict> out;
  std::vector<std::string> metrics;
  std::vector<bool> complete;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
    const Attempt& a = plan.attempts[i];
    auto at = std::find_if(out.begin(), out.end(), [&](const auto& s) { return s.scenario == a.scenario; });
    if (at == out.end()) {
      ScenarioVerdict fresh;
      fresh.scenario = a.scenario;
      fresh.kind = a.kind;
      fresh.gate = a.gate;
      fresh.requirement = a.requirement;
      fresh.requirements = a.requirements;
      fresh.verdict = Verdict::pass;
      at = out.insert(out.end(), std::move(fresh));
      metrics.push_back(a.metric);
      complete.push_back(true);
    }
    const auto index = static_cast<std::size_t>(at - out.begin());
    const AttemptVerdict& v = attempts[i];
    const Observation* o = gaps.matched.by_attempt[i];
    const bool completed = o != nullptr && o->outcome == Outcome::completed;
    ++at->planned;
    at->observed += completed ? 1U : 0U;
    at->as_expected += v.verdict == Verdict::pass ? 1U : 0U;
    at->failed += v.verdict == Verdict::fail ? 1U : 0U;
    if (!completed || v.unusable) complete[index] = false;
    at->verdict = worse(at->verdict, v.verdict);
    if (v.verdict != Verdict::pass && at->reason.empty()) at->reason = a.id + ": " + v.reason;
  }
  for (std::size_t s = 0; s < out.size(); ++s) {
    ScenarioVerdict& one = out[s];
    const std::string share = std::to_string(one.as_expected) + " of " + std::to_string(one.planned);
    if (one.verdict != Verdict::pass) one.reason = share + " as demanded; first: " + one.reason;
    if (one.verdict == Verdict::pass) one.reason = share + " as demanded";
    if (one.gate != GateRole::measured) continue;
    Verdict by_rates = Verdict::pass;
    std::string reason;
    bool limited = false;
    for (const Rate& r : rates) {
      if (!r.limit || r.gate != GateRole::measured || (!metrics[s].empty() && r.metric != metrics[s])) continue;
      if (std::find(r.scenarios.begin(), r.scenarios.end(), one.scenario) == r.scenarios.end()) continue;
      limited = true;
      if (r.verdict != Verdict::pass && worse(by_rates, r.verdict) != by_rates) reason = r.id + ": " + r.reason;
      by_rates = worse(by_rates, r.verdict);
    }
    if (!limited) continue;
    if (by_rates == Verdict::pass && (!complete[s] || one.as_expected == 0)) continue;  // its attempts speak
    one.verdict = by_rates;
    one.reason = share + " as demanded; " + (by_rates == Verdict::pass ? "every limit of its rates is met" : reason);
  }
  return out;
}

}  // namespace proofmark::reports

#include "reports/verdicts/evaluate.hpp"

#include <algorithm>
#include <functional>

#include "reports/verdicts/gate.hpp"
#include "reports/verdicts/judge.hpp"
#include "reports/verdicts/potential.hpp"
#include "reports/verdicts/rates.hpp"
#include "reports/verdicts/requirements.hpp"
#include "reports/verdicts/scores.hpp"

namespace proofmark::reports {
namespace {

using Selector = std::function<bool(const Attempt&, const Observation&)>;

Result<void> add_quantiles(SessionTimes& times) {
  std::sort(times.seconds.begin(), times.seconds.end());
  times.n = times.seconds.size();
  if (times.n == 0) return {};
  PROOFMARK_TRY(times.p50, quantile(times.seconds, 0.50));
  PROOFMARK_TRY(times.p95, quantile(times.seconds, 0.95));
  PROOFMARK_TRY(times.p99, quantile(times.seconds, 0.99));
  return {};
}

Result<SessionTimes> times(std::string id, std::string name, const Plan& plan, const Matched& matched,
                           const Selector& selected) {
  SessionTimes out;
  out.id = std::move(id);
  out.name = std::move(name);
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
    const Observation* o = matched.by_attempt[i];
    if (o == nullptr || o->outcome != Outcome::completed || !o->session_seconds) continue;
    if (selected(plan.attempts[i], *o)) out.seconds.push_back(*o->session_seconds);
  }
  PROOFMARK_CHECK(add_quantiles(out));
  return out;
}

// Each step in the order in which the plan's attempts name it first.
Result<std::vector<SessionTimes>> service_times(const Matched& matched) {
  std::vector<SessionTimes> out;
  for (const Observation* o : matched.by_attempt) {
    if (o == nullptr || o->outcome != Outcome::completed) continue;
    for (const StepTime& step : o->service_seconds) {
      const std::string id = "service." + step.step;
      auto at = std::find_if(out.begin(), out.end(), [&](const SessionTimes& one) { return one.id == id; });
      if (at == out.end()) {
        at = out.insert(out.end(), SessionTimes{});
        at->id = id;
        at->name = step.step;
      }
      at->seconds.push_back(step.seconds);
    }
  }
  for (SessionTimes& one : out) {
    PROOFMARK_CHECK(add_quantiles(one));
  }
  return out;
}

Result<std::vector<SessionTimes>> session_times(const Plan& plan, const Matched& matched) {
  const auto of = [](Kind kind) { return [kind](const Attempt& a, const Observation&) { return a.kind == kind; }; };
  std::vector<SessionTimes> out;
  const auto add = [&](std::string id, std::string name, const Selector& selected) -> Result<void> {
    PROOFMARK_TRY(SessionTimes one, times(std::move(id), std::move(name), plan, matched, selected));
    out.push_back(std::move(one));
    return {};
  };
  PROOFMARK_CHECK(add("all", "all sessions", [](const Attempt&, const Observation&) { return true; }));
  PROOFMARK_CHECK(add("genuine_accepted", "genuine, accepted", [](const Attempt& a, const Observation& o) {
    return a.kind == Kind::genuine && o.decision == Decision::accepted;
  }));
  PROOFMARK_CHECK(add("genuine_refused", "genuine, refused", [](const Attempt& a, const Observation& o) {
    return a.kind == Kind::genuine && o.decision == Decision::refused;
  }));
  PROOFMARK_CHECK(add("impostor", "impostors", of(Kind::impostor)));
  PROOFMARK_CHECK(add("presentation_attack", "presentation attacks", of(Kind::presentation_attack)));
  PROOFMARK_CHECK(add("injection_attack", "injection attacks", of(Kind::injection_attack)));
  PROOFMARK_CHECK(add("social_engineering", "forced or misled holders", of(Kind::social_engineering)));
  PROOFMARK_CHECK(add("document_attack", "document attacks", of(Kind::document_attack)));
  return out;
}

std::vector<std::string> problems(const Matched& matched, const ObservationFile& file) {
  std::vector<std::string> out;
  for (const std::string& id : matched.missing) out.push_back("missing: no observation of attempt " + id);
  for (const std::string& id : matched.duplicates)
    out.push_back("duplicate: more than one observation of attempt " + id);
  for (const std::string& id : matched.unknown)
    out.push_back("unknown: an observation of '" + id + "', which this plan does not hold");
  if (file.cut_last_line)
    out.emplace_back("cut: the observation file ends in the middle of a line; the run was killed");
  return out;
}

std::vector<OutsideEvidence> outside_evidence() {
  const auto pending = Verdict::external_evidence_pending;
  return {
      {"ETSI TS 119 461 BIN-8.4.2-07X/-07A",
       "Presentation attack detection evaluated by a laboratory (ISO/IEC 19989-3), every 2 years", pending,
       "needs a laboratory's report on real presentations"},
      {"ETSI TS 119 461 BIN-8.4.2-04B/-04C/-04D",
       "Injection attack detection evaluated by an accredited laboratory (CEN/TS 18099), every 2 years", pending,
       "needs a laboratory's certificate with its date"},
      {"ETSI TS 119 461 BIN-8.4.3-06X", "Biometric performance by ISO/IEC 19795-1 on real persons", pending,
       "needs a test with real persons; simulated faces do not stand for a population"},
      {"ETSI TS 119 461 QTS-C.3.4-08, eIDAS Art. 24(1a)(c)", "Confirmation by a conformity assessment body", pending,
       "needs the body's certificate"},
      {"ETSI TS 119 461 8.3.3", "Validation of a physical document before the camera", Verdict::not_applicable,
       "the chip is the authoritative evidence here (8.3.2)"},
  };
}

}  // namespace

Result<Evaluation> evaluate(const Plan& plan, const ObservationFile& file, const std::optional<Catalogue>& catalogue,
                            const std::vector<FiledEvidence>& evidence, std::string_view on_date) {
  const Gaps gaps{match(plan, file.observations), file.cut_last_line};
  const Matched& matched = gaps.matched;
  Evaluation out;
  out.plan = plan;
  out.catalogue = catalogue;
  out.evidence = evidence;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
    const Observation* o = matched.by_attempt[i];
    out.observations.push_back(o == nullptr ? std::nullopt : std::optional(*o));
    out.attempts.push_back(judge(plan.subject.level, plan.attempts[i], o));
  }
  out.problems = problems(matched, file);
  const std::vector<Limit>* limits = catalogue ? &catalogue->limits : nullptr;
  PROOFMARK_TRY(out.rates, rates(plan, matched, limits));
  out.potentials = by_attack_potential(plan, out.rates);
  PROOFMARK_TRY(out.sums, sums(out.rates));
  PROOFMARK_TRY(out.relations, relations(out.rates));
  PROOFMARK_TRY(out.scores, score_tables({plan, matched, limits}));
  out.availability = availability(out.rates);
  out.scenarios = judge_scenarios(plan, gaps, out.attempts, out.rates);
  out.gate = judge_gate(plan, gaps, out.attempts, out.rates);
  out.document_attacks = judge_document_attacks(plan, matched);
  PROOFMARK_TRY(out.session_times, session_times(plan, matched));
  PROOFMARK_TRY(out.service_times, service_times(matched));
  out.outside = outside_evidence();
  PROOFMARK_CHECK(judge_requirements(out, on_date.empty() ? std::string_view(plan.started).substr(0, 10) : on_date));
  return out;
}

}  // namespace proofmark::reports

// verdicts.json and results.json. Keys in a fixed order, numbers by their shortest decimal: same run, same bytes.
#include "reports/formats/results.hpp"

#include "reports/formats/inspection_json.hpp"
#include "reports/formats/results_json.hpp"

namespace proofmark::reports {
namespace results_json {
OrderedJson json_of(const std::optional<Quantile>& q) {
  if (!q) return nullptr;
  return {{"seconds", stable(q->value)},
          {"interval_95", {{"low", or_null(q->low)}, {"high", or_null(q->high)}}},
          {"n_for_low", q->n_for_low},
          {"n_for_high", q->n_for_high}};
}

OrderedJson json_of(const ScenarioResult& s) {
  return {{"scenario", s.scenario},
          {"requirement", s.requirement},
          {"clauses", s.clauses},
          {"planned", s.planned},
          {"observed", s.observed},
          {"refused", s.refused},
          {"refused_by_expected_check", s.refused_as_expected},
          {"expected_checks", s.expected_checks},
          {"refusing_checks", s.refusing_checks},
          {"verdict", name_of(s.verdict)},
          {"reason", s.reason}};
}

OrderedJson json_of(const AttackSpecies& s) {
  OrderedJson ranges = OrderedJson::object(), choices = OrderedJson::object();
  for (const auto& [name, range] : s.ranges) ranges[name] = {stable(range.low), stable(range.high)};
  for (const auto& [name, value] : s.choices) choices[name] = value;
  OrderedJson json{
      {"id", s.id},       {"name", s.name},    {"attack_potential", s.attack_potential}, {"material", s.material},
      {"ranges", ranges}, {"choices", choices}};
  if (s.cost)
    json["cost"] = {{"hours", {stable(s.cost->hours.low), stable(s.cost->hours.high)}},
                    {"euro", {stable(s.cost->euro.low), stable(s.cost->euro.high)}},
                    {"source", s.cost->source}};
  return json;
}

OrderedJson json_of(const SessionTimes& t) {
  return {{"id", t.id},           {"name", t.name}, {"n", t.n}, {"p50", json_of(t.p50)}, {"p95", json_of(t.p95)},
          {"p99", json_of(t.p99)}};
}

OrderedJson json_of(const OutsideEvidence& o) {
  return {{"clause", o.clause}, {"text", o.text}, {"verdict", name_of(o.verdict)}, {"reason", o.reason}};
}

OrderedJson json_of(const ScenarioVerdict& s) {
  return {{"scenario", s.scenario},
          {"kind", name_of(s.kind)},
          {"gate", name_of(s.gate)},
          {"requirement", s.requirement},
          {"requirements", s.requirements},
          {"planned", s.planned},
          {"observed", s.observed},
          {"as_expected", s.as_expected},
          {"failed", s.failed},
          {"verdict", name_of(s.verdict)},
          {"reason", s.reason}};
}

OrderedJson json_of(const RequirementResult& r) {
  return {{"id", r.id},
          {"verdict", name_of(r.verdict)},
          {"reason", r.reason},
          {"simulated", r.simulated},
          {"scenarios", r.scenarios},
          {"rates", r.rates},
          {"filed", r.filed},
          {"open", r.open}};
}

}  // namespace results_json

namespace {

using namespace results_json;

constexpr int kFormat = 2;

OrderedJson json_of(const Gate& gate) {
  OrderedJson conditions = OrderedJson::array();
  for (const GateCondition& c : gate.conditions)
    conditions.push_back({{"id", c.id}, {"text", c.text}, {"observed", c.observed}, {"verdict", name_of(c.verdict)}});
  return {{"verdict", name_of(gate.verdict)}, {"reason", gate.reason}, {"conditions", conditions}};
}

OrderedJson json_of(const Observation& o) {
  OrderedJson checks = OrderedJson::array();
  for (const Check& c : o.checks) checks.push_back({{"id", c.id}, {"result", name_of(c.result)}, {"reason", c.reason}});
  OrderedJson actions = OrderedJson::array();
  for (const ActionRecord& a : o.actions)
    actions.push_back({{"number", a.number},
                       {"action", a.action},
                       {"asked_at_ms", a.asked_at_ms},
                       {"window_ms", a.window_ms},
                       {"answered_at_ms", or_null(a.answered_at_ms)},
                       {"result", a.result}});
  OrderedJson video = nullptr;
  if (o.video)
    video = {{"frames", o.video->frames},
             {"width", o.video->width},
             {"height", o.video->height},
             {"frames_per_second", stable(o.video->frames_per_second)}};
  OrderedJson comparison = nullptr;
  if (o.comparison)
    comparison = {{"score", stable(o.comparison->score)}, {"threshold", stable(o.comparison->threshold)}};
  OrderedJson pad = nullptr;
  if (o.pad)
    pad = {{"score", stable(o.pad->score)}, {"threshold", stable(o.pad->threshold)}, {"attack", o.pad->attack}};
  OrderedJson probe = nullptr;
  if (o.probe) probe = {{"held", o.probe->held}, {"expected", o.probe->expected}, {"observed", o.probe->observed}};
  if (o.probe && o.probe->unexercised) probe["unexercised"] = true;
  OrderedJson steps = OrderedJson::array();
  for (const StepTime& one : o.service_seconds) steps.push_back({{"step", one.step}, {"seconds", stable(one.seconds)}});
  OrderedJson json = {{"outcome", name_of(o.outcome)},
                      {"decision", name_of(o.decision)},
                      {"tries", o.tries},
                      {"earlier_errors", o.earlier_errors},
                      {"session_seconds", or_null(o.session_seconds)},
                      {"wall_seconds", stable(o.wall_seconds)},
                      {"service_seconds", steps},
                      {"package_sha256", o.package_sha256},
                      {"checks", checks},
                      {"video", video},
                      {"actions", actions},
                      {"comparison", comparison},
                      {"pad", pad},
                      {"probe", probe},
                      {"failed_to_acquire", o.failed_to_acquire},
                      {"error", o.error}};
  if (o.inspection) json["inspection"] = reports::json_of(*o.inspection);
  return json;
}

OrderedJson attempt_json(const Evaluation& e, std::size_t i) {
  const Attempt& a = e.plan.attempts[i];
  return {{"id", a.id},
          {"scenario", a.scenario},
          {"kind", name_of(a.kind)},
          {"person", a.person},
          {"holder", a.holder},
          {"species", text_or_null(a.species)},
          {"relation", text_or_null(a.relation)},
          {"method", text_or_null(a.method)},
          {"instrument", text_or_null(a.instrument)},
          {"card", text_or_null(a.card)},
          {"device", text_or_null(a.device)},
          {"probe", text_or_null(a.probe)},
          {"metric", text_or_null(a.metric)},
          {"gate", name_of(a.gate)},
          {"requirement", a.requirement},
          {"requirements", a.requirements},
          {"clauses", a.clauses},
          {"expected", {{"decision", name_of(a.expected.decision)}, {"checks", a.expected.checks}}},
          {"verdict", name_of(e.attempts[i].verdict)},
          {"reason", e.attempts[i].reason},
          {"observation", e.observations[i] ? json_of(*e.observations[i]) : OrderedJson(nullptr)}};
}

OrderedJson subject_json(const Subject& subject) {
  OrderedJson settings = OrderedJson::array();
  for (const Setting& s : subject.settings) settings.push_back({{"name", s.name}, {"value", s.value}});
  return {{"name", subject.name},
          {"version", subject.version},
          {"level", name_of(subject.level)},
          {"reached_by", subject.reached_by},
          {"settings", settings},
          {"thresholds_set_on", subject.thresholds_set_on}};
}

}  // namespace

std::string_view simulated_statement() {
  return "Simulated result. Persons, cards, cameras and attacks are made by software. It supports regression and gate "
         "decisions about this version of the subject. It supports no claim of conformity in presentation attack "
         "detection, injection attack detection or biometric performance.";
}

std::string verdicts_to_json(const Evaluation& e) {
  OrderedJson attempts = OrderedJson::array();
  for (std::size_t i = 0; i < e.attempts.size(); ++i)
    attempts.push_back({{"attempt", e.plan.attempts[i].id},
                        {"verdict", name_of(e.attempts[i].verdict)},
                        {"reason", e.attempts[i].reason}});
  OrderedJson rates = OrderedJson::array();
  for (const Rate& r : e.rates)
    rates.push_back({{"rate", r.id}, {"verdict", name_of(r.verdict)}, {"reason", r.reason}});
  OrderedJson scenarios = OrderedJson::array();
  for (const ScenarioVerdict& v : e.scenarios)
    scenarios.push_back({{"scenario", v.scenario}, {"verdict", name_of(v.verdict)}, {"reason", v.reason}});
  OrderedJson requirements = OrderedJson::array();
  for (const RequirementResult& v : e.requirements)
    requirements.push_back({{"requirement", v.id}, {"verdict", name_of(v.verdict)}, {"reason", v.reason}});
  return dump_pretty({{"format", kFormat},
                      {"run", e.plan.run},
                      {"simulated", true},
                      {"gate", json_of(e.gate)},
                      {"rates", rates},
                      {"scenarios", scenarios},
                      {"requirements", requirements},
                      {"attempts", attempts},
                      {"problems", e.problems}});
}

std::string results_to_json(const Evaluation& e) {
  std::size_t observed = 0;
  for (const auto& o : e.observations) observed += o ? 1U : 0U;
  OrderedJson attempts = OrderedJson::array();
  for (std::size_t i = 0; i < e.attempts.size(); ++i) attempts.push_back(attempt_json(e, i));
  OrderedJson json = {{"format", kFormat},
                      {"run", e.plan.run},
                      {"suite", e.plan.suite},
                      {"seed", std::to_string(e.plan.seed)},
                      {"harness", e.plan.harness},
                      {"machine", e.plan.machine},
                      {"command", e.plan.command},
                      {"started", e.plan.started},
                      {"began", text_or_null(e.began)},
                      {"catalogue_sha256", text_or_null(e.plan.catalogue_sha256)},
                      {"simulated", true},
                      {"statement", simulated_statement()},
                      {"subject", subject_json(e.plan.subject)},
                      {"species", list(e.plan.species)},
                      {"planned", e.plan.attempts.size()},
                      {"observed", observed},
                      {"gate", json_of(e.gate)},
                      {"problems", e.problems},
                      {"rates", list(e.rates)},
                      {"attack_potentials", list(e.potentials)},
                      {"sums", list(e.sums)},
                      {"relations", list(e.relations)},
                      {"scores", list(e.scores)},
                      {"availability", json_of(e.availability)},
                      {"scenarios", list(e.scenarios)},
                      {"requirements", list(e.requirements)},
                      {"document_attacks", list(e.document_attacks)},
                      {"session_times", list(e.session_times)},
                      {"service_times", list(e.service_times)},
                      {"outside_evidence", list(e.outside)},
                      {"attempts", attempts}};
  if (e.plan.population)
    json["population"] = {{"name", e.plan.population->name}, {"sha256", e.plan.population->sha256}};
  return dump_pretty(json);
}

}  // namespace proofmark::reports

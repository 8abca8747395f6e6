// plan.json: what next year's plan is compared with, and what a tool reads.
#include "reports/formats/json_fields.hpp"
#include "reports/formats/percent.hpp"
#include "reports/risk/risk_plan.hpp"

namespace proofmark::reports::risk {
namespace {

constexpr const char* kFormat = "proofmark-risk-plan/1";

OrderedJson json_of(const Text& text) {
  return {{"en", text.en}, {"lt", text.lt}};
}

OrderedJson json_of(const EvidenceRow& row) {
  const char* source = row.source == EvidenceRow::Source::rate       ? "rate"
                       : row.source == EvidenceRow::Source::scenario ? "scenario"
                                                                     : "requirement";
  OrderedJson interval = nullptr;
  if (row.interval) interval = {stable(row.interval->low), stable(row.interval->high)};
  return {{"source", source},       {"what", row.what},
          {"species", row.species}, {"n", row.n},
          {"errors", row.errors},   {"rate", row.rate ? OrderedJson(stable(*row.rate)) : OrderedJson(nullptr)},
          {"interval", interval},   {"verdict", name_of(row.verdict)}};
}

OrderedJson json_of(const AssessedRisk& one) {
  OrderedJson evidence = OrderedJson::array();
  for (const EvidenceRow& row : one.evidence) evidence.push_back(json_of(row));
  return {{"id", one.risk.id},
          {"clause", one.clause},
          {"added", one.risk.added},
          {"owner", one.risk.owner},
          {"inherent", one.inherent},
          {"residual", one.residual},
          {"treatment", name_of(one.risk.treatment)},
          {"support", name_of(one.support)},
          {"next_review", to_text(one.next_review)},
          {"evidence", evidence}};
}

}  // namespace

std::string plan_to_json(const RiskPlan& plan) {
  OrderedJson risks = OrderedJson::array();
  for (const AssessedRisk& one : plan.risks) risks.push_back(json_of(one));
  OrderedJson triggers = OrderedJson::array();
  for (const Trigger& one : plan.triggers)
    triggers.push_back({{"id", one.id}, {"open", one.open}, {"reason", json_of(one.reason)}});
  OrderedJson changes = OrderedJson::array();
  for (const Change& one : plan.changes) changes.push_back({{"risk", one.risk}, {"text", json_of(one.text)}});
  return dump_pretty({{"format", kFormat},
                      {"simulated", true},
                      {"date", plan.date},
                      {"run", plan.run},
                      {"suite", plan.suite},
                      {"started", plan.started},
                      {"subject", plan.subject},
                      {"subject_version", plan.subject_version},
                      {"reached_by", plan.reached_by},
                      {"settings_sha256", plan.settings_sha256},
                      {"register_sha256", plan.register_sha256},
                      {"planned", plan.planned},
                      {"observed", plan.observed},
                      {"previous_date", plan.previous_date},
                      {"risks", risks},
                      {"triggers", triggers},
                      {"changes", changes}});
}

Result<PreviousPlan> previous_from_json(std::string_view text) {
  PROOFMARK_TRY(const Json json, parse_json(text, "the previous risk management plan"));
  // A reader of its own past: only what is compared is read, so that a later version may write more.
  const auto bad = [](const std::string& field, const std::string& observed) {
    return fail("tender 7.5.2, previous plan", "the field " + field + " of " + kFormat, observed,
                "Give the plan.json that `proofmark risk-plan` wrote.");
  };
  if (!json.is_object()) return bad("format", "no JSON object");
  PreviousPlan plan;
  if (json.value("format", Json()) != kFormat) return bad("format", json.value("format", Json()).dump());
  for (const auto& [name, into] :
       {std::pair{"date", &plan.date}, std::pair{"run", &plan.run}, std::pair{"subject", &plan.subject},
        std::pair{"subject_version", &plan.subject_version}, std::pair{"settings_sha256", &plan.settings_sha256}}) {
    const Json value = json.value(name, Json());
    if (!value.is_string()) return bad(name, value.dump());
    *into = value.get<std::string>();
  }
  PROOFMARK_CHECK(parse_day(plan.date, "the date of the previous plan"));
  const Json risks = json.value("risks", Json());
  if (!risks.is_array()) return bad("risks", risks.type_name());
  for (const Json& one : risks) {
    if (!one.is_object() || !one.value("id", Json()).is_string() || !one.value("support", Json()).is_string() ||
        !one.value("inherent", Json()).is_number_integer() || !one.value("residual", Json()).is_number_integer())
      return bad("risks", "an entry without id, support, inherent or residual");
    PROOFMARK_TRY(const Support support, parse_support(one["support"].get<std::string>()));
    plan.risks.push_back({one["id"], one["inherent"], one["residual"], support});
  }
  return plan;
}

Result<std::vector<Incident>> incidents_from_json(std::string_view text) {
  PROOFMARK_TRY(const Json json, parse_json(text, "the incidents"));
  Fields in(json, "incidents");
  const std::string format = in.text("format");
  auto incidents = in.list<Incident>("incidents", [](Fields& one) {
    Incident incident;
    incident.date = one.text("date");
    Fields words(one.object("text"), "text");
    incident.text = {words.text("en"), words.text("lt")};
    one.take(words);
    return incident;
  });
  PROOFMARK_CHECK(in.finish());
  if (format != "proofmark-incidents/1")
    return fail("tender 7.5.2, incidents", "the format proofmark-incidents/1", "'" + format + "'", "Correct the file.");
  for (const Incident& incident : incidents) {
    PROOFMARK_CHECK(parse_day(incident.date, "the date of an incident"));
  }
  return incidents;
}

}  // namespace proofmark::reports::risk

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

OrderedJson json_of(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return {stable(interval->low), stable(interval->high)};
}

OrderedJson json_of(const std::optional<Limit>& limit) {
  if (!limit) return nullptr;
  return {{"id", limit->id},         {"value", limit->value},    {"text", limit->text}, {"kind", name_of(limit->kind)},
          {"source", limit->source}, {"checked", limit->checked}};
}

const char* name_of(EvidenceRow::Source source) {
  return source == EvidenceRow::Source::rate         ? "rate"
         : source == EvidenceRow::Source::difference ? "difference"
                                                     : "scenario";
}

OrderedJson json_of(const EvidenceRow& row) {
  OrderedJson out = {{"source", name_of(row.source)},
                     {"what", row.what},
                     {"species", row.species},
                     {"n", row.n},
                     {"errors", row.errors},
                     {"planned", row.planned},
                     {"missing", row.missing},
                     {"rate", row.rate ? OrderedJson(stable(*row.rate)) : OrderedJson(nullptr)},
                     {"interval", json_of(row.interval)},
                     {"limit", json_of(row.limit)},
                     {"verdict", reports::name_of(row.verdict)},
                     {"reason", row.reason}};
  if (row.source == EvidenceRow::Source::difference) {
    out["group"] = {{row.group, row.value}};
    out["ratio"] = row.ratio && row.ratio->value ? OrderedJson(stable(*row.ratio->value)) : OrderedJson(nullptr);
  }
  return out;
}

OrderedJson json_of(const RequirementRow& row) {
  OrderedJson open = OrderedJson::array();
  for (const EvidenceSlot& slot : row.open) open.push_back(slot.id);
  return {{"id", row.id},
          {"verdict", reports::name_of(row.verdict)},
          {"open", open},
          {"waits_for_this_plan", row.waits_for_plan}};
}

OrderedJson json_of(const AssessedRisk& one) {
  OrderedJson evidence = OrderedJson::array();
  for (const EvidenceRow& row : one.evidence.rows) evidence.push_back(json_of(row));
  OrderedJson requirements = OrderedJson::array();
  for (const RequirementRow& row : one.evidence.requirements) requirements.push_back(json_of(row));
  return {{"id", one.risk.id},
          {"clause", one.clause},
          {"added", one.risk.added},
          {"owner", one.risk.owner},
          {"inherent", one.inherent},
          {"residual", one.residual},
          {"treatment", name_of(one.risk.treatment)},
          {"support", name_of(one.support)},
          {"next_review", to_text(one.next_review)},
          {"evidence", evidence},
          {"not_played", one.evidence.unplayed},
          {"not_in_this_run", one.evidence.unanswered},
          {"awaited", one.evidence.awaited},
          {"requirements", requirements}};
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
                      {"began", plan.began.empty() ? OrderedJson(nullptr) : OrderedJson(plan.began)},
                      {"started_simulated", plan.started},
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

}  // namespace proofmark::reports::risk

// What next year's plan is made from beside a run: last year's plan.json and the incidents since.
#include "reports/formats/json_fields.hpp"
#include "reports/risk/risk_plan.hpp"

namespace proofmark::reports::risk {
namespace {

constexpr const char* kFormat = "proofmark-risk-plan/1";
constexpr std::int64_t kHighestScore = 25;  // likelihood x impact

bool is_score(const Json& json) {
  return json.is_number_unsigned() && json >= 1 && json <= kHighestScore;
}

}  // namespace

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
        !is_score(one.value("inherent", Json())) || !is_score(one.value("residual", Json())))
      return bad("risks", "an entry without id, support, or inherent and residual from 1 to 25");
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

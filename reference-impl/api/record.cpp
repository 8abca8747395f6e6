#include "reference-impl/api/record.hpp"

#include <nlohmann/json.hpp>

#include "common/bytes.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

using Json = nlohmann::ordered_json;

// A reason may quote bytes of the chip: what is no UTF-8 is replaced, never thrown over.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::int64_t milliseconds(Duration d) {
  return std::chrono::floor<std::chrono::milliseconds>(d).count();
}

Json checks_json(const std::vector<decision::Check>& checks) {
  Json list = Json::array();
  for (const auto& check : checks)
    list.push_back({{"id", check.id}, {"result", name_of(check.result)}, {"reason", check.reason}});
  return list;
}

Json actions_json(const std::vector<store::ActionRow>& actions) {
  Json list = Json::array();
  for (const auto& action : actions)
    list.push_back({{"number", action.number},
                    {"action", action.action},
                    {"asked_at_ms", action.asked_at_ms},
                    {"window_ms", action.window_ms},
                    {"answered_at_ms", action.answered_at_ms ? Json(*action.answered_at_ms) : Json(nullptr)},
                    {"result", action.result}});
  return list;
}

Json video_json(const std::optional<liveness::VideoOutcome>& video) {
  if (!video) return nullptr;
  return {{"frames", video->frames},
          {"width", video->width},
          {"height", video->height},
          {"frames_per_second", video->frames_per_second}};
}

Json comparison_json(const std::optional<liveness::VideoOutcome>& video) {
  if (!video || !video->comparison) return nullptr;
  return {{"score", video->comparison->score}, {"threshold", video->comparison->threshold}};
}

Json document_json(const chip::DocumentData& document) {
  return {{"type", document.type},
          {"number", document.number},
          {"issuer", document.issuer},
          {"date_of_expiry", document.date_of_expiry}};
}

// A hostile chip writes into reasons, by way of names in certificates: they end at what the interface allows.
std::string cut(const std::string& reason) {
  constexpr std::size_t longest = 1024;  // bytes; each that is no UTF-8 becomes three, and 4096 are allowed
  return reason.substr(0, longest);
}

Json steps_json(const chip::Inspection& inspection) {
  Json steps = Json::array();
  for (const auto& step : inspection.sub_checks)
    steps.push_back({{"id", step.id}, {"result", chip::name_of(step.result)}, {"reason", cut(step.reason)}});
  return steps;
}

// The steps as the relying side gets them.
Json inspection_json(const std::optional<chip::Inspection>& inspection) {
  if (!inspection || PROOFMARK_WEAKNESS(steps_omitted)) return nullptr;
  Json steps = steps_json(*inspection);
  for (Json& step : steps)
    if (step["result"] == "failed" && PROOFMARK_WEAKNESS(failed_step_embellished)) step["result"] = "successful";
  return {{"readings", inspection->readings}, {"steps", std::move(steps)}};
}

Json chip_json(const std::optional<chip::Inspection>& inspection) {
  if (!inspection) return nullptr;
  Json chip;
  chip["commands"] = inspection->commands;
  chip["readings"] = inspection->readings;
  chip["steps"] = steps_json(*inspection);
  chip["document"] = inspection->document ? document_json(*inspection->document) : Json(nullptr);
  chip["portrait_sha256"] = inspection->portrait.empty() ? Json(nullptr) : Json(sha256_hex(inspection->portrait));
  return chip;
}

}  // namespace

std::vector<store::ActionRow> action_rows(const std::optional<liveness::VideoOutcome>& video) {
  std::vector<store::ActionRow> rows;
  if (!video || PROOFMARK_WEAKNESS(actions_not_recorded)) return rows;
  for (const auto& action : video->actions) {
    store::ActionRow row{.number = action.number,
                         .action = std::string(name_of(action.action)),
                         .asked_at_ms = milliseconds(action.asked_at),
                         .window_ms = milliseconds(action.window),
                         .answered_at_ms = std::nullopt,
                         .result = std::string(name_of(action.result))};
    if (action.answered_at)
      row.answered_at_ms = PROOFMARK_WEAKNESS(answer_time_wrong) ? 0 : milliseconds(*action.answered_at);
    rows.push_back(std::move(row));
  }
  if (!rows.empty() && PROOFMARK_WEAKNESS(last_action_missing)) rows.pop_back();
  return rows;
}

std::string inspection_claim(const chip::Inspection& inspection) {
  return dump(inspection_json(inspection));
}

std::string evidence_record(const SessionRecord& record) {
  const auto& [order, session] = std::tie(record.order, record.session);
  Json evidence;
  evidence["version"] = 1;
  evidence["order"] = {{"id", order.id},
                       {"reference", order.reference},
                       {"given_names", order.given_names},
                       {"surname", order.surname},
                       {"personal_code", order.personal_code},
                       {"document_number", order.document_number},
                       {"created_at", to_rfc3339(order.created_at)}};
  evidence["session"] = {{"id", session.id},
                         {"created_at", to_rfc3339(session.created_at)},
                         {"consent_at", session.consent_at ? Json(to_rfc3339(*session.consent_at)) : Json(nullptr)},
                         {"language", session.language},
                         {"decided_at", to_rfc3339(record.decided_at)}};
  evidence["decision"] = record.decision.accepted ? "accepted" : "refused";
  evidence["checks"] = checks_json(record.decision.checks);
  evidence["chip"] = chip_json(record.inspection);
  evidence["video"] = video_json(record.video);
  evidence["video_stream_sha256"] = record.stream_sha256.empty() ? Json(nullptr) : Json(record.stream_sha256);
  evidence["actions"] = actions_json(action_rows(record.video));
  evidence["comparison"] = comparison_json(record.video);
  evidence["thresholds_sha256"] = record.thresholds_sha256;
  return dump(evidence);
}

std::string package_claims(const SessionRecord& record, const std::string& issuer, const std::string& id,
                           const std::string& evidence) {
  const bool accepted = record.decision.accepted;
  const bool named =
      (accepted || PROOFMARK_WEAKNESS(identity_in_refusal)) && record.inspection && record.inspection->document;
  Json claims;
  claims["iss"] = issuer;
  const Instant issued = PROOFMARK_WEAKNESS(issue_time_wrong) ? Instant{} : record.decided_at;
  claims["iat"] = std::chrono::floor<std::chrono::seconds>(issued).time_since_epoch().count();
  claims["jti"] = id;
  claims["order"] = PROOFMARK_WEAKNESS(package_order_unbound) ? record.session.id : record.order.id;
  claims["reference"] = PROOFMARK_WEAKNESS(package_reference_unbound) ? record.order.id : record.order.reference;
  claims["session"] = record.session.id;
  claims["decision"] = accepted ? "accepted" : "refused";
  const bool leveled = accepted || PROOFMARK_WEAKNESS(level_in_refusal);
  claims["loip"] = leveled ? Json(PROOFMARK_WEAKNESS(level_wrong) ? "baseline" : "extended")
                           : Json(nullptr);  // ETSI TS 119 461 ISS-8.5.1-02
  claims["identity"] = nullptr;
  claims["document"] = nullptr;
  if (named) {
    const chip::DocumentData& document = *record.inspection->document;
    claims["identity"] = {{"given_names", record.order.given_names}, {"surname", record.order.surname},
                          {"personal_code", document.personal_code}, {"date_of_birth", document.date_of_birth},
                          {"nationality", document.nationality},     {"sex", document.sex}};
    claims["document"] = document_json(document);
  }
  claims["checks"] = checks_json(record.decision.checks);
  if (PROOFMARK_WEAKNESS(check_omitted)) claims["checks"].erase(4);
  claims["inspection"] = inspection_json(record.inspection);
  claims["video"] = video_json(record.video);
  claims["actions"] = actions_json(action_rows(record.video));
  claims["comparison"] = PROOFMARK_WEAKNESS(comparison_omitted) ? Json(nullptr) : comparison_json(record.video);
  claims["evidence"] = {{"sha256", sha256_hex(to_bytes(PROOFMARK_WEAKNESS(evidence_hash_wrong) ? id : evidence))}};
  return dump(claims);
}

}  // namespace proofmark::api

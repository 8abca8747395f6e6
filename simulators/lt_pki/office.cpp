#include "simulators/lt_pki/office.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"

namespace proofmark::lt_pki {

namespace {

using nlohmann::json;

http::Response bad(const std::string& message) {
  return http::error_response(400, "bad_request", message);
}

// The value whose name the field has; the default where the field is missing.
template <typename Value>
std::optional<Value> named(const json& body, const char* field, std::initializer_list<Value> values,
                           std::optional<Value> otherwise = std::nullopt) {
  if (!body.contains(field)) return otherwise;
  const json& given = body[field];
  for (const Value value : values)
    if (given.is_string() && given.get<std::string>() == name_of(value)) return value;
  return std::nullopt;
}

// An object with these fields alone; else nothing.
std::optional<json> object_of(const std::string& text, std::initializer_list<const char*> fields) {
  json body = parse_json_or_null(text.empty() ? "{}" : text);
  if (!body.is_object()) return std::nullopt;
  for (const auto& [name, value] : body.items())
    if (std::none_of(fields.begin(), fields.end(), [key = name](const char* field) { return key == field; }))
      return std::nullopt;
  return body;
}

std::optional<Action> action_of(const json& body) {
  // Short words: "lift the suspension of" is for sentences.
  static const std::map<std::string, Action> words{
      {"activate", Action::activate}, {"suspend", Action::suspend}, {"lift", Action::lift}, {"revoke", Action::revoke}};
  const auto found = body.contains("action") && body["action"].is_string() ? words.find(body["action"]) : words.end();
  return found == words.end() ? std::nullopt : std::optional<Action>(found->second);
}

json describe(const Provider& provider, const RequestRecord& record) {
  json out{{"number", record.number},
           {"serial", to_hex(record.request.serial)},
           {"action", name_of(record.request.action)},
           {"cause", name_of(record.request.cause)},
           {"by", name_of(record.request.by)},
           {"received", to_rfc3339(record.received)},
           {"done", record.done}};
  if (record.decided) out["decided"] = to_rfc3339(*record.decided);
  if (const auto listed = provider.listed_at(record.number, false)) out["in_delta_list"] = to_rfc3339(*listed);
  if (const auto listed = provider.listed_at(record.number, true)) out["in_base_list"] = to_rfc3339(*listed);
  return out;
}

http::Response receive(Provider& provider, const http::Request& request) {
  const auto body = object_of(request.body, {"serial", "action", "cause", "by"});
  if (!body || !body->contains("serial") || !(*body)["serial"].is_string())
    return bad("Expected serial, action and, if need be, cause and by.");
  const auto serial = from_hex((*body)["serial"].get<std::string>());
  const auto action = action_of(*body);
  const auto cause = named(*body, "cause",
                           {Cause::holder_asked, Cause::wrong_data, Cause::key_control_lost, Cause::conditions_violated,
                            Cause::provider_ends, Cause::authority_compromised, Cause::holder_incapacitated,
                            Cause::holder_died, Cause::law_enforcement, Cause::card_ended},
                           std::optional<Cause>(Cause::holder_asked));
  const auto by = named(*body, "by", {Requester::holder, Requester::law_enforcement, Requester::provider},
                        std::optional<Requester>(Requester::holder));
  if (!serial || serial->empty()) return bad("serial is not hexadecimal.");
  if (!action) return bad("action is none of activate, suspend, lift, revoke.");
  if (!cause || !by) return bad("cause or by is not known.");
  if (!provider.state_of(*serial)) return http::error_response(404, "not_found", "There is no such certificate.");
  const std::uint64_t number = provider.receive({*serial, *action, *cause, *by});
  return http::json_response(201, json{{"number", number}}.dump());
}

http::Response decide(Provider& provider, const http::Request& request) {
  const std::string& text = request.parameters.at("number");
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto waiting = [&] {
    for (const RequestRecord& record : provider.requests())
      if (record.number == number) return true;
    return false;
  };
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || !waiting())
    return http::error_response(404, "not_found", "There is no such request.");
  IdentityChecks checks;
  const std::map<std::string, bool*> fields{{"person_matches_document", &checks.person_matches_document},
                                            {"document_genuine_and_valid", &checks.document_genuine_and_valid},
                                            {"request_matches_document", &checks.request_matches_document},
                                            {"request_matches_register", &checks.request_matches_register}};
  const auto body = object_of(request.body, {"person_matches_document", "document_genuine_and_valid",
                                             "request_matches_document", "request_matches_register"});
  if (!body) return bad("Expected the four checks of CPS 53 and 54, true or false.");
  for (const auto& [name, check] : fields) {
    if (!body->contains(name)) continue;
    if (!(*body)[name].is_boolean()) return bad(name + " is neither true nor false.");
    *check = (*body)[name].get<bool>();
  }
  const auto decided = provider.decide(number, checks);
  if (!decided) return http::error_response(409, "refused", decided.error().line());
  return http::json_response(200, describe(provider, provider.requests()[number - 1]).dump());
}

http::Response list(const Provider& provider) {
  json all = json::array();
  const auto late = provider.overdue();
  for (const RequestRecord& record : provider.requests()) {
    json one = describe(provider, record);
    one["overdue"] = std::find(late.begin(), late.end(), record.number) != late.end();
    all.push_back(std::move(one));
  }
  return http::json_response(200, json{{"requests", std::move(all)}}.dump());
}

http::Response state(const Provider& provider, const http::Request& request) {
  const auto serial = from_hex(request.parameters.at("serial"));
  const auto found = serial ? provider.state_of(*serial) : std::nullopt;
  if (!found) return http::error_response(404, "not_found", "There is no such certificate.");
  return http::json_response(200, json{{"status", name_of(found->to)},
                                       {"since", to_rfc3339(found->at)},
                                       {"cause", name_of(found->cause)},
                                       {"by", name_of(found->by)}}
                                      .dump());
}

http::Response pass_time(OfficeClock& clock, const http::Request& request) {
  const auto body = object_of(request.body, {"hours"});
  const bool whole = body && body->contains("hours") && (*body)["hours"].is_number_integer();
  const std::int64_t hours = whole ? (*body)["hours"].get<std::int64_t>() : 0;
  if (hours < 1 || hours > 87600) return bad("hours is no whole number from 1 to 87600.");
  clock.advance(std::chrono::hours(hours));
  return http::json_response(200, json{{"now", to_rfc3339(clock.now())}}.dump());
}

}  // namespace

Instant OfficeClock::now() const {
  const std::lock_guard lock(mutex_);
  return (started_ ? std::max(beginning_, SystemClock().now()) : beginning_) + ahead_;
}

void OfficeClock::start() {
  const std::lock_guard lock(mutex_);
  started_ = true;
}

void OfficeClock::advance(Duration by) {
  const std::lock_guard lock(mutex_);
  ahead_ += std::max(by, Duration{0});
}

http::Routes office_routes(std::shared_ptr<Provider> provider, std::shared_ptr<OfficeClock> clock) {
  http::Routes routes;
  routes.on("POST", "/office/requests",
            [provider](const http::Request& request) { return receive(*provider, request); });
  routes.on("GET", "/office/requests", [provider](const http::Request&) { return list(*provider); });
  routes.on("POST", "/office/requests/{number}/decision",
            [provider](const http::Request& request) { return decide(*provider, request); });
  routes.on("GET", "/office/certificates/{serial}",
            [provider](const http::Request& request) { return state(*provider, request); });
  routes.on("GET", "/office/log", [provider](const http::Request&) {
    const auto log = provider->signed_journal();
    if (!log) return http::error_response(500, "internal", "The log could not be signed.");
    return http::Response{200, "application/pkcs7-mime", to_text(*log), {}};
  });
  if (clock)
    routes.on("POST", "/office/clock", [clock](const http::Request& request) { return pass_time(*clock, request); });
  return routes;
}

}  // namespace proofmark::lt_pki

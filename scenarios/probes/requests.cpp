// api.*: single requests that are wrong in one way each, and what must be said to them (docs/interface.md).
#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "scenarios/probes/door.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

// A body that is refused, on each of the calls where that can be wrong.
struct BadBody {
  std::function<std::string(json)> spoil;
  int status = 400;
  const char* code = "body_invalid";
  bool order = true, session = true, consent = true;
};

std::string first_field(const json& body) {
  return body.begin().key();
}
// The text with `more` as a further member of the object.
std::string with_member(const json& body, const std::string& more) {
  std::string text = body.dump();
  text.insert(text.size() - 1, "," + more);
  return text;
}

const std::map<std::string, BadBody>& bad_bodies() {
  static const std::map<std::string, BadBody> all = [] {
    std::map<std::string, BadBody> bodies;
    bodies["unknown_field"] = {[](const json& b) { return with_member(b, R"("colour":"green")"); }};
    bodies["repeated_field"] = {
        [](const json& b) { return with_member(b, json(first_field(b)).dump() + ":" + b.begin().value().dump()); }};
    bodies["missing_field"] = {[](json b) {
      b.erase(first_field(b));
      return b.dump();
    }};
    bodies["wrong_type"] = {[](json b) {
      b[first_field(b)] = 17;
      return b.dump();
    }};
    bodies["null_field"] = {[](json b) {
      b[first_field(b)] = nullptr;
      return b.dump();
    }};
    bodies["no_json"] = {[](const json& b) { return b.dump() + "}"; }};
    bodies["cut_json"] = {[](const json& b) { return b.dump().substr(0, b.dump().size() / 2); }};
    bodies["array"] = {[](const json& b) { return "[" + b.dump() + "]"; }};
    bodies["no_utf8"] = {[](const json& b) { return with_member(b, "\"x\":\"\xC3\x28\""); }};
    bodies["nested"] = {[](const json&) { return std::string(30000, '[') + std::string(30000, ']'); }};
    bodies["empty"] = {[](const json&) { return std::string(); }};
    bodies["too_long"] = {[](const json& b) { return b.dump() + std::string(70000, ' '); }, 413, "body_too_large"};
    const auto order_alone = [&](const char* name, const char* field, const std::string& value) {
      bodies[name] = {[field, value](json b) {
                        b[field] = value;
                        return b.dump();
                      },
                      400,
                      "body_invalid",
                      true,
                      false,
                      false};
    };
    order_alone("control_character", "reference", "4000\n1 filed");
    order_alone("control_character_in_name", "surname", std::string("Kal\x01nas"));
    order_alone("identifier_characters", "personal_code", "39001010000' OR '1'='1");
    order_alone("number_characters", "document_number", "1234<script>");
    order_alone("long_text", "given_names", std::string(20000, 'A'));
    order_alone("long_reference", "reference", std::string(129, '4'));
    order_alone("empty_text", "surname", "");
    order_alone("empty_identifier", "document_number", "");
    bodies["unknown_language"] = {[](json b) {
                                    b["language"] = "de";
                                    return b.dump();
                                  },
                                  400,
                                  "body_invalid",
                                  false,
                                  false,
                                  true};
    return bodies;
  }();
  return all;
}

Result<reports::ProbeAnswer> body(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const BadBody& bad = bad_bodies().at(text_parameter(parameters, "fault"));
  const std::string refused = "status " + std::to_string(bad.status) + " " + bad.code;
  const std::string expected = refused + " and a service that goes on";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    const auto judge = [&](const std::string& call, const Result<http::Response>& response) {
      verdict.demand(response.has_value(), call + ": no answer");
      if (!response) return;
      const bool said = response->status == bad.status && error_code(*response) == bad.code;
      verdict.demand(said, call + ": " + brief(*response));
    };
    if (bad.order) judge("POST /v1/orders", door.relying().post("/v1/orders", bad.spoil(door.order_body())));
    PROOFMARK_TRY(const PlacedOrder order, door.place());
    if (bad.session)
      judge("POST /v1/sessions", door.device().post("/v1/sessions", bad.spoil({{"token", order.token}})));
    if (!verdict.held()) return verdict.answer("");  // the token may be used up
    PROOFMARK_TRY(const OpenedSession session, door.open_session(order));
    if (bad.consent) {
      judge("POST consent", door.device().post(session.path("/consent"),
                                               bad.spoil({{"accepted", true}, {"language", "lt"}}), session.key));
      PROOFMARK_TRY(const std::string state, door.state(session));
      verdict.demand(state == "consent", "the session in state " + state);
    }
    PROOFMARK_CHECK(door.health());
    return verdict.answer(refused + " on every call");
  });
}

// Paths and methods that do not exist, and what the person's door must not open.
Result<reports::ProbeAnswer> methods(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected =
      "404 for unknown paths, 405 or 426 for wrong methods, and no relying side's call on the "
      "device's listener";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    const auto ask = [&](const http::Client& client, const char* method, const std::string& target,
                         std::initializer_list<int> allowed) {
      http::Request request;
      request.method = method;
      request.target = target;
      const auto response = client.send(request);
      const bool good = response && std::count(allowed.begin(), allowed.end(), response->status) == 1;
      verdict.demand(good, std::string(method) + " " + target + ": " + (response ? brief(*response) : "no answer"));
    };
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    ask(door.relying(), "GET", "/v1/nothing", {404});
    ask(door.relying(), "GET", "/", {404});
    ask(door.relying(), "GET", "/v1/orders/../health", {404});
    ask(door.relying(), "DELETE", "/v1/orders/" + session.order.order, {405});
    ask(door.relying(), "PUT", "/v1/orders", {405});
    ask(door.relying(), "GET", "/v1/orders/" + std::string(4000, 'A'), {404});
    ask(door.device(), "GET", "/v1/orders/" + session.order.order, {404, 405});
    ask(door.device(), "GET", "/v1/orders/" + session.order.order + "/package", {404, 405});
    ask(door.device(), "POST", "/v1/orders", {404, 405});
    ask(door.device(), "GET", session.path("/chip"), {401, 426});
    ask(door.device(), "POST", "/v1/health", {405});
    PROOFMARK_CHECK(door.health());
    return verdict.answer("every such call refused");
  });
}

// Answers to those who may not know: the same for what exists and what does not.
Result<reports::ProbeAnswer> key(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string expected = "status 401 key_invalid, word for word the same as for a session that does not exist";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_TRY(const OpenedSession second, door.begin());
    std::string wrong = session.key;
    if (fault == "wrong") wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
    if (fault == "cut") wrong.pop_back();
    if (fault == "other_session") wrong = second.key;
    if (fault == "missing") wrong.clear();
    if (fault == "token") wrong = session.order.token;
    OpenedSession unknown = session;
    unknown.session[0] = unknown.session[0] == 'A' ? 'B' : 'A';
    const auto text = [](const Result<http::Response>& response) {
      return response ? std::to_string(response->status) + " " + response->body : std::string("no answer");
    };
    const std::string of_unknown = text(door.device().get(unknown.path(), session.key));
    const auto judge = [&](const std::string& call, const Result<http::Response>& response) {
      const bool said = response && response->status == 401 && error_code(*response) == "key_invalid";
      verdict.demand(said, call + ": " + (response ? brief(*response) : "no answer"));
      verdict.demand(text(response) == of_unknown, call + ": another answer than for an unknown session");
    };
    judge("GET the session", door.device().get(session.path(), wrong));
    judge("POST consent", door.device().post(session.path("/consent"), R"({"accepted":false,"language":"lt"})", wrong));
    const auto socket = door.device().open_websocket(session.path("/chip"), wrong);
    verdict.demand(!socket && socket.error().observed.find("401") != std::string::npos,
                   "the chip's socket: " + (socket ? std::string("opened") : socket.error().observed));
    PROOFMARK_TRY(const std::string state, door.state(session));
    verdict.demand(state == "chip", "the session in state " + state);
    return verdict.answer("401 key_invalid everywhere, the session unharmed");
  });
}

// An order that does not exist, on the relying side.
Result<reports::ProbeAnswer> unknown_order(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "status 404 order_unknown";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const PlacedOrder order, door.place());
    std::string unknown = order.order;
    unknown[0] = unknown[0] == 'A' ? 'B' : 'A';
    for (const std::string& target : {"/v1/orders/" + unknown, "/v1/orders/" + unknown + "/package",
                                      "/v1/orders/" + order.token, std::string("/v1/orders/%27%20OR%201=1--")}) {
      PROOFMARK_TRY(const http::Response response, door.relying().get(target));
      verdict.demand(response.status == 404 && error_code(response) == "order_unknown",
                     target + ": " + brief(response));
    }
    PROOFMARK_TRY(const http::Response early, door.relying().get("/v1/orders/" + order.order + "/package"));
    verdict.demand(early.status == 404 && error_code(early) == "not_decided",
                   "the package before the decision: " + brief(early));
    return verdict.answer("404 order_unknown, and not_decided before a decision");
  });
}

Result<reports::ProbeAnswer> token(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::map<std::string, std::pair<int, std::string>> answers = {{"unknown", {404, "token_unknown"}},
                                                                      {"used", {409, "token_used"}},
                                                                      {"expired", {410, "token_expired"}},
                                                                      {"used_and_expired", {409, "token_used"}}};
  const auto& [status, code] = answers.at(fault);
  const std::string expected = "status " + std::to_string(status) + " " + code;
  return at_the_door(task, subject, expected,
                     [&, status = status, code = code](Door& door) -> Result<reports::ProbeAnswer> {
                       Verdict verdict(expected);
                       PROOFMARK_TRY(PlacedOrder order, door.place());
                       if (fault == "unknown") order.token[0] = order.token[0] == 'A' ? 'B' : 'A';
                       std::optional<OpenedSession> first;
                       if (fault == "used" || fault == "used_and_expired") {
                         PROOFMARK_TRY(first, door.open_session(order));
                       }
                       if (fault == "expired" || fault == "used_and_expired") {
                         PROOFMARK_TRY(const auto clock, door.clock());
                         const auto end = from_rfc3339(order.expires_at);
                         if (!end)
                           return otherwise("expires_at of the order in RFC 3339", "'" + order.expires_at + "'");
                         verdict.demand(*end - door.now() <= std::chrono::hours(24 * 31),
                                        "a token that is valid for more than 31 days");
                         clock->set(*end);
                       }
                       PROOFMARK_TRY(const http::Response response,
                                     door.device().post("/v1/sessions", json{{"token", order.token}}.dump()));
                       verdict.demand(response.status == status && error_code(response) == code, brief(response));
                       if (fault == "expired") {
                         PROOFMARK_TRY(const std::string state, door.order_state(order));
                         verdict.demand(state == "expired", "the order in state " + state);
                       }
                       if (fault == "used") {
                         PROOFMARK_TRY(const std::string state, door.state(*first));
                         verdict.demand(state == "consent", "the first session in state " + state);
                       }
                       return verdict.answer(brief(response));
                     });
}

// Bits that vary in secrets of the same kind: those of positions that are not always the same.
double varying_bits(const std::vector<std::string>& secrets) {
  double bits = 0;
  const std::size_t length = std::min_element(secrets.begin(), secrets.end(), [](const auto& a, const auto& b) {
                               return a.size() < b.size();
                             })->size();
  for (std::size_t at = 0; at < length; ++at) {
    std::set<char> seen;
    for (const std::string& secret : secrets) seen.insert(secret[at]);
    // 24 draws of 64 characters show some 20 different ones; a digit or hexadecimal digit shows fewer.
    bits += seen.size() > 14 ? 6 : seen.size() > 8 ? 4 : seen.size() > 1 ? 2 : 0;
  }
  return bits;
}

// Tokens, keys and identifiers cannot be guessed (RFC 6749 section 10.10: at least 128 bits).
Result<reports::ProbeAnswer> secrets(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const int count = number_parameter(parameters, "sessions", 24);
  const std::string expected = "tokens and keys with at least 128 bits, identifiers with at least 96, none repeated";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    std::map<std::string, std::vector<std::string>> kinds;
    for (int i = 0; i < count; ++i) {
      PROOFMARK_TRY(const PlacedOrder order, door.place());
      PROOFMARK_TRY(const OpenedSession session, door.open_session(order));
      kinds["token"].push_back(order.token);
      kinds["key"].push_back(session.key);
      kinds["order"].push_back(order.order);
      kinds["session"].push_back(session.session);
    }
    Verdict verdict(expected);
    std::string observed;
    for (const auto& [kind, values] : kinds) {
      const double bits = varying_bits(values);
      const bool secret = kind == "token" || kind == "key";
      verdict.demand(bits >= (secret ? 128 : 96), kind + ": " + std::to_string(static_cast<int>(bits)) + " bits vary");
      verdict.demand(std::set<std::string>(values.begin(), values.end()).size() == values.size(), kind + " repeated");
      observed += (observed.empty() ? "" : ", ") + kind + " " + std::to_string(static_cast<int>(bits)) + " bits";
    }
    return verdict.answer(observed + " over " + std::to_string(count) + " sessions");
  });
}

std::set<std::string> names_of(const std::map<std::string, BadBody>& bodies) {
  std::set<std::string> names;
  for (const auto& [name, bad] : bodies) names.insert(name);
  return names;
}

}  // namespace

std::vector<ProbeEntry> request_probes() {
  return {{.name = "api.body", .run = body, .faults = names_of(bad_bodies())},
          {.name = "api.methods", .run = methods},
          {.name = "api.key", .run = key, .faults = {"wrong", "cut", "other_session", "missing", "token"}},
          {.name = "api.unknown_order", .run = unknown_order},
          {.name = "api.token", .run = token, .faults = {"unknown", "used", "expired", "used_and_expired"}},
          {.name = "api.secrets", .run = secrets, .numbers = {"sessions"}}};
}

}  // namespace proofmark::probes

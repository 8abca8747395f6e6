// description.followed: a whole session whose requests and answers are each held against the description that the
// service itself publishes (tender 7.3.5): whoever follows the description comes through.
#include <nlohmann/json.hpp>
#include <set>

#include "common/bytes.hpp"
#include "common/json_text.hpp"
#include "scenarios/probes/description.hpp"
#include "scenarios/probes/door.hpp"
#include "scenarios/probes/footage.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& member(const json& object, const char* name) {
  static const json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

std::string media_type(const http::Response& response) {
  return response.content_type.substr(0, response.content_type.find(';'));
}

// What is no JSON is discarded, while null is a value.
json json_of(std::string_view text) {
  auto read = parse_json_text(text, "an answer");
  return read ? *std::move(read) : json(json::value_t::discarded);
}

json claims_of(const std::string& compact) {
  const std::size_t first = compact.find('.'), second = compact.find('.', first + 1);
  if (first == std::string::npos || second == std::string::npos) return {};
  const auto raw = from_base64url(std::string_view(compact).substr(first + 1, second - first - 1));
  return raw ? json_of(to_text(*raw)) : json();
}

// Calls of the interface, each held against its operation.
class Followed {
 public:
  Followed(const Description& description, Verdict& verdict) : description_(description), verdict_(verdict) {}

  // The answer's body, null where there is none or where it is no JSON. `status` is what the call must come to.
  Result<json> call(const http::Client& client, const std::string& method, const std::string& path, int status,
                    const json& body = {}, const std::string& bearer = {}) {
    const std::string where = method + " " + path.substr(0, path.find('?'));
    const json* operation = described(method, path, where);
    if (operation != nullptr && !body.is_null()) {
      const json& request = description_.resolved(member(*operation, "requestBody"));
      hold(body, member(member(member(request, "content"), "application/json"), "schema"), where + ", what is sent");
    }
    PROOFMARK_TRY(const http::Response response,
                  method == "GET" ? client.get(path, bearer) : client.post(path, body.dump(), bearer));
    verdict_.demand(response.status == status,
                    where + ": " + brief(response) + " in place of " + std::to_string(status));
    const json answer = response.body.empty() ? json() : json_of(response.body);
    if (operation == nullptr) return answer;
    hold_answer(*operation, response, answer, where);
    if (response.status == status && status < 300) exercised_.insert(name_of(*operation));
    return answer;
  }

  // The text messages of one side of a socket; `side` is x-text-from-device or x-text-from-service.
  void hold_texts(const std::string& path, const char* side, const std::vector<std::string>& texts) {
    const std::string where = "socket " + path.substr(path.rfind('/'));
    const json* operation = described("GET", path, where);
    if (operation == nullptr) return;
    for (const std::string& text : texts) hold(json_of(text), member(*operation, side), where);
    if (!texts.empty()) exercised_.insert(name_of(*operation));
  }

  // "10 of 12 operations of the description exercised, not: a, b"
  [[nodiscard]] std::string coverage() const {
    const auto all = description_.operations();
    std::string rest;
    for (const std::string& one : all)
      if (!exercised_.contains(one)) rest += (rest.empty() ? ", not: " : ", ") + one;
    return std::to_string(exercised_.size()) + " of " + std::to_string(all.size()) +
           " operations of the description exercised" + rest;
  }

 private:
  static std::string name_of(const json& operation) { return text_of(operation, "operationId"); }

  const json* described(const std::string& method, const std::string& path, const std::string& where) {
    const json* operation = description_.operation(method, path);
    verdict_.demand(operation != nullptr, where + " is not described");
    return operation;
  }

  void hold(const json& value, const json& schema, const std::string& where) {
    if (value.is_discarded()) return verdict_.demand(false, where + ": no JSON");
    if (!schema.is_object()) return verdict_.demand(false, where + ": no schema is described");
    const std::string why = description_.why_not(value, schema);
    verdict_.demand(why.empty(), where + ": " + why);
  }

  void hold_answer(const json& operation, const http::Response& response, const json& answer,
                   const std::string& where) {
    const json& responses = member(operation, "responses");
    const std::string status = std::to_string(response.status);
    const json& exact = member(responses, status.c_str());
    const json& described =
        description_.resolved(exact.is_null() ? member(responses, (status.substr(0, 1) + "XX").c_str()) : exact);
    if (!described.is_object()) return verdict_.demand(false, where + ": status " + status + " is not described");
    const json& content = member(described, "content");
    if (!content.is_object()) return verdict_.demand(response.body.empty(), where + ": a body where none is described");
    const json& schema = member(member(content, media_type(response).c_str()), "schema");
    if (!schema.is_object())
      return verdict_.demand(false, where + ": content type " + media_type(response) + " is not described");
    if (media_type(response) == "application/json") return hold(answer, schema, where);
    verdict_.demand(!response.body.empty(), where + ": an empty body");
    const json& claims = member(schema, "x-claims");
    if (claims.is_object()) hold(claims_of(response.body), claims, where + ", claims");
  }

  const Description& description_;
  Verdict& verdict_;
  std::set<std::string> exercised_;
};

Result<OpenedSession> open(Door& door, Followed& followed) {
  OpenedSession session;
  const json body = door.order_body();
  PROOFMARK_TRY(const json placed, followed.call(door.relying(), "POST", "/v1/orders", 201, body));
  session.order = {text_of(placed, "order"), text_of(placed, "token"), text_of(body, "reference"), ""};
  const std::string order = "/v1/orders/" + session.order.order;
  PROOFMARK_CHECK(followed.call(door.relying(), "GET", order, 200));
  PROOFMARK_CHECK(followed.call(door.relying(), "GET", order + "/package", 404));
  const json token = {{"token", session.order.token}};
  PROOFMARK_TRY(const json opened, followed.call(door.device(), "POST", "/v1/sessions", 201, token));
  PROOFMARK_CHECK(followed.call(door.device(), "POST", "/v1/sessions", 409, token));
  session.session = text_of(opened, "session");
  session.key = text_of(opened, "key");
  const json consent = {{"accepted", true}, {"language", "en"}};
  PROOFMARK_CHECK(followed.call(door.device(), "POST", session.path("/consent"), 204, consent, session.key));
  PROOFMARK_CHECK(followed.call(door.device(), "GET", session.path(), 200, {}, session.key));
  PROOFMARK_CHECK(followed.call(door.device(), "GET", session.path(), 401, {}, session.key + "x"));
  return session;
}

// Chip and video, as the description says that both sides speak. The person shows pictures and answers nothing: what is
// decided is not asked here.
Result<void> play(const ProbeTask& task, Door& door, Followed& followed, const OpenedSession& session) {
  const std::string chip_socket = session.path("/chip"), video_socket = session.path("/video");
  SeededRandom random = task.random.derive("followed chip");
  auto card = task.card(Who::holder, "genuine", random);
  if (!card) return fail(ours(card.error()));
  const std::string hello = json{{"type", "card"}, {"can", task.holder.can}}.dump();
  followed.hold_texts(chip_socket, "x-text-from-device", {hello});
  PROOFMARK_TRY(
      const ChipEnd chip,
      door.read_chip(
          session, [&](ByteView command) { return std::optional<Bytes>((*card)->transmit(command)); }, hello));
  followed.hold_texts(chip_socket, "x-text-from-service", chip.said);
  if (chip.next != "video")
    return otherwise("a genuine card to be taken and the video asked for", "'" + chip.next + "'");
  auto units = still_units(task);
  if (!units) return fail(ours(units.error()));
  const auto film = make_still(*std::move(units), 5);
  PROOFMARK_TRY(const FilmEnd end, door.film(session, *film));
  followed.hold_texts(video_socket, "x-text-from-device", {R"({"type":"stream","codec":"h264","format":"annexb"})"});
  followed.hold_texts(video_socket, "x-text-from-service", end.said);
  return {};
}

Result<reports::ProbeAnswer> follow(const ProbeTask& task, subjects::Subject& subject, const json&) {
  const std::string expected = "a session in which every request and answer is as the service's own description says";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const http::Response published, door.relying().get("/v1/openapi.yaml"));
    PROOFMARK_TRY(const http::Response to_devices, door.device().get("/v1/openapi.yaml"));
    if (published.status != 200) return otherwise("a description at /v1/openapi.yaml", brief(published));
    verdict.demand(published.body == to_devices.body, "another description for devices");
    PROOFMARK_TRY(const Description description, Description::parse(published.body));
    Followed followed(description, verdict);
    for (const http::Client* client : {&door.relying(), &door.device()}) {
      PROOFMARK_CHECK(followed.call(*client, "GET", "/v1/health", 200));
      PROOFMARK_CHECK(followed.call(*client, "GET", "/v1/openapi.yaml", 200));
    }
    PROOFMARK_TRY(const OpenedSession session, open(door, followed));
    PROOFMARK_CHECK(play(task, door, followed, session));
    PROOFMARK_CHECK(door.compact_package(session.order));  // waits for the decision
    PROOFMARK_CHECK(followed.call(door.relying(), "GET", "/v1/orders/" + session.order.order + "/package", 200));
    return verdict.answer(followed.coverage());
  });
}

}  // namespace

std::vector<ProbeEntry> followed_probes() {
  return {{.name = "description.followed", .run = follow}};
}

}  // namespace proofmark::probes

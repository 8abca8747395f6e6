#include "scenarios/probes/door.hpp"

#include <nlohmann/json.hpp>
#include <thread>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "simulators/centre/package.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr std::string_view kOurs = "harness: ";
constexpr auto kPatience = std::chrono::seconds(20);  // wall time for one answer
constexpr std::size_t kLongest = 400;

json object_of(const std::string& text) {
  json parsed = parse_json_or_null(text);
  return parsed.is_object() ? parsed : json::object();
}

std::string text_of(const json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Error ours(Error error) {
  if (!error.clause.starts_with(kOurs)) error.clause = std::string(kOurs) + error.clause;
  return error;
}
bool is_ours(const Error& error) {
  return error.clause.starts_with(kOurs);
}
tl::unexpected<Error> otherwise(std::string expected, std::string observed) {
  return fail("docs/interface.md", std::move(expected), std::move(observed), "See the service's log.");
}

void Verdict::demand(bool held, const std::string& observed) {
  if (!held) complaints_.push_back(observed);
}

reports::ProbeAnswer Verdict::answer(const std::string& good) const {
  reports::ProbeAnswer answer = answer_;
  answer.held = held();
  for (const std::string& complaint : complaints_) answer.observed += (answer.observed.empty() ? "" : "; ") + complaint;
  if (answer.held) answer.observed = good;
  if (answer.observed.size() > kLongest) answer.observed = answer.observed.substr(0, kLongest) + " ...";
  return answer;
}

reports::ProbeAnswer not_offered(const std::string& expected, const std::string& what) {
  return {false, expected, "not offered: " + what};
}

std::string error_code(const http::Response& response) {
  const json body = object_of(response.body);
  return body.contains("error") && body["error"].is_object() ? text_of(body["error"], "code") : std::string();
}

std::string brief(const http::Response& response) {
  const std::string code = error_code(response);
  return "status " + std::to_string(response.status) + (code.empty() ? "" : " " + code);
}

std::string check_result(const json& claims, const std::string& id) {
  for (const json& check : claims.value("checks", json::array()))
    if (text_of(check, "id") == id) return text_of(check, "result");
  return "absent";
}

std::string check_line(const json& claims, const std::string& id) {
  for (const json& check : claims.value("checks", json::array()))
    if (text_of(check, "id") == id) return id + " " + text_of(check, "result") + " (" + text_of(check, "reason") + ")";
  return id + " absent";
}

Result<std::optional<Door>> Door::open(const ProbeTask& task, subjects::Subject& subject) {
  if (!subject.has_endpoints()) return std::optional<Door>();
  Door door;
  door.task_ = &task;
  door.subject_ = &subject;
  const auto& endpoints = subject.endpoints();
  auto mutual = http::TlsContext::client(
      {endpoints.pki / "ca.pem", endpoints.pki / "relying-client.pem", endpoints.pki / "relying-client.key"},
      subject.time());
  if (!mutual) return fail(ours(mutual.error()));
  auto plain = http::TlsContext::client({endpoints.pki / "ca.pem", {}, {}}, subject.time());
  if (!plain) return fail(ours(plain.error()));
  auto relying = http::Client::create(endpoints.relying, *std::move(mutual), kPatience);
  if (!relying) return fail(ours(relying.error()));
  auto device = http::Client::create(endpoints.device, *std::move(plain), kPatience);
  if (!device) return fail(ours(device.error()));
  door.relying_ = std::make_shared<http::Client>(*std::move(relying));
  door.device_ = std::make_shared<http::Client>(*std::move(device));
  door.chip_random_ = std::make_shared<SeededRandom>(task.random.derive("chips"));
  return std::optional<Door>(std::move(door));
}

Result<std::shared_ptr<SimulatedClock>> Door::clock() const {
  auto clock = subject_->clock();
  if (!clock)
    return fail(ours({"probe " + task_->probe, "a subject whose clock can be set", "one that lives in real time",
                      "Show this requirement with filed evidence, or with a service that has a clock to set."}));
  return clock;
}

void Door::pass(Duration time) const {
  if (const auto clock = subject_->clock()) clock->advance(time);
}

std::string Door::next_reference() {
  return task_->reference + (references_++ == 0 ? "" : "-" + std::to_string(references_));
}

json Door::order_body(Who who) {
  const person::CivilRecord& civil = person(who);
  return {{"reference", next_reference()},
          {"given_names", civil.given_names},
          {"surname", civil.surname},
          {"personal_code", civil.personal_code},
          {"document_number", civil.document_number}};
}

Result<PlacedOrder> Door::place(Who who) {
  return place(order_body(who));
}

Result<PlacedOrder> Door::place(const json& body) {
  PROOFMARK_TRY(const http::Response response, relying_->post("/v1/orders", body.dump()));
  const json answer = object_of(response.body);
  PlacedOrder order{text_of(answer, "order"), text_of(answer, "token"), text_of(body, "reference"),
                    text_of(answer, "expires_at")};
  if (response.status != 201 || order.order.empty() || order.token.empty())
    return otherwise("an order placed, status 201", brief(response));
  return order;
}

Result<OpenedSession> Door::open_session(const PlacedOrder& order) {
  PROOFMARK_TRY(const http::Response response, device_->post("/v1/sessions", json{{"token", order.token}}.dump()));
  const json answer = object_of(response.body);
  OpenedSession session{order, text_of(answer, "session"), text_of(answer, "key")};
  if (response.status != 201 || session.session.empty() || session.key.empty())
    return otherwise("a session opened, status 201", brief(response));
  return session;
}

Result<void> Door::consent(const OpenedSession& session) {
  PROOFMARK_TRY(const http::Response response,
                device_->post(session.path("/consent"), R"({"accepted":true,"language":"lt"})", session.key));
  if (response.status != 204) return otherwise("consent taken, status 204", brief(response));
  return {};
}

Result<OpenedSession> Door::begin(Who who) {
  PROOFMARK_TRY(const PlacedOrder order, place(who));
  PROOFMARK_TRY(OpenedSession session, open_session(order));
  PROOFMARK_CHECK(consent(session));
  return session;
}

Result<ChipEnd> Door::read_chip(const OpenedSession& session, const ChipAnswer& chip, const std::string& card_message,
                                const std::string& note) {
  PROOFMARK_TRY(const auto socket, device_->open_websocket(session.path("/chip"), session.key));
  const std::string card =
      card_message.empty() ? json{{"type", "card"}, {"can", task_->holder.can}}.dump() : card_message;
  PROOFMARK_CHECK(socket->send_text(card));
  ChipEnd end;
  for (;;) {
    PROOFMARK_TRY(const auto message, socket->receive(kPatience));
    if (!message) return otherwise("the chip step to go on or to end", "silence for 20 s");
    if (overdue()) return otherwise("the chip step to end", "a step without end");
    if (message->kind == http::Message::Kind::closed) return end;
    if (message->kind == http::Message::Kind::text) {
      end.said.push_back(message->text());
      const json said = object_of(message->text());
      if (text_of(said, "type") == "chip_done") {
        end.next = text_of(said, "next");
        socket->close();
        return end;
      }
      continue;
    }
    ++end.apdus;
    pass(std::chrono::milliseconds(6));
    const auto answer = chip(message->data);
    const auto sent = answer ? socket->send_binary(*answer) : socket->send_text(note);
    // The service may have closed meanwhile; what it said last is then still to be read.
    if (!sent) return end;
  }
}

Result<ChipEnd> Door::present(const OpenedSession& session, Who who, const std::string& profile, ByteView brought) {
  auto card = task_->card(who, profile, *chip_random_);
  if (!card) return fail(ours(card.error()));
  // As the harness's own device says it (scenarios/subjects/device.cpp).
  json message{{"type", "card"}, {"can", person(who).can}, {"extended_length", true}};
  if (!brought.empty()) message["portrait"] = to_base64url(brought);
  return read_chip(
      session, [&](ByteView command) { return std::optional<Bytes>((*card)->transmit(command)); }, message.dump());
}

Result<void> Door::pass_chip(const OpenedSession& session, Who who) {
  PROOFMARK_TRY(const ChipEnd end, present(session, who, "genuine"));
  if (end.next != "video")
    return otherwise("a genuine card to be taken and the video asked for", "\"" + end.next + "\"");
  return {};
}

Result<std::string> Door::state(const OpenedSession& session) {
  PROOFMARK_TRY(const http::Response response, device_->get(session.path(), session.key));
  const std::string state = text_of(object_of(response.body), "state");
  if (response.status != 200 || state.empty()) return otherwise("the session's state, status 200", brief(response));
  return state;
}

Result<std::string> Door::order_state(const PlacedOrder& order) {
  PROOFMARK_TRY(const http::Response response, relying_->get("/v1/orders/" + order.order));
  const std::string state = text_of(object_of(response.body), "state");
  if (response.status != 200 || state.empty()) return otherwise("the order's state, status 200", brief(response));
  return state;
}

Result<std::string> Door::compact_package(const PlacedOrder& order) {
  for (const auto until = std::chrono::steady_clock::now() + kPatience;;) {
    PROOFMARK_TRY(const http::Response response, relying_->get("/v1/orders/" + order.order + "/package"));
    if (response.status == 200) return response.body;
    if (response.status != 404 || std::chrono::steady_clock::now() >= until || overdue())
      return otherwise("the order's package", brief(response));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Result<json> Door::package(const PlacedOrder& order) {
  PROOFMARK_TRY(const std::string compact, compact_package(order));
  auto ca = read_text(endpoints().pki / "ca.pem");
  if (!ca) return fail(ours(ca.error()));
  PROOFMARK_TRY(const centre::Package package,
                centre::verify_package(compact, *ca, now(), order.order, order.reference));
  return package.claims;
}

Result<void> Door::health() {
  for (const http::Client* client : {relying_.get(), device_.get()}) {
    PROOFMARK_TRY(const http::Response response, client->get("/v1/health"));
    if (response.status != 200) return otherwise("health, status 200", brief(response));
  }
  return {};
}

Result<reports::ProbeAnswer> at_the_door(const ProbeTask& task, subjects::Subject& subject, const std::string& expected,
                                         const std::function<Result<reports::ProbeAnswer>(Door&)>& body) {
  PROOFMARK_TRY(std::optional<Door> door, Door::open(task, subject));
  if (!door) return not_offered(expected, "the subject has no HTTPS interface");
  auto answer = body(*door);
  if (answer) return answer;
  if (is_ours(answer.error())) return fail(answer.error());
  Verdict verdict(expected);
  verdict.demand(false, "expected " + answer.error().expected + ", observed " + answer.error().observed);
  return verdict.answer("");
}

}  // namespace proofmark::probes

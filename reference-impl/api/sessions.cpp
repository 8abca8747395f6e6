// The person's device: opening a session, consent, and the way into the two WebSocket steps.
#include "reference-impl/api/core.hpp"
#include "reference-impl/api/json_body.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::api {
namespace {

using nlohmann::json;

http::Response unauthorised() {
  http::Response response = http::error_response(401, "key_invalid", "The session or its key is not valid.");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");  // RFC 6750 3
  return response;
}

http::Response wrong_state() {
  return http::error_response(409, "session_state", "The session is not in the state for this call.");
}

http::Response bad_body(const Error& error) {
  return http::error_response(400, "body_invalid", "Expected " + error.expected + ", observed " + error.observed + ".");
}

// Four digits that the relying side can compute too, from the token alone, so that the person can compare them.
std::string verification_code(const Bytes& token_hash) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8U) | token_hash[i];
  std::string digits = std::to_string(number % 10000);
  return std::string(4 - digits.size(), '0') + digits;
}

std::string_view public_state(const store::Session& session) {
  if (session.state == "chip_running") return "chip";
  if (session.state == "video_running") return "video";
  return session.state;
}

}  // namespace

http::Response ServiceCore::open_session(const http::Request& request) {
  const auto body = read_object(request.body, {{"token"}});
  if (!body) return bad_body(body.error());
  const Bytes token_hash = sha256(to_bytes((*body)["token"].get<std::string>()));
  const auto order = parts.store->find_order_by_token(to_hex(token_hash));
  if (!order) return internal_error(order.error());
  if (!order->has_value()) return http::error_response(404, "token_unknown", "The token is not known.");
  const Instant now = parts.clock->now();
  if ((*order)->session.empty() && ((*order)->state == "expired" || (*order)->expires_at <= now))
    return http::error_response(410, "token_expired", "The token is no longer valid.");

  const auto random = parts.entropy->stream("session/" + (*order)->id);
  store::Session session;
  session.id = to_base64url(random->bytes(16));
  const std::string key = to_base64url(random->bytes(PROOFMARK_WEAKNESS(session_key_short) ? 3 : 32));
  session.order = (*order)->id;
  session.key_hash = sha256_hex(to_bytes(key));
  session.created_at = now;
  session.expires_at = now + settings.session_validity * (PROOFMARK_WEAKNESS(session_never_ends) ? 1000 : 1);
  const auto opened = parts.store->open_session(session);
  if (!opened) return internal_error(opened.error());
  if (!*opened && !PROOFMARK_WEAKNESS(token_reusable))
    return http::error_response(409, "token_used", "The token has opened a session already.");
  log("session " + session.id + " opened for order " + session.order);
  nlohmann::ordered_json answer;
  answer["session"] = session.id;
  answer["key"] = key;
  answer["relying_party"] = settings.relying_party;
  answer["verification_code"] = verification_code(token_hash);
  return http::json_response(201, answer.dump());
}

std::variant<http::Response, store::Session> ServiceCore::authorise(const http::Request& request) {
  const std::string key_hash = sha256_hex(to_bytes(request.bearer()));
  auto session = parts.store->find_session(request.parameters.at("session"));
  if (!session) return internal_error(session.error());
  if (!session->has_value() && PROOFMARK_WEAKNESS(session_existence_told))
    return http::error_response(404, "session_unknown", "There is no such session.");
  if (!session->has_value() || (!equal_constant_time(to_bytes(key_hash), to_bytes((*session)->key_hash)) &&
                                !PROOFMARK_WEAKNESS(session_key_unchecked)))
    return unauthorised();
  const bool waiting = (*session)->state == "consent" || (*session)->state == "chip" || (*session)->state == "video";
  if (waiting && (*session)->expires_at <= parts.clock->now()) {
    end((*session)->id, "the session's time was over");
    (*session)->state = "ended";
  }
  return **session;
}

http::Response ServiceCore::show_session(const http::Request& request) {
  const auto authorised = authorise(request);
  if (const auto* refusal = std::get_if<http::Response>(&authorised)) return *refusal;
  json answer{{"state", public_state(std::get<store::Session>(authorised))}};
  if (PROOFMARK_WEAKNESS(score_shown_to_device)) answer["score"] = 0.41;
  return http::json_response(200, answer.dump());
}

http::Response ServiceCore::consent(const http::Request& request) {
  const auto authorised = authorise(request);
  if (const auto* refusal = std::get_if<http::Response>(&authorised)) return *refusal;
  const auto& session = std::get<store::Session>(authorised);
  const auto body = read_object(request.body, {{"accepted", json::value_t::boolean}, {"language"}});
  if (!body) return bad_body(body.error());
  const std::string language = (*body)["language"];
  if (language != "lt" && language != "en" && !PROOFMARK_WEAKNESS(any_language_accepted))
    return http::error_response(400, "body_invalid", "Expected language as lt or en.");
  if (session.state != "consent") return wrong_state();
  if (!(*body)["accepted"].get<bool>() && !PROOFMARK_WEAKNESS(refused_consent_ignored)) {
    end(session.id, "the person did not agree");
    return {.status = 204, .content_type = {}, .body = {}, .headers = {}};
  }
  const auto recorded = parts.store->record_consent(session.id, parts.clock->now(), language);
  if (!recorded) return internal_error(recorded.error());
  if (!*recorded) return wrong_state();
  return {.status = 204, .content_type = {}, .body = {}, .headers = {}};
}

namespace {

// Claims the session for one step. The claim is shared because a task must be copyable.
std::variant<http::Response, http::SocketTask> begin_step(ServiceCore& core, const http::Request& request,
                                                          const std::string& step,
                                                          void (*run)(StepClaim&, http::WebSocket&)) {
  const auto authorised = core.authorise(request);
  if (const auto* refusal = std::get_if<http::Response>(&authorised)) return *refusal;
  const auto& session = std::get<store::Session>(authorised);
  const bool waived = (session.state == "consent" && PROOFMARK_WEAKNESS(consent_not_needed)) ||
                      (session.state == "chip" && step == "video" && PROOFMARK_WEAKNESS(video_before_chip)) ||
                      (session.state == "video" && step == "chip" && PROOFMARK_WEAKNESS(chip_read_again));
  if (session.state == "consent" && !waived)
    return http::error_response(403, "consent_missing", "The person has not agreed yet.");
  if (session.state != step && !waived) return wrong_state();
  if (core.running_steps >= core.settings.concurrent_steps)
    return http::error_response(503, "busy", "The service is busy. Try again.");
  const auto claimed = core.parts.store->advance(session.id, session.state, step + "_running");
  if (!claimed) return core.internal_error(claimed.error());
  if (!*claimed) return wrong_state();
  auto claim = std::make_shared<StepClaim>(core.shared_from_this(), session);
  return http::SocketTask([claim = std::move(claim), run](http::WebSocket& socket) { run(*claim, socket); });
}

}  // namespace

std::variant<http::Response, http::SocketTask> ServiceCore::begin_chip(const http::Request& request) {
  return begin_step(*this, request, "chip", run_chip_step);
}

std::variant<http::Response, http::SocketTask> ServiceCore::begin_video(const http::Request& request) {
  return begin_step(*this, request, "video", run_video_step);
}

}  // namespace proofmark::api

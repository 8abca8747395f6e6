#include "scenarios/subjects/conversation.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "common/json_text.hpp"

namespace proofmark::subjects {

using Json = nlohmann::json;
using SteadyClock = std::chrono::steady_clock;

std::shared_ptr<const Clock> Time::clock() const {
  if (simulated_) return simulated_;
  return std::make_shared<SystemClock>();
}

Instant Time::now() const {
  return simulated_ ? simulated_->now() : SystemClock().now();
}

void Time::reach(Instant at) {
  if (simulated_) {
    simulated_->set(at);
  } else if (const Duration left = at - now(); left.count() > 0) {
    std::this_thread::sleep_for(left);
  }
}

Json parse_message(const http::Message& message) {
  Json json = parse_json_or_null(message.text());
  if (!json.is_object() || !json.contains("type") || !json["type"].is_string()) return {{"type", ""}};
  return json;
}

class Conversation::Waiting {
 public:
  explicit Waiting(const Conversation& of) : of_(of), began_(SteadyClock::now()) {}
  ~Waiting() { of_.waited_ += SteadyClock::now() - began_; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  const Conversation& of_;
  SteadyClock::time_point began_;
};

double Conversation::take_waited() {
  return std::chrono::duration<double>(std::exchange(waited_, {})).count();
}

Result<void> Conversation::connect(const Time& time) {
  PROOFMARK_TRY(auto tls, http::TlsContext::client({options_.ca_file, {}, {}}, time.clock()));
  PROOFMARK_TRY(auto client, http::Client::create(options_.url, std::move(tls), options_.wait));
  client_ = std::make_unique<http::Client>(std::move(client));
  return {};
}

std::chrono::milliseconds Conversation::patience() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(options_.give_up - SteadyClock::now());
  return std::clamp(left, std::chrono::milliseconds(0), options_.wait);
}

Failure Conversation::lost(const std::string& where, const Error& error) const {
  if (overdue()) return timed_out(where + ": " + error.line());
  return broken(where + ": " + error.line());
}

Result<http::Response> Conversation::post(const char* operation, const Json& body) const {
  const Waiting waiting(*this);
  auto response = client_->post(path(operation), options_.dialect.to_provider(body.dump()), key);
  if (response) response->body = options_.dialect.from_provider(response->body);
  return response;
}

Result<http::Response> Conversation::get(const char* operation) const {
  const Waiting waiting(*this);
  auto response = client_->get(path(operation), key);
  if (response) response->body = options_.dialect.from_provider(response->body);
  return response;
}

Result<std::unique_ptr<http::WebSocket>> Conversation::open_socket(const char* operation) const {
  const Waiting waiting(*this);
  return client_->open_websocket(path(operation), key);
}

Result<void> Conversation::say(http::WebSocket& socket, const Json& message) const {
  return socket.send_text(options_.dialect.to_provider(message.dump()));
}

Failure Conversation::receive_within(http::WebSocket& socket, Duration wait, const std::string& where, bool& came,
                                     std::optional<http::Message>& message) const {
  auto got = socket.receive(wait);
  if (!got) return lost(where, got.error());
  came = got->has_value();
  if (!came) return {};
  message = **std::move(got);
  if (message->kind == http::Message::Kind::text && !options_.dialect.plain())
    message->data = to_bytes(options_.dialect.from_provider(message->text()));
  if (message->kind == http::Message::Kind::closed) message.reset();
  return {};
}

Failure Conversation::receive(http::WebSocket& socket, const std::string& where,
                              std::optional<http::Message>& message) const {
  const Waiting waiting(*this);
  const auto deadline = SteadyClock::now() + patience();
  for (bool came = false; !came;) {
    const auto left = std::chrono::duration_cast<Duration>(deadline - SteadyClock::now());
    if (left.count() <= 0)
      return timed_out(where + ": no message within " + std::to_string(options_.wait.count()) + " ms");
    if (Failure failure = receive_within(socket, left, where, came, message)) return failure;
  }
  return {};
}

}  // namespace proofmark::subjects

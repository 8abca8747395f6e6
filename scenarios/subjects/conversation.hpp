// What the steps of a session on the device's side share: its time, its words, and how a step can fail.
#pragma once
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "common/http/client.hpp"
#include "scenarios/subjects/device.hpp"

namespace proofmark::subjects {

struct Failure {
  SessionFailure kind = SessionFailure::none;
  std::string error;
  explicit operator bool() const { return kind != SessionFailure::none; }
};
[[nodiscard]] inline Failure broken(const std::string& what) {
  return {SessionFailure::broken, what};
}
[[nodiscard]] inline Failure timed_out(const std::string& what) {
  return {SessionFailure::timeout, what};
}
[[nodiscard]] inline Failure own(const std::string& what) {
  return {SessionFailure::harness, what};
}

// The time in which a session is played: a simulated one that is set, or the real one that is waited for.
class Time {
 public:
  explicit Time(std::shared_ptr<SimulatedClock> simulated) : simulated_(std::move(simulated)) {}
  [[nodiscard]] bool real() const { return !simulated_; }
  [[nodiscard]] std::shared_ptr<const Clock> clock() const;
  [[nodiscard]] Instant now() const;
  void advance(Duration by) { reach(now() + by); }
  void reach(Instant at);

 private:
  std::shared_ptr<SimulatedClock> simulated_;
};

// A text message of the service's. One that is no object with a type gets the type "", which no call expects.
[[nodiscard]] nlohmann::json parse_message(const http::Message& message);

// One session's exchange with the service, in the words of the provider's dialect.
class Conversation {
 public:
  explicit Conversation(const DeviceOptions& options) : options_(options) {}
  [[nodiscard]] Result<void> connect(const Time& time);

  // How long one answer may take: the option's wait, and never beyond the session's end.
  [[nodiscard]] std::chrono::milliseconds patience() const;
  [[nodiscard]] bool overdue() const { return std::chrono::steady_clock::now() >= options_.give_up; }
  // An error of the connection: the service's fault, unless time was up.
  [[nodiscard]] Failure lost(const std::string& where, const Error& error) const;

  [[nodiscard]] Result<http::Response> post(const char* operation, const nlohmann::json& body) const;
  [[nodiscard]] Result<http::Response> get(const char* operation) const;
  [[nodiscard]] Result<std::unique_ptr<http::WebSocket>> open_socket(const char* operation) const;
  [[nodiscard]] Result<void> say(http::WebSocket& socket, const nlohmann::json& message) const;
  // The next message, or none when the service closed the socket.
  [[nodiscard]] Failure receive(http::WebSocket& socket, const std::string& where,
                                std::optional<http::Message>& message) const;
  // The same within `wait`; `came` false: nothing yet.
  [[nodiscard]] Failure receive_within(http::WebSocket& socket, Duration wait, const std::string& where, bool& came,
                                       std::optional<http::Message>& message) const;

  // Wall clock, seconds: how long answers were waited for since the last call. Of receive_within, which also waits for
  // this side's camera, nothing counts.
  [[nodiscard]] double take_waited();

  [[nodiscard]] const DeviceOptions& options() const { return options_; }
  std::string session, key;  // once it is open

 private:
  [[nodiscard]] std::string path(const char* operation) const { return options_.dialect.path(operation, session); }
  // Counts as waited until it ends.
  class Waiting;
  const DeviceOptions& options_;
  std::unique_ptr<http::Client> client_;
  mutable std::chrono::steady_clock::duration waited_{};
};

// The video step of docs/interface.md: from opening its socket to closing it. In real time the capture films on by
// itself; one that falls behind is a failure of this side.
[[nodiscard]] Failure stream_video(const Conversation& service, Time& time, std::unique_ptr<camera::Capture> capture,
                                   SessionLog& log);

}  // namespace proofmark::subjects

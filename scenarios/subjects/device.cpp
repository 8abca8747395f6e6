#include "scenarios/subjects/device.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/http/client.hpp"

namespace proofmark::subjects {
namespace {

using Json = nlohmann::json;
using SteadyClock = std::chrono::steady_clock;

struct Failure {
  SessionFailure kind = SessionFailure::none;
  std::string error;
  explicit operator bool() const { return kind != SessionFailure::none; }
};
Failure broken(const std::string& what) {
  return {SessionFailure::broken, what};
}
Failure timed_out(const std::string& what) {
  return {SessionFailure::timeout, what};
}
Failure own(const std::string& what) {
  return {SessionFailure::harness, what};
}

// A text message of the service's. One that is no object with a type gets the type "", which no call expects.
Json parse_message(const http::Message& message) {
  Json json = Json::parse(message.data.begin(), message.data.end(), nullptr, false);
  if (!json.is_object() || !json.contains("type") || !json["type"].is_string()) return {{"type", ""}};
  return json;
}

Bytes stamped(const camera::AccessUnit& unit) {
  const auto micros = static_cast<std::uint64_t>(unit.captured.count());
  Bytes message(8);
  for (std::size_t i = 0; i < 8; ++i) message[i] = static_cast<std::uint8_t>(micros >> (56 - 8 * i));
  message.insert(message.end(), unit.data.begin(), unit.data.end());
  return message;
}

// The time in which a session is played: a simulated one that is set, or the real one that is waited for.
class Time {
 public:
  explicit Time(std::shared_ptr<SimulatedClock> simulated) : simulated_(std::move(simulated)) {}
  [[nodiscard]] bool real() const { return !simulated_; }
  [[nodiscard]] std::shared_ptr<const Clock> clock() const {
    if (simulated_) return simulated_;
    return std::make_shared<SystemClock>();
  }
  [[nodiscard]] Instant now() const { return simulated_ ? simulated_->now() : SystemClock().now(); }
  void advance(Duration by) { reach(now() + by); }
  void reach(Instant at) {
    if (simulated_) {
      simulated_->set(at);
    } else if (const Duration left = at - now(); left.count() > 0) {
      std::this_thread::sleep_for(left);
    }
  }

 private:
  std::shared_ptr<SimulatedClock> simulated_;
};

// Real time only: how far filming may lag behind, and how many frames may be on their way.
constexpr auto most_lag = std::chrono::milliseconds(1500);
constexpr std::size_t most_unacknowledged = 90;

class Session {
 public:
  Session(const DeviceOptions& options, Time clock, SessionLog& log)
      : options_(options), clock_(std::move(clock)), log_(log) {}

  Failure run(const Transceive& chip) {
    auto tls = http::TlsContext::client({options_.ca_file, {}, {}}, clock_.clock());
    if (!tls) return own(tls.error().line());
    auto client = http::Client::create(options_.url, *std::move(tls), options_.wait);
    if (!client) return own(client.error().line());
    client_ = std::make_unique<http::Client>(*std::move(client));
    log_.opened = clock_.now();
    Failure failure = open();
    if (!failure) failure = read_chip(chip);
    if (!failure && log_.video_asked) failure = stream();
    if (!failure) failure = await_end();
    log_.closed = clock_.now();
    return failure;
  }

 private:
  // How long one answer may take: the option's wait, and never beyond the session's end.
  std::chrono::milliseconds patience() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(options_.give_up - SteadyClock::now());
    return std::clamp(left, std::chrono::milliseconds(0), options_.wait);
  }
  bool overdue() const { return SteadyClock::now() >= options_.give_up; }

  // An error of the connection: the service's fault, unless time was up.
  Failure lost(const std::string& where, const Error& error) const {
    if (overdue()) return timed_out(where + ": " + error.line());
    return broken(where + ": " + error.line());
  }

  Failure open() {
    auto created = post("createSession", Json{{"token", options_.token}});
    if (!created) return lost("opening the session", created.error());
    const Json answer = Json::parse(created->body, nullptr, false);
    if (created->status != 201 || !answer.is_object() || !answer.value("session", Json()).is_string() ||
        !answer.value("key", Json()).is_string())
      return broken("opening the session: status " + std::to_string(created->status) + " " +
                    created->body.substr(0, 200));
    log_.session = answer["session"];
    key_ = answer["key"];
    clock_.advance(options_.pace.consent);
    auto agreed = post("giveConsent", Json{{"accepted", true}, {"language", options_.language}});
    if (!agreed) return lost("consent", agreed.error());
    if (agreed->status != 204)
      return broken("consent: status " + std::to_string(agreed->status) + " " + agreed->body.substr(0, 200));
    return {};
  }

  [[nodiscard]] std::string path(const char* operation) const { return options_.dialect.path(operation, log_.session); }
  Result<http::Response> post(const char* operation, const Json& body) {
    auto response = client_->post(path(operation), options_.dialect.to_provider(body.dump()), key_);
    if (response) response->body = options_.dialect.from_provider(response->body);
    return response;
  }
  Result<void> say(http::WebSocket& socket, const Json& message) {
    return socket.send_text(options_.dialect.to_provider(message.dump()));
  }
  // What came, in the interface's words.
  void translate(http::Message& message) const {
    if (message.kind == http::Message::Kind::text && !options_.dialect.plain())
      message.data = to_bytes(options_.dialect.from_provider(message.text()));
  }

  // The next message, or none when the service closed the socket.
  Failure receive(http::WebSocket& socket, const std::string& where, std::optional<http::Message>& message) {
    const auto deadline = SteadyClock::now() + patience();
    for (;;) {
      const auto left = std::chrono::duration_cast<Duration>(deadline - SteadyClock::now());
      if (left.count() <= 0)
        return timed_out(where + ": no message within " + std::to_string(options_.wait.count()) + " ms");
      auto got = socket.receive(left);
      if (!got) return lost(where, got.error());
      if (!*got) continue;
      message = **std::move(got);
      translate(*message);
      if (message->kind == http::Message::Kind::closed) message.reset();
      return {};
    }
  }

  Failure read_chip(const Transceive& chip) {
    auto socket = client_->open_websocket(path("openChip"), key_);
    if (!socket) return lost("opening the chip's socket", socket.error());
    clock_.advance(options_.pace.card);
    Json card = {{"type", "card"}, {"can", options_.can}};
    if (options_.zone)
      card["mrz"] = {{"document_number", options_.zone->document_number},
                     {"date_of_birth", options_.zone->date_of_birth},
                     {"date_of_expiry", options_.zone->date_of_expiry}};
    if (auto sent = say(**socket, card); !sent) return lost("chip", sent.error());
    for (;;) {
      std::optional<http::Message> message;
      if (Failure failure = receive(**socket, "chip", message)) return failure;
      if (!message) return {};  // closed without chip_done: the service has decided
      if (message->kind == http::Message::Kind::text) {
        const Json json = parse_message(*message);
        const Json next = json.value("next", Json());
        if (json["type"] != "chip_done" || (next != "video" && next != "end"))
          return broken("chip: unexpected message " + message->text().substr(0, 200));
        log_.video_asked = next == "video";
        (*socket)->close();
        return {};
      }
      if (Failure failure = relay(**socket, chip, message->data)) return failure;
    }
  }

  Failure relay(http::WebSocket& socket, const Transceive& chip, ByteView command) {
    auto response = chip(command);
    ++log_.apdus;
    const std::size_t bytes = command.size() + (response ? response->size() : 0);
    clock_.advance(options_.pace.apdu + Duration(static_cast<std::int64_t>(static_cast<double>(bytes) * 1e6 /
                                                                           options_.pace.bytes_per_second)));
    auto sent = response ? socket.send_binary(*response) : say(socket, Json{{"type", "link_lost"}});
    if (!sent) return lost("chip", sent.error());
    return {};
  }

  Failure stream() {
    std::unique_ptr<camera::Capture> capture;
    if (options_.capture) {
      auto made = options_.capture();
      if (!made) return own("camera: " + made.error().line());
      capture = *std::move(made);
    }
    clock_.advance(options_.pace.camera);
    auto socket = client_->open_websocket(path("openVideo"), key_);
    if (!socket) return lost("opening the video's socket", socket.error());
    if (auto sent = say(**socket, Json{{"type", "stream"}, {"codec", "h264"}, {"format", "annexb"}}); !sent)
      return lost("video", sent.error());
    std::optional<http::Message> begin;
    if (Failure failure = receive(**socket, "video", begin)) return failure;
    if (!begin) return {};
    if (begin->kind != http::Message::Kind::text || parse_message(*begin).value("type", "") != "begin")
      return broken("video: expected begin, got " + begin->text().substr(0, 200));
    if (capture) {
      if (Failure failure = send_frames(**socket, *capture)) return failure;
    }
    (*socket)->close();
    return {};
  }

  Failure send_frames(http::WebSocket& socket, camera::Capture& capture) {
    const Instant began = clock_.now();
    bool over = false;
    while (!over) {
      auto unit = capture.next();
      if (!unit) return own("camera: " + unit.error().line());
      const Instant due = began + unit->captured;
      if (clock_.real()) {
        if (Failure failure = listen_until(socket, capture, last_, due, over)) return failure;
        if (over) break;
        if (clock_.now() - due > most_lag)
          return own("camera: this machine cannot film in real time; use fewer --jobs or a faster machine");
      }
      // Time passes only here: to the moment at which this frame was taken.
      clock_.reach(due);
      if (auto sent = socket.send_binary(stamped(*unit)); !sent) return lost("video", sent.error());
      ++log_.frames;
      last_ = unit->captured;
      if (options_.sent) options_.sent(*unit);
      const std::size_t open = clock_.real() ? most_unacknowledged : 0;
      if (Failure failure = until_received(socket, capture, open, over)) return failure;
      if (overdue()) return timed_out("video: the session is longer than it may be");
    }
    return {};
  }

  // Handles messages until at most `open` frames are unacknowledged or the stream is over.
  Failure until_received(http::WebSocket& socket, camera::Capture& capture, std::size_t open, bool& over) {
    while (!over && log_.frames > received_ + open) {
      std::optional<http::Message> message;
      if (Failure failure = receive(socket, "video", message)) return failure;
      if (Failure failure = handle(message, capture, last_, over)) return failure;
    }
    return {};
  }

  // Real time: handles what comes until the next frame is due.
  Failure listen_until(http::WebSocket& socket, camera::Capture& capture, camera::StreamTime at, Instant due,
                       bool& over) {
    while (!over) {
      const Duration left = std::max(due - clock_.now(), Duration(0));
      auto got = socket.receive(left);
      if (!got) return lost("video", got.error());
      if (!*got) return {};
      std::optional<http::Message> message = **std::move(got);
      translate(*message);
      if (message->kind == http::Message::Kind::closed) message.reset();
      if (Failure failure = handle(message, capture, at, over)) return failure;
    }
    return {};
  }

  // `message` none: the service closed the socket. `at`: capture time of the frame that was sent last.
  Failure handle(const std::optional<http::Message>& message, camera::Capture& capture, camera::StreamTime at,
                 bool& over) {
    if (!message) {
      over = true;
      return {};
    }
    const Json json = message->kind == http::Message::Kind::text ? parse_message(*message) : Json();
    const std::string type = json.is_object() ? json["type"].get<std::string>() : std::string();
    if (type == "received" && json.value("frames", Json()).is_number_unsigned()) {
      received_ = std::max(received_, json["frames"].get<std::size_t>());
    } else if (type == "challenge") {
      return show(json, capture, at);
    } else if (type == "challenge_over") {
      capture.challenge_over(at);
    } else if (type == "end") {
      over = true;
    } else {
      return broken("video: unexpected message " + message->text().substr(0, 200));
    }
    return {};
  }

  Failure show(const Json& challenge, camera::Capture& capture, camera::StreamTime at) {
    const Json action = challenge.value("action", Json());
    const Json window = challenge.value("window_ms", Json());
    if (!action.is_string() || !window.is_number_unsigned())
      return broken("video: malformed challenge " + challenge.dump());
    const auto known = camera::parse_action(action.get<std::string>());
    if (!known) return broken("video: " + known.error().line());
    log_.challenges.push_back({*known, at});
    capture.challenge(*known, at, std::chrono::milliseconds(window.get<std::int64_t>()));
    return {};
  }

  // The service may still be working on its decision when the sockets are closed.
  Failure await_end() {
    const auto deadline = SteadyClock::now() + patience();
    for (;;) {
      auto response = client_->get(path("readSession"), key_);
      if (!response) return lost("asking for the session's state", response.error());
      response->body = options_.dialect.from_provider(response->body);
      const Json json = Json::parse(response->body, nullptr, false);
      if (response->status != 200 || !json.is_object() || !json.value("state", Json()).is_string())
        return broken("session state: status " + std::to_string(response->status) + " " +
                      response->body.substr(0, 200));
      log_.last_state = json["state"];
      if (log_.last_state == "completed" || log_.last_state == "ended") return {};
      if (SteadyClock::now() >= deadline)
        return timed_out("the session stays in state " + log_.last_state + " after the device's last step");
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  const DeviceOptions& options_;
  Time clock_;
  SessionLog& log_;
  std::unique_ptr<http::Client> client_;
  std::string key_;
  std::size_t received_ = 0;   // frames that the service has acknowledged
  camera::StreamTime last_{};  // capture time of the frame that was sent last
};

}  // namespace

Pace Pace::brisk() {
  return {.consent = std::chrono::milliseconds(500),
          .card = std::chrono::milliseconds(500),
          .camera = std::chrono::milliseconds(200),
          .apdu = Duration(0),
          .bytes_per_second = 1e9};
}

Transceive transceiver_of(card::Card& card) {
  return [&card](ByteView command) -> Result<Bytes> { return card.transmit(command); };
}

SessionResult play_session(const DeviceOptions& options, const Transceive& chip,
                           const std::shared_ptr<SimulatedClock>& clock) {
  SessionResult result;
  Failure failure = Session(options, Time(clock), result.log).run(chip);
  result.failure = failure.kind;
  result.error = std::move(failure.error);
  return result;
}

}  // namespace proofmark::subjects

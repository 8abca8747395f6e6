#include "scenarios/subjects/device.hpp"

#include <thread>

#include "common/json_text.hpp"
#include "scenarios/subjects/conversation.hpp"

namespace proofmark::subjects {
namespace {

using Json = nlohmann::json;

class Session {
 public:
  Session(const DeviceOptions& options, Time time, SessionLog& log)
      : options_(options), time_(std::move(time)), log_(log), service_(options) {}

  Failure run(const Transceive& chip) {
    if (auto connected = service_.connect(time_); !connected) return own(connected.error().line());
    // Somebody who waits for the phone to be ready does so before the session, not in it.
    if (time_.real())
      if (Failure failure = make_capture()) return failure;
    log_.opened = time_.now();
    Failure failure = open();
    if (!failure && agreed_) failure = read_chip(chip);
    if (!failure && agreed_) note("chip");
    if (!failure && log_.video_asked) failure = stream();
    // In real time the service works while the camera films, so that its own share cannot be told.
    if (!failure && log_.video_asked && !time_.real()) note("video");
    const auto asked = std::chrono::steady_clock::now();
    if (!failure) failure = await_end();
    if (!failure)
      log_.steps.push_back(
          {"decision", std::chrono::duration<double>(std::chrono::steady_clock::now() - asked).count()});
    log_.closed = time_.now();
    return failure;
  }

 private:
  Failure make_capture() {
    if (!options_.capture || capture_) return {};
    auto made = options_.capture();
    if (!made) return own("camera: " + made.error().line());
    capture_ = *std::move(made);
    return {};
  }

  Failure open() {
    auto created = service_.post("createSession", Json{{"token", options_.token}});
    if (!created) return service_.lost("opening the session", created.error());
    const Json answer = parse_json_or_null(created->body);
    if (created->status != 201 || !answer.is_object() || !answer.value("session", Json()).is_string() ||
        !answer.value("key", Json()).is_string())
      return broken("opening the session: status " + std::to_string(created->status) + " " +
                    created->body.substr(0, 200));
    log_.session = service_.session = answer["session"];
    service_.key = answer["key"];
    note("open");
    time_.advance(options_.pace.consent);
    agreed_ =
        !options_.agrees || options_.agrees({text_of(answer, "relying_party"), text_of(answer, "verification_code")});
    auto agreed = service_.post("giveConsent", Json{{"accepted", agreed_}, {"language", options_.language}});
    if (!agreed) return service_.lost("consent", agreed.error());
    if (agreed->status != 204)
      return broken("consent: status " + std::to_string(agreed->status) + " " + agreed->body.substr(0, 200));
    note("consent");
    return {};
  }

  void note(const char* step) { log_.steps.push_back({step, service_.take_waited()}); }

  Failure read_chip(const Transceive& chip) {
    auto socket = service_.open_socket("openChip");
    if (!socket) return service_.lost("opening the chip's socket", socket.error());
    time_.advance(options_.pace.card);
    Json card = {{"type", "card"}, {"extended_length", true}};
    if (!options_.can.empty()) card["can"] = options_.can;
    if (options_.zone)
      card["mrz"] = {{"document_number", options_.zone->document_number},
                     {"date_of_birth", options_.zone->date_of_birth},
                     {"date_of_expiry", options_.zone->date_of_expiry}};
    if (auto sent = service_.say(**socket, card); !sent) return service_.lost("chip", sent.error());
    for (;;) {
      std::optional<http::Message> message;
      if (Failure failure = service_.receive(**socket, "chip", message)) return failure;
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
    const auto took = options_.field.took ? options_.field.took() : std::nullopt;
    time_.advance(took.value_or(
        options_.pace.apdu +
        Duration(static_cast<std::int64_t>(static_cast<double>(bytes) * 1e6 / options_.pace.bytes_per_second))));
    if (!response && options_.field.back && options_.field.back()) {
      time_.advance(options_.pace.card);  // the person holds the card there again
      if (auto sent = service_.say(socket, Json{{"type", "card_again"}}); !sent)
        return service_.lost("chip", sent.error());
      return {};
    }
    auto sent = response ? socket.send_binary(*response) : service_.say(socket, Json{{"type", "link_lost"}});
    if (!sent) return service_.lost("chip", sent.error());
    return {};
  }

  Failure stream() {
    if (Failure failure = make_capture()) return failure;
    return stream_video(service_, time_, std::move(capture_), log_);
  }

  // The service may still be working on its decision when the sockets are closed.
  Failure await_end() {
    const auto deadline = std::chrono::steady_clock::now() + service_.patience();
    for (;;) {
      auto response = service_.get("readSession");
      if (!response) return service_.lost("asking for the session's state", response.error());
      const Json json = parse_json_or_null(response->body);
      if (response->status != 200 || !json.is_object() || !json.value("state", Json()).is_string())
        return broken("session state: status " + std::to_string(response->status) + " " +
                      response->body.substr(0, 200));
      log_.last_state = json["state"];
      if (log_.last_state == "completed" || log_.last_state == "ended") return {};
      if (std::chrono::steady_clock::now() >= deadline)
        return timed_out("the session stays in state " + log_.last_state + " after the device's last step");
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  static std::string text_of(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
  }

  const DeviceOptions& options_;
  bool agreed_ = true;
  Time time_;
  SessionLog& log_;
  Conversation service_;
  std::unique_ptr<camera::Capture> capture_;
};

}  // namespace

Transceive transceiver_of(card::Card& card) {
  return [&card](ByteView command) -> Result<Bytes> {
    Bytes answer = card.transmit(command);
    if (card.present()) return answer;
    return fail("ISO/IEC 14443-4", "a card in the reader's field", "none", "Hold the card to the reader again.");
  };
}

CardField field_of(card::Card& card) {
  return {[&card] { return card.took(); }, [&card] { return card.take_up(); }};
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

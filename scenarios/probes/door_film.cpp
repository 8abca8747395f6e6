// The device's side of the video socket, frame by frame on the subject's clock.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"
#include "scenarios/probes/door.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr auto kPatience = std::chrono::seconds(30);  // wall time for one answer
// In real time: how late a frame may be, and how many may be on their way (scenarios/subjects/device_video.cpp).
constexpr auto kMostLate = std::chrono::milliseconds(400);
constexpr std::size_t kMostOpen = 90;

Bytes stamped(const Shot& shot) {
  const auto micros = static_cast<std::uint64_t>(shot.captured.count());
  Bytes message(8);
  for (std::size_t i = 0; i < 8; ++i) message[i] = static_cast<std::uint8_t>(micros >> (56 - 8 * i));
  message.insert(message.end(), shot.unit.begin(), shot.unit.end());
  return message;
}

class Stream {
 public:
  Stream(http::WebSocket& socket, Film& film, FilmEnd& end) : socket_(socket), film_(film), end_(end) {}

  // Reads until frame `wanted` is acknowledged; true when the stream is over.
  Result<bool> until_received(std::size_t wanted, Duration at) {
    while (received_ < wanted || wanted == 0) {
      auto message = socket_.receive(kPatience);
      if (!message) return true;  // the service has gone
      if (!*message) return otherwise("a frame to be acknowledged", "silence for 30 s");
      const Heard heard = hear(**message, at);
      if (heard == Heard::end) return true;
      if (heard == Heard::begin) return false;
    }
    return false;
  }

  // Real time: reads what comes within `left`; true when the stream is over.
  Result<bool> listen(Duration left, Duration at) {
    const auto until = std::chrono::steady_clock::now() + left;
    for (;;) {
      const auto wait = std::chrono::duration_cast<Duration>(until - std::chrono::steady_clock::now());
      auto message = socket_.receive(std::max(wait, Duration(0)));
      if (!message) return true;
      if (!*message) return false;
      if (hear(**message, at) == Heard::end) return true;
    }
  }

 private:
  enum class Heard { begin, more, end };

  Heard hear(const http::Message& message, Duration at) {
    if (message.kind != http::Message::Kind::text) return Heard::end;
    const std::string text = message.text();
    json said = parse_json_or_null(text);
    if (!said.is_object()) said = json::object();
    const json type = said.value("type", json());
    if (type == "received") {
      const json frames = said.value("frames", json());
      if (frames.is_number_unsigned()) received_ = std::max(received_, frames.get<std::size_t>());
      return Heard::more;
    }
    end_.said.push_back(text);
    end_.end_said = end_.end_said || type == "end";
    if (type == "end") return Heard::end;
    if (type == "begin") return Heard::begin;
    if (type == "challenge") take(said, at);
    if (type == "challenge_over") over(said, at);
    return Heard::more;
  }

  void take(const json& said, Duration at) {
    FilmEnd::Challenge challenge;
    const json number = said.value("number", json()), action = said.value("action", json()),
               window = said.value("window_ms", json());
    if (!number.is_number_unsigned() || !action.is_string() || !window.is_number_unsigned()) return;
    challenge.number = number.get<int>();
    challenge.action = action.get<std::string>();
    challenge.window = std::chrono::milliseconds(window.get<std::int64_t>());
    challenge.asked = at;
    end_.challenges.push_back(challenge);
    film_.challenge(challenge);
  }

  void over(const json& said, Duration at) {
    const json number = said.value("number", json());
    for (FilmEnd::Challenge& challenge : end_.challenges)
      if (number == challenge.number) challenge.over = at;
    if (number.is_number_unsigned()) film_.challenge_over(number.get<int>(), at);
  }

  http::WebSocket& socket_;
  Film& film_;
  FilmEnd& end_;
  std::size_t received_ = 0;  // frames that the service has acknowledged
};

}  // namespace

Result<FilmEnd> Door::film(const OpenedSession& session, Film& film, const std::string& announcement) {
  pass(std::chrono::seconds(2));
  PROOFMARK_TRY(const auto socket, device_->open_websocket(session.path("/video"), session.key));
  PROOFMARK_CHECK(
      socket->send_text(announcement.empty() ? R"({"type":"stream","codec":"h264","format":"annexb"})" : announcement));
  FilmEnd end;
  Stream stream(*socket, film, end);
  PROOFMARK_TRY(bool over, stream.until_received(0, Duration::zero()));
  end.begun = !over;
  const auto clock = subject_->clock();
  const Instant began = now();
  while (!over) {
    auto shot = film.next();
    if (!shot) return fail(ours(shot.error()));
    if (!*shot) break;
    if (clock) {
      clock->set(began + (*shot)->sent);
    } else if (const Duration left = began + (*shot)->sent - now(); left > -kMostLate) {
      PROOFMARK_TRY(over, stream.listen(left, (*shot)->sent));
      if (over) break;
    } else {
      return fail(ours({"camera", "frames that are ready when they are due", "one that is late",
                        "This machine cannot film in real time: use fewer --jobs or a faster machine."}));
    }
    if (!socket->send_binary(stamped(**shot))) break;  // the service has gone
    ++end.frames;
    const std::size_t open = clock ? 0 : kMostOpen;
    if (end.frames > open) {
      PROOFMARK_TRY(over, stream.until_received(end.frames - open, (*shot)->sent));
    }
    if (overdue()) return otherwise("the video to end", "a video without end");
  }
  socket->close();
  return end;
}

}  // namespace proofmark::probes

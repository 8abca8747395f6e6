#include <algorithm>
#include <thread>

#include "scenarios/subjects/conversation.hpp"
#include "simulators/camera/live_film.hpp"

namespace proofmark::subjects {
namespace {

using Json = nlohmann::json;
using SteadyClock = std::chrono::steady_clock;

// Real time. A phone hands over its frames some hundred milliseconds after they were taken; beyond 400 ms one way
// nobody plans for it (ITU-T G.114), and the service would be blamed for answers that come late.
constexpr auto most_late = std::chrono::milliseconds(400);
// Later than a frame's interval: counted and reported, and no reason to give the session up.
constexpr auto late = std::chrono::milliseconds(33);
// Frames on their way; the rest waits for the service.
constexpr std::size_t most_unacknowledged = 90;

Bytes stamped(const camera::AccessUnit& unit) {
  const auto micros = static_cast<std::uint64_t>(unit.captured.count());
  Bytes message(8);
  for (std::size_t i = 0; i < 8; ++i) message[i] = static_cast<std::uint8_t>(micros >> (56 - 8 * i));
  message.insert(message.end(), unit.data.begin(), unit.data.end());
  return message;
}

std::string milliseconds_of(camera::StreamTime time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

class Stream {
 public:
  Stream(const Conversation& service, Time& time, SessionLog& log) : service_(service), time_(time), log_(log) {}

  // Frame by frame: a simulated clock moves only here, to the moment at which a frame was taken, and the next is not
  // taken before the service has dealt with this one.
  Failure frame_by_frame(http::WebSocket& socket, camera::Capture& capture) {
    // What the service says it says when the last frame has arrived.
    challenge_ = [&](camera::Action action, camera::StreamTime window) { capture.challenge(action, arrived_, window); };
    over_ = [&] { capture.challenge_over(arrived_); };
    const Instant began = time_.now();
    while (!ended_) {
      auto unit = capture.next();
      if (!unit) return own("camera: " + unit.error().line());
      time_.reach(began + unit->captured + unit->delayed);
      if (unit->cut) return cut();
      if (Failure failure = send(socket, *unit)) return failure;
      if (Failure failure = until_received(socket, 0)) return failure;
      if (service_.overdue()) return timed_out("video: the session is longer than it may be");
    }
    return {};
  }

  Failure live(http::WebSocket& socket, camera::LiveFilm& film) {
    challenge_ = [&](camera::Action action, camera::StreamTime window) { film.challenge(action, window); };
    over_ = [&] { film.challenge_over(); };
    const auto began = SteadyClock::now();
    film.begin(began);
    log_.camera = CameraLag();
    while (!ended_) {
      if (service_.overdue()) return timed_out("video: the session is longer than it may be");
      // Between two looks at the socket a frame may come, and between two frames a message.
      auto shot = film.take(SteadyClock::now() + std::chrono::milliseconds(2));
      if (!shot) return own("camera: " + shot.error().line());
      // A unit that a network holds up is sent when it would arrive; the way to the service itself is short.
      const auto due = *shot ? began + (*shot)->unit.captured + (*shot)->unit.delayed : SteadyClock::now();
      if (Failure failure = listen_until(socket, due)) return failure;
      if (ended_ || !*shot) continue;
      if (Failure failure = note_lag((*shot)->late)) return failure;
      if ((*shot)->unit.cut) return cut();
      if (Failure failure = send(socket, (*shot)->unit)) return failure;
      if (Failure failure = until_received(socket, most_unacknowledged)) return failure;
    }
    return {};
  }
  [[nodiscard]] bool was_cut() const { return cut_; }

 private:
  // The connection is gone, with nothing said.
  Failure cut() {
    cut_ = true;
    return {};
  }

  Failure note_lag(camera::StreamTime lag) {
    CameraLag& noted = *log_.camera;
    ++noted.frames;
    if (lag > late) ++noted.late;
    noted.most = std::max(noted.most, lag);
    if (lag <= most_late) return {};
    return own("camera: frame " + std::to_string(noted.frames) + " was ready " + milliseconds_of(lag) +
               " after it was taken, " + milliseconds_of(most_late) +
               " are allowed: this machine cannot film in real time; use fewer --jobs or a faster machine");
  }

  Failure send(http::WebSocket& socket, const camera::AccessUnit& unit) {
    if (auto sent = socket.send_binary(stamped(unit)); !sent) return service_.lost("video", sent.error());
    ++log_.frames;
    last_ = unit.captured;
    arrived_ = unit.captured + unit.delayed;
    if (service_.options().sent) service_.options().sent(unit);
    return {};
  }

  // Handles messages until at most `open` frames are unacknowledged or the stream is over.
  Failure until_received(http::WebSocket& socket, std::size_t open) {
    while (!ended_ && log_.frames > received_ + open) {
      std::optional<http::Message> message;
      if (Failure failure = service_.receive(socket, "video", message)) return failure;
      if (Failure failure = handle(message)) return failure;
    }
    return {};
  }

  // Handles what has come and what comes until `due`.
  Failure listen_until(http::WebSocket& socket, SteadyClock::time_point due) {
    while (!ended_) {
      const auto left = std::chrono::duration_cast<Duration>(due - SteadyClock::now());
      bool came = false;
      std::optional<http::Message> message;
      if (Failure failure = service_.receive_within(socket, std::max(left, Duration(0)), "video", came, message))
        return failure;
      if (!came) return {};
      if (Failure failure = handle(message)) return failure;
    }
    return {};
  }

  // `message` none: the service closed the socket.
  Failure handle(const std::optional<http::Message>& message) {
    if (!message) {
      ended_ = true;
      return {};
    }
    const Json json = message->kind == http::Message::Kind::text ? parse_message(*message) : Json();
    const std::string type = json.is_object() ? json["type"].get<std::string>() : std::string();
    if (type == "received" && json.value("frames", Json()).is_number_unsigned()) {
      received_ = std::max(received_, json["frames"].get<std::size_t>());
    } else if (type == "challenge") {
      return show(json);
    } else if (type == "challenge_over") {
      over_();
    } else if (type == "end") {
      ended_ = true;
    } else {
      return broken("video: unexpected message " + message->text().substr(0, 200));
    }
    return {};
  }

  Failure show(const Json& challenge) {
    const Json action = challenge.value("action", Json());
    const Json window = challenge.value("window_ms", Json());
    if (!action.is_string() || !window.is_number_unsigned())
      return broken("video: malformed challenge " + challenge.dump());
    const auto known = camera::parse_action(action.get<std::string>());
    if (!known) return broken("video: " + known.error().line());
    log_.challenges.push_back({*known, last_});
    challenge_(*known, std::chrono::milliseconds(window.get<std::int64_t>()));
    return {};
  }

  const Conversation& service_;
  Time& time_;
  SessionLog& log_;
  std::function<void(camera::Action, camera::StreamTime)> challenge_;
  std::function<void()> over_;
  bool ended_ = false;
  std::size_t received_ = 0;      // frames that the service has acknowledged
  camera::StreamTime last_{};     // capture time of the frame that was sent last
  camera::StreamTime arrived_{};  // and when it was with the service, on the device's clock
  bool cut_ = false;
};

// After a cut the device tries once more, as an app does. A step cannot be begun twice (docs/interface.md), so that the
// service has to turn it away and end the session.
Failure connect_anew(const Conversation& service, std::unique_ptr<http::WebSocket> socket) {
  socket.reset();
  auto again = service.open_socket("openVideo");
  if (!again) return {};
  if (!service.say(**again, Json{{"type", "stream"}, {"codec", "h264"}, {"format", "annexb"}})) return {};
  std::optional<http::Message> answer;
  if (Failure failure = service.receive(**again, "video", answer)) return {};
  if (answer && answer->kind == http::Message::Kind::text && parse_message(*answer).value("type", "") == "begin")
    return broken("video: the step was begun a second time after a cut");
  return {};
}

}  // namespace

Failure stream_video(const Conversation& service, Time& time, std::unique_ptr<camera::Capture> capture,
                     SessionLog& log) {
  std::unique_ptr<camera::LiveFilm> film;
  if (time.real() && capture) film = std::make_unique<camera::LiveFilm>(std::move(capture));
  time.advance(service.options().pace.camera);
  auto socket = service.open_socket("openVideo");
  if (!socket) return service.lost("opening the video's socket", socket.error());
  if (auto sent = service.say(**socket, Json{{"type", "stream"}, {"codec", "h264"}, {"format", "annexb"}}); !sent)
    return service.lost("video", sent.error());
  std::optional<http::Message> begin;
  if (Failure failure = service.receive(**socket, "video", begin)) return failure;
  if (!begin) return {};
  if (begin->kind != http::Message::Kind::text || parse_message(*begin).value("type", "") != "begin")
    return broken("video: expected begin, got " + begin->text().substr(0, 200));
  Failure failure;
  Stream stream(service, time, log);
  if (film) failure = stream.live(**socket, *film);
  if (capture) failure = stream.frame_by_frame(**socket, *capture);
  if (failure) return failure;
  if (stream.was_cut()) return connect_anew(service, *std::move(socket));
  (*socket)->close();
  return {};
}

}  // namespace proofmark::subjects

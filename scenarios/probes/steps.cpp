// api.*: sessions whose steps come in another order than the interface has them, or with other messages.
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "scenarios/probes/door.hpp"
#include "scenarios/probes/footage.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr auto kPatience = std::chrono::seconds(40);          // wall time until a step that broke off is decided
constexpr Duration kLongestStep = std::chrono::seconds(300);  // own goal: no step of a session is longer on the clock

// The session has ended as refused and its package says that it was not completed, or what else was wrong.
Result<void> demand_refused(Door& door, const OpenedSession& session, Verdict& verdict,
                            const std::string& check = "session.complete") {
  PROOFMARK_TRY(const json claims, door.package(session.order));
  verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
  verdict.demand(check_result(claims, check) != "passed", check_line(claims, check));
  PROOFMARK_TRY(const std::string state, door.state(session));
  verdict.demand(state == "ended" || state == "completed", "the session in state " + state);
  return door.health();
}

std::string socket_refusal(Door& door, const OpenedSession& session, const char* step) {
  const auto socket = door.device().open_websocket(session.path(step), session.key);
  return socket ? "opened" : socket.error().observed;
}

Result<reports::ProbeAnswer> consent(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string expected = fault == "refused" ? "consent refused: the session ends as refused"
                               : fault == "twice" ? "a second consent refused with 409 session_state"
                                                  : "no step before consent: 403 consent_missing";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const PlacedOrder order, door.place());
    PROOFMARK_TRY(const OpenedSession session, door.open_session(order));
    const auto post = [&](const char* body) { return door.device().post(session.path("/consent"), body, session.key); };
    if (fault == "missing") {
      for (const char* step : {"/chip", "/video"}) {
        const std::string said = socket_refusal(door, session, step);
        verdict.demand(said.find("consent_missing") != std::string::npos, std::string(step) + ": " + said);
      }
      PROOFMARK_TRY(const std::string state, door.state(session));
      verdict.demand(state == "consent", "the session in state " + state);
      return verdict.answer("403 consent_missing on both sockets");
    }
    PROOFMARK_TRY(const http::Response answer, post(fault == "refused" ? R"({"accepted":false,"language":"lt"})"
                                                                       : R"({"accepted":true,"language":"en"})"));
    verdict.demand(answer.status == 204, "consent: " + brief(answer));
    PROOFMARK_TRY(const http::Response again, post(R"({"accepted":true,"language":"lt"})"));
    verdict.demand(again.status == 409, "consent once more: " + brief(again));
    if (fault == "twice") return verdict.answer("409 session_state");
    const std::string said = socket_refusal(door, session, "/chip");
    verdict.demand(said.find("409") != std::string::npos, "the chip's socket: " + said);
    PROOFMARK_CHECK(demand_refused(door, session, verdict));
    return verdict.answer("refused, and no further step");
  });
}

// Steps in another order.
Result<reports::ProbeAnswer> step(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string expected = "the step refused with 409 session_state";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    const auto refused = [&](const char* what, const std::string& said) {
      verdict.demand(said.find("409") != std::string::npos, std::string(what) + ": " + said);
    };
    if (fault == "video_before_chip") {
      refused("the video before the chip", socket_refusal(door, session, "/video"));
    } else if (fault == "chip_again") {
      PROOFMARK_CHECK(door.pass_chip(session));
      refused("the chip once more", socket_refusal(door, session, "/chip"));
    } else if (fault == "chip_after_end") {
      PROOFMARK_TRY(const ChipEnd end, door.present(session, Who::other, "genuine"));
      verdict.demand(end.next == "end", "another person's card: \"" + end.next + "\"");
      refused("the chip after the end", socket_refusal(door, session, "/chip"));
      refused("the video after the end", socket_refusal(door, session, "/video"));
    } else if (fault == "two_at_once") {
      std::optional<std::string> second;
      PROOFMARK_TRY(const ChipEnd end, door.read_chip(session, [&](ByteView) {
        if (!second) second = socket_refusal(door, session, "/chip");
        return std::optional<Bytes>(Bytes{0x6A, 0x82});
      }));
      verdict.demand(end.apdus > 0, "the chip was not asked");
      refused("a second chip's socket beside the first", second.value_or("not tried"));
    } else if (fault == "video_again") {
      PROOFMARK_CHECK(door.pass_chip(session));
      {
        const auto socket = door.device().open_websocket(session.path("/video"), session.key);
        if (!socket) return otherwise("the video's socket", socket.error().observed);
      }
      PROOFMARK_CHECK(door.package(session.order));
      refused("the video once more", socket_refusal(door, session, "/video"));
    }
    PROOFMARK_CHECK(door.health());
    return verdict.answer("409 session_state");
  });
}

// What the device may say instead of the chip's answers. Each fault gives the answer to command number `index`.
const std::map<std::string, std::function<std::optional<Bytes>(std::size_t index)>>& chip_answers() {
  static const std::map<std::string, std::function<std::optional<Bytes>(std::size_t)>> all = {
      {"one_byte", [](std::size_t) { return Bytes{0x90}; }},
      {"no_byte", [](std::size_t) { return Bytes{}; }},
      {"garbage", [](std::size_t index) { return Bytes(37 + index % 5, static_cast<std::uint8_t>(0x5A + index)); }},
      {"endless",
       [](std::size_t) {
         return concat({Bytes(256, 0x41), Bytes{0x90, 0x00}});
       }},
      {"endless_file",
       [](std::size_t index) {
         // A file that announces 64 KiB and gives one byte at a time.
         if (index % 2 == 0 && index < 2) return Bytes{0x90, 0x00};
         return index == 1 ? Bytes{0x31, 0x82, 0xFF, 0xFF, 0x30, 0x90, 0x00} : Bytes{0x30, 0x90, 0x00};
       }},
      {"too_large",
       [](std::size_t) {
         return concat({Bytes(70000, 0x41), Bytes{0x90, 0x00}});
       }},
      {"link_lost", [](std::size_t index) {
         return index < 2 ? std::optional<Bytes>(Bytes{0x6A, 0x82}) : std::nullopt;
       }}};
  return all;
}

// The message with which the device introduces the card.
const std::map<std::string, std::string>& card_messages() {
  static const std::map<std::string, std::string> all = {
      {"unknown_type", R"({"type":"document","can":"123456"})"},
      {"short_number", R"({"type":"card","can":"12345"})"},
      {"letters_in_number", R"({"type":"card","can":"12a456"})"},
      {"no_number", R"({"type":"card"})"},
      {"unknown_field", R"({"type":"card","can":"123456","decision":"accepted"})"},
      {"repeated_field", R"({"type":"card","can":"123456","can":"654321"})"},
      {"portrait_from_device", R"({"type":"card","can":"123456","portrait":"/9j/4AAQSkZJRg=="})"},
      {"no_json", "card 123456"}};
  return all;
}

Result<reports::ProbeAnswer> chip_messages(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string expected = "the session ends as refused, and the service goes on";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    std::size_t index = 0;
    if (fault == "slow") {
      // A file that never ends, whose pieces each come in time and together take for ever.
      PROOFMARK_TRY(const auto clock, door.clock());
      const Instant began = door.now();
      const auto& piece = chip_answers().at("endless_file");
      PROOFMARK_TRY(const ChipEnd end, door.read_chip(session, [&](ByteView) -> std::optional<Bytes> {
        if (door.now() - began > kLongestStep + std::chrono::seconds(60)) return std::nullopt;
        clock->advance(std::chrono::seconds(20));
        // Time for the service to look at its clock, as it would have in twenty seconds.
        std::this_thread::sleep_for(std::chrono::milliseconds(80));
        return piece(index++);
      }));
      verdict.demand(door.now() - began <= kLongestStep, "a chip step of more than 300 s");
      verdict.demand(end.next != "video", "the video was asked for");
    } else if (const auto message = card_messages().find(fault); message != card_messages().end()) {
      PROOFMARK_TRY(const ChipEnd end, door.read_chip(
                                           session,
                                           [](ByteView) {
                                             return std::optional<Bytes>(Bytes{0x6A, 0x82});
                                           },
                                           message->second));
      verdict.demand(end.apdus == 0, "the chip was spoken to");
      verdict.demand(end.next != "video", "the video was asked for");
    } else if (fault == "unknown_note") {
      PROOFMARK_TRY(const ChipEnd end, door.read_chip(
                                           session, [](ByteView) { return std::optional<Bytes>(); }, {},
                                           R"({"type":"battery_low","level":4})"));
      verdict.demand(end.next != "video", "the video was asked for");
    } else {
      const auto& answer = chip_answers().at(fault);
      const auto ended = door.read_chip(session, [&](ByteView) { return answer(index++); });
      verdict.demand(index <= 50000, "more than 50000 commands");
      if (ended) verdict.demand(ended->next != "video", "the video was asked for");
    }
    PROOFMARK_TRY(const json claims, door.package(session.order));
    verdict.demand(claims.value("decision", "") == "refused", "the session " + claims.value("decision", ""));
    verdict.demand(check_result(claims, "chip.genuine") != "passed", check_line(claims, "chip.genuine"));
    PROOFMARK_CHECK(door.health());
    return verdict.answer("refused; " + check_line(claims, "session.complete"));
  });
}

// A binary or text message in the video's place.
Result<void> say(http::WebSocket& socket, const std::string& fault) {
  const std::string announced = R"({"type":"stream","codec":"h264","format":"annexb"})";
  if (fault == "unannounced") return socket.send_binary(Bytes(64, 0x11));
  if (fault == "other_codec") return socket.send_text(R"({"type":"stream","codec":"vp8","format":"annexb"})");
  if (fault == "unknown_field")
    return socket.send_text(R"({"type":"stream","codec":"h264","format":"annexb","live":true})");
  PROOFMARK_CHECK(socket.send_text(announced));
  if (fault == "silence" || fault == "closed") return {};
  if (fault == "text_in_stream") {
    PROOFMARK_CHECK(socket.send_text(R"({"type":"result","decision":"accepted"})"));
  } else if (fault == "no_time") {
    PROOFMARK_CHECK(socket.send_binary(Bytes(8, 0)));
  } else if (fault == "far_time") {
    PROOFMARK_CHECK(socket.send_binary(Bytes(64, 0xFF)));
  } else if (fault == "too_large") {
    Bytes unit((std::size_t{2} << 20U) + 4096, 0x11);
    std::fill(unit.begin(), unit.begin() + 8, std::uint8_t{0});
    PROOFMARK_CHECK(socket.send_binary(unit));
  }
  // A service that passed over the message above goes on with these, and calls the stream whole when it has enough.
  for (int i = 0; i < 12; ++i) {
    Bytes unit(400, static_cast<std::uint8_t>(0x40 + i));
    std::fill(unit.begin(), unit.begin() + 8, std::uint8_t{0});
    unit[7] = static_cast<std::uint8_t>(i + 1);
    PROOFMARK_CHECK(socket.send_binary(unit));
  }
  return {};
}

Result<reports::ProbeAnswer> video_messages(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string fault = text_parameter(parameters, "fault");
  const std::string expected = "the session ends as refused, and the service goes on";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_CHECK(door.pass_chip(session));
    auto opened = door.device().open_websocket(session.path("/video"), session.key);
    if (!opened) return otherwise("the video's socket", opened.error().observed);
    static_cast<void>(say(**opened, fault));
    const auto until = std::chrono::steady_clock::now() + kPatience;
    const Instant began = door.now();
    bool begun = false;
    for (bool over = fault == "closed"; !over;) {
      // The service ends the step by itself; a device that waits sees the socket close.
      const auto message = (*opened)->receive(std::chrono::milliseconds(200));
      over = !message || (*message && (*message)->kind == http::Message::Kind::closed);
      if (message && *message) {
        const std::string text = (*message)->text();
        begun = begun || text.find("\"begin\"") != std::string::npos;
        over = over || text.find("\"end\"") != std::string::npos;
      }
      if (fault == "silence") {
        door.pass(std::chrono::seconds(20));
        if (door.now() - began > kLongestStep + std::chrono::seconds(60)) over = true;
      }
      if (std::chrono::steady_clock::now() >= until) {
        verdict.demand(false, "a step that goes on for 40 s");
        over = true;
      }
    }
    if (fault == "silence") verdict.demand(door.now() - began <= kLongestStep, "a video step of more than 300 s");
    (*opened)->close();
    if (fault == "unannounced" || fault == "other_codec") verdict.demand(!begun, "the stream was begun");
    // Of frames that are no video the service makes a finding; the session itself may be whole.
    const std::string check = fault == "undecodable" ? "video.continuity" : "session.complete";
    PROOFMARK_CHECK(demand_refused(door, session, verdict, check));
    return verdict.answer("refused, " + check + " not passed");
  });
}

// A session whose time is over.
Result<reports::ProbeAnswer> session_time(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const std::string at = text_parameter(parameters, "fault");
  const std::string expected = "a session left open ends as refused within an hour";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const auto clock, door.clock());
    PROOFMARK_TRY(const PlacedOrder order, door.place());
    PROOFMARK_TRY(const OpenedSession session, door.open_session(order));
    if (at != "before_consent") {
      PROOFMARK_CHECK(door.consent(session));
    }
    if (at == "before_video") {
      PROOFMARK_CHECK(door.pass_chip(session));
    }
    clock->advance(std::chrono::hours(1));
    PROOFMARK_TRY(const std::string state, door.state(session));
    verdict.demand(state == "ended", "the session in state " + state);
    const std::string said = socket_refusal(door, session, at == "before_video" ? "/video" : "/chip");
    verdict.demand(said.find("409") != std::string::npos || said.find("403") != std::string::npos,
                   "the next step: " + said);
    PROOFMARK_CHECK(demand_refused(door, session, verdict));
    return verdict.answer("ended as refused");
  });
}

std::set<std::string> chip_faults() {
  std::set<std::string> names{"slow", "unknown_note"};
  for (const auto& [name, answer] : chip_answers()) names.insert(name);
  for (const auto& [name, message] : card_messages()) names.insert(name);
  return names;
}

}  // namespace

std::vector<ProbeEntry> step_probes() {
  return {
      {.name = "api.consent", .run = consent, .faults = {"missing", "refused", "twice"}},
      {.name = "api.step",
       .run = step,
       .faults = {"video_before_chip", "chip_again", "chip_after_end", "two_at_once", "video_again"}},
      {.name = "api.chip_messages", .run = chip_messages, .faults = chip_faults()},
      {.name = "api.video_messages",
       .run = video_messages,
       .faults = {"unannounced", "other_codec", "unknown_field", "text_in_stream", "no_time", "far_time", "too_large",
                  "undecodable", "closed", "silence"}},
      {.name = "api.session_time", .run = session_time, .faults = {"before_consent", "before_chip", "before_video"}}};
}

}  // namespace proofmark::probes

// The phone against a service of few lines that follows docs/interface.md, or breaks it.
#include "scenarios/subjects/device.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/http/server.hpp"
#include "tests/scenarios/support.hpp"
#include "tests/subjects/counted_capture.hpp"

namespace proofmark::subjects {
namespace {

using http::Message;
using http::Request;
using http::Response;
using http::WebSocket;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

Message next_message(WebSocket& socket) {
  for (int i = 0; i < 100; ++i) {
    auto message = socket.receive(milliseconds(50));
    if (!message) return {};
    if (*message) return **message;
  }
  return {};
}

void say(WebSocket& socket, const std::string& text) {
  static_cast<void>(socket.send_text(text));
}
void say(WebSocket& socket, const Bytes& data) {
  static_cast<void>(socket.send_binary(data));
}

class DeviceTest : public ::testing::Test {
 protected:
  DeviceTest() {
    const auto ca = testing::make_identity({.name = "CA", .ca = true}, nullptr);
    const auto server = testing::make_identity({.name = "service"}, &ca);
    testing::write_file(temporary.path() / "ca.pem", ca.certificate_pem());
    testing::write_file(temporary.path() / "server.pem", server.certificate_pem());
    testing::write_file(temporary.path() / "server.key", server.key_pem());
    clock = *SimulatedClock::create(temporary.path() / "clock", testing::noon);
    chip_task = [](WebSocket& socket) { say(socket, R"({"type":"chip_done","next":"end"})"); };
    video_task = [](WebSocket&) {};
  }

  SessionResult play() {
    http::Routes routes;
    routes.on("POST", "/v1/sessions", [](const Request& request) {
      if (Json::parse(request.body) != Json{{"token", "t"}}) return http::error_response(404, "token_unknown", "no");
      return http::json_response(201, R"({"session":"s","key":"k","relying_party":"R","verification_code":"1234"})");
    });
    routes.on("POST", "/v1/sessions/{session}/consent", [this](const Request& request) {
      if (request.bearer() != "k") return http::error_response(401, "key_invalid", "no");
      consents.push_back(Json::parse(request.body));
      return Response{consent_status, {}, {}, {}};
    });
    routes.on("GET", "/v1/sessions/{session}", [this](const Request&) {
      return http::json_response(200, Json{{"state", state.load()}}.dump());
    });
    routes.websocket("/v1/sessions/{session}/chip", [this](const Request&) { return http::SocketTask(chip_task); });
    routes.websocket("/v1/sessions/{session}/video", [this](const Request&) { return http::SocketTask(video_task); });
    auto tls = http::TlsContext::server({temporary.path() / "server.pem", temporary.path() / "server.key", {}}, clock);
    EXPECT_TRUE(tls) << tls.error().line();
    auto server = http::Server::start({}, *tls, std::move(routes));
    EXPECT_TRUE(server) << server.error().line();
    DeviceOptions options;
    options.url = (*server)->url();
    options.ca_file = (temporary.path() / "ca.pem").string();
    options.token = token;
    options.can = "123456";
    options.wait = wait;
    options.give_up = std::chrono::steady_clock::now() + seconds(30);
    options.agrees = agrees;
    options.capture = [this]() -> Result<std::unique_ptr<camera::Capture>> {
      if (!camera_works) return fail("camera", "a scene", "none", "");
      return std::unique_ptr<camera::Capture>(std::make_unique<testing::CountedCapture>(events));
    };
    return play_session(
        options, [this](ByteView command) { return chip(command); }, clock);
  }

  void expect_video() {
    chip_task = [](WebSocket& socket) { say(socket, R"({"type":"chip_done","next":"video"})"); };
  }

  testing::TemporaryFolder temporary;
  std::shared_ptr<SimulatedClock> clock;
  http::SocketTask chip_task, video_task;
  int consent_status = 204;
  std::vector<Json> consents;
  std::function<bool(const ShownBeforeConsent&)> agrees;
  std::atomic<const char*> state{"ended"};
  std::string token = "t";
  bool camera_works = true;
  milliseconds wait{5000};
  std::function<Result<Bytes>(ByteView)> chip = [](ByteView) -> Result<Bytes> { return Bytes{0x90, 0x00}; };
  std::vector<std::string> events;
};

TEST_F(DeviceTest, ASessionThatEndsAtTheChip) {
  std::vector<std::string> seen;
  chip_task = [&](WebSocket& socket) {
    seen.push_back(next_message(socket).text());
    say(socket, Bytes(Bytes{0x00, 0xA4, 0x04, 0x0C}));
    const Message answer = next_message(socket);
    seen.push_back(to_hex(answer.data));
    say(socket, R"({"type":"chip_done","next":"end"})");
    next_message(socket);
  };
  const SessionResult result = play();
  EXPECT_EQ(result.failure, SessionFailure::none) << result.error;
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(Json::parse(seen[0]), (Json{{"type", "card"}, {"can", "123456"}, {"extended_length", true}}));
  EXPECT_EQ(seen[1], "9000");
  EXPECT_EQ(result.log.apdus, 1U);
  EXPECT_EQ(result.log.frames, 0U);
  EXPECT_EQ(result.log.last_state, "ended");
  // Consent, card and one exchange have taken their time on the clock, and nothing else has.
  const Pace pace;
  EXPECT_EQ(result.log.closed - result.log.opened, pace.consent + pace.card + pace.apdu + Duration(300));
}

TEST_F(DeviceTest, APersonWhoDoesNotAgreeIsAskedForNothingMore) {
  ShownBeforeConsent shown;
  agrees = [&](const ShownBeforeConsent& what) {
    shown = what;
    return false;
  };
  bool chip_asked = false;
  chip_task = [&](WebSocket&) { chip_asked = true; };
  const SessionResult declined = play();
  EXPECT_EQ(declined.failure, SessionFailure::none) << declined.error;
  EXPECT_EQ(shown.relying_party, "R");
  EXPECT_EQ(shown.verification_code, "1234");
  EXPECT_EQ(consents, std::vector<Json>{(Json{{"accepted", false}, {"language", "lt"}})});
  EXPECT_FALSE(chip_asked);
  EXPECT_EQ(declined.log.apdus, 0U);
  EXPECT_EQ(declined.log.last_state, "ended");
  agrees = [](const ShownBeforeConsent&) { return true; };
  EXPECT_EQ(play().failure, SessionFailure::none);
  EXPECT_EQ(consents.back()["accepted"], true);
  EXPECT_TRUE(chip_asked);
}

TEST_F(DeviceTest, WhatTheServiceTakesIsToldByStepsWithoutTheCard) {
  chip = [](ByteView) -> Result<Bytes> {
    std::this_thread::sleep_for(milliseconds(300));
    return Bytes{0x90, 0x00};
  };
  chip_task = [&](WebSocket& socket) {
    next_message(socket);
    say(socket, Bytes(Bytes{0x00, 0xA4, 0x04, 0x0C}));
    next_message(socket);
    std::this_thread::sleep_for(milliseconds(100));
    say(socket, R"({"type":"chip_done","next":"end"})");
    next_message(socket);
  };
  const SessionResult result = play();
  EXPECT_EQ(result.failure, SessionFailure::none) << result.error;
  std::vector<std::string> steps;
  for (const auto& one : result.log.steps) steps.push_back(one.step);
  ASSERT_EQ(steps, (std::vector<std::string>{"open", "consent", "chip", "decision"}));
  EXPECT_GE(result.log.steps[2].seconds, 0.1);
  EXPECT_LT(result.log.steps[2].seconds, 0.4) << "the card's 0.3 s are not the service's";
}

TEST_F(DeviceTest, ACardThatLeavesTheField) {
  chip = [](ByteView) -> Result<Bytes> { return fail("PC/SC", "a card", "removed", ""); };
  std::string said;
  chip_task = [&](WebSocket& socket) {
    next_message(socket);
    say(socket, Bytes(Bytes{0x00, 0xA4, 0x04, 0x0C}));
    said = next_message(socket).text();
    say(socket, R"({"type":"chip_done","next":"end"})");
    next_message(socket);
  };
  EXPECT_EQ(play().failure, SessionFailure::none);
  EXPECT_EQ(Json::parse(said), (Json{{"type", "link_lost"}}));
}

TEST_F(DeviceTest, FramesGoInLockStepAndChallengesReachTheCamera) {
  expect_video();
  std::vector<std::int64_t> clock_at_frame;
  const Instant begin = testing::noon;
  video_task = [&](WebSocket& socket) {
    next_message(socket);
    say(socket, R"({"type":"begin"})");
    for (int frame = 1; frame <= 5; ++frame) {
      const Message unit = next_message(socket);
      clock_at_frame.push_back((clock->now() - begin).count() / 1000);
      EXPECT_EQ(unit.data.size(), 8U + 5U);
      if (frame == 2) say(socket, R"({"type":"challenge","number":1,"action":"turn_left","window_ms":2800})");
      if (frame == 4) say(socket, R"({"type":"challenge_over","number":1})");
      say(socket, Json{{"type", "received"}, {"frames", frame}}.dump());
    }
    say(socket, R"({"type":"end"})");
    while (next_message(socket).kind == Message::Kind::binary) {
    }
  };
  const SessionResult result = play();
  EXPECT_EQ(result.failure, SessionFailure::none) << result.error;
  EXPECT_EQ(events, (std::vector<std::string>{"turn_left@40/2800", "over@120"}));
  ASSERT_EQ(clock_at_frame.size(), 5U);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_EQ(clock_at_frame[i] - clock_at_frame[i - 1], 40);
  ASSERT_EQ(result.log.challenges.size(), 1U);
  EXPECT_EQ(result.log.challenges[0].at, milliseconds(40));
}

TEST_F(DeviceTest, RefusalsBreakTheSession) {
  token = "unknown";
  EXPECT_EQ(play().failure, SessionFailure::broken);
  token = "t";
  consent_status = 409;
  const SessionResult result = play();
  EXPECT_EQ(result.failure, SessionFailure::broken);
  EXPECT_NE(result.error.find("consent: status 409"), std::string::npos) << result.error;
}

TEST_F(DeviceTest, ASilentServiceIsATimeout) {
  wait = milliseconds(200);
  chip_task = [](WebSocket& socket) {
    while (next_message(socket).kind == Message::Kind::text) {
    }
  };
  EXPECT_EQ(play().failure, SessionFailure::timeout);
  chip_task = [](WebSocket& socket) { say(socket, R"({"type":"chip_done","next":"end"})"); };
  state = "video";  // and never any other
  EXPECT_EQ(play().failure, SessionFailure::timeout);
}

TEST_F(DeviceTest, MessagesThatTheInterfaceDoesNotKnow) {
  for (const char* text :
       {"hello", "[]", R"({"type":1})", R"({"type":"chip_done"})", R"({"type":"chip_done","next":"x"})"}) {
    chip_task = [text](WebSocket& socket) { say(socket, text); };
    EXPECT_EQ(play().failure, SessionFailure::broken) << text;
  }
  expect_video();
  for (const char* text : {"x", "[]", R"({"type":"start"})"}) {
    video_task = [text](WebSocket& socket) {
      next_message(socket);
      say(socket, text);
    };
    EXPECT_EQ(play().failure, SessionFailure::broken) << text;
  }
  for (const char* text :
       {R"({"type":"challenge","number":1,"action":"wink","window_ms":1})", R"({"type":"challenge","number":1})",
        R"({"type":"received"})", R"({"type":"challenge","action":"blink","window_ms":"long"})"}) {
    video_task = [text](WebSocket& socket) {
      next_message(socket);
      say(socket, R"({"type":"begin"})");
      next_message(socket);
      say(socket, text);
    };
    EXPECT_EQ(play().failure, SessionFailure::broken) << text;
  }
}

TEST_F(DeviceTest, ACameraThatFailsIsTheHarnesssFault) {
  expect_video();
  camera_works = false;
  EXPECT_EQ(play().failure, SessionFailure::harness);
}

}  // namespace
}  // namespace proofmark::subjects

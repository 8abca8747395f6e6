// The phone against a service of few lines that follows docs/interface.md, or breaks it.
#include <thread>

#include "tests/subjects/small_service.hpp"

namespace proofmark::subjects {
namespace {

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

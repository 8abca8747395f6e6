#include "reference-impl/liveness/continuity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace proofmark::liveness {
namespace {

using namespace std::chrono_literals;
using decision::CheckResult;
using ::testing::HasSubstr;

// Three hundred frames at 30 a second; `change` may spoil any of them.
Continuity stream(
    const std::function<void(int, FrameFacts&)>& change = [](int, FrameFacts&) {}, int frames = 300,
    Duration interval = Duration(33'333)) {
  Continuity continuity;
  for (int i = 0; i < frames; ++i) {
    FrameFacts f;
    f.captured = interval * i;
    f.arrived = f.captured + Duration((i * 7919) % 20'000);
    f.width = 1280;
    f.height = 720;
    f.scene_change = i == 0 ? 0 : 1.5;
    f.face = FrameFacts::Face{640 + (i % 5) * 2.0, 360, 300};
    change(i, f);
    continuity.add(f);
  }
  return continuity;
}

void expect_broken(const Continuity& continuity, const std::string& reason) {
  const auto check = continuity.continuity_check({});
  EXPECT_EQ(check.result, CheckResult::failed);
  EXPECT_THAT(check.reason, HasSubstr(reason));
  EXPECT_THAT(check.reason, HasSubstr("7.4.5.2"));
}

TEST(Continuity, AGoodStreamPasses) {
  const auto continuity = stream();
  EXPECT_EQ(continuity.continuity_check({}).result, CheckResult::passed) << continuity.continuity_check({}).reason;
  EXPECT_EQ(continuity.format_check({}).result, CheckResult::passed) << continuity.format_check({}).reason;
  EXPECT_NEAR(continuity.frames_per_second(), 30, 0.01);
}

TEST(Continuity, AGapFails) {
  expect_broken(stream([](int i, FrameFacts& f) {
                  if (i >= 100) f.captured += 400ms, f.arrived += 400ms;
                }),
                "a gap");
}

TEST(Continuity, TimesThatGoBackFail) {
  expect_broken(stream([](int i, FrameFacts& f) {
                  if (i == 100) f.captured -= 50ms;
                }),
                "do not increase");
  expect_broken(stream([](int i, FrameFacts& f) {
                  if (i == 100) f.captured -= Duration(33'333);
                }),
                "do not increase");
}

TEST(Continuity, CaptureClockAgainstArrivals) {
  // A recording played at twice its speed, and one that is held back.
  expect_broken(stream([](int, FrameFacts& f) { f.arrived /= 2; }), "apart");
  expect_broken(stream([](int i, FrameFacts& f) {
                  if (i > 150) f.arrived += 3s;
                }),
                "apart");
}

TEST(Continuity, RepeatedFramesFail) {
  expect_broken(stream([](int i, FrameFacts& f) { f.repeated = i >= 100 && i < 106; }), "6 repeated frames");
  const auto one = stream([](int i, FrameFacts& f) { f.repeated = i == 100; });
  EXPECT_EQ(one.continuity_check({}).result, CheckResult::passed);
}

TEST(Continuity, ACutFails) {
  expect_broken(stream([](int i, FrameFacts& f) {
                  if (i == 100) f.scene_change = 60;
                }),
                "change of scene");
}

TEST(Continuity, AFaceThatJumpsFails) {
  expect_broken(stream([](int i, FrameFacts& f) {
                  if (i >= 100) f.face->x += 250;
                }),
                "jumped");
}

TEST(Continuity, AnotherFaceFails) {
  auto continuity = stream();
  continuity.looks_alike(0.9);
  EXPECT_EQ(continuity.continuity_check({}).result, CheckResult::passed);
  continuity.looks_alike(0.1);
  expect_broken(continuity, "another face");
}

TEST(Continuity, APictureThatStandsStill) {
  // As an encoder leaves it: no two frames are equal, none moves.
  const auto still = [](int from, int to) {
    return stream([=](int i, FrameFacts& f) { f.scene_change = i > from && i <= to ? 0.002 : 1.5; });
  };
  expect_broken(still(100, 145), "a picture that stood still (0.00)");
  EXPECT_EQ(still(100, 145).extremes().repeated, 0);
  // A stall of a few frames is ordinary, and so is a recording shorter than the window.
  EXPECT_EQ(still(100, 110).continuity_check({}).result, CheckResult::passed);
  EXPECT_EQ(still(100, 110).extremes().least_motion, 1.5);
  const auto start = stream([](int, FrameFacts& f) { f.scene_change = 0; }, 8);
  EXPECT_EQ(start.extremes().least_motion, std::nullopt);
  EXPECT_EQ(start.continuity_check({}).result, CheckResult::passed);
}

TEST(Continuity, WhatIsNoVideoFails) {
  auto continuity = stream();
  continuity.undecodable("rubbish");
  expect_broken(continuity, "rubbish");
  EXPECT_EQ(Continuity().continuity_check({}).result, CheckResult::failed);
  EXPECT_EQ(Continuity().format_check({}).result, CheckResult::failed);
}

TEST(Format, TooSlowFails) {
  EXPECT_EQ(stream([](int, FrameFacts&) {}, 300, Duration(41'000)).format_check({}).result, CheckResult::failed);
  EXPECT_EQ(stream([](int, FrameFacts&) {}, 300, Duration(40'000)).format_check({}).result, CheckResult::passed);
}

TEST(Format, ADeclaredRateThatIsNotDeliveredFails) {
  const auto slow = stream([](int, FrameFacts& f) { f.arrived = f.captured * 2; });
  EXPECT_LT(slow.frames_per_second(), 20);
  EXPECT_EQ(slow.format_check({}).result, CheckResult::failed);
}

TEST(Format, TooSmallFailsUprightPassesChangesFail) {
  const auto sized = [](int width, int height) {
    return stream([=](int, FrameFacts& f) { f.width = width, f.height = height; }).format_check({}).result;
  };
  EXPECT_EQ(sized(1278, 720), CheckResult::failed);
  EXPECT_EQ(sized(640, 480), CheckResult::failed);
  EXPECT_EQ(sized(720, 1280), CheckResult::passed);
  EXPECT_EQ(sized(1920, 1080), CheckResult::passed);
  const auto changing = stream([](int i, FrameFacts& f) {
    if (i > 150) f.width = 1920, f.height = 1080;
  });
  EXPECT_EQ(changing.format_check({}).result, CheckResult::failed);
}

}  // namespace
}  // namespace proofmark::liveness

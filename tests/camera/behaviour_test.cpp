#include "simulators/camera/behaviour.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "simulators/camera/capture.hpp"
#include "simulators/camera/motion.hpp"

namespace proofmark::camera {
namespace {

using namespace std::chrono_literals;

constexpr StreamTime kFrame = 33333us;

struct Reaction {
  double first = -1, peak = 0, back = -1;  // seconds after the challenge; the extreme value
};

// Follows one quantity after a challenge at two seconds. `resting` is what it does unasked.
template <typename Value>
Reaction follow(std::uint64_t seed, Action action, StreamTime over_after, Value value) {
  Behaviour asked(Habits{}, SeededRandom(seed));
  Behaviour unasked(Habits{}, SeededRandom(seed));
  Reaction r;
  bool over = false;
  for (StreamTime t = 0us; t < 7s; t += 10ms) {
    if (t == 2s) asked.challenge(action, t, 2500ms);
    if (!over && t >= 2s + over_after) {
      asked.challenge_over(t);
      over = true;
    }
    const double difference = static_cast<double>(value(asked.at(t)) - value(unasked.at(t)));
    const double since = static_cast<double>((t - 2s).count()) / 1e6;
    if (t < 2s) {
      EXPECT_EQ(difference, 0);
    }
    if (std::abs(difference) > std::abs(r.peak)) r.peak = difference;
    if (r.first < 0 && std::abs(difference) > 0.02 * (std::abs(r.peak) + 0.1)) r.first = since;
    if (r.first >= 0 && std::abs(difference) < 0.02 * std::abs(r.peak) && r.back < 0 && since > r.first + 0.3)
      r.back = since;
  }
  return r;
}

TEST(Behaviour, TurnsGoToThePersonsOwnSideByTwentyToThirtyDegreesAndBack) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const auto yaw = [](const SceneState& s) { return s.head.yaw; };
    const Reaction left = follow(seed, Action::turn_left, 4s, yaw);
    const Reaction right = follow(seed, Action::turn_right, 4s, yaw);
    EXPECT_GE(left.peak, 19.9);
    EXPECT_LE(left.peak, 30.1);
    EXPECT_LE(right.peak, -19.9);
    EXPECT_GE(right.peak, -30.1);
    EXPECT_GT(left.first, 0.3);
    EXPECT_GT(left.back, left.first + 1.2) << "there, held and back unasked";
    EXPECT_LT(left.back, left.first + 2.4);
  }
}

TEST(Behaviour, EveryActionMovesItsOwnQuantity) {
  const auto pitch = [](const SceneState& s) { return s.head.pitch; };
  EXPECT_GT(follow(1, Action::look_up, 4s, pitch).peak, 13);
  EXPECT_LT(follow(1, Action::look_down, 4s, pitch).peak, -13);
  EXPECT_GT(follow(1, Action::smile, 4s, [](const SceneState& s) { return s.expression.smile; }).peak, 0.8);
  EXPECT_GT(follow(1, Action::open_mouth, 4s, [](const SceneState& s) { return s.expression.mouth_open; }).peak, 0.7);
  EXPECT_GT(follow(1, Action::blink, 4s, [](const SceneState& s) { return s.expression.blink_left; }).peak, 0.9);
  EXPECT_EQ(follow(1, Action::smile, 4s, [](const SceneState& s) { return s.expression.mouth_open; }).peak, 0);
}

TEST(Behaviour, AnEndedChallengeBringsThePersonBackEarlier) {
  const auto smile = [](const SceneState& s) { return s.expression.smile; };
  for (std::uint64_t seed = 20; seed < 30; ++seed) {
    const Reaction held = follow(seed, Action::smile, 4s, smile);
    const Reaction ended = follow(seed, Action::smile, 1200ms, smile);
    if (ended.first < 0) continue;  // a slow one who had not begun
    EXPECT_LT(ended.back, held.back) << seed;
  }
}

TEST(Behaviour, ARequestThatHasGoneBeforeTheReactionIsNotAnswered) {
  EXPECT_EQ(follow(3, Action::turn_left, 200ms, [](const SceneState& s) { return s.head.yaw; }).peak, 0);
}

TEST(Behaviour, ReactionsAreHumanAndAFewAreSlow) {
  int slow = 0;
  std::vector<double> times;
  for (std::uint64_t seed = 100; seed < 500; ++seed) {
    Behaviour b(Habits{}, SeededRandom(seed));
    b.challenge(Action::smile, 0us, 3s);
    for (StreamTime t = 0us; t < 4s; t += 20ms) {
      if (b.at(t).expression.smile <= 0) continue;
      times.push_back(static_cast<double>(t.count()) / 1e6);
      break;
    }
  }
  ASSERT_EQ(times.size(), 400U) << "everybody answers";
  for (const double t : times) slow += t > 1.1 ? 1 : 0;
  std::sort(times.begin(), times.end());
  EXPECT_NEAR(times[200], 0.63, 0.04);
  EXPECT_GT(times[10], 0.35);
  EXPECT_GT(slow, 2);
  EXPECT_LT(slow, 36);
}

TEST(Behaviour, BlinksAtThePublishedRateAndDuration) {
  double minutes = 0;
  int blinks = 0;
  double closed = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Behaviour b(Habits{}, SeededRandom(seed));
    bool shut = false;
    for (StreamTime t = 0us; t < 60s; t += 5ms) {
      const float lid = b.at(t).expression.blink_left;
      closed += lid > 0.02F ? 0.005 : 0;
      if (!shut && lid > 0.5F) ++blinks;
      shut = lid > 0.5F;
    }
    minutes += 1;
  }
  EXPECT_GT(blinks / minutes, 13);
  EXPECT_LT(blinks / minutes, 21);
  EXPECT_GT(closed / blinks, 0.12);
  EXPECT_LT(closed / blinks, 0.25);
}

TEST(Behaviour, TheHandNeverStandsStillNorWandersOff) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Behaviour b(Habits{}, SeededRandom(seed));
    SceneState last = b.at(0us);
    double moved = 0;
    for (StreamTime t = kFrame; t < 30s; t += kFrame) {
      const SceneState s = b.at(t);
      moved += std::abs(static_cast<double>(s.camera.shift_x - last.camera.shift_x));
      EXPECT_LT(std::abs(s.camera.shift_x), 0.05);
      EXPECT_LT(std::abs(s.camera.shift_y), 0.05);
      EXPECT_LT(std::abs(s.head.yaw), 10);
      EXPECT_LE(std::abs(s.breath), 1);
      last = s;
    }
    EXPECT_GT(moved, 0.1);
  }
}

// Who films in real time is ahead of the challenges by what nobody can react to; the film is the same.
TEST(Behaviour, AFilmThatIsAheadOfItsChallengesShowsTheSame) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Behaviour in_order(Habits{}, SeededRandom(seed));
    Behaviour ahead(Habits{}, SeededRandom(seed));
    std::vector<float> wanted;
    // The third is over before many have reacted; frames lie 10 ms apart.
    const std::vector<std::pair<StreamTime, StreamTime>> challenges = {{1s, 3s}, {4s, 5s}, {6s, 6600ms}};
    const auto tell = [&](Behaviour& b, StreamTime t) {
      for (const auto& [at, over] : challenges) {
        if (t == at) b.challenge(Action::turn_left, at, over - at);
        if (t == over) b.challenge_over(over);
      }
    };
    for (StreamTime t = 0us; t < 9s; t += 10ms) {
      tell(in_order, t);
      wanted.push_back(in_order.at(t).head.yaw);
    }
    bool begun = false;  // of an answer that had begun when its challenge was over, the way back may differ
    for (StreamTime t = 0us; t < 9s; t += 10ms) {
      tell(ahead, t - kUnaffected);
      const float yaw = ahead.at(t).head.yaw;
      const auto i = static_cast<std::size_t>(t / 10ms);
      if (t >= 6600ms && yaw != wanted[i]) begun = true;
      if (!begun) {
        EXPECT_EQ(yaw, wanted[i]) << "seed " << seed << " at " << t.count();
      }
    }
    EXPECT_NEAR(ahead.at(12s).head.yaw, in_order.at(12s).head.yaw, 1e-4) << "nobody stays turned, seed " << seed;
  }
}

TEST(Behaviour, DependsOnSeedAndChallengesNotOnHowOftenItIsAsked) {
  Behaviour often(Habits{}, SeededRandom(5));
  Behaviour seldom(Habits{}, SeededRandom(5));
  Behaviour other(Habits{}, SeededRandom(6));
  bool differs = false;
  for (StreamTime t = 0us; t <= 12s; t += 1ms) {
    if (t == 1s)
      for (Behaviour* b : {&often, &seldom, &other}) b->challenge(Action::turn_left, t, 2s);
    if (t == 3s)
      for (Behaviour* b : {&often, &seldom, &other}) b->challenge_over(t);
    const SceneState a = often.at(t);
    if (t.count() % 250000 != 0) continue;
    const SceneState b = seldom.at(t);
    EXPECT_EQ(a.head.yaw, b.head.yaw);
    EXPECT_EQ(a.expression.blink_left, b.expression.blink_left);
    EXPECT_EQ(a.expression.gaze_x, b.expression.gaze_x);
    EXPECT_EQ(a.camera.shift_x, b.camera.shift_x);
    differs = differs || other.at(t).head.yaw != a.head.yaw;
  }
  EXPECT_TRUE(differs);
}

TEST(Motion, MinimumJerkBeginsAndEndsAtRest) {
  EXPECT_EQ(minimum_jerk(-1), 0);
  EXPECT_EQ(minimum_jerk(0.5), 0.5);
  EXPECT_EQ(minimum_jerk(2), 1);
  EXPECT_LT(minimum_jerk(0.01) / 0.01, 0.01);
  EXPECT_LT((1 - minimum_jerk(0.99)) / 0.01, 0.01);
}

TEST(Motion, ANewMovementTakesOverWhereTheOldOneIs) {
  Track t;
  t.move(0, 1, 10);
  t.move(0.5, 1, 0);
  EXPECT_EQ(t.at(0.25), 10 * minimum_jerk(0.25));
  EXPECT_NEAR(t.at(0.5), 5, 1e-12);
  EXPECT_EQ(t.at(2), 0);
  t.move(3, 1, 4);
  t.cancel(3);
  EXPECT_EQ(t.at(9), 0);
}

TEST(Motion, WanderHasTheRootMeanSquareItWasGiven) {
  SeededRandom random(1);
  const Wander w(2.0, 0.2, 1.0, random);
  double sum = 0;
  constexpr int n = 200000;
  for (int i = 0; i < n; ++i) sum += w.at(i * 0.01) * w.at(i * 0.01);
  EXPECT_NEAR(std::sqrt(sum / n), 2.0, 0.1);
}

}  // namespace
}  // namespace proofmark::camera

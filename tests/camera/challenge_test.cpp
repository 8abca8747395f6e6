// Challenges beyond the seven actions, and how a person answers them.
#include "simulators/camera/challenge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "simulators/camera/behaviour.hpp"
#include "simulators/camera/following.hpp"
#include "simulators/camera/speech.hpp"

namespace proofmark::camera {
namespace {

using namespace std::chrono_literals;

// Out to the left, up, over to the right, back.
HeadPath square() {
  return {{{1s, 15, 0}, {2s, 15, 10}, {4s, -15, 10}, {5s, 0, 0}}};
}

TEST(Challenge, WhatNoPhoneShowsIsRefused) {
  EXPECT_TRUE(check_challenge(square()));
  EXPECT_TRUE(check_challenge(Action::smile));
  EXPECT_TRUE(check_challenge(ScreenColours{{{0us, 1, 0, 0}, {400ms, 0, 0, 1}}}));
  EXPECT_TRUE(check_challenge(SpokenDigits{"3075"}));
  EXPECT_FALSE(check_challenge(HeadPath{}));
  EXPECT_FALSE(check_challenge(HeadPath{{{1s, 15, 0}, {1s, 0, 0}}})) << "two moments at once";
  EXPECT_FALSE(check_challenge(HeadPath{{{1s, 60, 0}}})) << "a head does not look behind";
  EXPECT_FALSE(check_challenge(HeadPath{{{1s, std::nan(""), 0}}}));
  EXPECT_FALSE(check_challenge(HeadPath{{{90s, 5, 0}}}));
  EXPECT_FALSE(check_challenge(ScreenColours{{{0us, 1.2, 0, 0}}}));
  EXPECT_FALSE(check_challenge(ScreenColours{}));
  EXPECT_FALSE(check_challenge(SpokenDigits{""}));
  EXPECT_FALSE(check_challenge(SpokenDigits{"12a"}));
  EXPECT_FALSE(check_challenge(SpokenDigits{"1234567890123"}));
}

TEST(Following, TheMarkGoesInStraightLinesAndHomeAgain) {
  const HeadPath path = square();
  EXPECT_EQ(mark_at(path, -1).yaw, 0);
  EXPECT_NEAR(mark_at(path, 0.5).yaw, 7.5, 1e-9);
  EXPECT_NEAR(mark_at(path, 1.5).pitch, 5, 1e-9);
  EXPECT_NEAR(mark_at(path, 3).yaw, 0, 1e-9);
  EXPECT_NEAR(mark_at(path, 4).yaw, -15, 1e-9);
  EXPECT_EQ(mark_at(path, 60).yaw, 0);
  const HeadPath one{{{1s, 20, -8}}};
  EXPECT_NEAR(mark_at(one, 1.25).yaw, 10, 1e-9) << "half way home after a quarter of a second";
}

TEST(Following, TheHeadComesLaterAndCutsCorners) {
  const HeadPath path = square();
  const Following f{.begun = 10, .delay = 0.25, .gain = 0.9, .smoothing = 0.3};
  double farthest = 0;
  for (double t = 10; t < 17; t += 0.01) {
    const HeadOffset head = head_at(path, f, t);
    farthest = std::max(farthest, head.yaw);
    // Never beyond what the mark did in the last moments.
    EXPECT_LE(std::abs(head.yaw), 0.9 * 15 + 1e-9);
  }
  EXPECT_GT(farthest, 0.9 * 15 * 0.97) << "on the straight it reaches the mark's place";
  EXPECT_EQ(head_at(path, f, 10.2).yaw, 0) << "nobody follows before a quarter of a second";
  EXPECT_LT(head_at(path, f, 10.8).yaw, mark_at(path, 0.8).yaw);
  EXPECT_EQ(head_at(path, f, at_rest_from(path, f)).yaw, 0);
  const HeadPath aside{{{1s, 20, 0}}};
  EXPECT_NE(head_at(aside, f, at_rest_from(aside, f) - 0.3).yaw, 0) << "still on the way home";
  EXPECT_EQ(head_at(aside, f, at_rest_from(aside, f)).yaw, 0);
}

struct Course {
  double correlation = 0, best_lag = 0, excursion = 0;
};

// How well the head's yaw follows the mark's, at the lag (seconds) where it follows best.
Course course_of(std::uint64_t seed, const HeadPath& path) {
  Behaviour b(Habits{}, SeededRandom(seed));
  Behaviour still(Habits{}, SeededRandom(seed));
  b.challenge(path, 0us, 8s);
  std::vector<double> yaw;
  for (StreamTime t = 0us; t < 7s; t += 10ms)
    yaw.push_back(static_cast<double>(b.at(t).head.yaw - still.at(t).head.yaw));
  Course best;
  best.correlation = -1;
  for (int lag = 0; lag < 150; ++lag) {
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = static_cast<std::size_t>(lag); i < yaw.size(); ++i) {
      const double mark = mark_at(path, static_cast<double>(i - static_cast<std::size_t>(lag)) / 100).yaw;
      xy += mark * yaw[i], xx += mark * mark, yy += yaw[i] * yaw[i];
    }
    const double c = xy / std::sqrt(xx * yy + 1e-12);
    if (c > best.correlation) best = {c, lag / 100.0, 0};
  }
  best.excursion = *std::max_element(yaw.begin(), yaw.end());
  return best;
}

TEST(Behaviour, FollowsAMarkWithAHumanLag) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Course c = course_of(seed, square());
    EXPECT_GT(c.correlation, 0.97) << seed;
    EXPECT_GE(c.best_lag, 0.2) << seed;
    EXPECT_LE(c.best_lag, 0.7) << seed;
    EXPECT_GT(c.excursion, 11.5) << seed;
    EXPECT_LT(c.excursion, 17) << seed;
  }
}

TEST(Behaviour, GivesUpAMarkThatHasGone) {
  Behaviour b(Habits{}, SeededRandom(4)), still(Habits{}, SeededRandom(4));
  b.challenge(square(), 0us, 8s);
  double at_end = 0, later = 0;
  for (StreamTime t = 0us; t < 5s; t += 20ms) {
    if (t == 1800ms) b.challenge_over(t);
    const double offset = static_cast<double>(b.at(t).head.yaw - still.at(t).head.yaw);
    if (t == 1800ms) at_end = offset;
    if (t > 2800ms) later = std::max(later, std::abs(offset));
  }
  EXPECT_GT(at_end, 8);
  EXPECT_EQ(later, 0) << "back at rest within a second";
}

TEST(Behaviour, WhatTheScreenShowsNeedsNoReaction) {
  Behaviour b(Habits{}, SeededRandom(5));
  const auto rest = b.at(900ms).screen;
  EXPECT_GT(rest.x, 0) << "the phone shows the person himself";
  b.challenge(ScreenColours{{{0us, 1, 0, 0}, {500ms, 0, 0, 1}}}, 1s, 2s);
  EXPECT_EQ(b.at(1s).screen, (person::Vec3{1, 0, 0}));
  EXPECT_EQ(b.at(1499ms).screen, (person::Vec3{1, 0, 0}));
  EXPECT_EQ(b.at(1500ms).screen, (person::Vec3{0, 0, 1}));
  b.challenge_over(1800ms);
  EXPECT_EQ(b.at(1800ms).screen, rest);
}

TEST(Speech, OpensTheMouthOncePerSyllable) {
  SeededRandom random(3);
  const Speech speech("70", 1.0, random);  // septyni, nulis: five syllables
  int opened = 0;
  bool open = false;
  double widest = 0, roundest = 0;
  for (double t = 0.5; t < speech.end() + 0.5; t += 0.005) {
    const MouthShape m = speech.at(t);
    const double all = m.open + m.round + m.spread;
    if (t < 0.9) {
      EXPECT_EQ(all, 0);
    }
    widest = std::max(widest, m.open);
    roundest = std::max(roundest, m.round);
    if (!open && all > 0.35) ++opened, open = true;
    if (all < 0.3) open = false;
  }
  EXPECT_GE(opened, 2);
  EXPECT_LE(opened, 5) << "syllables run into each other";
  EXPECT_GT(widest, 0.3);
  EXPECT_GT(roundest, 0.5) << "the u of nulis";
  EXPECT_EQ(speech.at(speech.end() + 0.3).open, 0);
  EXPECT_GT(speech.end() - 1.0, 0.7);
  EXPECT_LT(speech.end() - 1.0, 2.5);
}

TEST(Behaviour, ReadsDigitsAloud) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Behaviour b(Habits{}, SeededRandom(seed));
    b.challenge(SpokenDigits{"3075"}, 0us, 6s);
    double moved = 0, before = -1;
    for (StreamTime t = 0us; t < 6s; t += 20ms) {
      const SceneState s = b.at(t);
      moved += before < 0 ? 0 : std::abs(static_cast<double>(s.expression.mouth_open) - before);
      before = static_cast<double>(s.expression.mouth_open);
      if (t < 250ms) {
        EXPECT_EQ(s.expression.mouth_open, 0);
      }
      EXPECT_LE(s.expression.mouth_open, 1);
    }
    EXPECT_GT(moved, 2.0) << seed << ": the mouth opens and closes again and again";
    EXPECT_EQ(before, 0) << seed;
  }
}

TEST(Behaviour, APersonWhoErrsTurnsTheWrongWayFirstAndThenRight) {
  Habits certain;
  certain.wrong_side_probability = 1;
  certain.slow_probability = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Behaviour b(certain, SeededRandom(seed)), still(certain, SeededRandom(seed));
    b.challenge(Action::turn_left, 0us, 6s);
    double least = 0, most = 0, least_at = 0, most_at = 0, last = 0;
    for (StreamTime t = 0us; t < 6s; t += 20ms) {
      last = static_cast<double>(b.at(t).head.yaw - still.at(t).head.yaw);
      if (last < least) least = last, least_at = static_cast<double>(t.count());
      if (last > most) most = last, most_at = static_cast<double>(t.count());
    }
    EXPECT_LT(least, -5) << seed;
    EXPECT_GT(most, 19) << seed;
    EXPECT_LT(least_at, most_at) << seed;
    EXPECT_EQ(last, 0) << seed;
  }
}

TEST(Behaviour, AnErrorThatIsInterruptedLeavesTheHeadAtRest) {
  Habits certain;
  certain.wrong_side_probability = 1;
  for (StreamTime over = 200ms; over < 3s; over += 100ms) {
    Behaviour b(certain, SeededRandom(8)), still(certain, SeededRandom(8));
    b.challenge(Action::turn_right, 0us, 6s);
    double last = 1;
    for (StreamTime t = 0us; t < 6s; t += 20ms) {
      if (t == over) b.challenge_over(t);
      last = static_cast<double>(b.at(t).head.yaw - still.at(t).head.yaw);
    }
    EXPECT_EQ(last, 0) << over.count();
  }
}

TEST(Behaviour, MistakesComeAsOftenAsTheHabitsSay) {
  Habits h;
  h.missed_probability = 0.2;
  int answered = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Behaviour b(h, SeededRandom(seed));
    b.challenge(Action::smile, 0us, 4s);
    float most = 0;
    for (StreamTime t = 0us; t < 4s; t += 100ms) most = std::max(most, b.at(t).expression.smile);
    answered += most > 0.5F ? 1 : 0;
  }
  // Binomial, n = 400, p = 0.8: 320 +- 4 standard deviations of 8.
  EXPECT_GE(answered, 288);
  EXPECT_LE(answered, 352);
  const Habits fallible = Habits::fallible(SeededRandom(1));
  EXPECT_GT(fallible.wrong_side_probability, 0);
  EXPECT_EQ(fallible.blinks_per_minute, Habits::sample(SeededRandom(1)).blinks_per_minute) << "the same person";
}

}  // namespace
}  // namespace proofmark::camera

// The way to the service: what it does to times, and what its settings promise.
#include "simulators/camera/network.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/camera/synthetic_source.hpp"

namespace proofmark::camera {
namespace {

using namespace std::chrono_literals;

constexpr StreamTime kFrame{33333};

std::vector<double> delays(const NetworkSettings& settings, int frames, std::size_t bytes = 12000,
                           std::uint64_t seed = 1) {
  Network network(settings, SeededRandom(seed));
  std::vector<double> out;
  for (int n = 0; n < frames; ++n) {
    const StreamTime ready = n * kFrame;
    const Network::Delivery delivery = network.up(ready, bytes);
    EXPECT_FALSE(delivery.broken);
    out.push_back(static_cast<double>((delivery.arrives - ready).count()) / 1000);
  }
  return out;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

TEST(Network, AnEvenWayAddsItsDelayAndTheTimeOfTheBits) {
  for (const double ms : delays({.uplink_kbit = 9600, .one_way_ms = 20}, 30))
    EXPECT_NEAR(ms, 20 + 12000 * 8 / 9600.0, 0.01);
}

TEST(Network, WhatIsTooMuchForTheWayWaitsAndWaitsLonger) {
  const auto late = delays({.uplink_kbit = 1440, .one_way_ms = 0}, 60);  // half of 12000 bytes each 33 ms
  EXPECT_NEAR(late[59] - late[0], 59 * 33.333, 5);
  for (std::size_t n = 1; n < late.size(); ++n) EXPECT_GT(late[n], late[n - 1]);
}

TEST(Network, ALostSegmentComesARoundTripLaterAndHoldsUpWhatFollows) {
  const NetworkSettings settings{.uplink_kbit = 50000, .one_way_ms = 40, .loss = 0.01};
  Network network(settings, SeededRandom(3));
  std::vector<double> arrived;
  int held = 0;
  constexpr int frames = 3000;
  for (int n = 0; n < frames; ++n) {
    arrived.push_back(static_cast<double>(network.up(n * kFrame, 4000).arrives.count()) / 1000);
    if (n > 0) {
      EXPECT_GE(arrived.back(), arrived[static_cast<std::size_t>(n) - 1]) << "nothing overtakes";
    }
    held += arrived.back() - n * 33.333 > 40 + 12 + 70 ? 1 : 0;
  }
  // Three segments each: one of 34 is sent again, 80 ms later. 3 % of 3000 frames.
  EXPECT_NEAR(held, 90, 30);
}

TEST(Network, LossesNarrowTheWayAsTcpDoes) {
  const NetworkSettings settings{.uplink_kbit = 1e5, .one_way_ms = 50, .loss = 0.04};
  // 1.22 * 1400 bytes / (0.1 s * 0.2) = 85 kB/s; 12 kB each 33 ms are four times that.
  const auto late = delays(settings, 90);
  EXPECT_NEAR(late[89] - late[0], 89 * (12000 / 85400.0 * 1000 - 33.333), 600);
}

TEST(Network, AnInterruptionHoldsEverythingAndTheTimerTriesAfterwards) {
  NetworkSettings settings{.uplink_kbit = 20000, .one_way_ms = 10};
  settings.interruptions = {{.at = 1, .seconds = 1}};
  const auto late = delays(settings, 120);
  EXPECT_LT(late[28], 20);
  // The try after the end: 0.2 + 0.4 + 0.8 s after the unit that was under way.
  EXPECT_NEAR(late[30], 1400 + 15, 20);
  EXPECT_NEAR(late[50], 1400 - 20 * 33.3 + 15 + 20 * 4.8, 60);
  EXPECT_LT(late[119], 20) << "the way has caught up";
  Network network(settings, SeededRandom(1));
  EXPECT_EQ(network.down(500ms), 510ms);
  EXPECT_GE(network.down(1500ms), 2s);
}

TEST(Network, ABreakTakesTheConnection) {
  NetworkSettings settings{.uplink_kbit = 20000, .one_way_ms = 10};
  settings.interruptions = {{.at = 1, .seconds = 3, .breaks = true}};
  Network network(settings, SeededRandom(1));
  int n = 0;
  Network::Delivery delivery;
  while (!(delivery = network.up(n * kFrame, 12000)).broken) ++n;
  EXPECT_EQ(n, 30) << "the first unit after a second";
  EXPECT_GE(delivery.arrives, 1s);
  EXPECT_FALSE(network.up(StreamTime(4s), 12000).broken);
}

TEST(Network, FadingChangesTheRateSlowlyAndSeedsDiffer) {
  const NetworkSettings settings{.uplink_kbit = 6000, .fading = 0.3, .one_way_ms = 10, .jitter_ms = 5};
  const auto one = delays(settings, 300);
  EXPECT_EQ(one, delays(settings, 300));
  EXPECT_NE(one, delays(settings, 300, 12000, 2));
  double most = 0;
  for (const double ms : one) most = std::max(most, ms);
  EXPECT_GT(most, mean(one) * 1.3);
}

TEST(Network, ImpossibleSettingsAreRefused) {
  EXPECT_TRUE(check_network({}));
  NetworkSettings overlapping;
  overlapping.interruptions = {{.at = 1, .seconds = 2}, {.at = 2, .seconds = 1}};
  for (const NetworkSettings& s :
       {NetworkSettings{.uplink_kbit = 1}, NetworkSettings{.fading = 0.8}, NetworkSettings{.one_way_ms = -1},
        NetworkSettings{.jitter_ms = std::nan("")}, NetworkSettings{.loss = 0.5}, overlapping})
    EXPECT_FALSE(check_network(s));
}

// An attempt ends within an hour; a time far beyond overflowed as soon as it was counted in microseconds.
TEST(Network, AnInterruptionBeginsWithinTheLongestAttempt) {
  const auto check = [](Interruption one) {
    NetworkSettings settings;
    settings.interruptions = {{.at = 1, .seconds = 1}, one};
    return check_network(settings);
  };
  EXPECT_TRUE(check({.at = 3600, .seconds = 300}));
  const Interruption wrong[] = {{.at = 3600.5, .seconds = 1},
                                {.at = 1e300, .seconds = 1, .breaks = true},
                                {.at = std::nan(""), .seconds = 1},
                                {.at = 5, .seconds = 301},
                                {.at = 5, .seconds = 0},
                                {.at = 1.5, .seconds = 1}};
  for (const Interruption& one : wrong) {
    const auto checked = check(one);
    ASSERT_FALSE(checked) << one.at;
    EXPECT_NE(checked.error().observed.find("at " + std::to_string(one.at)), std::string::npos)
        << checked.error().line();
  }
}

// The decorator: the film itself is the same, its units say when they arrive, its person sees the challenge later.
TEST(Networked, TheFilmStaysAndTimesAreAdded) {
  std::vector<Told> told;
  const auto camera = [](std::vector<Told>* heard) {
    return *make_camera(std::make_unique<SyntheticSource>(110, heard), Device(), SeededRandom(5));
  };
  const auto plain = camera(nullptr);
  const auto networked = make_networked(camera(&told), Network({.one_way_ms = 50}, SeededRandom(1)));
  networked->challenge(Action::smile, 100ms, 2s);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].at, 150ms);
  for (int n = 0; n < 6; ++n) {
    const auto expected = plain->next();
    auto unit = n % 2 == 0 ? networked->next() : networked->encode(*networked->expose());
    ASSERT_TRUE(unit);
    EXPECT_EQ(unit->data, expected->data);
    EXPECT_EQ(unit->captured, expected->captured);
    EXPECT_EQ(expected->delayed, 0us);
    EXPECT_GE(unit->delayed, 50ms);
    EXPECT_FALSE(unit->cut);
  }
}

}  // namespace
}  // namespace proofmark::camera

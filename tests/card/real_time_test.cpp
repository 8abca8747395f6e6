// A card that lets the time of its model pass, with a clock that is passed in.
#include "simulators/card/real_time.hpp"

#include <gtest/gtest.h>

#include "simulators/card/contactless.hpp"
#include "simulators/card/status.hpp"
#include "tests/card/support.hpp"

namespace proofmark::card::test {
namespace {

using namespace std::chrono_literals;

class HandClock final : public Waiting {
 public:
  Duration time = 7s;
  int waits = 0;
  [[nodiscard]] Duration now() const override { return time; }
  void until(Duration moment) override {
    ++waits;
    time = std::max(time, moment);
  }
};

// A chip that computes for as long as it is told.
class Computing final : public Card {
 public:
  Computing(HandClock& clock, Duration effort) : clock_(clock), effort_(effort) {}
  Bytes atr() const override { return {0x3B}; }
  void reset() override {}
  Bytes transmit(ByteView) override {
    clock_.time += effort_;
    return {0x90, 0x00};
  }

 private:
  HandClock& clock_;
  Duration effort_;
};

Duration exchange(Card& card, const HandClock& clock) {
  const Duration begun = clock.time;
  static_cast<void>(card.transmit(Bytes{0x00, 0xB0}));
  return clock.time - begun;
}

TEST(RealTime, AnExchangeLastsAsLongAsTheModelSaysTheComputingIncluded) {
  HandClock clock;
  ContactlessTiming timing;
  timing.command = 20ms;
  timing.relay = 300ms;
  const auto card = make_real_time(make_contactless(std::make_unique<Computing>(clock, 3ms), timing), clock);
  EXPECT_EQ(exchange(*card, clock), transmission_time(timing, 2, 2) + 320ms);
  EXPECT_EQ(exchange(*card, clock), card->took());
  const auto slow = make_real_time(make_contactless(std::make_unique<Computing>(clock, 5s), timing), clock);
  EXPECT_EQ(exchange(*slow, clock), 5s) << "a machine that is too slow is not made slower";
}

TEST(RealTime, ACardWithoutAModelAnswersAtOnce) {
  HandClock clock;
  const auto card = make_real_time(std::make_unique<Computing>(clock, 3ms), clock);
  EXPECT_EQ(exchange(*card, clock), 3ms);
  EXPECT_EQ(clock.waits, 0);
}

TEST(RealTime, ALostFieldCostsTheReadersWaitingTime) {
  HandClock clock;
  ContactlessTiming timing;
  timing.lost_at = 1;
  timing.returns = true;
  const auto card = make_real_time(make_contactless(std::make_unique<Computing>(clock, 0ms), timing), clock);
  static_cast<void>(exchange(*card, clock));
  EXPECT_EQ(exchange(*card, clock), frame_waiting_time(timing.frame_waiting));
  EXPECT_FALSE(card->present());
  EXPECT_TRUE(card->take_up());
  EXPECT_TRUE(card->present());
}

TEST(RealTime, GuessingTheAccessNumberTakesRealTime) {
  HandClock clock;
  SeededRandom random(8, "guessing in real time");
  const auto card = make_real_time(
      attacks::document::make_card(profile("genuine-guarded"), input(), issuer(), random).value(), clock);
  const std::string wrong = civil().can == "000000" ? "000001" : "000000";
  const auto guess = [&] {
    Terminal terminal(*card);
    const Duration begun = clock.time;
    EXPECT_EQ(terminal.pace_with_can(wrong), sw::kAuthenticationFailed);
    card->reset();
    return clock.time - begun;
  };
  const Duration first = guess();
  EXPECT_LT(first, 200ms);
  const Duration second = guess();
  EXPECT_GE(second - first, 500ms);
  EXPECT_GE(guess() - second, 500ms) << "twice as long";
}

TEST(RealTime, StoppingEndsAWaitOfTheSystemsClock) {
  std::atomic<bool> stop{true};
  SteadyWaiting waiting(stop);
  const Duration begun = waiting.now();
  waiting.until(begun + 1h);
  EXPECT_LT(waiting.now() - begun, 1min);
  stop = false;
  waiting.until(begun);
  const Duration now = waiting.now();
  waiting.until(now + 30ms);
  EXPECT_GE(waiting.now() - now, 30ms);
}

}  // namespace
}  // namespace proofmark::card::test

// The contactless way on the simulated clock, and the growing delays after failed access.
#include "simulators/card/contactless.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "common/emrtd/pace.hpp"
#include "simulators/card/status.hpp"
#include "tests/card/support.hpp"

namespace proofmark::card::test {
namespace {

using namespace std::chrono_literals;

// Answers with as many bytes as the command's second byte says, and success.
class Plain final : public Card {
 public:
  explicit Plain(int& resets) : resets_(resets) {}
  Bytes atr() const override { return {0x3B}; }
  void reset() override { ++resets_; }
  Bytes transmit(ByteView command) override { return Bytes(command[1], 0x90); }

 private:
  int& resets_;
};

struct Way {
  int resets = 0;
  std::unique_ptr<Card> card;
  explicit Way(const ContactlessTiming& timing) : card(make_contactless(std::make_unique<Plain>(resets), timing)) {}
  Duration exchange(std::uint8_t answer) {
    static_cast<void>(card->transmit(Bytes{0x00, answer}));
    return card->took().value();
  }
};

TEST(Contactless, WaitingTimeIsThatOfTheStandard) {
  EXPECT_NEAR(static_cast<double>(frame_waiting_time(0).count()), 302, 1) << "about 302 microseconds";
  EXPECT_NEAR(static_cast<double>(frame_waiting_time(4).count()), 4833, 1) << "the default, about 4.8 ms";
  EXPECT_NEAR(static_cast<double>(frame_waiting_time(14).count()), 4949000, 500) << "the most, about 4949 ms";
}

TEST(Contactless, TimeGrowsWithBytesFramesAndSlownessAlone) {
  ContactlessTiming fast;
  ContactlessTiming slow = fast;
  slow.bit_rate = 106;
  const Duration one = transmission_time(fast, 5, 200);
  EXPECT_GT(transmission_time(fast, 5, 201), one);
  EXPECT_GT(transmission_time(fast, 6, 200), one);
  EXPECT_GT(transmission_time(slow, 5, 200), 3 * one);
  // 230 bytes at 424 kbit/s with nine bits each: 4.9 ms and little more.
  EXPECT_NEAR(static_cast<double>(transmission_time(fast, 20, 210).count()), 5180, 200);
  ContactlessTiming small = fast;
  small.frame_size = 32;
  EXPECT_GT(transmission_time(small, 5, 200), one) << "more frames and their acknowledgements";
  EXPECT_EQ(transmission_time(fast, 5, 200), one) << "the same each time";
}

TEST(Contactless, AnExchangeTakesTheWayTheChipAndTheRelay) {
  ContactlessTiming timing;
  timing.command = 20ms;
  Way direct(timing);
  const Duration honest = direct.exchange(100);
  EXPECT_EQ(honest, transmission_time(timing, 2, 100) + 20ms);
  timing.relay = 300ms;
  Way relayed(timing);
  EXPECT_EQ(relayed.exchange(100), honest + 300ms);
}

TEST(Contactless, ASlowChipAsksForTimeOrIsGivenUp) {
  ContactlessTiming timing;
  timing.frame_waiting = 4;  // 4.8 ms
  timing.command = 50ms;
  Way patient(timing);
  EXPECT_GT(patient.exchange(10), transmission_time(timing, 2, 10) + 50ms) << "the request for time costs frames";
  EXPECT_TRUE(patient.card->present());
  timing.asks_for_time = false;
  Way silent(timing);
  EXPECT_EQ(silent.exchange(10), frame_waiting_time(4));
  EXPECT_FALSE(silent.card->present());
}

TEST(Contactless, TheFieldIsLostAtTheNamedCommandAndTheCardComesBackPoweredAnew) {
  ContactlessTiming timing;
  timing.lost_at = 2;
  timing.returns = true;
  Way way(timing);
  for (int command = 0; command < 2; ++command) {
    EXPECT_EQ(way.card->transmit(Bytes{0x00, 0x07}).size(), 7U);
    EXPECT_TRUE(way.card->present());
  }
  EXPECT_TRUE(way.card->transmit(Bytes{0x00, 0x07}).empty());
  EXPECT_FALSE(way.card->present());
  EXPECT_TRUE(way.card->transmit(Bytes{0x00, 0x07}).empty()) << "it is gone until it is taken up";
  EXPECT_EQ(way.resets, 0);
  EXPECT_TRUE(way.card->take_up());
  EXPECT_EQ(way.resets, 1);
  EXPECT_EQ(way.card->transmit(Bytes{0x00, 0x07}).size(), 7U);
  EXPECT_TRUE(way.card->present());

  timing.returns = false;
  Way gone(timing);
  for (int command = 0; command < 3; ++command) static_cast<void>(gone.card->transmit(Bytes{0x00, 0x07}));
  EXPECT_FALSE(gone.card->take_up());
  EXPECT_TRUE(gone.card->transmit(Bytes{0x00, 0x07}).empty());
}

TEST(Contactless, ACardWithoutAModelTellsNoTime) {
  SeededRandom random(8, "plain");
  const auto card = attacks::document::make_card(profile("genuine"), input(), issuer(), random).value();
  static_cast<void>(card->transmit(hex("00A4020C02011C")));
  EXPECT_FALSE(card->took().has_value());
  EXPECT_TRUE(card->present());
}

class Guessing : public testing::Test {
 protected:
  SeededRandom random_{8, "guessing"};
  std::unique_ptr<Card> card_ =
      attacks::document::make_card(profile("genuine-guarded"), input(), issuer(), random_).value();
  // The longest pause while a password is tried, and the status word.
  std::pair<Duration, std::uint16_t> guess(const std::string& can) {
    struct Watched final : Card {
      Card& card;
      Duration longest{0};
      explicit Watched(Card& watched) : card(watched) {}
      Bytes atr() const override { return card.atr(); }
      void reset() override { card.reset(); }
      Bytes transmit(ByteView command) override {
        Bytes answer = card.transmit(command);
        longest = std::max(longest, card.paused());
        return answer;
      }
    } watched(*card_);
    Terminal terminal(watched);
    const std::uint16_t status = terminal.pace_with_can(can);
    return {watched.longest, status};
  }
};

TEST_F(Guessing, TakesTheLongerTheMoreGuessesWereWrong) {
  const std::string right = civil().can;
  const std::string wrong = right == "000000" ? "000001" : "000000";
  const Duration pauses[] = {0ms, 500ms, 1000ms, 2000ms, 4000ms, 8000ms, 8000ms};
  for (const Duration expected : pauses) {
    const auto [pause, status] = guess(wrong);
    EXPECT_EQ(status, sw::kAuthenticationFailed) << "6300, 9303-11 section 4.4.4.2";
    EXPECT_EQ(pause, expected);
    card_->reset();  // power does not make it forget
  }
  const auto [pause, status] = guess(right);
  EXPECT_EQ(status, sw::kOk) << "no password is blocked for ever";
  EXPECT_EQ(pause, 8000ms);
  card_->reset();
  EXPECT_EQ(guess(right).first, 0ms) << "success makes it forget";
}

TEST(ContactlessProfile, IsReadStrictly) {
  const auto file =
      std::filesystem::temp_directory_path() / ("proofmark-timing-" + std::to_string(::getpid()) + ".json");
  const auto read = [&](const std::string& timing) {
    std::ofstream(file) << R"({"description":"d","expected":{"chip.access":"passed"},"timing":)" << timing << "}";
    return load_profile(file);
  };
  const auto good = read(R"({"bit_rate":848,"frame_size":64,"frame_waiting":9,"command_ms":30,"asks_for_time":false,
    "relay_ms":70,"access_delay_ms":10,"access_delay_most_ms":20,"lost_at":7,"returns":true})");
  ASSERT_TRUE(good) << good.error().line();
  EXPECT_EQ(good->timing->bit_rate, 848U);
  EXPECT_EQ(good->timing->frame_waiting, 9U);
  EXPECT_EQ(good->timing->relay, 70ms);
  EXPECT_EQ(good->timing->lost_at, 7U);
  EXPECT_TRUE(good->timing->returns);
  EXPECT_FALSE(good->timing->asks_for_time);
  for (const char* bad :
       {"{}", "7", R"({"bit_rate":100})", R"({"bit_rate":300})", R"({"frame_size":8})", R"({"frame_waiting":15})",
        R"({"command_ms":-1})", R"({"relay_ms":"1"})", R"({"lost":1})", R"({"returns":1})", R"({"access_delay_ms":5})"})
    EXPECT_FALSE(read(bad)) << bad;
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace proofmark::card::test

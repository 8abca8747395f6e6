// A simulated card in the virtual reader of a pcscd of this test's own, read through PC/SC: the same applet and the
// same inspection as in process, over the real middleware.
#include "simulators/card/pcscd.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "attacks/document/document.hpp"
#include "common/emrtd/lds.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "simulators/card/contactless.hpp"
#include "simulators/card/emrtd_card.hpp"
#include "simulators/card/real_time.hpp"
#include "simulators/card/vpcd.hpp"

namespace proofmark {
namespace {

Instant now() {
  return from_rfc3339("2026-03-02T09:00:00Z").value();
}

// One pcscd for the whole program: libpcsclite remembers the first socket it was told of.
class Pcscd : public ::testing::Environment {
 public:
  void SetUp() override {
    auto started = card::PrivatePcscd::start();
    ASSERT_TRUE(started.has_value()) << started.error().line();
    daemon = std::move(*started);
    ASSERT_TRUE(daemon->use_in_this_process().has_value());
  }
  void TearDown() override {
    if (!daemon) return;
    const auto folder = daemon->socket().parent_path();
    const pid_t pid = daemon->pid();
    daemon.reset();
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_NE(::kill(pid, 0), 0) << "pcscd has ended";
  }
  static std::unique_ptr<card::PrivatePcscd> daemon;
};
std::unique_ptr<card::PrivatePcscd> Pcscd::daemon;
const ::testing::Environment* const kPcscd = ::testing::AddGlobalTestEnvironment(new Pcscd);

// Presents a card on a thread of its own for as long as it lives.
class Presented {
 public:
  explicit Presented(card::Card& card)
      : thread_([this, &card] { result_ = card::serve_vpcd(card, "127.0.0.1", Pcscd::daemon->port(), stop_); }) {}
  ~Presented() {
    remove();
    EXPECT_TRUE(result_.has_value()) << result_.error().line();
  }
  void remove() {
    stop_ = true;
    if (!thread_.joinable()) return;
    thread_.join();
    const auto empty = card::PcscReader::wait_until_empty("Virtual PCD");
    EXPECT_TRUE(empty.has_value()) << empty.error().line();
  }

 private:
  std::atomic<bool> stop_{false};
  Result<void> result_;
  std::thread thread_;
};

class ReaderLink final : public chip::Transceiver {
 public:
  explicit ReaderLink(card::PcscReader& reader) : reader_(reader) {}
  [[nodiscard]] Result<Bytes> transceive(ByteView command) override {
    if (before_command) before_command();
    return reader_.transceive(command);
  }
  std::function<void()> before_command;

 private:
  card::PcscReader& reader_;
};

struct Cards {
  SeededRandom random{21, "pcscd"};
  card::IssuerPki issuer = card::IssuerPki::create(21, now()).value();
  card::Personalisation input{person::make_civil_record(random, std::chrono::floor<std::chrono::days>(now())),
                              *from_hex("FFD8FFE000104A46494600010100000100010000FFC00011080213019D03012200021101031101"
                                        "FFDA000C03010002110311003F00112233445566778899FFD9"),
                              {}};
  chip::TrustStore trust{{issuer.csca().certificate}, {issuer.crl()}};

  std::unique_ptr<card::Card> make(const std::string& folder, const std::string& name) {
    const auto profile = card::load_profile(std::filesystem::path(PROOFMARK_SOURCE_DIR) / folder / (name + ".json"));
    return attacks::document::make_card(profile.value(), input, issuer, random).value();
  }
  Result<chip::Inspection> inspect(chip::Transceiver& link) {
    const std::string zone = person::td1_mrz(input.civil);
    return chip::inspect(link, {input.civil.can, input.civil.document_number, zone.substr(30, 6), zone.substr(38, 6)},
                         trust, {}, random, now());
  }
};

std::string all_of(const chip::Inspection& inspection) {
  std::string text;
  for (const auto& check : inspection.checks)
    text += check.id + "=" + std::string(decision::name_of(check.result)) + " (" + check.reason + ")\n";
  return text;
}

class OverPcsc : public ::testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(OverPcsc, InspectionSaysWhatTheProfileExpects) {
  const auto [folder, name] = GetParam();
  Cards cards;
  const auto card = cards.make(folder, name);
  const auto profile =
      card::load_profile(std::filesystem::path(PROOFMARK_SOURCE_DIR) / folder / (std::string(name) + ".json")).value();
  Presented presented(*card);
  auto reader = card::PcscReader::connect("Virtual PCD");
  ASSERT_TRUE(reader.has_value()) << reader.error().line();
  EXPECT_EQ((*reader)->atr().value(), card->atr());
  ReaderLink link(**reader);
  const auto inspection = cards.inspect(link);
  ASSERT_TRUE(inspection.has_value()) << inspection.error().line();
  for (const auto& [check, result] : profile.expected)
    EXPECT_EQ(decision::name_of(inspection->check(check).result), result) << all_of(*inspection);
}

INSTANTIATE_TEST_SUITE_P(Profiles, OverPcsc,
                         ::testing::Values(std::tuple{"simulators/card/profiles", "genuine"},
                                           std::tuple{"simulators/card/profiles", "genuine-bac-only"},
                                           std::tuple{"attacks/document/species", "cloned-chip"}),
                         [](const auto& test) {
                           std::string name = std::get<1>(test.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Pcsc, ACardThatLeavesTheFieldIsNeverAccepted) {
  Cards cards;
  const auto card = cards.make("simulators/card/profiles", "genuine");
  Presented presented(*card);
  auto reader = card::PcscReader::connect("Virtual PCD");
  ASSERT_TRUE(reader.has_value()) << reader.error().line();
  ReaderLink link(**reader);
  int commands = 0;
  link.before_command = [&] {
    if (++commands == 8) presented.remove();
  };
  const auto inspection = cards.inspect(link);
  ASSERT_TRUE(inspection.has_value()) << inspection.error().line();
  EXPECT_GE(commands, 8);
  for (const char* check : {"chip.passive", "chip.genuine"})
    EXPECT_NE(inspection->check(check).result, decision::CheckResult::passed) << all_of(*inspection);
  EXPECT_TRUE(inspection->portrait.empty());
  EXPECT_FALSE(inspection->document.has_value());
}

TEST(Pcsc, ExtendedLengthsPass) {
  Cards cards;
  card::ChipContent content;
  content.master_file[card::kEfCardAccess] = Bytes(64000, 0x31);
  const auto card = card::make_emrtd(content, cards.random);
  Presented presented(*card);
  auto reader = card::PcscReader::connect("Virtual PCD");
  ASSERT_TRUE(reader.has_value()) << reader.error().line();
  EXPECT_EQ((*reader)->transceive(from_hex("00A4020C02011C").value()).value(), from_hex("9000").value());
  const Bytes answer = (*reader)->transceive(from_hex("00B00000000000").value()).value();
  EXPECT_EQ(answer.size(), 64002U);
  EXPECT_TRUE((*reader)->reset().has_value());
  EXPECT_EQ((*reader)->transceive(from_hex("00B0000004").value()).value(), from_hex("6986").value())
      << "the reset has reached the card";
}

// In hexadecimal digits, or the error's line.
std::string answer_of(card::PcscReader& reader, const Bytes& command) {
  const auto answer = reader.transceive(command);
  return answer ? to_hex(*answer) : answer.error().line();
}

TEST(Pcsc, AnswersTakeTheProfilesTimeAndACardThatLostTheFieldComesBack) {
  using namespace std::chrono_literals;
  Cards cards;
  card::ChipContent content;
  content.master_file[card::kEfCardAccess] = Bytes(200, 0x31);
  card::ContactlessTiming timing;
  timing.relay = 300ms;
  timing.lost_at = 2;
  timing.returns = true;
  const std::atomic<bool> stop{false};
  card::SteadyWaiting waiting(stop);
  const auto card =
      card::make_real_time(card::make_contactless(card::make_emrtd(content, cards.random), timing), waiting);
  Presented presented(*card);
  auto reader = card::PcscReader::connect("Virtual PCD");
  ASSERT_TRUE(reader.has_value()) << reader.error().line();
  const Bytes select = from_hex("00A4020C02011C").value();
  const Bytes read = from_hex("00B0000004").value();
  const Duration begun = waiting.now();
  EXPECT_EQ(answer_of(**reader, select), "9000");
  EXPECT_EQ(answer_of(**reader, read), "313131319000");
  EXPECT_GE(waiting.now() - begun, 600ms);
  EXPECT_FALSE((*reader)->transceive(read).has_value()) << "the third command meets no field";
  const auto again = (*reader)->take_up();
  ASSERT_TRUE(again.has_value()) << again.error().line();
  EXPECT_EQ(answer_of(**reader, read), "6986") << "powered anew, nothing is selected";
  EXPECT_EQ(answer_of(**reader, select), "9000");
}

TEST(Pcsc, AnEmptyReaderIsAPlainError) {
  const auto readers = card::PcscReader::list();
  ASSERT_TRUE(readers.has_value()) << readers.error().line();
  EXPECT_EQ(readers->size(), 2U) << "contactless and contact slot";
  for (const char* name : {"No such reader", "Virtual PCD"}) {
    const auto reader = card::PcscReader::connect(name, 0.2);
    ASSERT_FALSE(reader.has_value());
    EXPECT_NE(reader.error().line().find(name), std::string::npos) << reader.error().line();
  }
}

TEST(Pcsc, NobodyListeningIsAPlainError) {
  SeededRandom random(1, "x");
  const auto card = card::make_emrtd({}, random);
  const std::atomic<bool> stop{false};
  const auto served = card::serve_vpcd(*card, "127.0.0.1", 1, stop);
  ASSERT_FALSE(served.has_value());
  EXPECT_NE(served.error().line().find("127.0.0.1:1"), std::string::npos) << served.error().line();
  EXPECT_FALSE(card::serve_vpcd(*card, "reader", 35963, stop).has_value());
}

}  // namespace
}  // namespace proofmark

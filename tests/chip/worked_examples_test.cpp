// The service's terminal against the worked examples of ICAO 9303-11 appendices D.3, G.1, G.2, H.1, H.2
// and I, byte for byte: with the
// example's random numbers it must send the example's commands.
#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "tests/chip/support.hpp"
#include "tests/emrtd/vectors.hpp"

namespace proofmark::chip::test {
namespace {

using card::test::ScriptedRandom;
using proofmark::test::read_vectors;
using proofmark::test::Vector;

// Answers a fixed list of commands; the first command that is another one ends the link.
class Script final : public Transceiver {
 public:
  void expect(const std::string& command_hex, const std::string& answer_hex) {
    exchanges_.push_back({from_hex(command_hex).value(), from_hex(answer_hex).value()});
  }
  [[nodiscard]] Result<Bytes> transceive(ByteView command) override {
    if (next_ == exchanges_.size()) return fail("test", "no further command", to_hex(command), "");
    const Exchange& exchange = exchanges_[next_];
    EXPECT_EQ(to_hex(command), to_hex(exchange.command)) << "command " << next_;
    if (!std::equal(command.begin(), command.end(), exchange.command.begin(), exchange.command.end()))
      return fail("test", to_hex(exchange.command), to_hex(command), "");
    ++next_;
    return exchange.answer;
  }
  [[nodiscard]] bool finished() const { return next_ == exchanges_.size(); }

 private:
  struct Exchange {
    Bytes command;
    Bytes answer;
  };
  std::vector<Exchange> exchanges_;
  std::size_t next_ = 0;
};

TEST(WorkedExamples, basic_access_control_and_the_first_protected_command) {
  const Vector v = read_vectors("bac.vec").front();
  Script chip;
  chip.expect("00A4020C02011C", "6A82");  // a chip without EF.CardAccess
  chip.expect("00A4020C022F01", "6A82");  // and without EF.ATR/INFO
  chip.expect("00A4040C07A0000002471001", "9000");
  chip.expect("0084000008", v.text("ChipNonce") + "9000");
  chip.expect("0082000028" + v.text("TerminalMessage") + "28", v.text("ChipMessage") + "9000");
  chip.expect("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000");
  ScriptedRandom random(concat({v.bytes("TerminalNonce"), v.bytes("TerminalKey")}));
  const auto inspection = inspect(chip, {"", "L898902C", "690806", "940623"}, trust(), {}, random, today());
  ASSERT_TRUE(inspection);
  EXPECT_TRUE(chip.finished());
  EXPECT_TRUE(random.used_up());
  EXPECT_EQ(sub(*inspection, "access.bac"), SubResult::successful);
}

TEST(WorkedExamples, pace_with_ecdh_and_generic_mapping) {
  const Vector v = read_vectors("pace_ecdh_gm.vec").front();
  Script chip;
  chip.expect("00A4020C02011C", "9000");
  chip.expect("00B0000008", v.text("CardAccess").substr(0, 16) + "9000");
  chip.expect("00B000080E", v.text("CardAccess").substr(16) + "9000");
  chip.expect("0022C1A40F800A04007F00070202040202830101", "9000");
  chip.expect("10860000027C0000", "7C128010" + v.text("EncryptedNonce") + "9000");
  chip.expect("10860000457C438141" + v.text("TerminalMappingPublic") + "00",
              "7C438241" + v.text("ChipMappingPublic") + "9000");
  chip.expect("10860000457C438341" + v.text("TerminalEphemeralPublic") + "00",
              "7C438441" + v.text("ChipEphemeralPublic") + "9000");
  chip.expect("008600000C7C0A8508" + v.text("TerminalToken") + "00", "7C0A8608" + v.text("ChipToken") + "9000");
  // After PACE EF.ATR/INFO, which this chip lacks, and the application are selected under secure messaging; the example
  // ends here, so the chip is gone.
  const auto keys = emrtd::SessionKeys{emrtd::Cipher::aes128, v.bytes("SessionEnc"), v.bytes("SessionMac")};
  emrtd::SecureMessaging messaging = emrtd::SecureMessaging::start(keys).value();
  const Bytes application(emrtd::lds_application.begin(), emrtd::lds_application.end());
  const auto select = [&](std::uint8_t by, const Bytes& name, std::uint16_t sw) {
    const Bytes command = messaging.wrap_command({0x00, 0xA4, by, 0x0C, name, {}, false}).value();
    chip.expect(to_hex(command), to_hex(messaging.wrap_response({{}, sw}).value()));
  };
  select(0x02, {0x2F, 0x01}, 0x6A82);
  select(0x04, application, 0x9000);
  ScriptedRandom random(concat({v.bytes("TerminalMappingPrivate"), v.bytes("TerminalEphemeralPrivate")}));
  const auto inspection = inspect(chip, {"", "T22000129", "640812", "101031"}, trust(), {}, random, today());
  ASSERT_TRUE(inspection);
  EXPECT_TRUE(chip.finished());
  EXPECT_TRUE(random.used_up());
  EXPECT_EQ(sub(*inspection, "access.pace"), SubResult::successful);
}

std::string tlv_hex(std::uint32_t tag, const Bytes& value) {
  return to_hex(emrtd::encode_tlv(0x7C, emrtd::encode_tlv(tag, value)));
}
std::string command_hex(const std::string& header, const std::string& data) {
  return header + to_hex({{static_cast<std::uint8_t>(data.size() / 2)}}) + data + "00";
}

// A private key as the terminal draws it: below the order. That of appendix H.2 is longer; its remainder gives the same
// public key, as the group's generator has that order.
Bytes drawn(const Vector& v, const std::string& field) {
  if (v.text("Name") == "H.2") return from_hex("89CCD99B0E8D3B1F11E1296DCA68EC53411CF2CA").value();
  return v.bytes(field);
}

class PaceExamples : public ::testing::TestWithParam<std::size_t> {};

TEST_P(PaceExamples, terminal_sends_the_commands_of_the_example) {
  const Vector v = read_vectors("pace.vec").at(GetParam());
  SCOPED_TRACE(v.text("Name"));
  emrtd::SecurityInfos infos;
  infos.pace.push_back({v.text("Protocol"), 2, static_cast<std::uint32_t>(std::stoul(v.text("Parameter")))});
  const Bytes access = emrtd::encode_security_infos(infos).value();
  const std::string oid = to_hex(emrtd::encode_oid(v.text("Protocol")).value());
  Script chip;
  chip.expect("00A4020C02011C", "9000");
  chip.expect("00B0000008", to_hex(ByteView(access).first(8)) + "9000");
  chip.expect("00B00008" + to_hex({{static_cast<std::uint8_t>(access.size() - 8)}}),
              to_hex(ByteView(access).subspan(8)) + "9000");
  chip.expect("0022C1A40F800A" + oid + "8301" + (v.has("Can") ? "02" : "01"), "9000");
  chip.expect("10860000027C0000", tlv_hex(0x80, v.bytes("EncryptedNonce")) + "9000");
  Bytes script;
  if (v.has("TerminalNonce")) {
    chip.expect(command_hex("10860000", tlv_hex(0x81, v.bytes("TerminalNonce"))), tlv_hex(0x82, {}) + "9000");
    script = v.bytes("TerminalNonce");
  } else {
    chip.expect(command_hex("10860000", tlv_hex(0x81, v.bytes("TerminalMappingPublic"))),
                tlv_hex(0x82, v.bytes("ChipMappingPublic")) + "9000");
    script = v.bytes("TerminalMappingPrivate");
  }
  chip.expect(command_hex("10860000", tlv_hex(0x83, v.bytes("TerminalEphemeralPublic"))),
              tlv_hex(0x84, v.bytes("ChipEphemeralPublic")) + "9000");
  Bytes answer = emrtd::encode_tlv(0x86, v.bytes("ChipToken"));
  if (v.has("EncryptedChipAuthenticationData"))
    answer = concat({answer, emrtd::encode_tlv(0x8A, v.bytes("EncryptedChipAuthenticationData"))});
  chip.expect(command_hex("00860000", tlv_hex(0x85, v.bytes("TerminalToken"))),
              to_hex(emrtd::encode_tlv(0x7C, answer)) + "9000");
  ScriptedRandom random(concat({script, drawn(v, "TerminalEphemeralPrivate")}));
  // The example ends here, so the chip is gone with the first protected command.
  const AccessPassword password = v.has("Can")            ? AccessPassword{v.text("Can"), "", "", ""}
                                  : v.text("Name") == "I" ? AccessPassword{"", "C11T002JM", "960812", "231031"}
                                                          : AccessPassword{"", "T22000129", "640812", "101031"};
  InspectionPolicy policy;
  policy.floor = StrengthFloor::none();  // the examples' group of 1024 bits is below the service's own
  const auto inspection = inspect(chip, password, trust(), policy, random, today());
  ASSERT_TRUE(inspection);
  EXPECT_TRUE(chip.finished());
  EXPECT_TRUE(random.used_up());
}
INSTANTIATE_TEST_SUITE_P(Appendices, PaceExamples, ::testing::Values(0, 1, 2, 3));

}  // namespace
}  // namespace proofmark::chip::test

// Commands as such, reading, secure messaging and the chip's proofs: statuses of ISO/IEC 7816-4 and ICAO 9303-11.
#include <gtest/gtest.h>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "simulators/card/status.hpp"
#include "tests/card/support.hpp"

namespace proofmark::card::test {
namespace {

struct Applet : ::testing::Test {
  SeededRandom random{4, "applet"};
  ChipContent content = personalise(profile("genuine"), input(), issuer(), random).value();
  std::unique_ptr<Card> card = make_emrtd(content, random);
  Terminal terminal{*card};

  void open() {
    ASSERT_EQ(terminal.pace_with_can(content.can), sw::kOk);
    ASSERT_EQ(terminal.select_application(), sw::kOk);
  }
  emrtd::Response read(std::uint8_t p1, std::uint8_t p2, std::uint32_t le, bool extended = false) {
    return terminal.send({0, 0xB0, p1, p2, {}, le, extended});
  }
};

TEST_F(Applet, MalformedAndUnknownCommands) {
  const struct {
    const char* apdu;
    std::uint16_t status;
  } cases[] = {{"", sw::kWrongLength},
               {"00", sw::kWrongLength},
               {"00A404", sw::kWrongLength},
               {"00A4040C07A00000024710", sw::kWrongLength},
               {"00A4040C07A000000247100100FF", sw::kWrongLength},
               {"00B000000000", sw::kWrongLength},
               {"00A4040C000000", sw::kWrongLength},
               {"80A4040C07A0000002471001", sw::kUnknownClass},
               {"FFA4040C07A0000002471001", sw::kUnknownClass},
               {"20A4040C07A0000002471001", sw::kUnknownClass},
               {"01A4040C07A0000002471001", sw::kChannelNotSupported},
               {"04A4040C07A0000002471001", sw::kMessagingNotSupported},
               {"1CA4040C07A0000002471001", sw::kSecurityNotSatisfied},
               {"10A4040C07A0000002471001", sw::kChainingNotSupported},
               {"0CA4040C07A0000002471001", sw::kSecurityNotSatisfied},
               {"00D6000001AA", sw::kUnknownInstruction},
               {"00FF0000", sw::kUnknownInstruction},
               {"00A4050C02011C", sw::kWrongParameters},
               {"00A4020102011C", sw::kWrongParameters},
               {"00A4020C01011C", sw::kWrongLength},
               {"00A4020C0101", sw::kWrongLength},
               {"00A4020C0299990", sw::kWrongLength},
               {"00A4020C029999", sw::kFileNotFound},
               {"00A4040C07A0000002471002", sw::kFileNotFound},
               {"00A4040C06A00000024710", sw::kFileNotFound},
               {"00A4040C", sw::kWrongLength},
               {"00B0000004", sw::kNoFileSelected},
               {"00B1000003540100FF", sw::kNoFileSelected}};
  for (const auto& c : cases) {
    const auto bytes = from_hex(c.apdu);
    if (!bytes) continue;  // an odd number of digits cannot be sent at all
    EXPECT_EQ(emrtd::parse_response(card->transmit(*bytes)).value().sw, c.status) << c.apdu;
  }
}

// Whatever comes, the chip answers at least a status word, and never with data it should keep.
TEST_F(Applet, AnswersEveryRandomCommand) {
  SeededRandom noise(9, "noise");
  for (int i = 0; i < 20000; ++i) {
    Bytes apdu = noise.bytes(static_cast<std::size_t>(noise.below(48)));
    if (apdu.size() > 4 && noise.chance(0.7)) {
      static const std::vector<std::uint8_t> classes{0x00, 0x0C, 0x10};
      static const std::vector<std::uint8_t> instructions{0xA4, 0xB0, 0xB1, 0x84, 0x82, 0x88, 0x22, 0x86};
      apdu[0] = noise.pick(classes);
      apdu[1] = noise.pick(instructions);
      apdu[4] = static_cast<std::uint8_t>(apdu.size() - 5);
    }
    const Bytes answer = card->transmit(apdu);
    ASSERT_GE(answer.size(), 2U) << to_hex(apdu);
    ASSERT_LE(answer.size(), 200U) << to_hex(apdu);
  }
}

TEST_F(Applet, SelectWithFileControlInformation) {
  EXPECT_EQ(to_hex(terminal.plain("00A4040007A000000247100100").data), "6f098407a0000002471001");
  EXPECT_TRUE(terminal.plain("00A4040C07A0000002471001").data.empty());
}

TEST_F(Applet, ReadBinaryRanges) {
  open();
  const Bytes dg1 = content.files.at(kEfDg1);
  ASSERT_EQ(dg1.size(), 95U);
  ASSERT_EQ(terminal.select(kEfDg1), sw::kOk);
  EXPECT_EQ(read(0, 0, 95).data, dg1);
  EXPECT_EQ(read(0, 0, 256).data, dg1) << "Le 00: what there is";
  EXPECT_EQ(read(0, 0, 256).sw, sw::kOk);
  EXPECT_EQ(read(0, 0, 96).sw, sw::kEndOfFile);
  EXPECT_EQ(read(0, 0, 96).data, dg1);
  EXPECT_EQ(read(0, 94, 1).data, Bytes{dg1.back()});
  EXPECT_EQ(read(0, 95, 1).sw, sw::kOffsetOutside);
  EXPECT_EQ(read(0x7F, 0xFF, 1).sw, sw::kOffsetOutside);
  EXPECT_EQ(terminal.send({0, 0xB0, 0, 0, {}, {}, false}).sw, sw::kWrongLength);
  EXPECT_EQ(terminal.send({0, 0xB0, 0, 0, {1}, 1U, false}).sw, sw::kWrongLength);
  EXPECT_EQ(read(0x81, 0, 95).data, dg1) << "by short file identifier";
  EXPECT_EQ(read(0x81, 90, 5).data, Bytes(dg1.end() - 5, dg1.end()));
  EXPECT_EQ(read(0xC1, 0, 5).sw, sw::kWrongParameters);
  EXPECT_EQ(read(0x83, 0, 5).sw, sw::kFileNotFound);
  EXPECT_EQ(terminal.select(0x0103), sw::kFileNotFound);
  EXPECT_EQ(terminal.select(kEfCardAccess), sw::kFileNotFound) << "it is in the master file";
}

TEST_F(Applet, ExtendedLengths) {
  open();
  const Bytes dg2 = content.files.at(kEfDg2);
  ASSERT_GT(dg2.size(), 9000U);
  ASSERT_EQ(terminal.select(kEfDg2), sw::kOk);
  EXPECT_EQ(read(0, 0, 65536, true).data, dg2);
  EXPECT_EQ(read(0, 0, 5000, true).data, Bytes(dg2.begin(), dg2.begin() + 5000));
  EXPECT_EQ(read(0, 0, 223).data.size(), 223U);
  EXPECT_EQ(read(0, 0, 224).sw, sw::kWrongLength) << "its protected form does not fit a short answer";
  EXPECT_EQ(read(0, 0, 256).data.size(), 223U) << "Le 00: as much as fits";
}

TEST_F(Applet, OddReadBinaryReachesBeyond32k) {
  Personalisation large = input();
  large.portrait = jpeg(827, 1063, 40000, 0x11);
  const auto big = make_emrtd(personalise(profile("genuine"), large, issuer(), random).value(), random);
  Terminal t(*big);
  ASSERT_EQ(t.pace_with_can(content.can), sw::kOk);
  ASSERT_EQ(t.select_application(), sw::kOk);
  const Bytes dg2 = dg2_of_jpeg(large.portrait).value();
  ASSERT_EQ(t.select(kEfDg2), sw::kOk);
  const auto odd = [&](std::uint8_t p1, std::uint8_t p2, const char* offset, std::uint32_t le) {
    return t.send({0, 0xB1, p1, p2, hex(offset), le, false});
  };
  const auto r = odd(0, 0, "54029C40", 104);  // 40000, 102 bytes with tag and length
  EXPECT_EQ(r.sw, sw::kOk);
  EXPECT_EQ(Bytes(r.data.begin() + 2, r.data.end()), Bytes(dg2.begin() + 40000, dg2.begin() + 40102));
  EXPECT_EQ(to_hex(ByteView(r.data).first(2)), "5366");
  EXPECT_EQ(odd(0x01, 0x02, "540100", 16).data.size(), 16U) << "by file identifier";
  EXPECT_EQ(odd(0x00, 0x01, "540100", 16).sw, sw::kOk) << "by short file identifier";
  EXPECT_EQ(odd(0x00, 0x02, "5403FFFFFF", 16).sw, sw::kOffsetOutside);
  EXPECT_EQ(odd(0x00, 0x02, "550100", 16).sw, sw::kWrongData);
  EXPECT_EQ(odd(0x00, 0x02, "5400", 16).sw, sw::kWrongData);
  EXPECT_EQ(odd(0x00, 0x02, "540100", 2).sw, sw::kWrongLength);
  EXPECT_EQ(t.send({0, 0xB1, 0, 0, {}, 16U, false}).sw, sw::kWrongLength);
}

TEST_F(Applet, StatusesAreProtectedToo) {
  open();
  EXPECT_EQ(terminal.select(0x9999), sw::kFileNotFound);
  EXPECT_EQ(terminal.send({0, 0xD6, 0, 0, {1}, {}, false}).sw, sw::kUnknownInstruction);
  EXPECT_TRUE(terminal.protected_session());
}

TEST_F(Applet, PlainCommandEndsTheSession) {
  open();
  EXPECT_EQ(terminal.plain("00B0810004").sw, sw::kSecurityNotSatisfied);
  EXPECT_EQ(terminal.select(kEfDg1), sw::kSecurityNotSatisfied) << "no session any more";
}

struct Tampering : Applet {
  Bytes good() { return terminal.messaging().wrap_command({0, 0xB0, 0x81, 0, {}, 8U, false}).value(); }
  std::uint16_t raw(const Bytes& apdu) { return emrtd::parse_response(card->transmit(apdu)).value().sw; }
  void session_is_over() {
    EXPECT_EQ(raw(good()), sw::kSecurityNotSatisfied);
    terminal.forget_session();
    EXPECT_EQ(terminal.select(kEfDg1), sw::kSecurityNotSatisfied);
  }
};

TEST_F(Tampering, WrongMac) {
  open();
  Bytes apdu = good();
  apdu[apdu.size() - 2] ^= 1U;
  EXPECT_EQ(raw(apdu), sw::kMessagingObjectsWrong);
  session_is_over();
}

TEST_F(Tampering, AlteredHeader) {
  open();
  Bytes apdu = good();
  apdu[2] ^= 0x02U;
  EXPECT_EQ(raw(apdu), sw::kMessagingObjectsWrong);
  session_is_over();
}

TEST_F(Tampering, ReplayedCommand) {
  open();
  const Bytes apdu = good();
  EXPECT_EQ(raw(apdu), sw::kOk);
  EXPECT_EQ(raw(apdu), sw::kMessagingObjectsWrong) << "the counter has moved on";
  session_is_over();
}

TEST_F(Tampering, MissingMac) {
  open();
  EXPECT_EQ(raw(hex("0CB08100039701080000")), sw::kWrongLength);
  terminal.forget_session();
  open();
  EXPECT_EQ(raw(hex("0CB081000397010800")), sw::kMessagingObjectsMissing);
  session_is_over();
}

TEST_F(Tampering, NoObjects) {
  open();
  EXPECT_EQ(raw(hex("0CB08100")), sw::kMessagingObjectsMissing);
  session_is_over();
}

TEST_F(Tampering, MalformedObjects) {
  open();
  EXPECT_EQ(raw(hex("0CB08100058E7F00000000")), sw::kMessagingObjectsWrong);
  session_is_over();
}

TEST_F(Applet, ActiveAuthenticationSignsTheChallenge) {
  open();
  const pki::Key key = pki::Key::from_spki(emrtd::parse_dg15(terminal.read(kEfDg15)).value()).value();
  const auto infos = emrtd::parse_dg14(terminal.read(kEfDg14)).value();
  const Bytes challenge = hex("0102030405060708");
  const auto r = terminal.send({0, 0x88, 0, 0, challenge, 256U, false});
  ASSERT_EQ(r.sw, sw::kOk);
  EXPECT_EQ(r.data.size(), 64U);
  const auto verify = [&](ByteView message, ByteView signature) {
    return emrtd::verify_active_authentication(key, infos.active_authentication_algorithm.value(), message, signature)
        .value();
  };
  EXPECT_TRUE(verify(challenge, r.data));
  EXPECT_FALSE(verify(hex("0102030405060709"), r.data));
  EXPECT_EQ(terminal.send({0, 0x88, 0, 0, hex("010203"), 256U, false}).sw, sw::kWrongLength);
  EXPECT_EQ(terminal.send({0, 0x88, 0, 0, challenge, {}, false}).sw, sw::kWrongLength);
  EXPECT_EQ(terminal.send({0, 0x88, 1, 0, challenge, 256U, false}).sw, sw::kWrongParameters);
}

TEST_F(Applet, ChipAuthenticationRenewsTheSession) {
  open();
  const Bytes dg14 = terminal.read(kEfDg14);
  ASSERT_EQ(terminal.chip_authentication(dg14, false), sw::kOk);
  EXPECT_EQ(terminal.read(kEfDg1), content.files.at(kEfDg1)) << "under the new keys";
  ASSERT_EQ(terminal.chip_authentication(dg14, false), sw::kOk) << "and once more";
  EXPECT_EQ(terminal.read(kEfDg1), content.files.at(kEfDg1));
}

TEST_F(Applet, ChipAuthenticationWith3Des) {
  Profile p = profile("genuine");
  p.secure_messaging = "3des";
  for (const bool set_kat : {true, false}) {
    const auto chip = make_emrtd(personalise(p, input(), issuer(), random).value(), random);
    Terminal t(*chip);
    ASSERT_EQ(t.pace_with_can(content.can), sw::kOk);
    ASSERT_EQ(t.select_application(), sw::kOk);
    ASSERT_EQ(t.chip_authentication(t.read(kEfDg14), set_kat), sw::kOk);
    EXPECT_EQ(t.read(kEfDg1), content.files.at(kEfDg1));
    EXPECT_EQ(t.send({0, 0xB0, 0x82, 0, {}, 231U, false}).data.size(), 231U);
  }
}

TEST_F(Applet, ChipAuthenticationRefusesBadKeysAndKeepsTheOldSession) {
  open();
  const std::string aes = "800A04007F00070202030202";
  EXPECT_EQ(terminal.send({0, 0x22, 0x41, 0xA4, hex("800A04007F00070202030201"), {}, false}).sw, sw::kWrongData);
  EXPECT_EQ(terminal.send({0, 0x22, 0x41, 0xA4, hex(aes + "840101"), {}, false}).sw, sw::kReferenceNotFound);
  EXPECT_EQ(terminal.send({0, 0x22, 0x41, 0xA6, hex("910104"), {}, false}).sw, sw::kWrongParameters) << "AES chip";
  const auto general = [&](const Bytes& point) {
    const Bytes data = emrtd::encode_tlv(0x7C, emrtd::encode_tlv(0x80, point));
    return terminal.send({0, 0x86, 0, 0, data, 256U, false}).sw;
  };
  EXPECT_EQ(general(Bytes(65, 4)), sw::kConditionsNotSatisfied) << "without MSE:Set AT";
  ASSERT_EQ(terminal.send({0, 0x22, 0x41, 0xA4, hex(aes), {}, false}).sw, sw::kOk);
  EXPECT_EQ(general(Bytes(65, 4)), sw::kAuthenticationFailed) << "not on the curve";
  EXPECT_EQ(terminal.read(kEfDg1), content.files.at(kEfDg1)) << "still the old session";
}

TEST_F(Applet, AtrIsWellFormed) {
  const Bytes atr = card->atr();
  ASSERT_GE(atr.size(), 3U);
  EXPECT_EQ(atr[0], 0x3B);
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < atr.size(); ++i) check = static_cast<std::uint8_t>(check ^ atr[i]);
  EXPECT_EQ(check, 0) << "TCK, ISO/IEC 7816-3 clause 8.2.5";
}

}  // namespace
}  // namespace proofmark::card::test

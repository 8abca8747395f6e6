// Who gets in: basic access control, PACE, and what stays closed without them (ICAO 9303-11 section 4).
#include <gtest/gtest.h>

#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "simulators/card/status.hpp"
#include "tests/card/support.hpp"

namespace proofmark::card::test {
namespace {

struct Access : ::testing::Test {
  SeededRandom random{3, "access"};
  ChipContent content = personalise(profile("genuine"), input(), issuer(), random).value();
  std::unique_ptr<Card> card = make_emrtd(content, random);
  Terminal terminal{*card};
  std::string pace_set = "0022C1A40F800A04007F000702020402028301";
};

TEST_F(Access, DataGroupsAreClosedBefore) {
  EXPECT_EQ(terminal.select_application(), sw::kOk);
  for (const std::uint16_t file : {kEfCom, kEfSod, kEfDg1, kEfDg2, kEfDg14, kEfDg15})
    EXPECT_EQ(terminal.select(file), sw::kSecurityNotSatisfied) << std::hex << file;
  EXPECT_EQ(terminal.select(0x0103), sw::kSecurityNotSatisfied) << "not even which files there are";
  for (int sfi = 1; sfi < 31; ++sfi)
    EXPECT_EQ(terminal.send({0, 0xB0, static_cast<std::uint8_t>(0x80 | sfi), 0, {}, 4U, false}).sw,
              sw::kSecurityNotSatisfied);
  EXPECT_EQ(terminal.plain("00B101010354010004").sw, sw::kSecurityNotSatisfied);
  EXPECT_EQ(terminal.plain("0088000008000102030405060700").sw, sw::kSecurityNotSatisfied);
  EXPECT_EQ(terminal.plain("002241A40C800A04007F00070202030202").sw, sw::kSecurityNotSatisfied);
}

TEST_F(Access, CardAccessIsOpenInTheMasterFile) {
  EXPECT_EQ(terminal.read(kEfCardAccess), content.master_file.at(kEfCardAccess));
  EXPECT_EQ(terminal.send({0, 0xB0, 0x9C, 0, {}, 256U, false}).data, content.master_file.at(kEfCardAccess));
  EXPECT_EQ(terminal.select_application(), sw::kOk);
  EXPECT_EQ(terminal.plain("00A4000C023F00").sw, sw::kOk);
  EXPECT_EQ(terminal.select(kEfCardAccess), sw::kOk);
  EXPECT_EQ(terminal.select(kEfDg1), sw::kFileNotFound) << "data groups are not in the master file";
}

TEST_F(Access, PaceWithCanOpensEverything) {
  EXPECT_EQ(terminal.pace_with_can(content.can), sw::kOk);
  EXPECT_EQ(terminal.select_application(), sw::kOk);
  for (const auto& [file, bytes] : content.files) EXPECT_EQ(terminal.read(file), bytes) << std::hex << file;
}

TEST_F(Access, PaceWithMrzOpensEverything) {
  EXPECT_EQ(terminal.pace_with_mrz(content.mrz_information), sw::kOk);
  EXPECT_EQ(terminal.select_application(), sw::kOk);
  EXPECT_EQ(terminal.read(kEfDg1), content.files.at(kEfDg1));
}

TEST_F(Access, BasicAccessControlOpensEverything) {
  EXPECT_EQ(terminal.select_application(), sw::kOk);
  EXPECT_EQ(terminal.bac(content.mrz_information), sw::kOk);
  for (const auto& [file, bytes] : content.files) EXPECT_EQ(terminal.read(file), bytes) << std::hex << file;
}

TEST_F(Access, WrongPasswordsDoNotOpen) {
  const std::string wrong_can = content.can == "000000" ? "000001" : "000000";
  EXPECT_EQ(terminal.pace_with_can(wrong_can), sw::kAuthenticationFailed);
  EXPECT_EQ(terminal.pace_with_mrz("T22000129364081251010318"), sw::kAuthenticationFailed);
  EXPECT_EQ(terminal.select_application(), sw::kOk);
  EXPECT_EQ(terminal.bac("T22000129364081251010318"), sw::kAuthenticationFailed);
  EXPECT_EQ(terminal.select(kEfDg1), sw::kSecurityNotSatisfied);
  EXPECT_EQ(terminal.bac(content.mrz_information), sw::kOk) << "and the right one still does";
}

TEST_F(Access, ResetForgetsTheSession) {
  ASSERT_EQ(terminal.pace_with_can(content.can), sw::kOk);
  card->reset();
  EXPECT_EQ(terminal.select_application(), sw::kSecurityNotSatisfied) << "protected, but no session";
  EXPECT_EQ(terminal.select_application(), sw::kOk) << "in plain";
  EXPECT_EQ(terminal.select(kEfDg1), sw::kSecurityNotSatisfied);
}

TEST_F(Access, BasicAccessChallengeIsGoodForOneCommand) {
  ASSERT_EQ(terminal.select_application(), sw::kOk);
  const std::string authenticate = "0082000028" + std::string(80, '0') + "28";
  EXPECT_EQ(terminal.plain(authenticate).sw, sw::kConditionsNotSatisfied) << "without a challenge";
  EXPECT_EQ(terminal.plain("0084000008").data.size(), 8U);
  EXPECT_EQ(terminal.plain(authenticate).sw, sw::kAuthenticationFailed);
  EXPECT_EQ(terminal.plain(authenticate).sw, sw::kConditionsNotSatisfied) << "it is used up";
  EXPECT_EQ(terminal.plain("0084000008").sw, sw::kOk);
  EXPECT_EQ(terminal.plain("00A4040C07A0000002471001").sw, sw::kOk);
  EXPECT_EQ(terminal.plain(authenticate).sw, sw::kConditionsNotSatisfied) << "another command came between";
}

TEST_F(Access, BasicAccessRefusesMalformedCommands) {
  ASSERT_EQ(terminal.plain("0084000008").sw, sw::kConditionsNotSatisfied) << "no application selected";
  ASSERT_EQ(terminal.select_application(), sw::kOk);
  EXPECT_EQ(terminal.plain("0084000010").sw, sw::kWrongLength);
  EXPECT_EQ(terminal.plain("00840000").sw, sw::kWrongLength);
  EXPECT_EQ(terminal.plain("0084010008").sw, sw::kWrongParameters);
  EXPECT_EQ(terminal.plain("0082000008000000000000000028").sw, sw::kWrongLength);
  EXPECT_EQ(terminal.plain("0082000028" + std::string(80, '0')).sw, sw::kWrongLength) << "no Le";
  EXPECT_EQ(terminal.plain("0082010028" + std::string(80, '0') + "28").sw, sw::kWrongParameters);
}

TEST_F(Access, ChallengesDiffer) {
  ASSERT_EQ(terminal.select_application(), sw::kOk);
  EXPECT_NE(terminal.plain("0084000008").data, terminal.plain("0084000008").data);
}

TEST_F(Access, PaceRefusesWhatItDoesNotOffer) {
  EXPECT_EQ(terminal.plain("0022C1A40F800A04007F00070202040202830102").sw, sw::kOk);
  EXPECT_EQ(terminal.plain("0022C1A40F800A04007F00070202040204830102").sw, sw::kWrongData) << "AES-256";
  EXPECT_EQ(terminal.plain("0022C1A40F800A04007F00070202040202830103").sw, sw::kReferenceNotFound) << "PIN";
  EXPECT_EQ(terminal.plain("0022C1A412800A04007F0007020204020283010284010C").sw, sw::kWrongData) << "other curve";
  EXPECT_EQ(terminal.plain("0022C1A412800A04007F0007020204020283010284010D").sw, sw::kOk);
  EXPECT_EQ(terminal.plain("0022C1A40C800A04007F00070202040202").sw, sw::kWrongData) << "no password named";
  EXPECT_EQ(terminal.plain("0022C1A403830102").sw, sw::kWrongData) << "no protocol named";
  EXPECT_EQ(terminal.plain("0022C1A40380FF02").sw, sw::kWrongData);
  EXPECT_EQ(terminal.plain("0022C1A4").sw, sw::kWrongData);
  EXPECT_EQ(terminal.plain("002281B6").sw, sw::kWrongParameters);
}

TEST_F(Access, PaceStepsComeInOrder) {
  EXPECT_EQ(terminal.plain("10860000027C0000").sw, sw::kConditionsNotSatisfied) << "before MSE:Set AT";
  const std::string set = pace_set + "02";
  ASSERT_EQ(terminal.plain(set).sw, sw::kOk);
  EXPECT_EQ(terminal.plain("00860000027C0000").sw, sw::kConditionsNotSatisfied) << "the first step ends no chain";
  ASSERT_EQ(terminal.plain(set).sw, sw::kOk);
  EXPECT_EQ(terminal.plain("10860000027C0000").sw, sw::kOk);
  EXPECT_EQ(terminal.plain("10860000027C0000").sw, sw::kWrongData) << "the nonce twice";
  EXPECT_EQ(terminal.plain("10860000027C0000").sw, sw::kConditionsNotSatisfied) << "the run is over";
  ASSERT_EQ(terminal.plain(set).sw, sw::kOk);
  EXPECT_EQ(terminal.plain("10860000027C0000").sw, sw::kOk);
  EXPECT_EQ(terminal.plain("00A4000C023F00").sw, sw::kOk);
  EXPECT_EQ(terminal.plain("10860000047C02810100").sw, sw::kConditionsNotSatisfied) << "another command came between";
  ASSERT_EQ(terminal.plain(set).sw, sw::kOk);
  EXPECT_EQ(terminal.plain("1086000000").sw, sw::kWrongData) << "no dynamic authentication data";
}

TEST_F(Access, PaceRefusesBadPoints) {
  const auto domain = emrtd::EcDomain::standardised(13).value();
  Bytes off_curve = domain.generate(random)->public_point;
  off_curve.back() ^= 1U;
  for (const Bytes& point : {off_curve, Bytes{0x00}, Bytes(65, 0), Bytes(64, 4), Bytes{}}) {
    ASSERT_EQ(terminal.plain(pace_set + "02").sw, sw::kOk);
    ASSERT_EQ(terminal.plain("10860000027C0000").sw, sw::kOk);
    const Bytes data = emrtd::encode_tlv(0x7C, emrtd::encode_tlv(0x81, point));
    EXPECT_EQ(terminal.send({0x10, 0x86, 0, 0, data, 256U, false}).sw, sw::kAuthenticationFailed) << to_hex(point);
  }
}

// The terminal sends back the chip's own ephemeral key: 9303-11 section 4.4.1 wants it refused.
TEST(Pace, RefusesItsOwnKeyReflected) {
  SeededRandom random(3, "reflect");
  const ChipContent content = personalise(profile("genuine"), input(), issuer(), random).value();
  const Bytes nonce(16, 7);
  const auto domain = emrtd::EcDomain::standardised(13).value();
  const Bytes first(32, 1);
  const Bytes second(32, 2);
  ScriptedRandom script(concat({nonce, first, second}));
  const auto card = make_emrtd(content, script);
  Terminal terminal(*card);
  ASSERT_EQ(terminal.plain("0022C1A40F800A04007F00070202040202830102").sw, sw::kOk);
  ASSERT_EQ(terminal.plain("10860000027C0000").sw, sw::kOk);
  const auto own = domain.generate(random).value();
  const auto chip = domain.from_private(first).value();
  const auto mapped = domain.map_generic(nonce, own.private_key, chip.public_point).value();
  const auto send = [&](std::uint32_t tag, const Bytes& point) {
    return terminal.send({0x10, 0x86, 0, 0, emrtd::encode_tlv(0x7C, emrtd::encode_tlv(tag, point)), 256U, false});
  };
  ASSERT_EQ(send(0x81, own.public_point).sw, sw::kOk);
  EXPECT_EQ(send(0x83, mapped.from_private(second)->public_point).sw, sw::kAuthenticationFailed);
}

TEST(BacOnly, OffersNoPace) {
  SeededRandom random(3, "bac");
  const auto card = make_emrtd(personalise(profile("genuine-bac-only"), input(), issuer(), random).value(), random);
  Terminal terminal(*card);
  EXPECT_EQ(terminal.select(kEfCardAccess), sw::kFileNotFound);
  EXPECT_EQ(terminal.plain("0022C1A40F800A04007F00070202040202830102").sw, sw::kWrongParameters);
}

}  // namespace
}  // namespace proofmark::card::test

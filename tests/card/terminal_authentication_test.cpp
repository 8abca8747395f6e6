// Terminal authentication guards data group 3: who is let in, and who is not (TR-03110-1 section 3.5).
#include <gtest/gtest.h>

#include "simulators/card/status.hpp"
#include "tests/card/terminal_chain.hpp"

namespace proofmark::card::test {
namespace {

constexpr const char* ecdsa_sha256 = "0.4.0.127.0.7.2.2.2.2.3";

Profile guarded_profile() {
  Profile made = profile("genuine");
  made.terminal_authentication = true;
  made.further_groups = {3};
  return made;
}

struct Guarded : ::testing::Test {
  SeededRandom random{3, "guarded"};
  TerminalChain chain{ecdsa_sha256};
  ChipContent content = [this] {
    ChipContent made = personalise(guarded_profile(), input(), issuer(), random).value();
    made.terminal_authentication = chain.trust();
    return made;
  }();
  std::unique_ptr<Card> card = make_emrtd(content, random);
  Terminal terminal{*card};
  InspectionSystem system{terminal, chain};

  void open(bool with_pace = true) {
    if (with_pace) {
      ASSERT_EQ(terminal.pace_with_can(content.can), sw::kOk);
    }
    ASSERT_EQ(terminal.select_application(), sw::kOk);
    if (!with_pace) {
      ASSERT_EQ(terminal.bac(content.mrz_information), sw::kOk);
    }
  }
  void authenticate_chip() { ASSERT_EQ(terminal.chip_authentication(terminal.read(kEfDg14), false), sw::kOk); }
  std::uint16_t authenticate() { return system.authenticate(terminal.chip_identifier(), terminal.compressed_key()); }
};

TEST_F(Guarded, TheOtherGroupsNeedNoTerminalAuthentication) {
  open();
  EXPECT_EQ(terminal.read(kEfDg1), content.files.at(kEfDg1));
  EXPECT_EQ(terminal.select(kEfDg3), sw::kSecurityNotSatisfied);
  EXPECT_EQ(terminal.send({0, 0xB0, 0x83, 0, {}, 4U, false}).sw, sw::kSecurityNotSatisfied)
      << "nor by short identifier";
  EXPECT_EQ(terminal.select(kEfCvca), sw::kOk) << "and the authority's name is open";
}

TEST_F(Guarded, AChainOpensFingerprintsAfterPace) {
  open();
  authenticate_chip();
  ASSERT_EQ(system.present_chain(), sw::kOk);
  EXPECT_EQ(terminal.select(kEfDg3), sw::kSecurityNotSatisfied) << "certificates alone are not enough";
  ASSERT_EQ(authenticate(), sw::kOk);
  EXPECT_EQ(terminal.read(kEfDg3), content.files.at(kEfDg3));
  card->reset();
  terminal.forget_session();
  open();
  EXPECT_EQ(terminal.select(kEfDg3), sw::kSecurityNotSatisfied) << "and is forgotten";
}

TEST_F(Guarded, AChainOpensFingerprintsAfterBasicAccessControl) {
  open(false);
  authenticate_chip();
  ASSERT_EQ(system.present_chain(), sw::kOk);
  ASSERT_EQ(authenticate(), sw::kOk);
  EXPECT_EQ(terminal.read(kEfDg3), content.files.at(kEfDg3));
}

TEST_F(Guarded, LongCertificatesComeInChains) {
  open();
  authenticate_chip();
  ASSERT_EQ(system.present_chain(true), sw::kOk);
  ASSERT_EQ(authenticate(), sw::kOk);
  EXPECT_EQ(terminal.select(kEfDg3), sw::kOk);
  const Bytes part(10, 1);
  EXPECT_EQ(terminal.send({0x10, 0x2A, 0, 0xBE, part, {}, false}).sw, sw::kOk);
  EXPECT_EQ(terminal.select(kEfDg1), sw::kLastOfChainExpected) << "another command within a chain";
  EXPECT_EQ(terminal.select(kEfDg1), sw::kOk) << "which has ended it";
}

TEST_F(Guarded, CertificatesNeedChipAuthenticationFirst) {
  open();
  EXPECT_EQ(system.present_chain(), sw::kSecurityNotSatisfied);
}

TEST_F(Guarded, WrongSignaturesDoNotOpen) {
  open();
  authenticate_chip();
  ASSERT_EQ(system.present_chain(), sw::kOk);
  EXPECT_EQ(system.authenticate(Bytes(32, 1), terminal.compressed_key()), sw::kAuthenticationFailed) << "another chip";
  EXPECT_EQ(system.authenticate(terminal.chip_identifier(), Bytes(32, 1)), sw::kAuthenticationFailed) << "another key";
  EXPECT_EQ(terminal.select(kEfDg3), sw::kSecurityNotSatisfied);
  EXPECT_EQ(authenticate(), sw::kOk);
}

TEST_F(Guarded, ForeignAndExpiredCertificatesAreRefused) {
  open();
  authenticate_chip();
  EXPECT_EQ(system.present(chain.verifier, chain.verifier_key, chain.authority, chain.terminal_key),
            sw::kAuthenticationFailed)
      << "signed by somebody else";
  auto stranger = chain.authority;
  stranger.holder = "LVCVCA00001";
  EXPECT_EQ(system.present(chain.verifier, chain.verifier_key, stranger, chain.authority_key), sw::kReferenceNotFound);
  auto expired = chain.verifier;
  expired.expiry = std::chrono::year(2026) / 3 / 1;
  EXPECT_EQ(system.present(expired, chain.verifier_key, chain.authority, chain.authority_key),
            sw::kAuthenticationFailed);
  EXPECT_EQ(system.present(chain.terminal, chain.terminal_key, chain.authority, chain.authority_key),
            sw::kAuthenticationFailed)
      << "an authority does not certify inspection systems";
  EXPECT_EQ(authenticate(), sw::kReferenceNotFound);
}

TEST_F(Guarded, RightsAreThoseThatEveryCertificateGrants) {
  open();
  authenticate_chip();
  auto modest = chain.verifier;
  modest.reads_fingerprints = false;
  ASSERT_EQ(system.present(modest, chain.verifier_key, chain.authority, chain.authority_key), sw::kOk);
  ASSERT_EQ(system.present(chain.terminal, chain.terminal_key, chain.verifier, chain.verifier_key), sw::kOk);
  ASSERT_EQ(authenticate(), sw::kOk);
  EXPECT_EQ(terminal.select(kEfDg3), sw::kSecurityNotSatisfied);
}

TEST_F(Guarded, ACardWithoutTheProtocolKnowsNoneOfItsCommands) {
  const auto plain = make_emrtd(personalise(profile("genuine"), input(), issuer(), random).value(), random);
  Terminal other(*plain);
  ASSERT_EQ(other.pace_with_can(content.can), sw::kOk);
  EXPECT_EQ(other.send({0, 0x22, 0x81, 0xB6, Bytes{0x83, 0x01, 0x41}, {}, false}).sw, sw::kWrongParameters);
  EXPECT_EQ(other.send({0, 0x2A, 0, 0xBE, Bytes(4, 1), {}, false}).sw, sw::kUnknownInstruction);
}

}  // namespace
}  // namespace proofmark::card::test

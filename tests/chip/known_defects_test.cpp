// Deviation and defect lists take away what a proof is worth and explain failures; they never make a check pass.
#include <gtest/gtest.h>

#include "attacks/document/document.hpp"
#include "common/emrtd/lds.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

using decision::CheckResult;

class Listed : public ::testing::Test {
 protected:
  Listed() : chip_(content("genuine-passport")) {
    inspect_.password = mrz_password();
    inspect_.store = resign(chip_, {});
  }
  Inspection run() {
    TestCard card(chip_);
    Field field = card.field();
    return inspect_(field);
  }
  // A defect of every signer under the test's authority.
  void add_defect(const char* type, std::optional<unsigned> status = std::nullopt, std::set<unsigned> groups = {}) {
    pki::Defect defect;
    defect.signer.authority_key_identifier = inspect_.store.csca.front().subject_key_identifier();
    defect.known = {{type, status, std::move(groups), ""}};
    inspect_.store.defects.push_back({pki::Digest::sha256, {defect}});
  }
  void add_deviation(const std::string& country, const char* type, std::optional<unsigned> number,
                     const std::vector<std::string>& documents = {}) {
    pki::Deviation deviation;
    deviation.document_numbers = documents;
    deviation.descriptions = {{"a test's", type, number}};
    inspect_.store.deviations.push_back({country, {std::nullopt, {deviation}}});
  }
  void alter_details() { chip_.files[emrtd::fid_of_data_group(11)].back() ^= 0x01; }

  card::ChipContent chip_;
  Inspect inspect_;
};

TEST_F(Listed, without_entries_everything_passes) {
  const Inspection inspection = run();
  EXPECT_TRUE(all_passed(inspection)) << summary(inspection);
  EXPECT_EQ(sub(inspection, "passive.hash.dg11"), SubResult::successful);
}

TEST_F(Listed, a_revocation_counts_like_the_authoritys) {
  add_defect(pki::oid_defect_signer_revoked, 4U);
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.revocation"), CheckResult::failed) << summary(inspection);
  EXPECT_EQ(sub(inspection, "revocation.ds"), SubResult::failed);
}

TEST_F(Listed, a_revocation_under_investigation_is_undetermined) {
  add_defect(pki::oid_defect_signer_revoked, 1U);
  EXPECT_EQ(result_of(run(), "chip.revocation"), CheckResult::undetermined);
}

TEST_F(Listed, a_compromised_key_proves_nothing) {
  add_defect(pki::oid_defect_chip_key);
  EXPECT_EQ(result_of(run(), "chip.genuine"), CheckResult::passed) << "this chip's proof is active authentication";
  add_defect(pki::oid_defect_active_key);
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::undetermined) << summary(inspection);
  EXPECT_EQ(sub(inspection, "genuine.active_authentication"), SubResult::successful);
}

TEST_F(Listed, an_admitted_failure_is_undetermined_and_never_passes) {
  alter_details();
  EXPECT_EQ(result_of(run(), "chip.passive"), CheckResult::failed);
  add_deviation("LT", pki::oid_deviation_group_hash, 12U);
  EXPECT_EQ(result_of(run(), "chip.passive"), CheckResult::failed) << "another data group";
  add_deviation("DE", pki::oid_deviation_group_hash, 11U);
  EXPECT_EQ(result_of(run(), "chip.passive"), CheckResult::failed) << "another state";
  add_deviation("LT", pki::oid_deviation_group_hash, 11U, {"00000000"});
  EXPECT_EQ(result_of(run(), "chip.passive"), CheckResult::failed) << "another document";
  add_deviation("LT", pki::oid_deviation_group_hash, 11U, {civil().document_number});
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::undetermined) << summary(inspection);
  EXPECT_EQ(sub(inspection, "passive.hash.dg11"), SubResult::undetermined);
  EXPECT_FALSE(inspection.document);
}

TEST_F(Listed, malformed_groups_of_the_defect_list) {
  alter_details();
  add_defect(pki::oid_defect_group_malformed, std::nullopt, {11});
  EXPECT_EQ(result_of(run(), "chip.passive"), CheckResult::undetermined);
}

TEST_F(Listed, a_text_that_the_state_calls_malformed_is_undetermined) {
  SeededRandom random(14, "details");
  chip_ = attacks::document::apply_fault("latin_dg11", std::move(chip_), card::test::input(), random).value();
  inspect_.store = resign(chip_, {});
  EXPECT_EQ(result_of(run(), "chip.passive"), CheckResult::failed);
  add_deviation("LT", pki::oid_deviation_group_malformed, 11U);
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::undetermined) << summary(inspection);
  EXPECT_EQ(sub(inspection, "passive.dg11_text"), SubResult::undetermined);
  EXPECT_FALSE(inspection.details);
}

TEST_F(Listed, a_defect_that_nobody_here_knows_is_no_good_sign) {
  add_defect("0.4.0.127.0.7.3.1.5.4.3");
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::undetermined) << summary(inspection);
  EXPECT_EQ(sub(inspection, "passive.known_defects"), SubResult::undetermined);
}

TEST_F(Listed, of_another_authority_says_nothing) {
  pki::Defect defect;
  defect.signer.authority_key_identifier = Bytes(20, 1);
  defect.known = {{pki::oid_defect_signer_revoked, 3U, {}, ""}};
  inspect_.store.defects.push_back({pki::Digest::sha256, {defect}});
  EXPECT_TRUE(all_passed(run()));
}

// EF.CardSecurity has a signer of its own, for whom the list speaks as well: here EF.SOD is another authority's.
class ListedCardSecurity : public ::testing::Test {
 protected:
  ListedCardSecurity() : chip_(content("genuine-cam")) {
    const TrustStore own = resign(chip_, {});  // EF.SOD alone
    inspect_.store.csca.push_back(own.csca.front());
    inspect_.store.crls.push_back(own.crls.front());
  }
  Inspection run() {
    TestCard card(chip_);
    Field field = card.field();
    return inspect_(field);
  }
  // A defect of every signer under the authority of EF.CardSecurity's signer.
  void add_defect(const char* type, std::optional<unsigned> status = std::nullopt) {
    pki::Defect defect;
    defect.signer.authority_key_identifier = card::test::issuer().csca().certificate.subject_key_identifier();
    defect.known = {{type, status, {}, ""}};
    inspect_.store.defects.push_back({pki::Digest::sha256, {defect}});
  }

  card::ChipContent chip_;
  Inspect inspect_;
};

TEST_F(ListedCardSecurity, its_signers_revocation_counts) {
  const Inspection before = run();
  EXPECT_TRUE(all_passed(before)) << summary(before);
  add_defect(pki::oid_defect_signer_revoked, 2U);
  const Inspection after = run();
  EXPECT_EQ(result_of(after, "chip.revocation"), CheckResult::failed) << summary(after);
  EXPECT_EQ(result_of(after, "chip.passive"), CheckResult::passed) << summary(after);
}

TEST_F(ListedCardSecurity, a_compromised_key_proves_nothing_in_pace) {
  add_defect(pki::oid_defect_active_key);
  EXPECT_TRUE(all_passed(run())) << "this chip's proof is the mapping";
  add_defect(pki::oid_defect_chip_key);
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::undetermined) << summary(inspection);
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::passed) << summary(inspection);
  EXPECT_EQ(sub(inspection, "genuine.chip_authentication_mapping"), SubResult::successful);
  EXPECT_EQ(sub(inspection, "genuine.key"), SubResult::undetermined);
}

TEST_F(ListedCardSecurity, a_defect_that_nobody_here_knows_is_no_good_sign) {
  add_defect("0.4.0.127.0.7.3.1.5.4.3");
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.passive"), CheckResult::undetermined) << summary(inspection);
  EXPECT_EQ(sub(inspection, "passive.card_security.known_defects"), SubResult::undetermined);
  EXPECT_EQ(sub(inspection, "passive.known_defects"), std::nullopt) << "of EF.SOD's signer nothing is known";
}

// Chips whose mapping is known to fail (TR-03129-2 section 8.3.1.5, status 3), and one whose mapping fails.
class ListedFailingMapping : public ListedCardSecurity {
 protected:
  ListedFailingMapping() {
    SeededRandom random(13, "copied chip");
    chip_ = attacks::document::apply_fault("clone", std::move(chip_), card::test::input(), random).value();
  }
};
TEST_F(ListedFailingMapping, is_undetermined_and_never_passes) {
  EXPECT_EQ(result_of(run(), "chip.genuine"), CheckResult::failed);
  add_defect(pki::oid_defect_protocol_fails, 0U);
  EXPECT_EQ(result_of(run(), "chip.genuine"), CheckResult::failed) << "another protocol";
  add_defect(pki::oid_defect_protocol_fails, 3U);
  const Inspection inspection = run();
  EXPECT_EQ(result_of(inspection, "chip.genuine"), CheckResult::undetermined) << summary(inspection);
  EXPECT_EQ(sub(inspection, "genuine.chip_authentication_mapping"), SubResult::undetermined);
}

// Silence of the authority is no good standing.
TEST_F(Listed, no_entry_and_no_fresh_list_is_undetermined) {
  inspect_.store.crls.clear();
  EXPECT_EQ(result_of(run(), "chip.revocation"), CheckResult::undetermined);
}

}  // namespace
}  // namespace proofmark::chip::test

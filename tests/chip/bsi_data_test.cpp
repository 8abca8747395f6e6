// The reference data set of BSI TR-03105 part 5 (2008) through passive authentication, as far as its certificates
// allow: the country signing certificate is not among the data, and what is there signs with ECDSA and SHA-1.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "common/files.hpp"
#include "reference-impl/chip/passive.hpp"
#include "tests/chip/support.hpp"

namespace proofmark::chip::test {
namespace {

class BsiData : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "../shared/data/lds/bsi2008";
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no BSI reference data in " << folder_;
    files_.com = file("EF_COM.bin");
    files_.sod = file("EF_SOD.bin");
    for (const unsigned group : {1U, 2U, 3U, 4U, 14U, 15U})
      files_.data_groups.emplace(group, file("Datagroup" + std::to_string(group) + ".bin"));
    const auto zone = emrtd::parse_dg1(files_.data_groups[1]);
    ASSERT_TRUE(zone);
    const auto mrz = emrtd::parse_mrz(*zone);
    ASSERT_TRUE(mrz) << mrz.error().line();
    mrz_ = *mrz;
  }
  Bytes file(const std::string& name) { return *read_file(folder_ / name); }

  // The day on which the document signer's certificate was valid.
  std::map<std::string, SubResult> judged(bool allow_sha1) {
    InspectionPolicy policy;
    policy.allow_sha1 = allow_sha1;
    AccessPassword password;
    password.document_number = mrz_->document_number;
    password.date_of_birth = mrz_->date_of_birth;
    password.date_of_expiry = mrz_->date_of_expiry;
    const TrustStore store = trust();
    Findings findings;
    result_ = authenticate_passively(
        {files_, mrz_, {}, password, store, policy, from_rfc3339("2008-06-01T12:00:00Z").value()}, findings);
    std::map<std::string, SubResult> found;
    for (const SubCheck& check : findings.take()) found.emplace(check.id, check.result);
    return found;
  }

  std::filesystem::path folder_;
  ChipFiles files_;
  std::optional<emrtd::Mrz> mrz_;
  PassiveResult result_;
};

TEST_F(BsiData, SignatureAndHashesHoldAndTheUnknownAuthorityDoesNot) {
  const auto found = judged(true);
  EXPECT_EQ(found.at("passive.sod_signature"), SubResult::successful);
  EXPECT_EQ(found.at("passive.digest_algorithm"), SubResult::successful);
  for (const char* group : {"1", "2", "14"})
    EXPECT_EQ(found.at("passive.hash.dg" + std::string(group)), SubResult::successful) << group;
  EXPECT_EQ(found.at("passive.trust_status"), SubResult::failed);
  EXPECT_EQ(found.at("passive.mrz_vs_dg1"), SubResult::successful);
  EXPECT_EQ(result_.passive.result, decision::CheckResult::failed);
  EXPECT_TRUE(result_.authenticated.empty()) << "without a trusted authority nothing is authenticated";
}

TEST_F(BsiData, ByTheServicesPolicyItsHashIsRetired) {
  const auto found = judged(false);
  EXPECT_EQ(found.at("passive.digest_algorithm"), SubResult::failed);
}

TEST_F(BsiData, AChangedGroupIsNoticed) {
  files_.data_groups[2].back() ^= 0x01U;
  const auto found = judged(true);
  EXPECT_EQ(found.at("passive.hash.dg2"), SubResult::failed);
  EXPECT_EQ(found.at("passive.hash.dg1"), SubResult::successful);
}

}  // namespace
}  // namespace proofmark::chip::test

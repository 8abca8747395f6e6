#include "reference-impl/api/inspection_policy.hpp"

#include <gtest/gtest.h>

#include "common/files.hpp"
#include "tests/http/certificates.hpp"

namespace proofmark::api {
namespace {

const std::string head = R"({"format":"proofmark-inspection-policy/1")";

class InspectionPolicyFile : public ::testing::Test {
 protected:
  Result<chip::InspectionPolicy> read(const std::string& text) {
    EXPECT_TRUE(write_text(file_, text));
    return read_inspection_policy(file_);
  }
  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "policy.json";
};

// The file that comes with the service says nothing but what holds without it.
TEST_F(InspectionPolicyFile, the_services_own_is_the_safe_default) {
  const auto own =
      read_inspection_policy(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "reference-impl/config/inspection.json");
  ASSERT_TRUE(own) << own.error().line();
  const chip::InspectionPolicy safe;
  EXPECT_EQ(own->readings, safe.readings);
  EXPECT_EQ(own->allow_basic_access, safe.allow_basic_access);
  EXPECT_TRUE(own->require_chip_proof);
  EXPECT_FALSE(own->allow_sha1);
  EXPECT_TRUE(own->require_details_text);
  EXPECT_TRUE(safe.require_details_text);
  EXPECT_EQ(own->revocation_list_grace, Duration::zero());
  EXPECT_EQ(own->max_file_bytes, safe.max_file_bytes);
  EXPECT_EQ(own->floor.cipher, safe.floor.cipher);
  EXPECT_EQ(own->floor.elliptic_bits, safe.floor.elliptic_bits);
  EXPECT_EQ(own->floor.group_bits, safe.floor.group_bits);
  EXPECT_EQ(own->floor.rsa_bits, safe.floor.rsa_bits);
  EXPECT_EQ(own->accepted_states, safe.accepted_states);
  EXPECT_EQ(own->accepted_types, safe.accepted_types);
}

TEST_F(InspectionPolicyFile, every_field_arrives) {
  const auto read_policy =
      read(head + R"(,"readings":1,"basic_access":false,"chip_proof":false,"sha1":true,"details_text":false,
    "revocation_list_grace_s":3600,"largest_file_bytes":65536,"floor":{"cipher":"aes-192","elliptic_bits":384,
    "group_bits":1024,"rsa_bits":3072},"states":["LTU","D"],"types":["P"]})");
  ASSERT_TRUE(read_policy) << read_policy.error().line();
  EXPECT_EQ(read_policy->readings, 1U);
  EXPECT_FALSE(read_policy->allow_basic_access);
  EXPECT_FALSE(read_policy->require_chip_proof);
  EXPECT_TRUE(read_policy->allow_sha1);
  EXPECT_FALSE(read_policy->require_details_text);
  EXPECT_EQ(read_policy->revocation_list_grace, std::chrono::hours{1});
  EXPECT_EQ(read_policy->max_file_bytes, 65536U);
  EXPECT_EQ(read_policy->floor.cipher, emrtd::Cipher::aes192);
  EXPECT_EQ(read_policy->floor.elliptic_bits, 384U);
  EXPECT_EQ(read_policy->floor.group_bits, 1024U);
  EXPECT_EQ(read_policy->floor.rsa_bits, 3072U);
  EXPECT_EQ(read_policy->accepted_states, (std::vector<std::string>{"LTU", "D"}));
  EXPECT_EQ(read_policy->accepted_types, (std::vector<std::string>{"P"}));
}

TEST_F(InspectionPolicyFile, errors_name_the_field) {
  const std::pair<std::string, std::string> wrong[] = {
      {R"({})", "format"},
      {R"([])", "JSON object"},
      {R"({"format":"other"})", "format"},
      {head + R"(,"reading":3})", "the field reading"},
      {head + R"(,"readings":0})", "readings"},
      {head + R"(,"readings":11})", "readings"},
      {head + R"(,"readings":"3"})", "readings"},
      {head + R"(,"readings":3,"readings":3})", "two fields named 'readings'"},
      {head + "}" + std::string("\0,", 2), "at byte"},
      {"{", "policy.json"},
      {head + R"(,"basic_access":1})", "basic_access"},
      {head + R"(,"details_text":"yes"})", "details_text"},
      {head + R"(,"floor":[]})", "floor"},
      {head + R"(,"floor":{"cipher":"des"}})", "floor.cipher"},
      {head + R"(,"floor":{"elliptic_bits":160}})", "floor.elliptic_bits"},
      {head + R"(,"floor":{"rsa_bits":512}})", "floor.rsa_bits"},
      {head + R"(,"floor":{"bits":1}})", "the field floor.bits"},
      {head + R"(,"states":[]})", "states"},
      {head + R"(,"states":["Ltu"]})", "states"},
      {head + R"(,"types":["PASS"]})", "types"},
      {head + R"(,"largest_file_bytes":-1})", "largest_file_bytes"},
  };
  for (const auto& [text, named] : wrong) {
    const auto policy = read(text);
    ASSERT_FALSE(policy) << text;
    EXPECT_NE(policy.error().line().find(named), std::string::npos) << text << "\n" << policy.error().line();
    EXPECT_EQ(policy.error().line().find('\n'), std::string::npos);
  }
  EXPECT_FALSE(read_inspection_policy(folder_.path() / "absent.json"));
}

}  // namespace
}  // namespace proofmark::api

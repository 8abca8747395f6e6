// The reference data set of BSI TR-03105 part 5 (2008): files that another organisation made, with an old RSA and
// SHA-1 security object. Kept beside the project; skipped where it is absent.
#include <gtest/gtest.h>

#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/mrz.hpp"
#include "common/files.hpp"
#include "common/pki/cms.hpp"

namespace proofmark::emrtd {
namespace {

class BsiData : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "../shared/data/lds/bsi2008";
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no BSI reference data in " << folder_;
  }
  Bytes file(const std::string& name) { return *read_file(folder_ / name); }
  std::filesystem::path folder_;
};

TEST_F(BsiData, com_and_dg1) {
  const auto com = parse_com(file("EF_COM.bin"));
  ASSERT_TRUE(com) << com.error().line();
  EXPECT_EQ(com->data_group_tags, (std::vector<std::uint8_t>{0x61, 0x75, 0x63, 0x6E}));
  const auto zone = parse_dg1(file("Datagroup1.bin"));
  ASSERT_TRUE(zone);
  const auto mrz = parse_mrz(*zone);
  ASSERT_TRUE(mrz) << mrz.error().line();
  EXPECT_EQ(mrz->surname, "MUSTERMANN");
  EXPECT_EQ(mrz->given_names, "ERIKA");
  EXPECT_EQ(mrz->issuer, "D");
  EXPECT_EQ(mrz->document_number, "C11T002JM");
}

TEST_F(BsiData, dg2_holds_a_portrait) {
  const auto face = parse_dg2(file("Datagroup2.bin"));
  ASSERT_TRUE(face) << face.error().line();
  EXPECT_GT(face->image.size(), 10000U);
  EXPECT_GT(face->width, 100);
  EXPECT_GT(face->height, face->width);
}

TEST_F(BsiData, dg14_and_dg15_hold_keys) {
  const auto infos = parse_dg14(file("Datagroup14.bin"));
  ASSERT_TRUE(infos) << infos.error().line();
  ASSERT_EQ(infos->chip_authentication_keys.size(), 1U);
  Bytes point;
  const auto domain = EcDomain::of_public_key(infos->chip_authentication_keys[0].public_key, &point);
  ASSERT_TRUE(domain) << domain.error().line();
  EXPECT_EQ(domain->curve_name(), "brainpoolP224r1");
  EXPECT_EQ(point.size(), 57U);
  EXPECT_TRUE(parse_dg15(file("Datagroup15.bin")));
}

TEST_F(BsiData, security_object_lists_the_hashes_of_the_data_groups) {
  const auto cms = parse_sod(file("EF_SOD.bin"));
  ASSERT_TRUE(cms) << cms.error().line();
  const auto data = pki::parse_signed_data(*cms);
  ASSERT_TRUE(data) << data.error().line();
  EXPECT_EQ(data->content_type, oid_lds_security_object);
  const auto object = parse_lds_security_object(data->content);
  ASSERT_TRUE(object) << object.error().line();
  const auto digest = pki::digest_of_oid(object->digest_algorithm);
  ASSERT_TRUE(digest);
  for (const auto& [number, hash] : object->hashes) {
    EXPECT_EQ(to_hex(pki::digest(*digest, file("Datagroup" + std::to_string(number) + ".bin"))), to_hex(hash))
        << "data group " << number;
  }
}

}  // namespace
}  // namespace proofmark::emrtd

// ISO/IEC 9796-2 with RSA: the worked example of ICAO 9303-11 (RSA 1024, SHA-1) and every trailer.
#include "common/emrtd/active_authentication.hpp"

#include <gtest/gtest.h>

#include "common/emrtd/iso9796.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::emrtd {
namespace {

const pki::Key& key() {
  static const pki::Key made = [] {
    SeededRandom random(9, "aa test");
    return pki::generate_rsa(1024, random).value();
  }();
  return made;
}

TEST(Iso9796, block_of_the_worked_example) {
  const Bytes block = *from_hex(
      "6A9D2784A67F8E7C659973EA1AEA25D95B6C8F91E5002F369F0FBDCE8A3CEC1991B543F1696546C5524CF23A5303CD6C98599F40B79F377B"
      "5F3A1406B3B4D8F96784D23AA88DB7E1032A405E69325FA91A6E86F5C71AEA978264C4A207446DAD4E7292E2DCDA3024B47DA8"
      "C063AA1E6D22FBD976AB0FE73D94D2D9C6D88127BC");
  ASSERT_EQ(block.size(), 128U);
  const Bytes challenge = *from_hex("F173589974BF40C6");
  EXPECT_EQ(check_iso9796_2_block(block, challenge), pki::Digest::sha1);
  EXPECT_EQ(check_iso9796_2_block(block, Bytes(8, 0)), std::nullopt);
  for (std::size_t at = 0; at < block.size(); ++at) {
    Bytes altered = block;
    altered[at] ^= 0x10U;
    EXPECT_EQ(check_iso9796_2_block(altered, challenge), std::nullopt) << at;
  }
}

class Trailers : public ::testing::TestWithParam<pki::Digest> {};

TEST_P(Trailers, sign_and_recover) {
  SeededRandom random(10, "aa test");
  const Bytes challenge = random.bytes(8);
  const auto signature = sign_iso9796_2(key(), GetParam(), challenge, random);
  ASSERT_TRUE(signature) << signature.error().line();
  EXPECT_EQ(signature->size(), 128U);
  EXPECT_EQ(verify_iso9796_2(key(), challenge, *signature).value(), GetParam());
  EXPECT_TRUE(verify_active_authentication(key(), std::nullopt, challenge, *signature).value());
  EXPECT_FALSE(verify_active_authentication(key(), std::nullopt, random.bytes(8), *signature).value());
  Bytes altered = *signature;
  altered[77] ^= 0x01U;
  EXPECT_EQ(verify_iso9796_2(key(), challenge, altered).value(), std::nullopt);
  EXPECT_EQ(verify_iso9796_2(key(), challenge, Bytes(128, 0xFF)).value(), std::nullopt) << "not below the modulus";
  EXPECT_EQ(verify_iso9796_2(key(), challenge, Bytes(127, 1)).value(), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(Digests, Trailers,
                         ::testing::Values(pki::Digest::sha1, pki::Digest::sha224, pki::Digest::sha256,
                                           pki::Digest::sha384, pki::Digest::sha512));

TEST(Iso9796, another_key_and_another_kind_of_key) {
  SeededRandom random(11, "aa test");
  const pki::Key other = pki::generate_rsa(1024, random).value();
  const Bytes challenge = random.bytes(8);
  const auto signature = sign_active_authentication(other, pki::Digest::sha256, challenge, random);
  ASSERT_TRUE(signature);
  EXPECT_FALSE(verify_active_authentication(key(), std::nullopt, challenge, *signature).value());
  const pki::Key curve = pki::Key::generate(pki::Curve::p256, random).value();
  EXPECT_FALSE(sign_iso9796_2(curve, pki::Digest::sha256, challenge, random));
  EXPECT_FALSE(verify_iso9796_2(curve, challenge, *signature));
  EXPECT_FALSE(verify_active_authentication(curve, std::nullopt, challenge, *signature)) << "no algorithm";
  EXPECT_EQ(active_signature_size(key()), 128U);
  EXPECT_EQ(active_signature_size(curve), 64U);
}

}  // namespace
}  // namespace proofmark::emrtd

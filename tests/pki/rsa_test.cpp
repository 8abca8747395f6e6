// RSA keys from a seed and the signature encodings of RFC 8017, judged by OpenSSL.
#include "common/pki/rsa.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace proofmark::pki {
namespace {

const Bytes kMessage = to_bytes("a message of some length");

bool verifies_pss(const Key& key, Digest algorithm, ByteView message, ByteView signature, int salt) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* parameters = nullptr;
  return EVP_DigestVerifyInit_ex(context.get(), &parameters, openssl_name(algorithm), nullptr, nullptr, key.get(),
                                 nullptr) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, salt) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

TEST(Rsa, TheSameSeedGivesTheSameKeyAndOpenSslFindsItSound) {
  for (const unsigned bits : {1024U, 2048U, 3072U}) {
    SeededRandom one(5, "rsa"), same(5, "rsa"), other(6, "rsa");
    const Key key = generate_rsa(bits, one).value();
    EXPECT_EQ(rsa_bits(key), bits);
    EXPECT_TRUE(key.has_private());
    EXPECT_EQ(key.private_pem().value(), generate_rsa(bits, same).value().private_pem().value());
    EXPECT_NE(key.spki(), generate_rsa(bits, other).value().spki());
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> check(
        EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free);
    EXPECT_EQ(EVP_PKEY_check(check.get()), 1) << bits << ": primes, exponents and coefficient fit together";
  }
}

TEST(Rsa, SizesOutsideAreRefused) {
  SeededRandom random(1, "rsa");
  for (const unsigned bits : {0U, 512U, 1000U, 2050U, 8192U}) EXPECT_FALSE(generate_rsa(bits, random)) << bits;
}

TEST(Rsa, SignaturesVerify) {
  SeededRandom random(5, "rsa");
  const Key key = generate_rsa(2048, random).value();
  for (const Digest algorithm : {Digest::sha1, Digest::sha256, Digest::sha384, Digest::sha512}) {
    const Bytes hash = digest(algorithm, kMessage);
    const Bytes pkcs1 = sign_pkcs1_digest(key, algorithm, hash).value();
    EXPECT_TRUE(key.verify(algorithm, kMessage, pkcs1)) << openssl_name(algorithm);
    EXPECT_EQ(pkcs1, key.sign(algorithm, kMessage).value()) << "the same as the library's own";
    for (const std::size_t size : {std::size_t{0}, std::size_t{20}, hash.size()}) {
      const Bytes salt = random.bytes(size);
      Bytes pss = sign_pss_digest(key, algorithm, hash, salt).value();
      EXPECT_TRUE(verifies_pss(key, algorithm, kMessage, pss, static_cast<int>(size)));
      EXPECT_EQ(pss, sign_pss_digest(key, algorithm, hash, salt).value());
      pss[7] = static_cast<std::uint8_t>(pss[7] ^ 1U);
      EXPECT_FALSE(verifies_pss(key, algorithm, kMessage, pss, static_cast<int>(size)));
    }
  }
  EXPECT_FALSE(sign_pkcs1_digest(key, Digest::sha256, Bytes(20, 1)));
  EXPECT_FALSE(sign_pss_digest(key, Digest::sha256, Bytes(32, 1), Bytes(250, 1))) << "no room for such a salt";
  const Key public_key = Key::from_spki(key.spki()).value();
  EXPECT_FALSE(sign_pkcs1_digest(public_key, Digest::sha256, Bytes(32, 1)));
}

TEST(Rsa, OnlyTheOneEncodingOfADigestInfoIsRead) {
  const Bytes hash = digest(Digest::sha256, kMessage);
  const Bytes good = digest_info(Digest::sha256, hash);
  EXPECT_EQ(to_hex(ByteView(good).first(19)), "3031300d060960864801650304020105000420");  // RFC 8017 section 9.2 note 1
  const auto read = parse_digest_info(good);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->algorithm, Digest::sha256);
  EXPECT_EQ(read->digest, hash);
  for (std::size_t i = 0; i < 19; ++i) {
    Bytes altered = good;
    altered[i] = static_cast<std::uint8_t>(altered[i] ^ 1U);
    EXPECT_FALSE(parse_digest_info(altered)) << i;
  }
  EXPECT_FALSE(parse_digest_info(hash));
  EXPECT_FALSE(parse_digest_info({}));
  EXPECT_FALSE(parse_digest_info(concat({good, Bytes{0}})));
}

}  // namespace
}  // namespace proofmark::pki

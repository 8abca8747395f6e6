#include "attacks/malformed/scheme.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "common/pki/key.hpp"

namespace proofmark::attacks::malformed {
namespace {

// OpenSSL's own reading of the algorithm identifier judges the signature; it does not know the plain form of TR-03111.
bool openssl_accepts(const Scheme& scheme, const SigningKey& key, const Bytes& message, const Bytes& signature) {
  const Bytes der = algorithm_identifier(scheme);
  const unsigned char* at = der.data();
  X509_ALGOR* algorithm = d2i_X509_ALGOR(nullptr, &at, static_cast<long>(der.size()));
  ASN1_BIT_STRING* bits = ASN1_BIT_STRING_new();
  ASN1_BIT_STRING_set(bits, const_cast<unsigned char*>(signature.data()), static_cast<int>(signature.size()));
  bits->flags = (bits->flags & ~7) | ASN1_STRING_FLAG_BITS_LEFT;
  ASN1_OCTET_STRING* content = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(content, message.data(), static_cast<int>(message.size()));
  // The item's encoding is what was signed: an OCTET STRING.
  const int good = ASN1_item_verify(ASN1_ITEM_rptr(ASN1_OCTET_STRING), algorithm, bits, content, key.get());
  ASN1_OCTET_STRING_free(content);
  ASN1_BIT_STRING_free(bits);
  X509_ALGOR_free(algorithm);
  return good == 1;
}

TEST(Scheme, SignaturesAreWhatTheirIdentifiersSay) {
  SeededRandom random(3, "scheme test");
  const Bytes content = to_bytes("what is signed");
  Bytes encoded{0x04, static_cast<std::uint8_t>(content.size())};
  encoded.insert(encoded.end(), content.begin(), content.end());
  for (const auto& [kind, size] : std::initializer_list<std::pair<std::string, unsigned>>{
           {"ecdsa", 13}, {"ecdsa", 11}, {"rsa", 2048}, {"rsa-pss", 2048}, {"dsa", 2}})
    for (const char* digest : {"sha-224", "sha-256"}) {
      const auto scheme = parse_scheme(kind + " " + digest);
      ASSERT_TRUE(scheme) << kind;
      const auto key = SigningKey::make(scheme->kind, size, random);
      ASSERT_TRUE(key) << key.error().line();
      auto signature = key->sign(*scheme, encoded);
      ASSERT_TRUE(signature) << signature.error().line();
      EXPECT_TRUE(openssl_accepts(*scheme, *key, content, *signature)) << kind << " " << digest;
      (*signature)[signature->size() / 2] ^= 0x01U;
      EXPECT_FALSE(openssl_accepts(*scheme, *key, content, *signature)) << kind << " " << digest;
    }
}

TEST(Scheme, ThePlainFormIsTwoNumbersOfTheFieldsSize) {
  SeededRandom random(4, "scheme test");
  const auto key = SigningKey::ec(13, random);
  ASSERT_TRUE(key);
  const auto plain = key->sign(*parse_scheme("ecdsa-plain sha-256"), to_bytes("message"));
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->size(), 64U);
  const auto der = pki::ecdsa_from_plain(*plain);
  const auto reader = pki::Key::from_spki(key->spki());
  ASSERT_TRUE(der && reader);
  EXPECT_TRUE(reader->verify(pki::Digest::sha256, to_bytes("message"), *der));
}

TEST(Scheme, UnknownOnesAreRefused) {
  for (const char* text : {"", "rsa", "rsa sha-3", "dsa sha-512", "ecdsa md5", "RSA sha-256"})
    EXPECT_FALSE(parse_scheme(text)) << text;
}

}  // namespace
}  // namespace proofmark::attacks::malformed

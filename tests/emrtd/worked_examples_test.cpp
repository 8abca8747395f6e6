// Published worked examples: ICAO 9303-11 appendices D and G, NIST SP 800-38B.
#include <gtest/gtest.h>

#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "common/emrtd/tlv.hpp"
#include "tests/emrtd/vectors.hpp"

namespace proofmark::emrtd {
namespace {

using test::read_vectors;
using test::Vector;

TEST(WorkedExamples, key_derivation) {
  for (const Vector& v : read_vectors("key_derivation.vec")) {
    const auto counter = static_cast<std::uint32_t>(std::stoul(v.text("Counter")));
    EXPECT_EQ(to_hex(derive_key(v.bytes("Secret"), counter, v.cipher())), to_hex(v.bytes("Key")));
  }
}

TEST(WorkedExamples, mrz_information) {
  for (const Vector& v : read_vectors("mrz_information.vec")) {
    const auto information = mrz_information(v.text("Number"), v.text("Birth"), v.text("Expiry"));
    ASSERT_TRUE(information) << information.error().line();
    EXPECT_EQ(*information, v.text("Information"));
  }
}

TEST(WorkedExamples, basic_access_keys) {
  const SessionKeys keys = derive_bac_keys("L898902C<369080619406236");
  EXPECT_EQ(to_hex(keys.enc), "ab94fdecf2674fdfb9b391f85d7f76f2");
  EXPECT_EQ(to_hex(keys.mac), "7962d9ece03d1acd4c76089dce131543");
}

TEST(WorkedExamples, mac) {
  for (const Vector& v : read_vectors("mac.vec")) {
    const auto mac = mac8(v.cipher(), v.bytes("Key"), v.bytes("Text"), false);
    ASSERT_TRUE(mac) << mac.error().line();
    EXPECT_EQ(to_hex(*mac), to_hex(v.bytes("Mac")));
  }
}

TEST(WorkedExamples, aes_cbc_of_sp_800_38a_f_2_1) {
  const auto key = from_hex("2B7E151628AED2A6ABF7158809CF4F3C");
  const auto iv = from_hex("000102030405060708090A0B0C0D0E0F");
  const auto plain = from_hex("6BC1BEE22E409F96E93D7E117393172A");
  const auto cryptogram = encrypt_cbc(Cipher::aes128, *key, *iv, *plain);
  ASSERT_TRUE(cryptogram);
  EXPECT_EQ(to_hex(*cryptogram), "7649abac8119b246cee98e9b12e9197d");
  EXPECT_EQ(*decrypt_cbc(Cipher::aes128, *key, *iv, *cryptogram), *plain);
}

TEST(WorkedExamples, secure_messaging_as_terminal_and_as_chip) {
  for (const Vector& v : read_vectors("secure_messaging.vec")) {
    const SessionKeys keys{v.cipher(), v.bytes("Enc"), v.bytes("Mac")};
    auto terminal = SecureMessaging::start(keys, v.bytes("Counter"));
    auto chip = SecureMessaging::start(keys, v.bytes("Counter"));
    ASSERT_TRUE(terminal && chip);
    if (v.has("Command")) {
      const auto command = parse_command(v.bytes("Command"));
      ASSERT_TRUE(command);
      const auto wrapped = terminal->wrap_command(*command);
      ASSERT_TRUE(wrapped) << wrapped.error().line();
      EXPECT_EQ(to_hex(*wrapped), to_hex(v.bytes("ProtectedCommand")));
      const auto unwrapped = chip->unwrap_command(v.bytes("ProtectedCommand"));
      ASSERT_TRUE(unwrapped) << unwrapped.error().line();
      EXPECT_EQ(to_hex(*encode_command(*unwrapped)), to_hex(v.bytes("Command")));
    }
    if (v.has("Response")) {
      const auto unwrapped = terminal->unwrap_response(v.bytes("ProtectedResponse"));
      ASSERT_TRUE(unwrapped) << unwrapped.error().line();
      EXPECT_EQ(to_hex(encode_response(*unwrapped)), to_hex(v.bytes("Response")));
      const auto plain = parse_response(v.bytes("Response"));
      const auto wrapped = chip->wrap_response(*plain);
      ASSERT_TRUE(wrapped);
      EXPECT_EQ(to_hex(*wrapped), to_hex(v.bytes("ProtectedResponse")));
    }
  }
}

TEST(WorkedExamples, basic_access_control_of_appendix_d_3) {
  const Vector v = read_vectors("bac.vec").front();
  const SessionKeys keys = derive_bac_keys(v.text("Information"));
  const Bytes rnd_ic = v.bytes("ChipNonce");
  const Bytes rnd_ifd = v.bytes("TerminalNonce");
  const Bytes k_ifd = v.bytes("TerminalKey");
  const auto sealed = seal_bac(keys, concat({rnd_ifd, rnd_ic, k_ifd}));
  ASSERT_TRUE(sealed);
  EXPECT_EQ(to_hex(*sealed), to_hex(v.bytes("TerminalMessage")));
  const auto opened = open_bac(keys, v.bytes("ChipMessage"));
  ASSERT_TRUE(opened) << opened.error().line();
  EXPECT_EQ(to_hex(*opened), to_hex(concat({rnd_ic, rnd_ifd, v.bytes("ChipKey")})));
  Bytes seed = v.bytes("ChipKey");
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(seed[i] ^ k_ifd[i]);
  const SessionKeys session = derive_session_keys(seed, Cipher::tdes);
  EXPECT_EQ(to_hex(session.enc), to_hex(v.bytes("SessionEnc")));
  EXPECT_EQ(to_hex(session.mac), to_hex(v.bytes("SessionMac")));
  EXPECT_EQ(to_hex(SecureMessaging::bac_counter(rnd_ic, rnd_ifd)), to_hex(v.bytes("Counter")));
}

TEST(WorkedExamples, pace_of_appendix_g_1_on_both_sides) {
  const Vector v = read_vectors("pace_ecdh_gm.vec").front();
  const std::string oid = v.text("Protocol");
  ASSERT_EQ(pace_protocol(oid), (PaceProtocol{Mapping::generic, true, Cipher::aes128}));
  const std::optional<Cipher> cipher = Cipher::aes128;
  const auto infos = parse_security_infos(v.bytes("CardAccess"));
  ASSERT_TRUE(infos);
  ASSERT_EQ(infos->pace.size(), 1U);
  EXPECT_EQ(infos->pace[0], (PaceInfo{oid, 2, 13U}));
  EXPECT_EQ(to_hex(*encode_security_infos(*infos)), to_hex(v.bytes("CardAccess")));

  const Bytes k_pi = derive_pace_key_from_mrz(v.text("Information"), *cipher);
  EXPECT_EQ(to_hex(k_pi), to_hex(v.bytes("PasswordKey")));
  const auto nonce = decrypt_nonce(*cipher, k_pi, v.bytes("EncryptedNonce"));
  ASSERT_TRUE(nonce);
  EXPECT_EQ(to_hex(*nonce), to_hex(v.bytes("Nonce")));
  EXPECT_EQ(to_hex(*encrypt_nonce(*cipher, k_pi, *nonce)), to_hex(v.bytes("EncryptedNonce")));

  const auto domain = EcDomain::standardised(13);
  ASSERT_TRUE(domain);
  EXPECT_EQ(domain->curve_name(), "brainpoolP256r1");
  struct Side {
    const char* own;
    const char* other;
  };
  for (const Side side : {Side{"Terminal", "Chip"}, Side{"Chip", "Terminal"}}) {
    const std::string own = side.own;
    const std::string other = side.other;
    const auto mapping = domain->from_private(v.bytes(own + "MappingPrivate"));
    ASSERT_TRUE(mapping);
    EXPECT_EQ(to_hex(mapping->public_point), to_hex(v.bytes(own + "MappingPublic")));
    const auto shared = domain->agree(mapping->private_key, v.bytes(other + "MappingPublic"));
    ASSERT_TRUE(shared);
    EXPECT_EQ(to_hex(*shared), to_hex(v.bytes("MappingSharedX")));
    const auto mapped = domain->map_generic(*nonce, mapping->private_key, v.bytes(other + "MappingPublic"));
    ASSERT_TRUE(mapped) << mapped.error().line();
    EXPECT_EQ(to_hex(mapped->generator()), to_hex(v.bytes("MappedGenerator")));
    const auto ephemeral = mapped->from_private(v.bytes(own + "EphemeralPrivate"));
    ASSERT_TRUE(ephemeral);
    EXPECT_EQ(to_hex(ephemeral->public_point), to_hex(v.bytes(own + "EphemeralPublic")));
    const auto secret = mapped->agree(ephemeral->private_key, v.bytes(other + "EphemeralPublic"));
    ASSERT_TRUE(secret);
    EXPECT_EQ(to_hex(*secret), to_hex(v.bytes("SharedSecret")));
    const SessionKeys keys = derive_session_keys(*secret, *cipher);
    EXPECT_EQ(to_hex(keys.enc), to_hex(v.bytes("SessionEnc")));
    EXPECT_EQ(to_hex(keys.mac), to_hex(v.bytes("SessionMac")));
    EXPECT_EQ(to_hex(*authentication_token(keys, oid, v.bytes(other + "EphemeralPublic"))),
              to_hex(v.bytes(own + "Token")));
  }
  EXPECT_EQ(to_hex(*public_key_object(oid, v.bytes("ChipEphemeralPublic"))), to_hex(v.bytes("TerminalTokenInput")));
}

}  // namespace
}  // namespace proofmark::emrtd

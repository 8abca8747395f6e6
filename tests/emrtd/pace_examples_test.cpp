// PACE worked examples of ICAO 9303-11 appendices G.2, H.1, H.2 and I, each side on its own as far as the example
// prints its private keys.
#include <gtest/gtest.h>

#include "common/emrtd/domain.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "tests/emrtd/vectors.hpp"

namespace proofmark::emrtd {
namespace {

using test::read_vectors;
using test::Vector;

std::string hex(const Result<Bytes>& bytes) {
  return bytes ? to_hex(*bytes) : bytes.error().line();
}
std::string hex(const Vector& v, const std::string& field) {
  return to_hex(v.bytes(field));
}

Result<Domain> mapped_domain(const Vector& v, const PaceProtocol& protocol, const Domain& domain,
                             const std::string& own, const std::string& other) {
  if (protocol.mapping == Mapping::integrated) {
    const auto bits =
        integrated_mapping_bits(protocol.cipher, v.bytes("Nonce"), v.bytes("TerminalNonce"), domain.bits());
    EXPECT_EQ(hex(bits), hex(v, "PseudoRandom"));
    return domain.map_integrated(bits.value_or(Bytes{}));
  }
  const auto mapping = domain.from_private(v.bytes(own + "MappingPrivate"));
  EXPECT_TRUE(mapping);
  EXPECT_EQ(to_hex(mapping->public_key), hex(v, own + "MappingPublic"));
  return domain.map_generic(v.bytes("Nonce"), mapping->private_key, v.bytes(other + "MappingPublic"));
}

class PaceExamples : public ::testing::TestWithParam<std::size_t> {};

TEST_P(PaceExamples, on_both_sides) {
  const Vector v = read_vectors("pace.vec").at(GetParam());
  SCOPED_TRACE(v.text("Name"));
  const std::string oid = v.text("Protocol");
  const auto protocol = pace_protocol(oid);
  ASSERT_TRUE(protocol);
  EXPECT_EQ(oid_of(*protocol), oid);
  const Bytes key = v.has("Can") ? derive_pace_key_from_can(v.text("Can"), protocol->cipher)
                                 : derive_pace_key_from_mrz(v.text("Information"), protocol->cipher);
  if (v.has("PasswordKey")) {
    EXPECT_EQ(to_hex(key), hex(v, "PasswordKey"));
  }
  EXPECT_EQ(hex(decrypt_nonce(protocol->cipher, key, v.bytes("EncryptedNonce"))), hex(v, "Nonce"));
  EXPECT_EQ(hex(encrypt_nonce(protocol->cipher, key, v.bytes("Nonce"))), hex(v, "EncryptedNonce"));
  EXPECT_EQ(v.bytes("Nonce").size(), nonce_size(*protocol));

  const auto domain = Domain::standardised(static_cast<unsigned>(std::stoul(v.text("Parameter"))));
  ASSERT_TRUE(domain);
  EXPECT_EQ(domain->elliptic(), protocol->elliptic);
  struct Side {
    std::string own, other;
  };
  for (const auto& [own, other] : {Side{"Terminal", "Chip"}, Side{"Chip", "Terminal"}}) {
    SCOPED_TRACE(own);
    const auto mapped = mapped_domain(v, *protocol, *domain, own, other);
    ASSERT_TRUE(mapped) << mapped.error().line();
    EXPECT_EQ(to_hex(mapped->generator()), hex(v, "MappedGenerator"));
    const SessionKeys keys{protocol->cipher, v.bytes("SessionEnc"), v.bytes("SessionMac")};
    EXPECT_EQ(hex(authentication_token(keys, oid, v.bytes(other + "EphemeralPublic"))), hex(v, own + "Token"));
    if (!v.has(own + "EphemeralPrivate")) continue;
    const auto ephemeral = mapped->from_private(v.bytes(own + "EphemeralPrivate"));
    ASSERT_TRUE(ephemeral) << ephemeral.error().line();
    EXPECT_EQ(to_hex(ephemeral->public_key), hex(v, own + "EphemeralPublic"));
    const auto secret = mapped->agree(ephemeral->private_key, v.bytes(other + "EphemeralPublic"));
    ASSERT_TRUE(secret) << secret.error().line();
    if (v.has("SharedSecret")) {
      EXPECT_EQ(to_hex(*secret), hex(v, "SharedSecret"));
    }
    const SessionKeys derived = derive_session_keys(*secret, protocol->cipher);
    EXPECT_EQ(to_hex(derived.enc), hex(v, "SessionEnc"));
    EXPECT_EQ(to_hex(derived.mac), hex(v, "SessionMac"));
  }
}
INSTANTIATE_TEST_SUITE_P(Appendices, PaceExamples, ::testing::Values(0, 1, 2, 3));

TEST(PaceExamples, chip_authentication_data_of_appendix_i) {
  const Vector v = read_vectors("pace.vec").at(3);
  const SessionKeys keys{Cipher::aes128, v.bytes("SessionEnc"), v.bytes("SessionMac")};
  const auto data = decrypt_chip_authentication_data(keys, v.bytes("EncryptedChipAuthenticationData"));
  EXPECT_EQ(hex(data), hex(v, "ChipAuthenticationData"));
  EXPECT_EQ(hex(encrypt_chip_authentication_data(keys, *data)), hex(v, "EncryptedChipAuthenticationData"));
  const auto domain = EcDomain::standardised(13);
  EXPECT_EQ(hex(domain->multiply(*data, v.bytes("StaticPublic"))), hex(v, "ChipMappingPublic"));
  // The example does not print the static private key; its data fix it: mapping key * data^-1.
  const auto fixed = domain->chip_authentication_data(*data, v.bytes("ChipMappingPrivate"));
  ASSERT_TRUE(fixed);
  EXPECT_EQ(to_hex(domain->from_private(*fixed)->public_point), hex(v, "StaticPublic"));
  EXPECT_EQ(hex(domain->chip_authentication_data(*fixed, v.bytes("ChipMappingPrivate"))), to_hex(*data));
}

// What EF.CardSecurity of appendix I holds: the key with a standardised identifier in place of a curve.
TEST(PaceExamples, static_key_of_appendix_i_in_its_security_info) {
  const auto info = from_hex(
      "31643062060904007F0007020201023052300C060704007F0007010202010D03420004"
      "1872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138"
      "A6E7A4A08F68E16F02010D");
  ASSERT_TRUE(info);
  const auto infos = parse_security_infos(*info);
  ASSERT_TRUE(infos) << infos.error().line();
  ASSERT_EQ(infos->chip_authentication_keys.size(), 1U);
  EXPECT_EQ(infos->chip_authentication_keys[0].key_id, 13U);
  Bytes point;
  const auto domain = Domain::of_public_key(infos->chip_authentication_keys[0].public_key, &point);
  ASSERT_TRUE(domain) << domain.error().line();
  EXPECT_EQ(domain->curve().curve_name(), "brainpoolP256r1");
  EXPECT_EQ(to_hex(point), hex(read_vectors("pace.vec").at(3), "StaticPublic"));
}

}  // namespace
}  // namespace proofmark::emrtd

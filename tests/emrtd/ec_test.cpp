#include <gtest/gtest.h>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/pace.hpp"
#include "common/pki/key.hpp"

namespace proofmark::emrtd {
namespace {

TEST(EcDomain, every_standardised_domain_agrees_with_itself) {
  SeededRandom random(3, "ec test");
  for (unsigned id = 8; id <= 18; ++id) {
    const auto domain = EcDomain::standardised(id);
    ASSERT_TRUE(domain) << id;
    const auto a = domain->generate(random);
    const auto b = domain->generate(random);
    ASSERT_TRUE(a && b) << id;
    EXPECT_EQ(a->public_point.size(), 1 + 2 * domain->field_size());
    const auto ab = domain->agree(a->private_key, b->public_point);
    const auto ba = domain->agree(b->private_key, a->public_point);
    ASSERT_TRUE(ab && ba) << id;
    EXPECT_EQ(*ab, *ba);
    EXPECT_EQ(ab->size(), domain->field_size());
    // A mapped group agrees with itself and not with the group it came from.
    const auto mapped = domain->map_generic(Bytes(16, 7), a->private_key, b->public_point);
    ASSERT_TRUE(mapped);
    EXPECT_NE(mapped->generator(), domain->generator());
    EXPECT_EQ(mapped->generator(), domain->map_generic(Bytes(16, 7), b->private_key, a->public_point)->generator());
  }
  for (const unsigned id : {0U, 2U, 7U, 19U, 4000000000U}) EXPECT_FALSE(EcDomain::standardised(id)) << id;
  EXPECT_FALSE(EcDomain::named("noSuchCurve"));
}

TEST(EcDomain, points_that_are_not_of_the_group_are_refused) {
  const auto domain = EcDomain::standardised(13);
  SeededRandom random(4, "ec test");
  const auto key = domain->generate(random);
  const auto peer = domain->generate(random);
  Bytes off = peer->public_point;
  off.back() = static_cast<std::uint8_t>(off.back() ^ 1U);
  Bytes compressed(peer->public_point.begin(), peer->public_point.begin() + 33);
  compressed[0] = 0x02;
  Bytes hybrid = peer->public_point;
  hybrid[0] = 0x06;
  const auto foreign = EcDomain::standardised(12)->generate(random);
  for (const Bytes& point : {off, compressed, hybrid, foreign->public_point, Bytes{0x00}, Bytes{}, Bytes(65, 0)}) {
    EXPECT_FALSE(domain->agree(key->private_key, point)) << to_hex(point);
    EXPECT_FALSE(domain->map_generic(Bytes(16, 1), key->private_key, point)) << to_hex(point);
  }
}

TEST(EcDomain, private_keys_outside_the_order_are_refused) {
  const auto domain = EcDomain::standardised(12);
  EXPECT_FALSE(domain->from_private(Bytes(32, 0)));
  EXPECT_FALSE(domain->from_private(Bytes(32, 0xFF)));
  // The order of P-256 itself, and the number before it.
  Bytes order = *from_hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
  EXPECT_FALSE(domain->from_private(order));
  order.back() = 0x50;
  EXPECT_TRUE(domain->from_private(order));
}

class Stuck final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), std::uint8_t{0}); }
};

TEST(EcDomain, a_stuck_random_source_is_noticed) {
  Stuck stuck;
  EXPECT_FALSE(EcDomain::standardised(13)->generate(stuck));
}

TEST(EcDomain, of_a_public_key_named_and_explicit) {
  SeededRandom random(5, "ec test");
  const auto key = pki::Key::generate(pki::Curve::brainpool_p256r1, random);
  ASSERT_TRUE(key);
  for (const Bytes& spki : {key->spki(), *key->spki_explicit()}) {
    Bytes point;
    const auto domain = EcDomain::of_public_key(spki, &point);
    ASSERT_TRUE(domain) << domain.error().line();
    EXPECT_EQ(domain->curve_name(), "brainpoolP256r1");
    EXPECT_EQ(point, key->point());
    for (std::size_t length = 0; length < spki.size(); ++length)
      EXPECT_FALSE(EcDomain::of_public_key(ByteView(spki).first(length), nullptr));
  }
}

TEST(EcDomain, an_explicit_curve_with_another_generator_is_not_taken_for_the_known_one) {
  // CVE-2020-0601: the public key of somebody else as generator, private key 1.
  SeededRandom random(6, "ec test");
  const auto key = pki::Key::generate(pki::Curve::p256, random);
  Bytes spki = *key->spki_explicit();
  const Bytes generator = EcDomain::named("prime256v1")->generator();
  const auto at = std::search(spki.begin(), spki.end(), generator.begin(), generator.end());
  ASSERT_NE(at, spki.end());
  const Bytes point = key->point();
  std::copy(point.begin(), point.end(), at);
  EXPECT_FALSE(EcDomain::of_public_key(spki, nullptr));
}

TEST(ActiveAuthentication, plain_signature) {
  SeededRandom random(8, "aa test");
  const auto key = pki::Key::generate(pki::Curve::p256, random);
  const Bytes challenge = random.bytes(8);
  const auto der = key->sign(pki::Digest::sha256, challenge);
  const auto plain = pki::ecdsa_to_plain(*der, 32);
  ASSERT_TRUE(plain);
  const auto verify = [&](const Bytes& c, const Bytes& s) {
    return verify_active_authentication(*key, oid_ecdsa_plain_sha256, c, s);
  };
  ASSERT_TRUE(verify(challenge, *plain));
  EXPECT_TRUE(*verify(challenge, *plain));
  EXPECT_FALSE(*verify(random.bytes(8), *plain));
  Bytes altered = *plain;
  altered[40] = static_cast<std::uint8_t>(altered[40] ^ 1U);
  EXPECT_FALSE(*verify(challenge, altered));
  EXPECT_FALSE(*verify(challenge, Bytes(64, 0)));
  EXPECT_FALSE(*verify(challenge, *der));
  EXPECT_FALSE(*verify(challenge, {}));
  EXPECT_FALSE(verify_active_authentication(*key, "0.4.0.127.0.7.1.1.4.1.1", challenge, *plain));
  EXPECT_FALSE(verify_active_authentication(*key, "1.2.840.113549.1.1.11", challenge, *plain));
}

TEST(Pace, identifiers_name_mapping_agreement_and_cipher) {
  EXPECT_EQ(pace_protocol("0.4.0.127.0.7.2.2.4.1.2"), (PaceProtocol{Mapping::generic, false, Cipher::aes128}));
  EXPECT_EQ(pace_protocol("0.4.0.127.0.7.2.2.4.3.1"), (PaceProtocol{Mapping::integrated, false, Cipher::tdes}));
  EXPECT_EQ(pace_protocol("0.4.0.127.0.7.2.2.4.4.4"), (PaceProtocol{Mapping::integrated, true, Cipher::aes256}));
  EXPECT_EQ(pace_protocol("0.4.0.127.0.7.2.2.4.6.3"),
            (PaceProtocol{Mapping::chip_authentication, true, Cipher::aes192}));
  EXPECT_EQ(chip_authentication_protocol("0.4.0.127.0.7.2.2.3.1.2"),
            (ChipAuthenticationProtocol{false, Cipher::aes128}));
  // Chip authentication mapping with 3DES, unknown arcs, other objects of the same arcs.
  for (const char* oid :
       {"0.4.0.127.0.7.2.2.4.6.1", "0.4.0.127.0.7.2.2.4.5.2", "0.4.0.127.0.7.2.2.4.2.5", "0.4.0.127.0.7.2.2.4.2",
        "0.4.0.127.0.7.2.2.4.2.2.1", "0.4.0.127.0.7.2.2.4.0.2", "0.4.0.127.0.7.2.2.3.2.2", ""})
    EXPECT_FALSE(pace_protocol(oid)) << oid;
  for (const char* oid : {"0.4.0.127.0.7.2.2.3.3.2", "0.4.0.127.0.7.2.2.3.2", "0.4.0.127.0.7.2.2.4.2.2"})
    EXPECT_FALSE(chip_authentication_protocol(oid)) << oid;
}

TEST(Pace, malformed_nonces_and_identifiers_are_refused) {
  EXPECT_FALSE(decrypt_nonce(Cipher::aes128, Bytes(16), Bytes(15)));
  EXPECT_FALSE(encrypt_nonce(Cipher::aes128, Bytes(15), Bytes(16)));
  EXPECT_FALSE(public_key_object("no identifier", Bytes(65)));
}

TEST(Bac, altered_cryptograms_are_refused) {
  const SessionKeys keys = derive_bac_keys("L898902C<369080619406236");
  const Bytes sealed = *seal_bac(keys, Bytes(32, 5));
  EXPECT_EQ(*open_bac(keys, sealed), Bytes(32, 5));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes altered = sealed;
    altered[i] = static_cast<std::uint8_t>(altered[i] ^ 0x10U);
    EXPECT_FALSE(open_bac(keys, altered)) << i;
  }
  EXPECT_FALSE(open_bac(keys, ByteView(sealed).first(39)));
  EXPECT_FALSE(seal_bac(keys, Bytes(31)));
}

}  // namespace
}  // namespace proofmark::emrtd

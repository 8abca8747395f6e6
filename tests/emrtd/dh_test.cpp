// Diffie-Hellman groups of RFC 5114, and the domain that is one or the other kind.
#include <gtest/gtest.h>

#include "common/asn1/der.hpp"
#include "common/emrtd/domain.hpp"
#include "common/emrtd/pace.hpp"

namespace proofmark::emrtd {
namespace {

TEST(DhDomain, every_group_agrees_with_itself_and_maps) {
  SeededRandom random(3, "dh test");
  for (const unsigned id : {0U, 1U, 2U}) {
    const auto domain = Domain::standardised(id);
    ASSERT_TRUE(domain) << id;
    EXPECT_FALSE(domain->elliptic());
    EXPECT_EQ(domain->bits(), id == 0 ? 1024U : 2048U);
    const auto a = domain->generate(random);
    const auto b = domain->generate(random);
    ASSERT_TRUE(a && b);
    const auto shared = domain->agree(a->private_key, b->public_key);
    ASSERT_TRUE(shared);
    EXPECT_EQ(*shared, *domain->agree(b->private_key, a->public_key));
    EXPECT_EQ(shared->size(), domain->bits() / 8);
    const auto generic = domain->map_generic(Bytes(16, 7), a->private_key, b->public_key);
    ASSERT_TRUE(generic);
    EXPECT_EQ(generic->generator(), domain->map_generic(Bytes(16, 7), b->private_key, a->public_key)->generator());
    EXPECT_NE(generic->generator(), domain->generator());
    const auto integrated = domain->map_integrated(Bytes(300, 9));
    ASSERT_TRUE(integrated);
    // The mapped group works like the one that it came from.
    const auto c = integrated->generate(random);
    const auto d = integrated->generate(random);
    EXPECT_EQ(*integrated->agree(c->private_key, d->public_key), *integrated->agree(d->private_key, c->public_key));
  }
  for (const unsigned id : {3U, 7U, 19U}) EXPECT_FALSE(Domain::standardised(id)) << id;
}

TEST(DhDomain, keys_outside_the_subgroup_are_refused) {
  const auto domain = DhDomain::standardised(0);
  SeededRandom random(4, "dh test");
  const auto own = domain->generate(random);
  ASSERT_TRUE(own);
  Bytes minus_one = *from_hex(
      "B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C013ECB4AEA9061123"
      "24975C3CD49B83BFACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0A151AF5F0DC8B4BD45BF37DF365C1A65"
      "E68CFDA76D4DA708DF1FB2BC2E4A4370");
  Bytes prime = minus_one;
  prime.back() = 0x71;
  for (const Bytes& key : {Bytes{}, Bytes{0}, Bytes{1}, Bytes{2}, minus_one, prime, Bytes(129, 3)}) {
    EXPECT_FALSE(domain->agree(own->private_key, key)) << to_hex(key);
    EXPECT_FALSE(domain->map_generic(Bytes(16, 1), own->private_key, key)) << to_hex(key);
  }
  EXPECT_TRUE(domain->agree(own->private_key, own->public_key));
  EXPECT_FALSE(domain->from_private(Bytes{0}));
  EXPECT_FALSE(domain->from_private(minus_one));
  EXPECT_FALSE(domain->map_integrated(Bytes(40, 0))) << "zero maps to the neutral element's side";
}

TEST(Domain, public_keys_come_back_from_their_structure) {
  SeededRandom random(5, "dh test");
  for (const unsigned id : {0U, 1U, 2U, 8U, 10U, 13U, 18U}) {
    const auto domain = Domain::standardised(id);
    const auto pair = domain->generate(random);
    const auto info = domain->subject_public_key_info(pair->public_key);
    ASSERT_TRUE(info) << id;
    Bytes key;
    const auto read = Domain::of_public_key(*info, &key);
    ASSERT_TRUE(read) << read.error().line();
    EXPECT_EQ(key, pair->public_key);
    EXPECT_EQ(read->generator(), domain->generator());
    for (std::size_t length = 0; length < info->size(); length += 7)
      EXPECT_FALSE(Domain::of_public_key(ByteView(*info).first(length), nullptr)) << length;
    // With the standardised identifier in place of the parameters.
    const Bytes value = id < 8 ? asn1::integer(pair->public_key) : pair->public_key;
    const Bytes short_info =
        asn1::sequence({asn1::sequence({asn1::oid("0.4.0.127.0.7.1.2"), asn1::integer(id)}), asn1::bit_string(value)});
    const auto again = Domain::of_public_key(short_info, &key);
    ASSERT_TRUE(again) << again.error().line();
    EXPECT_EQ(key, pair->public_key);
  }
}

TEST(Domain, a_made_up_group_is_refused) {
  // p = 23, g = 5: a group that anybody breaks.
  const Bytes parameters = asn1::sequence({asn1::integer(23), asn1::integer(5), asn1::integer(11)});
  const Bytes info = asn1::sequence(
      {asn1::sequence({asn1::oid("1.2.840.10046.2.1"), parameters}), asn1::bit_string(asn1::integer(4))});
  EXPECT_FALSE(Domain::of_public_key(info, nullptr));
}

TEST(IntegratedMapping, every_curve_but_p224_and_every_cipher) {
  for (unsigned id = 8; id <= 18; ++id) {
    const auto domain = Domain::standardised(id);
    for (const Cipher cipher : {Cipher::tdes, Cipher::aes128, Cipher::aes192, Cipher::aes256}) {
      const std::size_t nonce = nonce_size({Mapping::integrated, true, cipher});
      EXPECT_EQ(nonce, key_size(cipher) > 16 ? 32U : 16U);
      const auto bits = integrated_mapping_bits(cipher, Bytes(nonce, 1), Bytes(key_size(cipher), 2), domain->bits());
      ASSERT_TRUE(bits);
      EXPECT_GE(8 * bits->size(), domain->bits() + 64);
      const auto mapped = domain->map_integrated(*bits);
      EXPECT_EQ(mapped.has_value(), id != 10) << id;  // P-224's prime is 1 modulo 4
      if (mapped) {
        EXPECT_NE(mapped->generator(), domain->generator());
      }
      EXPECT_FALSE(integrated_mapping_bits(cipher, Bytes(nonce - 1, 1), Bytes(key_size(cipher), 2), 256));
      EXPECT_FALSE(integrated_mapping_bits(cipher, Bytes(nonce, 1), Bytes(key_size(cipher) + 1, 2), 256));
    }
    EXPECT_FALSE(domain->map_integrated(Bytes(40, 0))) << "the encoding is not defined for 0";
  }
}

}  // namespace
}  // namespace proofmark::emrtd

#include "common/pki/key.hpp"

#include <gtest/gtest.h>

#include "common/asn1/der.hpp"

namespace proofmark::pki {
namespace {

Bytes hex(const char* text) {
  return from_hex(text).value();
}

constexpr Curve kAll[] = {
    Curve::p256, Curve::p384, Curve::p521, Curve::brainpool_p256r1, Curve::brainpool_p384r1, Curve::brainpool_p512r1};

// RFC 6979 appendix A.2.5 (P-256), A.2.6 (P-384) and A.2.7 (P-521).
struct Rfc6979 {
  Curve curve;
  const char* scalar;
  Digest digest;
  const char* message;
  const char* r_and_s;
};

const Rfc6979 kVectors[] = {
    {Curve::p256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", Digest::sha256, "sample",
     "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
     "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"},
    {Curve::p256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", Digest::sha512, "sample",
     "8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00"
     "2362AB1ADBE2B8ADF9CB9EDAB740EA6049C028114F2460F96554F61FAE3302FE"},
    {Curve::p256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", Digest::sha256, "test",
     "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
     "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"},
    {Curve::p384, "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
     Digest::sha384, "sample",
     "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46"
     "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8"},
};

TEST(Key, DeterministicSignaturesAreThoseOfRfc6979) {
  for (const Rfc6979& v : kVectors) {
    const Key key = Key::from_scalar(v.curve, hex(v.scalar)).value();
    const Bytes signature = key.sign_deterministic(v.digest, to_bytes(v.message)).value();
    EXPECT_EQ(ecdsa_to_plain(signature, field_size(v.curve)).value(), hex(v.r_and_s)) << v.message;
    EXPECT_TRUE(key.verify(v.digest, to_bytes(v.message), signature).has_value());
  }
}

TEST(Key, ScalarGivesThePublicPointOfRfc6979) {
  const Key key = Key::from_scalar(Curve::p256, hex(kVectors[0].scalar)).value();
  EXPECT_EQ(key.point(), hex("04"
                             "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                             "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"));
}

// RFC 7027 appendix A.1: a key agreement on brainpoolP256r1.
TEST(Key, AgreementIsThatOfRfc7027) {
  const Key a =
      Key::from_scalar(Curve::brainpool_p256r1, hex("81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D"))
          .value();
  const Key b =
      Key::from_scalar(Curve::brainpool_p256r1, hex("55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3"))
          .value();
  const Bytes shared = hex("89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B");
  EXPECT_EQ(a.agree(b).value(), shared);
  EXPECT_EQ(b.agree(Key::from_point(Curve::brainpool_p256r1, a.point()).value()).value(), shared);
}

TEST(Key, EveryCurveSignsVerifiesAndAgrees) {
  SeededRandom random(7, "key");
  for (const Curve curve : kAll) {
    const Key key = Key::generate(curve, random).value();
    EXPECT_EQ(key.curve(), curve);
    EXPECT_TRUE(key.has_private());
    const Key only_public = Key::from_spki(key.spki()).value();
    EXPECT_FALSE(only_public.has_private());
    EXPECT_EQ(only_public.point(), key.point());
    const Bytes message = to_bytes("message");
    const auto random_signature = key.sign(Digest::sha256, message);
    const auto signature = key.sign_deterministic(Digest::sha384, message);
    EXPECT_TRUE(only_public.verify(Digest::sha256, message, *random_signature).has_value());
    EXPECT_TRUE(only_public.verify(Digest::sha384, message, *signature).has_value());
    EXPECT_EQ(key.sign_deterministic(Digest::sha384, message).value(), *signature);
    EXPECT_FALSE(only_public.verify(Digest::sha256, message, *signature).has_value());
    EXPECT_FALSE(only_public.verify(Digest::sha384, to_bytes("massage"), *signature).has_value());
    EXPECT_FALSE(only_public.sign(Digest::sha256, message).has_value());
    const Key other = Key::generate(curve, random).value();
    EXPECT_FALSE(other.verify(Digest::sha384, message, *signature).has_value());
    EXPECT_EQ(key.agree(other).value(), other.agree(only_public).value());
    EXPECT_EQ(key.agree(other).value().size(), field_size(curve));
    EXPECT_EQ(ecdsa_from_plain(ecdsa_to_plain(*signature, field_size(curve)).value()).value(), *signature);
  }
}

TEST(Key, SameSeedSameKey) {
  SeededRandom a(1, "x");
  SeededRandom b(1, "x");
  SeededRandom c(2, "x");
  const Bytes spki = Key::generate(Curve::brainpool_p256r1, a)->spki();
  EXPECT_EQ(spki, Key::generate(Curve::brainpool_p256r1, b)->spki());
  EXPECT_NE(spki, Key::generate(Curve::brainpool_p256r1, c)->spki());
}

TEST(Key, ExplicitParametersOfAKnownCurveAreTaken) {
  SeededRandom random(7, "explicit");
  for (const Curve curve : kAll) {
    const Key key = Key::generate(curve, random).value();
    const Bytes der = key.spki_explicit().value();
    EXPECT_GT(der.size(), key.spki().size() + 100);
    const auto parsed = Key::from_spki(der);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().line();
    EXPECT_EQ(parsed->curve(), curve);
    EXPECT_EQ(parsed->point(), key.point());
    const Key mine = Key::generate(curve, random).value();
    EXPECT_EQ(mine.agree(*parsed).value(), key.agree(mine).value());
  }
}

// CVE-2020-0601: a generator of the attacker's choice makes any public key his own.
TEST(Key, ExplicitParametersWithAnotherGeneratorAreRefused) {
  SeededRandom random(7, "explicit");
  const Key key = Key::generate(Curve::p256, random).value();
  const Key other = Key::generate(Curve::p256, random).value();
  Bytes der = key.spki_explicit().value();
  const Bytes generator_x = hex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296");
  const auto at = std::search(der.begin(), der.end(), generator_x.begin(), generator_x.end());
  ASSERT_NE(at, der.end());
  const Bytes point = other.point();
  std::copy(point.begin() + 1, point.end(), at);
  EXPECT_FALSE(Key::from_spki(der).has_value());
}

TEST(Key, RefusesBadInput) {
  const Key key = Key::from_scalar(Curve::p256, hex("01")).value();
  EXPECT_FALSE(Key::from_scalar(Curve::p256, hex("00")).has_value());
  EXPECT_FALSE(Key::from_scalar(Curve::p256, hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"))
                   .has_value())
      << "the order itself";
  Bytes point = key.point();
  point.back() ^= 1U;
  EXPECT_FALSE(Key::from_point(Curve::p256, point).has_value()) << "off the curve: invalid-curve attack";
  EXPECT_FALSE(Key::from_point(Curve::p256, ByteView(point).first(33)).has_value());
  EXPECT_FALSE(Key::from_point(Curve::p256, Bytes{0}).has_value()) << "infinity";
  EXPECT_FALSE(Key::from_point(Curve::p256, Bytes{}).has_value());
  Bytes spki = key.spki();
  spki.push_back(0);
  EXPECT_FALSE(Key::from_spki(spki).has_value());
  EXPECT_FALSE(Key::from_spki(Bytes{}).has_value());
  EXPECT_FALSE(key.agree(Key::from_scalar(Curve::p384, hex("05")).value()).has_value());
  EXPECT_FALSE(Key::from_spki(key.spki())->agree(key).has_value());
  EXPECT_FALSE(Key::from_private_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").has_value());
  EXPECT_FALSE(ecdsa_to_plain(hex("3006020101020101"), 0).has_value());
  EXPECT_FALSE(ecdsa_to_plain(hex("30060201010201"), 32).has_value());
  EXPECT_FALSE(ecdsa_from_plain(hex("010203")).has_value());
}

TEST(Key, PrivatePemComesBack) {
  SeededRandom random(7, "pem");
  const Key key = Key::generate(Curve::brainpool_p384r1, random).value();
  const Key back = Key::from_private_pem(key.private_pem().value()).value();
  EXPECT_TRUE(back.has_private());
  EXPECT_EQ(back.spki(), key.spki());
  EXPECT_FALSE(Key::from_spki(key.spki())->private_pem().has_value());
}

}  // namespace
}  // namespace proofmark::pki

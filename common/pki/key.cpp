#include "common/pki/key.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

#include "common/asn1/der.hpp"
#include "common/pki/openssl.hpp"

namespace proofmark::pki {

namespace {

struct CurveFacts {
  Curve curve;
  const char* name;
  int nid;
  std::size_t field;
};
constexpr std::array<CurveFacts, 6> kCurves{{{Curve::p256, "prime256v1", NID_X9_62_prime256v1, 32},
                                             {Curve::p384, "secp384r1", NID_secp384r1, 48},
                                             {Curve::p521, "secp521r1", NID_secp521r1, 66},
                                             {Curve::brainpool_p256r1, "brainpoolP256r1", NID_brainpoolP256r1, 32},
                                             {Curve::brainpool_p384r1, "brainpoolP384r1", NID_brainpoolP384r1, 48},
                                             {Curve::brainpool_p512r1, "brainpoolP512r1", NID_brainpoolP512r1, 64}}};

struct DigestFacts {
  Digest digest;
  const char* name;
  const char* oid;
  std::size_t size;
};
constexpr std::array<DigestFacts, 5> kDigests{{{Digest::sha1, "SHA1", "1.3.14.3.2.26", 20},
                                               {Digest::sha224, "SHA224", "2.16.840.1.101.3.4.2.4", 28},
                                               {Digest::sha256, "SHA256", "2.16.840.1.101.3.4.2.1", 32},
                                               {Digest::sha384, "SHA384", "2.16.840.1.101.3.4.2.2", 48},
                                               {Digest::sha512, "SHA512", "2.16.840.1.101.3.4.2.3", 64}}};

const CurveFacts& facts(Curve curve) {
  return kCurves[static_cast<std::size_t>(curve)];
}
const DigestFacts& facts(Digest digest) {
  return kDigests[static_cast<std::size_t>(digest)];
}

tl::unexpected<Error> key_error(std::string expected, std::string observed) {
  return fail("BSI TR-03111 section 4.1", std::move(expected), std::move(observed), "Use a key of a supported curve.");
}

// Key from its public point and, when there is one, its scalar.
Result<EVP_PKEY*> build(const CurveFacts& curve, ByteView point, const BIGNUM* scalar) {
  const std::unique_ptr<OSSL_PARAM_BLD, openssl::Deleter<OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.name, 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  if (scalar != nullptr) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar);
  const std::unique_ptr<OSSL_PARAM, openssl::Deleter<OSSL_PARAM_free>> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const openssl::PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1)
    return key_error(std::string("a point of ") + curve.name, openssl::last_reason());
  return key;
}

// SubjectPublicKeyInfo with a named curve (RFC 5480 section 2).
Bytes spki_with(const CurveFacts& curve, ByteView point) {
  const Bytes named = openssl::der_of(OBJ_nid2obj(curve.nid), i2d_ASN1_OBJECT);
  return asn1::sequence({asn1::sequence({asn1::oid("1.2.840.10045.2.1"), named}), asn1::bit_string(point)});
}
// What stands before the point, for every curve of the table.
const std::array<Bytes, kCurves.size()>& spki_beginnings() {
  static const std::array<Bytes, kCurves.size()> made = [] {
    std::array<Bytes, kCurves.size()> all;
    for (std::size_t i = 0; i < kCurves.size(); ++i) {
      const std::size_t point = 2 * kCurves[i].field + 1;
      all[i] = spki_with(kCurves[i], Bytes(point, 0x04));
      all[i].resize(all[i].size() - point);
    }
    return all;
  }();
  return made;
}

Bytes octets_of(const EVP_PKEY* key, const char* parameter) {
  std::size_t n = 0;
  if (EVP_PKEY_get_octet_string_param(key, parameter, nullptr, 0, &n) != 1) return {};
  Bytes out(n);
  if (EVP_PKEY_get_octet_string_param(key, parameter, out.data(), out.size(), &n) != 1) return {};
  out.resize(n);
  return out;
}

}  // namespace

const char* openssl_name(Curve curve) {
  return facts(curve).name;
}
const char* openssl_name(Digest digest) {
  return facts(digest).name;
}
std::size_t field_size(Curve curve) {
  return facts(curve).field;
}
std::size_t digest_size(Digest digest) {
  return facts(digest).size;
}
std::string digest_oid(Digest algorithm) {
  return facts(algorithm).oid;
}

std::optional<Digest> digest_of_oid(std::string_view dotted) {
  for (const DigestFacts& d : kDigests)
    if (dotted == d.oid) return d.digest;
  return std::nullopt;
}

Bytes digest(Digest algorithm, ByteView message) {
  Bytes out(digest_size(algorithm));
  unsigned n = 0;
  EVP_Digest(message.data(), message.size(), out.data(), &n, EVP_get_digestbyname(openssl_name(algorithm)), nullptr);
  return out;
}

Key Key::adopt(EVP_PKEY* raw) {
  Key key;
  key.key_ = std::shared_ptr<EVP_PKEY>(raw, EVP_PKEY_free);
  if (EVP_PKEY_is_a(raw, "EC") == 1) {
    BIGNUM* scalar = nullptr;
    key.private_ = EVP_PKEY_get_bn_param(raw, OSSL_PKEY_PARAM_PRIV_KEY, &scalar) == 1;
    BN_clear_free(scalar);
  } else {
    BIGNUM* exponent = nullptr;
    key.private_ = EVP_PKEY_get_bn_param(raw, OSSL_PKEY_PARAM_RSA_D, &exponent) == 1;
    BN_clear_free(exponent);
  }
  ERR_clear_error();
  return key;
}

Result<Key> Key::from_scalar(Curve curve, ByteView scalar) {
  const openssl::Group group(EC_GROUP_new_by_curve_name(facts(curve).nid));
  const openssl::Bignum d = openssl::to_bignum(scalar);
  if (group == nullptr || d == nullptr) return key_error(openssl_name(curve), openssl::last_reason());
  if (BN_is_zero(d.get()) || BN_cmp(d.get(), EC_GROUP_get0_order(group.get())) >= 0)
    return key_error("a scalar in [1, n-1]", "one outside");
  const openssl::Point q(EC_POINT_new(group.get()));
  Bytes point(2 * field_size(curve) + 1);
  if (EC_POINT_mul(group.get(), q.get(), d.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), q.get(), POINT_CONVERSION_UNCOMPRESSED, point.data(), point.size(), nullptr) !=
          point.size())
    return key_error("a public point", openssl::last_reason());
  PROOFMARK_TRY(EVP_PKEY* const key, build(facts(curve), point, d.get()));
  return adopt(key);
}

Result<Key> Key::generate(Curve curve, RandomSource& random) {
  const openssl::Group group(EC_GROUP_new_by_curve_name(facts(curve).nid));
  if (group == nullptr) return key_error(openssl_name(curve), openssl::last_reason());
  const BIGNUM* order = EC_GROUP_get0_order(group.get());
  const int bits = BN_num_bits(order);
  const std::size_t size = (static_cast<std::size_t>(bits) + 7) / 8;
  while (true) {  // rejection keeps the scalar uniform (FIPS 186-5 A.2.2)
    Bytes candidate = random.bytes(size);
    if (bits % 8 != 0) candidate[0] &= static_cast<std::uint8_t>((1U << (static_cast<unsigned>(bits) % 8U)) - 1U);
    const openssl::Bignum d = openssl::to_bignum(candidate);
    if (d != nullptr && !BN_is_zero(d.get()) && BN_cmp(d.get(), order) < 0) return from_scalar(curve, candidate);
  }
}

Result<Key> Key::from_point(Curve curve, ByteView uncompressed) {
  if (uncompressed.size() != 2 * field_size(curve) + 1 || uncompressed[0] != 4)
    return key_error("04 || x || y of " + std::to_string(2 * field_size(curve) + 1) + " bytes",
                     std::to_string(uncompressed.size()) + " bytes");
  PROOFMARK_TRY(EVP_PKEY* const key, build(facts(curve), uncompressed, nullptr));
  return adopt(key);
}

Result<Key> Key::from_spki(ByteView der) {
  // The usual form, without OpenSSL's decoder, which tries every kind of key that there is.
  for (const CurveFacts& c : kCurves) {
    const Bytes& beginning = spki_beginnings()[static_cast<std::size_t>(c.curve)];
    const bool same = der.size() == beginning.size() + 2 * c.field + 1 &&
                      std::equal(beginning.begin(), beginning.end(), der.begin()) && der[beginning.size()] == 0x04;
    if (same) return from_point(c.curve, der.subspan(beginning.size()));
  }
  const unsigned char* at = der.data();
  EVP_PKEY* raw = d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()));
  if (raw == nullptr) return key_error("a SubjectPublicKeyInfo", openssl::last_reason());
  const Key key = adopt(raw);
  if (at != der.data() + der.size()) return key_error("a SubjectPublicKeyInfo and nothing after it", "more bytes");
  if (key.is_ec()) {
    std::array<char, 64> name{};
    if (EVP_PKEY_get_group_name(raw, name.data(), name.size(), nullptr) != 1)
      return key_error("parameters of a known curve", "explicit parameters of an unknown one");
  }
  return key;
}

Result<Key> Key::from_private_pem(std::string_view pem) {
  const Bytes text = proofmark::to_bytes(pem);
  const openssl::Bio in = openssl::reader_of(text);
  // An empty passphrase instead of OpenSSL's prompt on the terminal.
  EVP_PKEY* raw = PEM_read_bio_PrivateKey(
      in.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr);
  if (raw == nullptr)
    return fail("RFC 7468 section 10", "an unencrypted private key in PEM", openssl::last_reason(),
                "Convert it with: openssl pkcs8 -topk8 -nocrypt");
  return adopt(raw);
}

bool Key::is_ec() const {
  return EVP_PKEY_is_a(key_.get(), "EC") == 1;
}

bool Key::is_rsa() const {
  return EVP_PKEY_is_a(key_.get(), "RSA") == 1 || EVP_PKEY_is_a(key_.get(), "RSA-PSS") == 1;
}

std::size_t Key::bits() const {
  return static_cast<std::size_t>(std::max(0, EVP_PKEY_get_bits(key_.get())));
}

std::optional<Curve> Key::curve() const {
  std::array<char, 64> name{};
  if (!is_ec() || EVP_PKEY_get_group_name(key_.get(), name.data(), name.size(), nullptr) != 1) return std::nullopt;
  const int nid = OBJ_txt2nid(name.data());
  for (const CurveFacts& c : kCurves)
    if (c.nid == nid) return c.curve;
  return std::nullopt;
}

Bytes Key::point() const {
  if (!is_ec()) return {};
  Bytes encoded = octets_of(key_.get(), OSSL_PKEY_PARAM_PUB_KEY);
  if (encoded.empty() || encoded[0] == 4) return encoded;
  // A key that was read from a compressed point is given out uncompressed, as every caller expects.
  const std::optional<Curve> c = curve();
  if (!c) return {};
  const openssl::Group group(EC_GROUP_new_by_curve_name(facts(*c).nid));
  const openssl::Point q(EC_POINT_new(group.get()));
  Bytes out(2 * field_size(*c) + 1);
  if (EC_POINT_oct2point(group.get(), q.get(), encoded.data(), encoded.size(), nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), q.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(), nullptr) !=
          out.size())
    return {};
  return out;
}

Bytes Key::spki() const {
  const std::optional<Curve> c = curve();
  if (!c) return openssl::der_of(key_.get(), i2d_PUBKEY);
  return spki_with(facts(*c), point());
}

Result<Bytes> Key::spki_explicit() const {
  const std::optional<Curve> c = curve();
  if (!c) return key_error("an EC key of a known curve", "another key");
  const openssl::Group group(EC_GROUP_new_by_curve_name(facts(*c).nid));
  EC_GROUP_set_asn1_flag(group.get(), OPENSSL_EC_EXPLICIT_CURVE);
  const Bytes parameters = openssl::der_of(group.get(), i2d_ECPKParameters);
  if (parameters.empty()) return key_error("explicit parameters", openssl::last_reason());
  return asn1::sequence({asn1::sequence({asn1::oid("1.2.840.10045.2.1"), parameters}), asn1::bit_string(point())});
}

Result<std::string> Key::private_pem() const {
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  if (!private_ || PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return key_error("a private key", private_ ? openssl::last_reason() : "a public key");
  return to_text(openssl::content_of(out.get()));
}

Result<Bytes> Key::agree(const Key& peer) const {
  const std::optional<Curve> mine = curve();
  if (!private_ || !mine || peer.curve() != mine)
    return key_error("a private key and a public key of one curve", "keys that do not fit");
  // The peer's key is made anew from its point: one that came with explicit parameters has a type of its own otherwise.
  PROOFMARK_TRY(const Key other, from_point(*mine, peer.point()));
  const openssl::PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
  std::size_t n = 0;
  if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 || EVP_PKEY_derive(context.get(), nullptr, &n) != 1)
    return key_error("ECDH", openssl::last_reason());
  Bytes secret(n);
  if (EVP_PKEY_derive(context.get(), secret.data(), &n) != 1) return key_error("ECDH", openssl::last_reason());
  secret.resize(n);
  return secret;
}

}  // namespace proofmark::pki

// Signing and verifying with a Key: OpenSSL's EVP interface, and ECDSA with the nonce of RFC 6979, which OpenSSL 3.0
// does not offer, on its big numbers and points.
#include <openssl/core_names.h>
#include <openssl/hmac.h>

#include "common/asn1/der.hpp"
#include "common/pki/key.hpp"
#include "common/pki/openssl.hpp"

namespace proofmark::pki {

namespace {

tl::unexpected<Error> sign_error(std::string observed) {
  return fail("BSI TR-03111 section 4.2.1", "a signature with a private key", std::move(observed),
              "Sign with the private key that belongs to the certificate.");
}

Bytes hmac(const EVP_MD* md, ByteView key, std::initializer_list<ByteView> parts) {
  const Bytes message = concat(parts);
  Bytes out(static_cast<std::size_t>(EVP_MD_get_size(md)));
  unsigned n = 0;
  HMAC(md, key.data(), static_cast<int>(key.size()), message.data(), message.size(), out.data(), &n);
  return out;
}

// RFC 6979 section 2.3.2.
openssl::Bignum bits_to_number(ByteView bits, int order_bits) {
  openssl::Bignum number = openssl::to_bignum(bits);
  const int surplus = static_cast<int>(bits.size()) * 8 - order_bits;
  if (surplus > 0) BN_rshift(number.get(), number.get(), surplus);
  return number;
}

// The sequence of candidates for the nonce, RFC 6979 section 3.2.
class NonceSequence {
 public:
  NonceSequence(const EVP_MD* md, const BIGNUM* order, ByteView scalar, ByteView reduced_hash)
      : md_(md), order_bits_(BN_num_bits(order)), order_(order) {
    const auto size = static_cast<std::size_t>(EVP_MD_get_size(md));
    v_.assign(size, 1);
    k_.assign(size, 0);
    for (const std::uint8_t round : {std::uint8_t{0}, std::uint8_t{1}}) {
      k_ = hmac(md_, k_, {v_, ByteView(&round, 1), scalar, reduced_hash});
      v_ = hmac(md_, k_, {v_});
    }
  }

  openssl::Bignum next() {
    while (true) {
      Bytes bits;
      while (bits.size() * 8 < static_cast<std::size_t>(order_bits_)) {
        v_ = hmac(md_, k_, {v_});
        bits.insert(bits.end(), v_.begin(), v_.end());
      }
      openssl::Bignum candidate = bits_to_number(bits, order_bits_);
      const bool good = !BN_is_zero(candidate.get()) && BN_cmp(candidate.get(), order_) < 0;
      const std::uint8_t zero = 0;
      k_ = hmac(md_, k_, {v_, ByteView(&zero, 1)});
      v_ = hmac(md_, k_, {v_});
      if (good) return candidate;
    }
  }

 private:
  const EVP_MD* md_;
  int order_bits_;
  const BIGNUM* order_;
  Bytes v_, k_;
};

}  // namespace

Result<Bytes> Key::sign(Digest algorithm, ByteView message) const {
  if (!private_) return sign_error("a public key");
  const openssl::DigestContext context(EVP_MD_CTX_new());
  std::size_t n = 0;
  if (EVP_DigestSignInit_ex(context.get(), nullptr, openssl_name(algorithm), nullptr, nullptr, key_.get(), nullptr) !=
          1 ||
      EVP_DigestSign(context.get(), nullptr, &n, message.data(), message.size()) != 1)
    return sign_error(openssl::last_reason());
  Bytes signature(n);
  if (EVP_DigestSign(context.get(), signature.data(), &n, message.data(), message.size()) != 1)
    return sign_error(openssl::last_reason());
  signature.resize(n);
  return signature;
}

Result<Bytes> Key::sign_deterministic(Digest algorithm, ByteView message) const {
  if (!is_ec()) return sign(algorithm, message);  // PKCS #1 v1.5 has no nonce
  return sign_digest(algorithm, digest(algorithm, message));
}

Result<Bytes> Key::sign_digest(Digest algorithm, ByteView hash) const {
  const std::optional<Curve> c = curve();
  if (!private_ || !c) return sign_error("a public key or an unknown curve");
  const openssl::Group group(EC_GROUP_new_by_curve_name(OBJ_txt2nid(openssl_name(*c))));
  const openssl::BignumContext work(BN_CTX_secure_new());
  BIGNUM* raw = nullptr;
  EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, &raw);
  const openssl::Bignum d(raw);
  if (group == nullptr || work == nullptr || d == nullptr) return sign_error(openssl::last_reason());
  const BIGNUM* order = EC_GROUP_get0_order(group.get());
  const auto order_size = static_cast<std::size_t>(BN_num_bytes(order));

  const openssl::Bignum e = bits_to_number(hash, BN_num_bits(order));
  BN_nnmod(e.get(), e.get(), order, work.get());
  NonceSequence nonces(EVP_get_digestbyname(openssl_name(algorithm)), order, openssl::to_bytes(d.get(), order_size),
                       openssl::to_bytes(e.get(), order_size));
  const openssl::Point point(EC_POINT_new(group.get()));
  const openssl::Bignum r(BN_new());
  const openssl::Bignum s(BN_new());
  while (true) {
    const openssl::Bignum k = nonces.next();
    BN_set_flags(k.get(), BN_FLG_CONSTTIME);
    if (EC_POINT_mul(group.get(), point.get(), k.get(), nullptr, nullptr, work.get()) != 1 ||
        EC_POINT_get_affine_coordinates(group.get(), point.get(), r.get(), nullptr, work.get()) != 1 ||
        BN_nnmod(r.get(), r.get(), order, work.get()) != 1 ||
        BN_mod_mul(s.get(), r.get(), d.get(), order, work.get()) != 1 ||
        BN_mod_add(s.get(), s.get(), e.get(), order, work.get()) != 1)
      return sign_error(openssl::last_reason());
    const openssl::Bignum inverse(BN_mod_inverse(nullptr, k.get(), order, work.get()));
    if (inverse == nullptr || BN_mod_mul(s.get(), s.get(), inverse.get(), order, work.get()) != 1)
      return sign_error(openssl::last_reason());
    if (!BN_is_zero(r.get()) && !BN_is_zero(s.get())) break;
  }
  return asn1::sequence({asn1::integer(ByteView(openssl::to_bytes(r.get(), order_size))),
                         asn1::integer(ByteView(openssl::to_bytes(s.get(), order_size)))});
}

Result<void> Key::verify(Digest algorithm, ByteView message, ByteView signature) const {
  const openssl::DigestContext context(EVP_MD_CTX_new());
  if (EVP_DigestVerifyInit_ex(context.get(), nullptr, openssl_name(algorithm), nullptr, nullptr, key_.get(), nullptr) ==
          1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1)
    return {};
  return fail("BSI TR-03111 section 4.2.1.2", "a signature of this key over the message", openssl::last_reason(),
              "The data or the signature was altered, or another key signed.");
}

Result<Bytes> ecdsa_to_plain(ByteView der, std::size_t size) {
  PROOFMARK_TRY(const ByteView content, asn1::read_whole(der, asn1::kSequence));
  asn1::Reader reader(content);
  Bytes plain;
  for (int i = 0; i < 2; ++i) {
    PROOFMARK_TRY(const asn1::Element element, reader.next(asn1::kInteger));
    PROOFMARK_TRY(const Bytes number, asn1::read_unsigned(element));
    if (number.size() > size)
      return fail("BSI TR-03111 section 5.2.1", std::to_string(size) + " bytes for r and s each",
                  std::to_string(number.size()), "The signature belongs to a larger curve.");
    plain.insert(plain.end(), size - number.size(), 0);
    plain.insert(plain.end(), number.begin(), number.end());
  }
  PROOFMARK_CHECK(reader.finish());
  return plain;
}

Result<Bytes> ecdsa_from_plain(ByteView plain) {
  if (plain.empty() || plain.size() % 2 != 0)
    return fail("BSI TR-03111 section 5.2.1", "r || s of equal length", std::to_string(plain.size()) + " bytes",
                "The signature is cut or of another format.");
  const std::size_t half = plain.size() / 2;
  return asn1::sequence({asn1::integer(plain.first(half)), asn1::integer(plain.subspan(half))});
}

}  // namespace proofmark::pki

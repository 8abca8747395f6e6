#include "simulators/lt_pki/scheme.hpp"

#include "common/asn1/der.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::lt_pki {

namespace {

constexpr std::size_t kSaltSize = 32;  // that of SHA-256, RFC 4055 section 3.1

Bytes pss_parameters() {
  const Bytes sha256 = asn1::sequence({asn1::oid(pki::digest_oid(pki::Digest::sha256)), asn1::null()});
  const Bytes mgf1 = asn1::sequence({asn1::oid("1.2.840.113549.1.1.8"), sha256});
  return asn1::sequence({asn1::encode(asn1::context(0), sha256), asn1::encode(asn1::context(1), mgf1),
                         asn1::encode(asn1::context(2), asn1::integer(kSaltSize))});
}

}  // namespace

Result<pki::Key> generate_key(KeyKind kind, RandomSource& random) {
  switch (kind) {
    case KeyKind::rsa_2048:
      return pki::generate_rsa(2048, random);
    case KeyKind::rsa_3072:
      return pki::generate_rsa(3072, random);
    case KeyKind::rsa_4096:
      return pki::generate_rsa(4096, random);
    case KeyKind::p384:
      break;
  }
  return pki::Key::generate(pki::Curve::p384, random);
}

pki::Digest digest_of(Scheme scheme) {
  switch (scheme) {
    case Scheme::rsa_sha1:
      return pki::Digest::sha1;
    case Scheme::rsa_pss_sha256:
      return pki::Digest::sha256;
    case Scheme::ecdsa_sha384:
      break;
  }
  return pki::Digest::sha384;
}

Bytes algorithm_of(Scheme scheme) {
  switch (scheme) {
    case Scheme::rsa_sha1:
      return asn1::sequence({asn1::oid("1.2.840.113549.1.1.5"), asn1::null()});
    case Scheme::rsa_pss_sha256:
      return asn1::sequence({asn1::oid("1.2.840.113549.1.1.10"), pss_parameters()});
    case Scheme::ecdsa_sha384:
      break;
  }
  return asn1::sequence({asn1::oid("1.2.840.10045.4.3.3")});
}

Result<Bytes> sign(Scheme scheme, const pki::Key& key, ByteView message, RandomSource& salts) {
  const pki::Digest algorithm = digest_of(scheme);
  if (scheme == Scheme::ecdsa_sha384) return key.sign_deterministic(algorithm, message);
  const Bytes digest = pki::digest(algorithm, message);
  if (scheme == Scheme::rsa_sha1) return pki::sign_pkcs1_digest(key, algorithm, digest);
  return pki::sign_pss_digest(key, algorithm, digest, salts.bytes(kSaltSize));
}

Result<Bytes> sign_structure(Scheme scheme, const pki::Key& key, ByteView to_be_signed, RandomSource& salts) {
  PROOFMARK_TRY(const Bytes signature, sign(scheme, key, to_be_signed, salts));
  return asn1::sequence({to_be_signed, algorithm_of(scheme), asn1::bit_string(signature)});
}

}  // namespace proofmark::lt_pki

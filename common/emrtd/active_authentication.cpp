#include "common/emrtd/active_authentication.hpp"

#include "common/emrtd/iso9796.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 6.1";
constexpr const char* arc = "0.4.0.127.0.7.1.1.4.1.";

Result<pki::Digest> digest_of(const std::optional<std::string>& signature_algorithm_oid) {
  for (const pki::Digest digest : {pki::Digest::sha224, pki::Digest::sha256, pki::Digest::sha384, pki::Digest::sha512})
    if (signature_algorithm_oid == oid_of_plain_ecdsa(digest)) return digest;
  return fail(clause, "an ECDSA plain signature with SHA-224 or stronger",
              signature_algorithm_oid ? "algorithm " + *signature_algorithm_oid : "no algorithm in DG14",
              "This algorithm is not supported; treat the chip's proof as missing.");
}

}  // namespace

std::string oid_of_plain_ecdsa(pki::Digest digest) {
  return arc + std::to_string(static_cast<unsigned>(digest) + 1);
}

std::size_t active_signature_size(const pki::Key& key) {
  return key.is_ec() ? key.point().size() / 2 * 2 : pki::rsa_bits(key) / 8;
}

Result<bool> verify_active_authentication(const pki::Key& key,
                                          const std::optional<std::string>& signature_algorithm_oid, ByteView challenge,
                                          ByteView signature) {
  if (!key.is_ec()) {
    PROOFMARK_TRY(const auto digest, verify_iso9796_2(key, challenge, signature));
    return digest.has_value();
  }
  PROOFMARK_TRY(const pki::Digest digest, digest_of(signature_algorithm_oid));
  const std::size_t coordinate = key.point().size() / 2;
  if (signature.size() != 2 * coordinate) return false;
  PROOFMARK_TRY(const Bytes der, pki::ecdsa_from_plain(signature));
  return key.verify(digest, challenge, der).has_value();
}

Result<Bytes> sign_active_authentication(const pki::Key& key, pki::Digest digest, ByteView challenge,
                                         RandomSource& random) {
  if (!key.is_ec()) return sign_iso9796_2(key, digest, challenge, random);
  const auto curve = key.curve();
  if (!curve) return fail(clause, "a key on a known curve", "another", "Personalise the chip anew.");
  PROOFMARK_TRY(const Bytes der, key.sign_deterministic(digest, challenge));
  return pki::ecdsa_to_plain(der, pki::field_size(*curve));
}

}  // namespace proofmark::emrtd

#include "common/emrtd/active_authentication.hpp"

#include "common/pki/key.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 6.1";

Result<pki::Digest> digest_of(const std::string& signature_algorithm_oid) {
  const std::string arc = "0.4.0.127.0.7.1.1.4.1.";
  if (signature_algorithm_oid == arc + "2") return pki::Digest::sha224;
  if (signature_algorithm_oid == arc + "3") return pki::Digest::sha256;
  if (signature_algorithm_oid == arc + "4") return pki::Digest::sha384;
  if (signature_algorithm_oid == arc + "5") return pki::Digest::sha512;
  return fail(clause, "an ECDSA plain signature with SHA-224 or stronger", "algorithm " + signature_algorithm_oid,
              "This algorithm is not supported; treat the chip's proof as missing.");
}

}  // namespace

Result<bool> verify_active_authentication(ByteView subject_public_key_info, const std::string& signature_algorithm_oid,
                                          ByteView challenge, ByteView signature) {
  PROOFMARK_TRY(const pki::Digest digest, digest_of(signature_algorithm_oid));
  PROOFMARK_TRY(const pki::Key key, pki::Key::from_spki(subject_public_key_info));
  if (!key.is_ec()) return fail(clause, "an elliptic-curve public key", "another", "This key kind is not supported.");
  const std::size_t coordinate = key.point().size() / 2;
  if (signature.size() != 2 * coordinate) return false;
  PROOFMARK_TRY(const Bytes der, pki::ecdsa_from_plain(signature));
  return key.verify(digest, challenge, der).has_value();
}

}  // namespace proofmark::emrtd

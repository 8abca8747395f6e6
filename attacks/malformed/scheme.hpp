// Signature schemes of issuers as ICAO 9303-12 section 4.4 and TR-03110-3 section A.1.1.3 name them, those that are no
// longer allowed among them. What the project's own issuers use (common/pki) is one of these.
#pragma once
#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>

#include "common/bytes.hpp"
#include "common/random.hpp"

namespace proofmark::attacks::malformed {

// "ecdsa sha-256", "ecdsa-plain sha-256" (the identifiers of TR-03111, r || s), "rsa sha-256", "rsa-pss sha-256",
// "dsa sha-256"; "rsa md5" too.
struct Scheme {
  enum class Kind { ecdsa, ecdsa_plain, rsa, rsa_pss, dsa } kind = Kind::ecdsa;
  std::string digest;  // "sha-1", "sha-224" ... "sha-512", "md5"
};
[[nodiscard]] std::optional<Scheme> parse_scheme(const std::string& text);

// A private key for schemes of one kind. Copies share it.
class SigningKey {
 public:
  // EC and DSA: domain parameters of 9303-11 table 6 (8 to 18; 0 to 2, the groups of RFC 5114); RSA: bits of the
  // modulus.
  [[nodiscard]] static Result<SigningKey> ec(unsigned parameters, RandomSource& random);
  [[nodiscard]] static Result<SigningKey> dsa(unsigned parameters, RandomSource& random);
  [[nodiscard]] static Result<SigningKey> rsa(unsigned bits, RandomSource& random);
  [[nodiscard]] static SigningKey adopt(std::shared_ptr<EVP_PKEY> key) { return SigningKey(std::move(key)); }
  // A key of the kind: RSA with `size` bits, EC on the curve `size`, DSA in the group `size`.
  [[nodiscard]] static Result<SigningKey> make(Scheme::Kind kind, unsigned size, RandomSource& random);

  [[nodiscard]] Bytes spki() const;  // SubjectPublicKeyInfo, DER
  // The signature as the scheme writes it. Errors: a key of another kind.
  [[nodiscard]] Result<Bytes> sign(const Scheme& scheme, ByteView message) const;
  [[nodiscard]] EVP_PKEY* get() const { return key_.get(); }

 private:
  explicit SigningKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

// AlgorithmIdentifier of signatures by the scheme, DER.
[[nodiscard]] Bytes algorithm_identifier(const Scheme& scheme);
// AlgorithmIdentifier of the digest, DER, without parameters.
[[nodiscard]] Bytes digest_identifier(const std::string& digest);
[[nodiscard]] Bytes digest_of(const std::string& digest, ByteView message);

}  // namespace proofmark::attacks::malformed

// How an issuer signs EF.SOD and EF.CardSecurity: hash, signature algorithm and key (ICAO 9303-12 section 4.1).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "common/pki/key.hpp"

namespace proofmark::card {

// In a profile "ecdsa-sha-384 16" (curve of ICAO 9303-11 table 6), "rsa-sha-256 3072" (RSASSA-PKCS1-v1_5, bits of the
// modulus) or "rsa-pss-sha-256 3072" (RSASSA-PSS, MGF1 and salt of the same hash).
struct SignatureScheme {
  pki::Digest digest = pki::Digest::sha256;
  std::optional<pki::Curve> curve;  // none: RSA
  unsigned bits = 0;                // of an RSA modulus
  bool pss = false;
};

// `number`: what stands behind the name. Nothing for another name, ECDSA with SHA-1 included: no issuer's program here
// makes it (the fault "signature_by_sha1" does).
[[nodiscard]] std::optional<SignatureScheme> parse_signature_scheme(std::string_view name, unsigned number);

// The same scheme and the same state of `random` give the same key.
[[nodiscard]] Result<pki::Key> make_key(const SignatureScheme& scheme, RandomSource& random);

// "sha-384" and the other names of hash algorithms in profiles.
[[nodiscard]] std::optional<pki::Digest> parse_digest(std::string_view name);
// Number of standardised domain parameters, ICAO 9303-11 table 6; nothing for curves that no key here has.
[[nodiscard]] std::optional<pki::Curve> parse_curve(unsigned number);

}  // namespace proofmark::card

// Active authentication, ICAO 9303-11 section 6.1: the chip signs the terminal's 8-byte challenge, with ECDSA as a
// plain signature r || s (TR-03111 section 5.2.1) or with RSA as ISO/IEC 9796-2 scheme 1.
#pragma once
#include <optional>
#include <string>

#include "common/bytes.hpp"
#include "common/pki/key.hpp"
#include "common/random.hpp"

namespace proofmark::emrtd {

// ecdsa-plain-signatures of TR-03111: SHA-1 (.1), SHA-224 (.2), SHA-256 (.3), SHA-384 (.4), SHA-512 (.5).
inline constexpr const char* oid_ecdsa_plain_sha256 = "0.4.0.127.0.7.1.1.4.1.3";
[[nodiscard]] std::string oid_of_plain_ecdsa(pki::Digest digest);

// Bytes of a signature of this key.
[[nodiscard]] std::size_t active_signature_size(const pki::Key& key);

// True when the signature is the key's over the challenge; false when it is not or its length does not fit the key.
// `signature_algorithm_oid` is DG14's; an RSA key needs none, its signatures name the hash themselves.
// Errors: neither an RSA key of at least 1024 bits nor EC on a known curve, the algorithm is unknown, missing for EC or
// ECDSA with a hash weaker than SHA-224. SHA-1 is taken with RSA: collisions help nobody who must answer a challenge.
[[nodiscard]] Result<bool> verify_active_authentication(const pki::Key& key,
                                                        const std::optional<std::string>& signature_algorithm_oid,
                                                        ByteView challenge, ByteView signature);

// The chip's side. ECDSA takes the nonce of RFC 6979; with RSA `random` fills the recoverable part.
[[nodiscard]] Result<Bytes> sign_active_authentication(const pki::Key& key, pki::Digest digest, ByteView challenge,
                                                       RandomSource& random);

}  // namespace proofmark::emrtd

// Active authentication with ECDSA, ICAO 9303-11 section 6.1: the chip signs the terminal's 8-byte challenge and
// answers with a plain signature r || s (TR-03111 section 5.2.1).
#pragma once
#include <string>

#include "common/bytes.hpp"

namespace proofmark::emrtd {

// ecdsa-plain-signatures of TR-03111: SHA-1 (.1), SHA-224 (.2), SHA-256 (.3), SHA-384 (.4), SHA-512 (.5).
inline constexpr const char* oid_ecdsa_plain_sha256 = "0.4.0.127.0.7.1.1.4.1.3";

// True when the signature is the key's over the challenge; false when it is not or its length does not fit the curve.
// Errors: the key is not EC on a known curve, the algorithm is unknown or weaker than SHA-224. Where the chip signs:
// pki::Key::sign and pki::ecdsa_to_plain.
[[nodiscard]] Result<bool> verify_active_authentication(ByteView subject_public_key_info,
                                                        const std::string& signature_algorithm_oid, ByteView challenge,
                                                        ByteView signature);

}  // namespace proofmark::emrtd

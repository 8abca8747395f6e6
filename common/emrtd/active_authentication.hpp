// Active authentication with ECDSA, ICAO 9303-11 section 6.1: the chip signs the terminal's 8-byte challenge and
// answers with a plain signature r || s (TR-03111 section 5.2.1).
#pragma once
#include <string>

#include "common/bytes.hpp"

namespace proofmark::emrtd {

// ecdsa-plain-signatures of TR-03111: SHA-1 (.1), SHA-224 (.2), SHA-256 (.3), SHA-384 (.4), SHA-512 (.5).
inline constexpr const char* oid_ecdsa_plain_sha256 = "0.4.0.127.0.7.1.1.4.1.3";

// "SHA256" and so on; an error for an identifier that is not an ECDSA plain signature with SHA-224 or stronger.
[[nodiscard]] Result<std::string> plain_ecdsa_digest(const std::string& signature_algorithm_oid);

// True when the signature is the key's over the challenge; false when it is not. Errors: the key is not EC, the
// algorithm is unknown, the signature's length does not fit the curve.
[[nodiscard]] Result<bool> verify_active_authentication(ByteView subject_public_key_info,
                                                        const std::string& signature_algorithm_oid, ByteView challenge,
                                                        ByteView signature);

// A DER ECDSA-Sig-Value to r || s of two times `coordinate_size` bytes, and back.
[[nodiscard]] Result<Bytes> plain_from_der_signature(ByteView der, std::size_t coordinate_size);
[[nodiscard]] Result<Bytes> der_from_plain_signature(ByteView plain);

}  // namespace proofmark::emrtd

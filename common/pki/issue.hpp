// What issuing a certificate and a revocation list have in common. Private to common/pki.
#pragma once
#include "common/bytes.hpp"
#include "common/pki/key.hpp"

namespace proofmark::pki {

// The AlgorithmIdentifier of ECDSA with the digest (RFC 5758 section 3.2), DER. Errors: the key is not EC.
[[nodiscard]] Result<Bytes> ecdsa_algorithm(Digest digest, const Key& key);
// SEQUENCE { to_be_signed, algorithm, BIT STRING signature }, the form of certificates and lists alike.
[[nodiscard]] Result<Bytes> sign_structure(ByteView to_be_signed, Digest digest, const Key& key);

}  // namespace proofmark::pki

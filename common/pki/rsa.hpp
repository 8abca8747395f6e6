// RSA keys from a RandomSource, and the two signature encodings of RFC 8017 where the caller holds the digest or the
// salt: a card is given a DigestInfo, and a simulated issuer must be repeatable.
#pragma once
#include "common/pki/key.hpp"

namespace proofmark::pki {

// Public exponent 65537, two primes of half the size (FIPS 186-5 A.1.3, without its lower bound on |p - q|). The same
// source in the same state gives the same key. `bits`: 1024 to 4096, a multiple of 64.
[[nodiscard]] Result<Key> generate_rsa(unsigned bits, RandomSource& random);
// Bits of the modulus; 0 when the key is not RSA.
[[nodiscard]] unsigned rsa_bits(const Key& key);

// DigestInfo of RFC 8017 section 9.2, DER, with the NULL parameters that every signer writes.
[[nodiscard]] Bytes digest_info(Digest algorithm, ByteView digest);
// The digest and its algorithm, when the bytes are exactly such a DigestInfo.
struct DigestInfo {
  Digest algorithm;
  Bytes digest;
};
[[nodiscard]] Result<DigestInfo> parse_digest_info(ByteView der);

// RSASSA-PKCS1-v1_5 over a digest that the caller computed.
[[nodiscard]] Result<Bytes> sign_pkcs1_digest(const Key& key, Digest algorithm, ByteView digest);
// RSASSA-PSS, MGF1 with the same digest algorithm, with this salt (RFC 8017 section 9.1.1).
[[nodiscard]] Result<Bytes> sign_pss_digest(const Key& key, Digest algorithm, ByteView digest, ByteView salt);

}  // namespace proofmark::pki

// Keys and signatures of a profile. Everything is repeatable: RSA keys and salts come from the seed, ECDSA nonces from
// RFC 6979.
#pragma once
#include "common/pki/key.hpp"
#include "common/random.hpp"
#include "simulators/lt_pki/profile.hpp"

namespace proofmark::lt_pki {

[[nodiscard]] Result<pki::Key> generate_key(KeyKind kind, RandomSource& random);
[[nodiscard]] pki::Digest digest_of(Scheme scheme);
// AlgorithmIdentifier, DER (RFC 4055 sections 3.1 and 5, RFC 5758 section 3.2).
[[nodiscard]] Bytes algorithm_of(Scheme scheme);
// `salts` serves RSASSA-PSS alone.
[[nodiscard]] Result<Bytes> sign(Scheme scheme, const pki::Key& key, ByteView message, RandomSource& salts);
// SEQUENCE { to_be_signed, algorithm, BIT STRING signature }: certificates, lists and, with more after it, answers.
[[nodiscard]] Result<Bytes> sign_structure(Scheme scheme, const pki::Key& key, ByteView to_be_signed,
                                           RandomSource& salts);

}  // namespace proofmark::lt_pki

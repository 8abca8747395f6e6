// ISO/IEC 9796-2 digital signature scheme 1 with RSA and partial recovery, as active authentication uses it (ICAO
// 9303-11 section 6.1.2.2): the signed block is 6A, a part that the chip chooses, the hash of both parts and a trailer.
#pragma once
#include <optional>

#include "common/bytes.hpp"
#include "common/pki/key.hpp"
#include "common/random.hpp"

namespace proofmark::emrtd {

// The chip's side over the terminal's challenge. SHA-1 has the trailer BC, the others two bytes with their number.
// `random` fills the recoverable part. Errors: no private RSA key of at least 1024 bits.
[[nodiscard]] Result<Bytes> sign_iso9796_2(const pki::Key& key, pki::Digest digest, ByteView challenge,
                                           RandomSource& random);

// The terminal's side: recovers the block and gives the hash algorithm that its trailer names when the hash is that of
// the recovered part and the challenge; nothing when it is not. Errors: no RSA key of at least 1024 bits.
[[nodiscard]] Result<std::optional<pki::Digest>> verify_iso9796_2(const pki::Key& key, ByteView challenge,
                                                                  ByteView signature);

// Whether a recovered block of a key's length is one over the challenge; what verify_iso9796_2 does after recovery.
[[nodiscard]] std::optional<pki::Digest> check_iso9796_2_block(ByteView block, ByteView challenge);

}  // namespace proofmark::emrtd

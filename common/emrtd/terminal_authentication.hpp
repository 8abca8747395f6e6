// Terminal authentication version 1, TR-03110-1 section 3.5 and TR-03110-3 section B.3 (ICAO 9303-11 section 7.1): how
// a terminal with a card-verifiable certificate shows that it may read the sensitive data groups.
#pragma once
#include <optional>
#include <string>

#include "common/bytes.hpp"
#include "common/emrtd/domain.hpp"
#include "common/pki/key.hpp"

namespace proofmark::emrtd {

inline constexpr const char* oid_terminal_authentication = "0.4.0.127.0.7.2.2.2";

struct TerminalSignature {
  enum class Scheme { rsa_pkcs1, rsa_pss, ecdsa };
  Scheme scheme = Scheme::ecdsa;
  pki::Digest digest = pki::Digest::sha256;
};
// TR-03110-3 section A.1.1.3; nothing for other identifiers.
[[nodiscard]] std::optional<TerminalSignature> terminal_signature(const std::string& oid);
[[nodiscard]] std::vector<std::string> terminal_signature_oids();

// A signature of the scheme that the identifier names, over the message: of a certificate's body or of the terminal.
// ECDSA is plain r || s. `random` gives the salt of PSS. Errors: key and scheme do not fit.
[[nodiscard]] Result<Bytes> sign_for_terminal(const std::string& oid, const pki::Key& key, ByteView message,
                                              RandomSource& random);
// An error when it is not the key's signature.
[[nodiscard]] Result<void> verify_for_terminal(const std::string& oid, const pki::Key& key, ByteView message,
                                               ByteView signature);

// Comp() of TR-03110-3 section A.2.2.3: the x coordinate of a point, the SHA-1 of a Diffie-Hellman public key.
[[nodiscard]] Bytes compressed_key(bool elliptic, ByteView public_key);
// What the terminal signs: the chip's identifier, its challenge and the compressed key of chip authentication.
[[nodiscard]] Bytes terminal_message(ByteView chip_identifier, ByteView challenge, ByteView compressed);

}  // namespace proofmark::emrtd

// ECDSA whose signature is r || s, each as long as the order (TR-03111 section 5.2.1), under the identifiers
// 0.4.0.127.0.7.1.1.4.1.1 to .5, which OpenSSL does not know. Private to common/pki.
#pragma once
#include <optional>
#include <string_view>

#include "common/pki/key.hpp"

namespace proofmark::pki {

[[nodiscard]] std::optional<Digest> plain_ecdsa_digest(std::string_view oid);
[[nodiscard]] Result<void> verify_plain_ecdsa(const Key& key, Digest digest, ByteView message, ByteView signature);

// Of a certificate or a list, SEQUENCE { to be signed, algorithm, BIT STRING }: nothing when its signature has another
// form, else whether it is the key's.
[[nodiscard]] std::optional<Result<void>> verify_plain_structure(const Key& key, ByteView der);

}  // namespace proofmark::pki

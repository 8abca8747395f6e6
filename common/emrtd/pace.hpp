// PACE primitives, ICAO 9303-11 section 4.4, and what names chip authentication (6.2): which algorithm an object
// identifier stands for, nonces, the pseudo-random function of integrated mapping, the public key data object, the
// authentication token and the encrypted chip authentication data. Key agreement and mapping are Domain's.
#pragma once
#include <optional>
#include <string>

#include "common/emrtd/keys.hpp"

namespace proofmark::emrtd {

inline constexpr const char* oid_pace_ecdh_gm_3des = "0.4.0.127.0.7.2.2.4.2.1";
inline constexpr const char* oid_pace_ecdh_gm_aes128 = "0.4.0.127.0.7.2.2.4.2.2";
inline constexpr const char* oid_ca_ecdh_3des = "0.4.0.127.0.7.2.2.3.2.1";
inline constexpr const char* oid_ca_ecdh_aes128 = "0.4.0.127.0.7.2.2.3.2.2";

enum class Mapping { generic, integrated, chip_authentication };

struct PaceProtocol {
  Mapping mapping = Mapping::generic;
  bool elliptic = true;  // ECDH, else DH
  Cipher cipher = Cipher::aes128;
  friend bool operator==(const PaceProtocol&, const PaceProtocol&) = default;
};
// 9303-11 section 9.2.1; nothing for every other identifier. Chip authentication mapping is ECDH with AES alone.
[[nodiscard]] std::optional<PaceProtocol> pace_protocol(const std::string& oid);
[[nodiscard]] std::optional<std::string> oid_of(const PaceProtocol& protocol);

struct ChipAuthenticationProtocol {
  bool elliptic = true;
  Cipher cipher = Cipher::aes128;
  friend bool operator==(const ChipAuthenticationProtocol&, const ChipAuthenticationProtocol&) = default;
};
[[nodiscard]] std::optional<ChipAuthenticationProtocol> chip_authentication_protocol(const std::string& oid);  // 9.2.5
[[nodiscard]] std::string oid_of(const ChipAuthenticationProtocol& protocol);

// Bytes of the chip's nonce s: at least the cipher's key where integrated mapping uses it (4.4.3.3.2), else 16.
[[nodiscard]] std::size_t nonce_size(const PaceProtocol& protocol);
// z = E(K_pi, s) with a zero IV (4.4.3.3); the nonce is 16 or 32 bytes.
[[nodiscard]] Result<Bytes> encrypt_nonce(Cipher cipher, ByteView k_pi, ByteView nonce);
[[nodiscard]] Result<Bytes> decrypt_nonce(Cipher cipher, ByteView k_pi, ByteView cryptogram);

// R(s, t) of 4.4.3.3.2 before it is taken modulo the prime: at least 64 bits longer than it. `t` is the terminal's
// nonce, key_size(cipher) bytes; `s` as nonce_size() says. Errors: other sizes.
[[nodiscard]] Result<Bytes> integrated_mapping_bits(Cipher cipher, ByteView s, ByteView t, std::size_t prime_bits);

// 7F49 { 06 OID, 86 point } or, for DH, { 06 OID, 84 number }, as the token covers it (4.4.3.4, 9.4.4, 9.4.5).
[[nodiscard]] Result<Bytes> public_key_object(const std::string& protocol_oid, ByteView public_key);
// T = MAC(K_mac, public key object of the OTHER side's ephemeral key), 8 bytes.
[[nodiscard]] Result<Bytes> authentication_token(const SessionKeys& keys, const std::string& protocol_oid,
                                                 ByteView others_key);

// 4.4.3.5: E(K_enc, padded chip authentication data) with the IV E(K_enc, -1). AES only.
[[nodiscard]] Result<Bytes> encrypt_chip_authentication_data(const SessionKeys& keys, ByteView data);
[[nodiscard]] Result<Bytes> decrypt_chip_authentication_data(const SessionKeys& keys, ByteView cryptogram);

}  // namespace proofmark::emrtd

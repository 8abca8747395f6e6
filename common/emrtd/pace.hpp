// PACE primitives, ICAO 9303-11 section 4.4: which algorithm an object identifier names, the encrypted nonce, the
// public key data object and the authentication token. Key agreement and mapping are EcDomain's.
#pragma once
#include <optional>
#include <string>

#include "common/emrtd/keys.hpp"

namespace proofmark::emrtd {

inline constexpr const char* oid_pace_ecdh_gm_3des = "0.4.0.127.0.7.2.2.4.2.1";
inline constexpr const char* oid_pace_ecdh_gm_aes128 = "0.4.0.127.0.7.2.2.4.2.2";
inline constexpr const char* oid_pace_ecdh_gm_aes192 = "0.4.0.127.0.7.2.2.4.2.3";
inline constexpr const char* oid_pace_ecdh_gm_aes256 = "0.4.0.127.0.7.2.2.4.2.4";
inline constexpr const char* oid_ca_ecdh_3des = "0.4.0.127.0.7.2.2.3.2.1";
inline constexpr const char* oid_ca_ecdh_aes128 = "0.4.0.127.0.7.2.2.3.2.2";
inline constexpr const char* oid_ca_ecdh_aes192 = "0.4.0.127.0.7.2.2.3.2.3";
inline constexpr const char* oid_ca_ecdh_aes256 = "0.4.0.127.0.7.2.2.3.2.4";

// The cipher of a PACE protocol with ECDH and generic mapping (9.2.1) or of chip authentication with ECDH (9.2.5);
// nothing for every other identifier (DH, integrated mapping, chip authentication mapping are not carried out here).
[[nodiscard]] std::optional<Cipher> pace_ecdh_gm_cipher(const std::string& oid);
[[nodiscard]] std::optional<Cipher> chip_authentication_ecdh_cipher(const std::string& oid);

// z = E(K_pi, s) with a zero IV (4.4.3.3); the nonce is 16 bytes.
[[nodiscard]] Result<Bytes> encrypt_nonce(Cipher cipher, ByteView k_pi, ByteView nonce16);
[[nodiscard]] Result<Bytes> decrypt_nonce(Cipher cipher, ByteView k_pi, ByteView cryptogram16);

// 7F49 { 06 OID, 86 point } as the authentication token covers it (4.4.3.4, 9.4.5).
[[nodiscard]] Result<Bytes> public_key_object(const std::string& protocol_oid, ByteView point);
// T = MAC(K_mac, public key object of the OTHER side's ephemeral key), 8 bytes.
[[nodiscard]] Result<Bytes> authentication_token(const SessionKeys& keys, const std::string& protocol_oid,
                                                 ByteView others_point);

}  // namespace proofmark::emrtd

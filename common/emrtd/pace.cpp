#include "common/emrtd/pace.hpp"

#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

Result<void> require_block(ByteView text) {
  if (text.size() != 16)
    return fail("ICAO 9303-11 section 4.4.3.3", "a nonce of 16 bytes", std::to_string(text.size()), "End PACE.");
  return {};
}

}  // namespace

std::optional<Cipher> pace_ecdh_gm_cipher(const std::string& oid) {
  if (oid == oid_pace_ecdh_gm_3des) return Cipher::tdes;
  if (oid == oid_pace_ecdh_gm_aes128) return Cipher::aes128;
  if (oid == oid_pace_ecdh_gm_aes192) return Cipher::aes192;
  if (oid == oid_pace_ecdh_gm_aes256) return Cipher::aes256;
  return std::nullopt;
}

std::optional<Cipher> chip_authentication_ecdh_cipher(const std::string& oid) {
  if (oid == oid_ca_ecdh_3des) return Cipher::tdes;
  if (oid == oid_ca_ecdh_aes128) return Cipher::aes128;
  if (oid == oid_ca_ecdh_aes192) return Cipher::aes192;
  if (oid == oid_ca_ecdh_aes256) return Cipher::aes256;
  return std::nullopt;
}

Result<Bytes> encrypt_nonce(Cipher cipher, ByteView k_pi, ByteView nonce16) {
  PROOFMARK_CHECK(require_block(nonce16));
  return encrypt_cbc(cipher, k_pi, Bytes(block_size(cipher), 0), nonce16);
}

Result<Bytes> decrypt_nonce(Cipher cipher, ByteView k_pi, ByteView cryptogram16) {
  PROOFMARK_CHECK(require_block(cryptogram16));
  return decrypt_cbc(cipher, k_pi, Bytes(block_size(cipher), 0), cryptogram16);
}

Result<Bytes> public_key_object(const std::string& protocol_oid, ByteView point) {
  PROOFMARK_TRY(const Bytes oid, encode_oid(protocol_oid));
  return encode_tlv(0x7F49, concat({encode_tlv(0x06, oid), encode_tlv(0x86, point)}));
}

Result<Bytes> authentication_token(const SessionKeys& keys, const std::string& protocol_oid, ByteView others_point) {
  PROOFMARK_TRY(const Bytes object, public_key_object(protocol_oid, others_point));
  return mac8(keys.cipher, keys.mac, object, false);
}

}  // namespace proofmark::emrtd

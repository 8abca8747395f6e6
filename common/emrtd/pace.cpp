#include "common/emrtd/pace.hpp"

#include <array>

#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 4.4.3.3";
constexpr const char* pace_arc = "0.4.0.127.0.7.2.2.4.";
constexpr const char* chip_authentication_arc = "0.4.0.127.0.7.2.2.3.";
constexpr std::array<Cipher, 4> ciphers{Cipher::tdes, Cipher::aes128, Cipher::aes192, Cipher::aes256};

// The last two arcs of ARC.x.y, both 1 to 9; nothing for other identifiers.
struct Arcs {
  unsigned kind = 0;
  unsigned cipher = 0;
};
std::optional<Arcs> arcs_below(const std::string& arc, const std::string& oid) {
  if (oid.size() != arc.size() + 3 || !oid.starts_with(arc) || oid[arc.size() + 1] != '.') return std::nullopt;
  const auto digit = [&](std::size_t at) { return static_cast<unsigned>(oid[arc.size() + at]) - '0'; };
  if (digit(0) < 1 || digit(0) > 9 || digit(2) < 1 || digit(2) > ciphers.size()) return std::nullopt;
  return Arcs{digit(0), digit(2)};
}

std::string with_arcs(const std::string& arc, unsigned kind, Cipher cipher) {
  return arc + std::to_string(kind) + "." + std::to_string(static_cast<unsigned>(cipher) + 1);
}

Result<void> require_nonce(ByteView text) {
  if (text.size() != 16 && text.size() != 32)
    return fail(clause, "a nonce of 16 or 32 bytes", std::to_string(text.size()), "End PACE.");
  return {};
}

Result<Bytes> minus_one_vector(const SessionKeys& keys) {
  if (keys.cipher == Cipher::tdes)
    return fail("ICAO 9303-11 section 4.4.3.5", "AES", "3DES", "Chip authentication mapping is not defined for it.");
  return encrypt_cbc(keys.cipher, keys.enc, Bytes(16, 0), Bytes(16, 0xFF));
}

}  // namespace

std::optional<PaceProtocol> pace_protocol(const std::string& oid) {
  const auto arcs = arcs_below(pace_arc, oid);
  if (!arcs || arcs->kind == 5 || arcs->kind > 6) return std::nullopt;
  const Cipher cipher = ciphers[arcs->cipher - 1];
  if (arcs->kind == 6) {
    if (cipher == Cipher::tdes) return std::nullopt;
    return PaceProtocol{Mapping::chip_authentication, true, cipher};
  }
  // 1 DH-GM, 2 ECDH-GM, 3 DH-IM, 4 ECDH-IM
  return PaceProtocol{arcs->kind <= 2 ? Mapping::generic : Mapping::integrated, arcs->kind % 2 == 0, cipher};
}

std::optional<std::string> oid_of(const PaceProtocol& protocol) {
  unsigned kind = protocol.mapping == Mapping::generic ? 1 : 3;
  if (protocol.elliptic) ++kind;
  if (protocol.mapping == Mapping::chip_authentication) {
    if (!protocol.elliptic || protocol.cipher == Cipher::tdes) return std::nullopt;
    kind = 6;
  }
  return with_arcs(pace_arc, kind, protocol.cipher);
}

std::optional<ChipAuthenticationProtocol> chip_authentication_protocol(const std::string& oid) {
  const auto arcs = arcs_below(chip_authentication_arc, oid);
  if (!arcs || arcs->kind > 2) return std::nullopt;
  return ChipAuthenticationProtocol{arcs->kind == 2, ciphers[arcs->cipher - 1]};
}

std::string oid_of(const ChipAuthenticationProtocol& protocol) {
  return with_arcs(chip_authentication_arc, protocol.elliptic ? 2 : 1, protocol.cipher);
}

std::size_t nonce_size(const PaceProtocol& protocol) {
  const bool long_key = key_size(protocol.cipher) > 16;
  return protocol.mapping == Mapping::integrated && long_key ? 32 : 16;
}

Result<Bytes> encrypt_nonce(Cipher cipher, ByteView k_pi, ByteView nonce) {
  PROOFMARK_CHECK(require_nonce(nonce));
  return encrypt_cbc(cipher, k_pi, Bytes(block_size(cipher), 0), nonce);
}

Result<Bytes> decrypt_nonce(Cipher cipher, ByteView k_pi, ByteView cryptogram) {
  PROOFMARK_CHECK(require_nonce(cryptogram));
  return decrypt_cbc(cipher, k_pi, Bytes(block_size(cipher), 0), cryptogram);
}

Result<Bytes> integrated_mapping_bits(Cipher cipher, ByteView s, ByteView t, std::size_t prime_bits) {
  const std::size_t key = key_size(cipher);
  const std::size_t length = key > 16 ? 32 : 16;  // l of 4.4.3.3.2, in bytes
  if (s.size() != length || t.size() != key)
    return fail("ICAO 9303-11 section 4.4.3.3.2",
                "nonces of " + std::to_string(length) + " and " + std::to_string(key) + " bytes",
                std::to_string(s.size()) + " and " + std::to_string(t.size()), "End PACE.");
  const std::string first = length == 16 ? "a668892a7c41e3ca739f40b057d85904"
                                         : "d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676";
  const std::string second = length == 16 ? "a4e136ac725f738b01c1f60217c188ad"
                                          : "54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517";
  PROOFMARK_TRY(const Bytes c0, from_hex(first));
  PROOFMARK_TRY(const Bytes c1, from_hex(second));
  const Bytes zero(block_size(cipher), 0);
  PROOFMARK_TRY(Bytes chain, encrypt_cbc(cipher, t, zero, s));
  Bytes out;
  while (8 * out.size() < prime_bits + 64) {
    chain.resize(key);
    PROOFMARK_TRY(const Bytes part, encrypt_cbc(cipher, chain, zero, c1));
    out.insert(out.end(), part.begin(), part.end());
    PROOFMARK_TRY(chain, encrypt_cbc(cipher, chain, zero, c0));
  }
  return out;
}

Result<Bytes> public_key_object(const std::string& protocol_oid, ByteView public_key) {
  PROOFMARK_TRY(const Bytes oid, encode_oid(protocol_oid));
  const auto pace = pace_protocol(protocol_oid);
  const std::uint32_t tag = pace && !pace->elliptic ? 0x84 : 0x86;
  return encode_tlv(0x7F49, concat({encode_tlv(0x06, oid), encode_tlv(tag, public_key)}));
}

Result<Bytes> authentication_token(const SessionKeys& keys, const std::string& protocol_oid, ByteView others_key) {
  PROOFMARK_TRY(const Bytes object, public_key_object(protocol_oid, others_key));
  return mac8(keys.cipher, keys.mac, object, false);
}

Result<Bytes> encrypt_chip_authentication_data(const SessionKeys& keys, ByteView data) {
  PROOFMARK_TRY(const Bytes vector, minus_one_vector(keys));
  return encrypt_cbc(keys.cipher, keys.enc, vector, pad(data, 16));
}

Result<Bytes> decrypt_chip_authentication_data(const SessionKeys& keys, ByteView cryptogram) {
  PROOFMARK_TRY(const Bytes vector, minus_one_vector(keys));
  PROOFMARK_TRY(const Bytes padded, decrypt_cbc(keys.cipher, keys.enc, vector, cryptogram));
  return unpad(padded);
}

}  // namespace proofmark::emrtd

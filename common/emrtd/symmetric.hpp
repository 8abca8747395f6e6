// The symmetric primitives of ICAO 9303-11: block ciphers without padding of their own, padding method 2, MACs.
#pragma once
#include <memory>

#include "common/bytes.hpp"

namespace proofmark::emrtd {

enum class Cipher { tdes, aes128, aes192, aes256 };

[[nodiscard]] std::size_t block_size(Cipher cipher);  // bytes: 8 or 16
[[nodiscard]] std::size_t key_size(Cipher cipher);    // bytes: 16 (two-key 3DES), 16, 24, 32

// CBC without padding. Key of key_size(), IV of block_size(), text a multiple of block_size(); else an error.
[[nodiscard]] Result<Bytes> encrypt_cbc(Cipher cipher, ByteView key, ByteView iv, ByteView plain);
[[nodiscard]] Result<Bytes> decrypt_cbc(Cipher cipher, ByteView key, ByteView iv, ByteView cryptogram);

// ISO/IEC 9797-1 padding method 2: 80, then 00 up to the block.
[[nodiscard]] Bytes pad(ByteView text, std::size_t block);
[[nodiscard]] Result<Bytes> unpad(ByteView padded);

// The 8-byte MAC of ICAO 9303-11 section 9.8.6: for 3DES ISO/IEC 9797-1 algorithm 3 with DES over the text, which is
// padded here by method 2; for AES CMAC (NIST SP 800-38B) cut to 8 bytes, over the text as it is when
// `padded_for_aes` is false, or padded by method 2 first, as secure messaging asks.
[[nodiscard]] Result<Bytes> mac8(Cipher cipher, ByteView key, ByteView text, bool padded_for_aes);

// The same for the many messages under one pair of keys: contexts are made and the keys expanded once. Each call stands
// for itself, so that copies may share one object; not for several threads at once. Keys are wiped with the last copy.
class SessionCipher {
 public:
  // Keys of key_size().
  [[nodiscard]] static Result<SessionCipher> start(Cipher cipher, ByteView encryption_key, ByteView mac_key);

  [[nodiscard]] Result<Bytes> encrypt_cbc(ByteView iv, ByteView plain) const;
  [[nodiscard]] Result<Bytes> decrypt_cbc(ByteView iv, ByteView cryptogram) const;
  [[nodiscard]] Result<Bytes> mac8(ByteView text) const;  // padded by method 2

 private:
  struct State;
  explicit SessionCipher(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace proofmark::emrtd

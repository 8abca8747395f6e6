#include "common/emrtd/symmetric.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 9.8";

// Fetched once: OpenSSL looks a cipher up anew, under a lock, for every operation that names it otherwise.
const EVP_CIPHER* evp_cipher(Cipher cipher) {
  static const EVP_CIPHER* const tdes = EVP_CIPHER_fetch(nullptr, "DES-EDE-CBC", nullptr);
  static const EVP_CIPHER* const aes128 = EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr);
  static const EVP_CIPHER* const aes192 = EVP_CIPHER_fetch(nullptr, "AES-192-CBC", nullptr);
  static const EVP_CIPHER* const aes256 = EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr);
  switch (cipher) {
    case Cipher::tdes:
      return tdes;
    case Cipher::aes128:
      return aes128;
    case Cipher::aes192:
      return aes192;
    case Cipher::aes256:
      return aes256;
  }
  return nullptr;
}

Result<Bytes> crypt(Cipher cipher, ByteView key, ByteView iv, ByteView text, int encrypt) {
  const std::size_t block = block_size(cipher);
  if (key.size() != key_size(cipher) || iv.size() != block || text.size() % block != 0 || text.size() > (1U << 30U))
    return fail(clause, "key, initial vector and text of whole blocks",
                std::to_string(key.size()) + ", " + std::to_string(iv.size()) + " and " + std::to_string(text.size()) +
                    " bytes",
                "Refuse the message.");
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                EVP_CIPHER_CTX_free);
  Bytes out(text.size() + block);
  int written = 0;
  int last = 0;
  const bool done =
      context && EVP_CipherInit_ex2(context.get(), evp_cipher(cipher), key.data(), iv.data(), encrypt, nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_CipherUpdate(context.get(), out.data(), &written, text.data(), static_cast<int>(text.size())) == 1 &&
      EVP_CipherFinal_ex(context.get(), out.data() + written, &last) == 1;
  if (!done) return fail(clause, "a block cipher of OpenSSL", "it failed", "Check the installed OpenSSL.");
  out.resize(static_cast<std::size_t>(written + last));
  return out;
}

// ISO/IEC 9797-1 MAC algorithm 3. Single DES is EDE with twice the same key (OpenSSL 3 has DES itself only in its
// legacy provider), and the output transformation of the last block is EDE with both keys.
Result<Bytes> retail_mac(ByteView key, ByteView padded) {
  if (key.size() != 16) return fail(clause, "a MAC key of 16 bytes", std::to_string(key.size()), "Derive it anew.");
  const ByteView first = key.first(8);
  Bytes state(8, 0);
  if (padded.size() > 8) {
    const Bytes single = concat({first, first});
    PROOFMARK_TRY(const Bytes chain, encrypt_cbc(Cipher::tdes, single, state, padded.first(padded.size() - 8)));
    state.assign(chain.end() - 8, chain.end());
  }
  return encrypt_cbc(Cipher::tdes, key, state, padded.last(8));
}

Result<Bytes> cmac8(Cipher cipher, ByteView key, ByteView text) {
  static EVP_MAC* const cmac = EVP_MAC_fetch(nullptr, "CMAC", nullptr);  // lives as long as the program
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(cmac ? EVP_MAC_CTX_new(cmac) : nullptr,
                                                                          EVP_MAC_CTX_free);
  std::string name = EVP_CIPHER_get0_name(evp_cipher(cipher));
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name.data(), 0),
                               OSSL_PARAM_construct_end()};
  Bytes out(16);
  std::size_t length = 0;
  const bool done = context && key.size() == key_size(cipher) &&
                    EVP_MAC_init(context.get(), key.data(), key.size(), params) == 1 &&
                    EVP_MAC_update(context.get(), text.data(), text.size()) == 1 &&
                    EVP_MAC_final(context.get(), out.data(), &length, out.size()) == 1 && length == 16;
  if (!done) return fail(clause, "an AES CMAC of OpenSSL", "it failed", "Check key length and installed OpenSSL.");
  out.resize(8);
  return out;
}

}  // namespace

std::size_t block_size(Cipher cipher) {
  return cipher == Cipher::tdes ? 8 : 16;
}

std::size_t key_size(Cipher cipher) {
  switch (cipher) {
    case Cipher::tdes:
    case Cipher::aes128:
      return 16;
    case Cipher::aes192:
      return 24;
    case Cipher::aes256:
      return 32;
  }
  return 0;
}

Result<Bytes> encrypt_cbc(Cipher cipher, ByteView key, ByteView iv, ByteView plain) {
  return crypt(cipher, key, iv, plain, 1);
}

Result<Bytes> decrypt_cbc(Cipher cipher, ByteView key, ByteView iv, ByteView cryptogram) {
  return crypt(cipher, key, iv, cryptogram, 0);
}

Bytes pad(ByteView text, std::size_t block) {
  Bytes padded(text.begin(), text.end());
  padded.push_back(0x80);
  while (padded.size() % block != 0) padded.push_back(0);
  return padded;
}

Result<Bytes> unpad(ByteView padded) {
  std::size_t end = padded.size();
  while (end > 0 && padded[end - 1] == 0) --end;
  if (end == 0 || padded[end - 1] != 0x80 || padded.size() - end >= 16)
    return fail("ISO/IEC 9797-1 padding method 2", "80 and then zeros up to the block", "other bytes",
                "Refuse the message.");
  return Bytes(padded.begin(), padded.begin() + static_cast<std::ptrdiff_t>(end - 1));
}

Result<Bytes> mac8(Cipher cipher, ByteView key, ByteView text, bool padded_for_aes) {
  if (cipher == Cipher::tdes) return retail_mac(key, pad(text, 8));
  if (padded_for_aes) return cmac8(cipher, key, pad(text, 16));
  return cmac8(cipher, key, text);
}

}  // namespace proofmark::emrtd

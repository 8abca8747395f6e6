#include "common/emrtd/symmetric.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
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

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

tl::unexpected<Error> failed() {
  return fail(clause, "a block cipher of OpenSSL", "it failed", "Check the installed OpenSSL.");
}

// Nothing for a key of another size.
CipherContext keyed(Cipher cipher, ByteView key, int encrypt) {
  CipherContext context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const bool done = context && key.size() == key_size(cipher) &&
                    EVP_CipherInit_ex2(context.get(), evp_cipher(cipher), key.data(), nullptr, encrypt, nullptr) == 1 &&
                    EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1;
  if (!done) context.reset();
  return context;
}

// From a new initial vector, under the key that the context has.
Result<Bytes> crypt(EVP_CIPHER_CTX* context, std::size_t block, ByteView iv, ByteView text, int encrypt) {
  if (iv.size() != block || text.size() % block != 0 || text.size() > (1U << 30U))
    return fail(clause, "initial vector and text of whole blocks",
                std::to_string(iv.size()) + " and " + std::to_string(text.size()) + " bytes", "Refuse the message.");
  Bytes out(text.size() + block);
  int written = 0;
  int last = 0;
  if (EVP_CipherInit_ex2(context, nullptr, nullptr, iv.data(), encrypt, nullptr) != 1 ||
      EVP_CipherUpdate(context, out.data(), &written, text.data(), static_cast<int>(text.size())) != 1 ||
      EVP_CipherFinal_ex(context, out.data() + written, &last) != 1)
    return failed();
  out.resize(static_cast<std::size_t>(written + last));
  return out;
}

Result<Bytes> crypt(Cipher cipher, ByteView key, ByteView iv, ByteView text, int encrypt) {
  if (key.size() != key_size(cipher))
    return fail(clause, "a key of " + std::to_string(key_size(cipher)) + " bytes", std::to_string(key.size()),
                "Refuse the message.");
  const CipherContext context = keyed(cipher, key, encrypt);
  if (!context) return failed();
  return crypt(context.get(), block_size(cipher), iv, text, encrypt);
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

MacContext keyed_cmac(Cipher cipher, ByteView key) {
  static EVP_MAC* const cmac = EVP_MAC_fetch(nullptr, "CMAC", nullptr);  // lives as long as the program
  MacContext context(cmac ? EVP_MAC_CTX_new(cmac) : nullptr, EVP_MAC_CTX_free);
  std::string name = EVP_CIPHER_get0_name(evp_cipher(cipher));
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name.data(), 0),
                               OSSL_PARAM_construct_end()};
  if (!context || key.size() != key_size(cipher) || EVP_MAC_init(context.get(), key.data(), key.size(), params) != 1)
    context.reset();
  return context;
}

// Of a context that stands at the begin of a message.
Result<Bytes> cmac8(EVP_MAC_CTX* context, ByteView text) {
  Bytes out(16);
  std::size_t length = 0;
  const bool done = context != nullptr && EVP_MAC_update(context, text.data(), text.size()) == 1 &&
                    EVP_MAC_final(context, out.data(), &length, out.size()) == 1 && length == 16;
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
  const MacContext context = keyed_cmac(cipher, key);
  return padded_for_aes ? cmac8(context.get(), pad(text, 16)) : cmac8(context.get(), text);
}

struct SessionCipher::State {
  State(Cipher kind, ByteView encryption_key, ByteView key_of_mac)
      : cipher(kind),
        encryption(keyed(kind, encryption_key, 1)),
        decryption(keyed(kind, encryption_key, 0)),
        mac(kind == Cipher::tdes ? MacContext(nullptr, EVP_MAC_CTX_free) : keyed_cmac(kind, key_of_mac)),
        mac_key(key_of_mac.begin(), key_of_mac.end()) {}
  ~State() { OPENSSL_cleanse(mac_key.data(), mac_key.size()); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Cipher cipher;
  CipherContext encryption, decryption;
  MacContext mac;  // none for 3DES, whose MAC is made of several encryptions
  Bytes mac_key;
};

Result<SessionCipher> SessionCipher::start(Cipher cipher, ByteView encryption_key, ByteView mac_key) {
  auto state = std::make_shared<State>(cipher, encryption_key, mac_key);
  if (!state->encryption || !state->decryption || (cipher != Cipher::tdes && !state->mac) ||
      mac_key.size() != key_size(cipher))
    return fail(clause, "keys of the cipher's size", "others", "Derive the session keys anew.");
  return SessionCipher(std::move(state));
}

Result<Bytes> SessionCipher::encrypt_cbc(ByteView iv, ByteView plain) const {
  return crypt(state_->encryption.get(), block_size(state_->cipher), iv, plain, 1);
}

Result<Bytes> SessionCipher::decrypt_cbc(ByteView iv, ByteView cryptogram) const {
  return crypt(state_->decryption.get(), block_size(state_->cipher), iv, cryptogram, 0);
}

Result<Bytes> SessionCipher::mac8(ByteView text) const {
  if (state_->cipher == Cipher::tdes) return retail_mac(state_->mac_key, pad(text, 8));
  // Without a key the context begins the next message under the one that it has.
  if (EVP_MAC_init(state_->mac.get(), nullptr, 0, nullptr) != 1) return failed();
  return cmac8(state_->mac.get(), pad(text, 16));
}

}  // namespace proofmark::emrtd

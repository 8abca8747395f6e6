#include "common/emrtd/iso9796.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>

#include "common/emrtd/numbers.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-11 section 6.1.2.2";
constexpr std::uint8_t header = 0x6A;  // two bits of header, partial recovery, and the nibble that ends the padding

// The hash algorithm's number in a trailer of two bytes, ISO/IEC 10118-3.
constexpr std::array<std::pair<pki::Digest, std::uint8_t>, 5> numbers_of_digests{{{pki::Digest::sha1, 0x33},
                                                                                  {pki::Digest::sha256, 0x34},
                                                                                  {pki::Digest::sha512, 0x35},
                                                                                  {pki::Digest::sha384, 0x36},
                                                                                  {pki::Digest::sha224, 0x38}}};

struct Trailer {
  pki::Digest digest;
  std::size_t size;  // bytes
};

std::optional<Trailer> trailer_of(ByteView block) {
  if (block.back() == 0xBC) return Trailer{pki::Digest::sha1, 1};
  if (block.back() != 0xCC) return std::nullopt;
  for (const auto& [digest, number] : numbers_of_digests)
    if (block[block.size() - 2] == number) return Trailer{digest, 2};
  return std::nullopt;
}

Bytes trailer_for(pki::Digest digest) {
  if (digest == pki::Digest::sha1) return {0xBC};
  for (const auto& [known, number] : numbers_of_digests)
    if (known == digest) return {number, 0xCC};
  return {};
}

using Operation = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

Result<std::size_t> modulus_size(const pki::Key& key) {
  const int bits = EVP_PKEY_is_a(key.get(), "RSA") == 1 ? EVP_PKEY_get_bits(key.get()) : 0;
  if (bits < 1024 || bits % 8 != 0)
    return fail(clause, "an RSA key of at least 1024 bits, in whole bytes", std::to_string(bits) + " bits",
                "Treat the chip's proof as missing.");
  return static_cast<std::size_t>(bits) / 8;
}

}  // namespace

Result<Bytes> sign_iso9796_2(const pki::Key& key, pki::Digest digest, ByteView challenge, RandomSource& random) {
  PROOFMARK_TRY(const std::size_t size, modulus_size(key));
  const Bytes trailer = trailer_for(digest);
  const Bytes recoverable = random.bytes(size - 1 - pki::digest_size(digest) - trailer.size());
  const Bytes hash = pki::digest(digest, concat({recoverable, challenge}));
  const Bytes block = concat({ByteView(&header, 1), recoverable, hash, trailer});
  const Operation operation(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free);
  Bytes signature(size);
  std::size_t length = size;
  if (!key.has_private() || !operation || EVP_PKEY_sign_init(operation.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(operation.get(), RSA_NO_PADDING) != 1 ||
      EVP_PKEY_sign(operation.get(), signature.data(), &length, block.data(), block.size()) != 1 || length != size)
    return fail(clause, "a private RSA key", "one that cannot sign", "Personalise the chip anew.");
  return signature;
}

std::optional<pki::Digest> check_iso9796_2_block(ByteView block, ByteView challenge) {
  if (block.size() < 2 || block[0] != header) return std::nullopt;
  const auto trailer = trailer_of(block);
  if (!trailer) return std::nullopt;
  const std::size_t hash_size = pki::digest_size(trailer->digest);
  if (block.size() < 1 + hash_size + trailer->size) return std::nullopt;
  const std::size_t hash_at = block.size() - trailer->size - hash_size;
  const Bytes hash = pki::digest(trailer->digest, concat({block.subspan(1, hash_at - 1), challenge}));
  if (!equal_constant_time(hash, block.subspan(hash_at, hash_size))) return std::nullopt;
  return trailer->digest;
}

Result<std::optional<pki::Digest>> verify_iso9796_2(const pki::Key& key, ByteView challenge, ByteView signature) {
  PROOFMARK_TRY(const std::size_t size, modulus_size(key));
  if (signature.size() != size) return std::optional<pki::Digest>{};
  const Operation operation(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free);
  Bytes block(size);
  std::size_t length = size;
  if (!operation || EVP_PKEY_verify_recover_init(operation.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(operation.get(), RSA_NO_PADDING) != 1)
    return fail(clause, "an RSA operation of OpenSSL", "it failed", "Check the installed OpenSSL.");
  // A number that is not below the modulus is no signature.
  if (EVP_PKEY_verify_recover(operation.get(), block.data(), &length, signature.data(), signature.size()) != 1 ||
      length != size)
    return std::optional<pki::Digest>{};
  // A signer may give n - s in place of s (ISO/IEC 9796-2 clause 9.2.4), then n - block comes out.
  if ((block.back() & 0x0FU) != 0x0C) {
    BIGNUM* raw = nullptr;
    EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_N, &raw);
    const numbers::Number modulus(raw);
    const numbers::Number recovered = numbers::to_number(block);
    if (!modulus || !recovered || BN_sub(recovered.get(), modulus.get(), recovered.get()) != 1)
      return std::optional<pki::Digest>{};
    block = numbers::to_bytes(recovered.get(), size);
  }
  return check_iso9796_2_block(block, challenge);
}

}  // namespace proofmark::emrtd

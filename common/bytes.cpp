#include "common/bytes.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

namespace proofmark {

std::string to_hex(ByteView bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t b : bytes) {
    text += digits[b >> 4U];
    text += digits[b & 15U];
  }
  return text;
}

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<Bytes> from_hex(std::string_view text) {
  Bytes bytes;
  int high = -1;
  for (const char c : text) {
    if (c == ' ' && high < 0) continue;
    const int value = hex_value(c);
    if (value < 0) return fail("hexadecimal text", "digits 0-9, a-f", std::string("'") + c + "'", "Correct the input.");
    if (high < 0) {
      high = value;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high * 16 + value));
      high = -1;
    }
  }
  if (high >= 0) return fail("hexadecimal text", "an even number of digits", "an odd number", "Correct the input.");
  return bytes;
}

std::string to_base64(ByteView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int n =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(n));
  return text;
}

std::string to_base64url(ByteView bytes) {
  std::string text = to_base64(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

Result<Bytes> from_base64url(std::string_view text) {
  std::array<int, 256> value{};
  value.fill(-1);
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    value[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
  if (text.size() % 4 == 1)
    return fail("RFC 4648 section 5", "a length that is not 1 modulo 4", std::to_string(text.size()),
                "The text is cut; send it whole.");
  Bytes bytes;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const int v = value[static_cast<unsigned char>(c)];
    if (v < 0)
      return fail("RFC 4648 section 5", "A-Z a-z 0-9 - _", std::string("'") + c + "'", "Encode as unpadded base64url.");
    buffer = (buffer << 6U) | static_cast<std::uint32_t>(v);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(buffer >> bits));
      buffer &= (1U << bits) - 1U;
    }
  }
  if (buffer != 0)
    return fail("RFC 4648 section 3.5", "zero in the unused last bits", "bits set", "Encode canonically.");
  return bytes;
}

Bytes to_bytes(std::string_view text) {
  return {text.begin(), text.end()};
}
std::string to_text(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

Bytes concat(std::initializer_list<ByteView> parts) {
  Bytes all;
  for (const ByteView part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes sha256(ByteView bytes) {
  Bytes digest(32);
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return digest;
}

std::string sha256_hex(ByteView bytes) {
  return to_hex(sha256(bytes));
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace proofmark

// ASN.1 DER (ITU-T X.690), as far as the structures of ICAO 9303 need that OpenSSL does not know by itself.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark::asn1 {

// Identifier octets of one byte; the structures here use no tag number above 30.
inline constexpr std::uint8_t kBoolean = 0x01;
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kNull = 0x05;
inline constexpr std::uint8_t kObjectIdentifier = 0x06;
inline constexpr std::uint8_t kUtf8String = 0x0C;
inline constexpr std::uint8_t kPrintableString = 0x13;
inline constexpr std::uint8_t kUtcTime = 0x17;
inline constexpr std::uint8_t kGeneralizedTime = 0x18;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;
// Context-specific: [n] constructed and [n] primitive, n at most 30.
[[nodiscard]] constexpr std::uint8_t context(unsigned n) {
  return static_cast<std::uint8_t>(0xA0U | n);
}
[[nodiscard]] constexpr std::uint8_t context_primitive(unsigned n) {
  return static_cast<std::uint8_t>(0x80U | n);
}

// One element. The views point into the bytes that were read and live as long as those.
struct Element {
  std::uint8_t tag = 0;
  ByteView content;
  ByteView whole;  // identifier, length and content
};

// Reads the elements of one level, one after the other. Definite, minimal lengths of at most four bytes only.
class Reader {
 public:
  explicit Reader(ByteView input) : rest_(input) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool next_is(std::uint8_t tag) const { return !rest_.empty() && rest_[0] == tag; }
  [[nodiscard]] Result<Element> next();
  [[nodiscard]] Result<Element> next(std::uint8_t tag);  // an element of another tag is an error
  [[nodiscard]] Result<void> finish() const;             // an error if bytes are left

 private:
  ByteView rest_;
};

// The content of one element of `tag` that fills `input` exactly.
[[nodiscard]] Result<ByteView> read_whole(ByteView input, std::uint8_t tag);
[[nodiscard]] Result<std::string> read_oid(const Element& element);     // dotted decimal
[[nodiscard]] Result<std::uint64_t> read_uint(const Element& element);  // a non-negative INTEGER below 2^64
[[nodiscard]] Result<Bytes> read_unsigned(const Element& element);      // a non-negative INTEGER, no leading zeros
[[nodiscard]] Result<Bytes> read_bit_string(const Element& element);    // whole bytes only (no unused bits)

[[nodiscard]] Bytes encode(std::uint8_t tag, ByteView content);
[[nodiscard]] Bytes encode(std::uint8_t tag, std::initializer_list<ByteView> parts);
[[nodiscard]] Bytes sequence(std::initializer_list<ByteView> parts);
// SET OF in the order DER asks for (X.690 clause 11.6): sorted by encoding.
[[nodiscard]] Bytes set_of(std::vector<Bytes> elements);
[[nodiscard]] Bytes oid(std::string_view dotted);  // a wrong text gives an empty result; see try_oid for input
[[nodiscard]] Result<Bytes> try_oid(std::string_view dotted);
[[nodiscard]] Bytes integer(std::uint64_t value);
[[nodiscard]] Bytes integer(ByteView unsigned_big_endian);
[[nodiscard]] Bytes octet_string(ByteView content);
[[nodiscard]] Bytes bit_string(ByteView content);  // no unused bits
[[nodiscard]] Bytes null();

}  // namespace proofmark::asn1

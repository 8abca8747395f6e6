// BER-TLV as ICAO 9303-10 and ISO/IEC 7816-4 clause 5.2.2 use it: tags of one to three bytes, definite lengths of up
// to four length bytes. Strict: a length must lie inside the bytes given and, unless the reader is told otherwise, be
// in its shortest form. The reader walks one level at a time and never recurses, so nested input cannot exhaust the
// stack.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "common/bytes.hpp"

namespace proofmark::emrtd {

// A data object inside somebody else's bytes; the views live as long as those.
struct Tlv {
  std::uint32_t tag = 0;  // the tag's bytes as a big-endian number: 0x61, 0x5F1F, 0x7F49
  ByteView value;
  ByteView whole;  // tag, length and value

  [[nodiscard]] bool constructed() const;
};

// ISO/IEC 7816-4 clause 5.2.2.2 gives each number of length bytes a range that begins at 0 ("82 00 05"), DER
// (X.690 clause 10.1) the shortest form alone. The data structure's own objects are read by the former: what they say
// does not depend on it, and the issuer's hash is over the file as it lies on the chip. What is DER stays DER.
enum class Lengths { shortest, any };

// Reads the data objects of one level, one after another.
class TlvReader {
 public:
  explicit TlvReader(ByteView bytes, Lengths lengths = Lengths::shortest) : rest_(bytes), lengths_(lengths) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] Result<Tlv> next();
  // The next object, which must have this tag. `what` names it in the error.
  [[nodiscard]] Result<Tlv> expect(std::uint32_t tag, const std::string& what);
  // The next object if it has this tag, else nothing is consumed. A malformed object is an error.
  [[nodiscard]] Result<std::optional<Tlv>> optional(std::uint32_t tag);
  // An error when bytes are left.
  [[nodiscard]] Result<void> finish(const std::string& what) const;

 private:
  ByteView rest_;
  Lengths lengths_;
};

// Exactly one object with this tag and nothing after it.
[[nodiscard]] Result<Tlv> parse_single(ByteView bytes, std::uint32_t tag, const std::string& what,
                                       Lengths lengths = Lengths::shortest);
// The first object with this tag on this level; nothing if there is none. The level is read to its end.
[[nodiscard]] Result<std::optional<Tlv>> find(ByteView level, std::uint32_t tag, Lengths lengths = Lengths::shortest);
// Length in bytes of the object (tag, length and value) whose first bytes these are: how a reader learns the size of an
// elementary file from its head (ICAO 9303-10 section 3.6.4), whatever form its length has. At most 8 bytes are needed.
[[nodiscard]] Result<std::size_t> announced_length(ByteView head);

[[nodiscard]] Bytes encode_length(std::size_t length);               // shortest form
[[nodiscard]] Bytes encode_tlv(std::uint32_t tag, ByteView value);   // tag as in Tlv::tag
[[nodiscard]] Bytes encode_integer(std::uint32_t value);             // DER INTEGER, with tag 0x02
[[nodiscard]] Result<std::uint32_t> decode_integer(ByteView value);  // content bytes of a DER INTEGER, 0..2^31-1

// Object identifiers, dotted text <-> content bytes (X.690 8.19) without tag and length.
[[nodiscard]] Result<Bytes> encode_oid(const std::string& dotted);
[[nodiscard]] Result<std::string> decode_oid(ByteView content);

}  // namespace proofmark::emrtd

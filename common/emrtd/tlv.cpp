#include "common/emrtd/tlv.hpp"

#include <array>
#include <cstdio>

#include "common/asn1/der.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ISO/IEC 7816-4 clause 5.2.2";
constexpr const char* refuse = "The file or message is damaged or not what it claims to be; refuse it.";

std::string hex_tag(std::uint32_t tag) {
  std::array<char, 12> text{};
  std::snprintf(text.data(), text.size(), "%02X", tag);
  return text.data();
}

struct Head {
  std::uint32_t tag = 0;
  std::size_t header = 0;  // bytes of tag and length
  std::size_t length = 0;
};

Result<Head> read_head(ByteView bytes, Lengths lengths) {
  Head head;
  std::size_t at = 0;
  const auto truncated = [&] { return fail(clause, "tag and length", "the data ends within them", refuse); };
  if (bytes.empty()) return truncated();
  const std::uint8_t first = bytes[at++];
  if (first == 0x00 || first == 0xFF) return fail(clause, "a tag", "filler byte " + hex_tag(first), refuse);
  head.tag = first;
  if ((first & 0x1FU) == 0x1FU) {
    for (int more = 0;; ++more) {
      if (more == 2) return fail(clause, "a tag of at most three bytes", "a longer one", refuse);
      if (at == bytes.size()) return truncated();
      const std::uint8_t next = bytes[at++];
      // Numbers below 31 in the long form are no error here: ICAO 9303-10 itself gives EF.COM the tag 5F01.
      if (more == 0 && next == 0x80)
        return fail(clause, "a tag without leading zero bits", hex_tag(head.tag << 8U | next), refuse);
      head.tag = head.tag << 8U | next;
      if ((next & 0x80U) == 0) break;
    }
  }
  if (at == bytes.size()) return truncated();
  const std::uint8_t length = bytes[at++];
  if (length < 0x80) {
    head.length = length;
  } else {
    const std::size_t count = length & 0x7FU;
    if (count == 0 || count > 4) return fail(clause, "a length of one to four bytes", hex_tag(length), refuse);
    if (bytes.size() - at < count) return truncated();
    for (std::size_t i = 0; i < count; ++i) head.length = head.length << 8U | bytes[at++];
    const std::size_t least = count == 1 ? 0x80U : std::size_t{1} << (8U * (count - 1));
    if (head.length < least && lengths == Lengths::shortest)
      return fail(clause, "a length in its shortest form",
                  std::to_string(head.length) + " in " + std::to_string(count) + " bytes", refuse);
  }
  head.header = at;
  return head;
}

}  // namespace

bool Tlv::constructed() const {
  return !whole.empty() && (whole[0] & 0x20U) != 0;
}

Result<Tlv> TlvReader::next() {
  PROOFMARK_TRY(const Head head, read_head(rest_, lengths_));
  if (rest_.size() - head.header < head.length)
    return fail(clause, std::to_string(head.length) + " bytes of value under tag " + hex_tag(head.tag),
                std::to_string(rest_.size() - head.header), refuse);
  const Tlv tlv{head.tag, rest_.subspan(head.header, head.length), rest_.first(head.header + head.length)};
  rest_ = rest_.subspan(head.header + head.length);
  return tlv;
}

Result<Tlv> TlvReader::expect(std::uint32_t tag, const std::string& what) {
  if (at_end()) return fail(clause, what + " (tag " + hex_tag(tag) + ")", "nothing", refuse);
  PROOFMARK_TRY(const Tlv tlv, next());
  if (tlv.tag != tag) return fail(clause, what + " (tag " + hex_tag(tag) + ")", "tag " + hex_tag(tlv.tag), refuse);
  return tlv;
}

Result<std::optional<Tlv>> TlvReader::optional(std::uint32_t tag) {
  if (at_end()) return std::optional<Tlv>{};
  PROOFMARK_TRY(const Head head, read_head(rest_, lengths_));
  if (head.tag != tag) return std::optional<Tlv>{};
  PROOFMARK_TRY(const Tlv tlv, next());
  return std::optional<Tlv>(tlv);
}

Result<void> TlvReader::finish(const std::string& what) const {
  if (!rest_.empty()) return fail(clause, "the end of " + what, std::to_string(rest_.size()) + " more bytes", refuse);
  return {};
}

Result<Tlv> parse_single(ByteView bytes, std::uint32_t tag, const std::string& what, Lengths lengths) {
  TlvReader reader(bytes, lengths);
  PROOFMARK_TRY(const Tlv tlv, reader.expect(tag, what));
  PROOFMARK_CHECK(reader.finish(what));
  return tlv;
}

Result<std::optional<Tlv>> find(ByteView level, std::uint32_t tag, Lengths lengths) {
  std::optional<Tlv> found;
  TlvReader reader(level, lengths);
  while (!reader.at_end()) {
    PROOFMARK_TRY(const Tlv tlv, reader.next());
    if (tlv.tag == tag && !found) found = tlv;
  }
  return found;
}

Result<std::size_t> announced_length(ByteView head) {
  PROOFMARK_TRY(const Head parsed, read_head(head, Lengths::any));
  return parsed.header + parsed.length;
}

Bytes encode_length(std::size_t length) {
  if (length < 0x80) return {static_cast<std::uint8_t>(length)};
  Bytes reversed;
  for (std::size_t rest = length; rest != 0; rest >>= 8U) reversed.push_back(static_cast<std::uint8_t>(rest & 0xFFU));
  Bytes encoded{static_cast<std::uint8_t>(0x80U | reversed.size())};
  encoded.insert(encoded.end(), reversed.rbegin(), reversed.rend());
  return encoded;
}

Bytes encode_tlv(std::uint32_t tag, ByteView value) {
  Bytes encoded;
  for (int shift = 16; shift >= 0; shift -= 8) {
    const auto byte = static_cast<std::uint8_t>(tag >> static_cast<unsigned>(shift) & 0xFFU);
    if (byte != 0 || !encoded.empty()) encoded.push_back(byte);
  }
  const Bytes length = encode_length(value.size());
  encoded.insert(encoded.end(), length.begin(), length.end());
  encoded.insert(encoded.end(), value.begin(), value.end());
  return encoded;
}

Bytes encode_integer(std::uint32_t value) {
  Bytes content;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const auto byte = static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift) & 0xFFU);
    if (content.empty() && byte == 0 && shift != 0) continue;
    if (content.empty() && (byte & 0x80U) != 0) content.push_back(0);
    content.push_back(byte);
  }
  return encode_tlv(0x02, content);
}

Result<std::uint32_t> decode_integer(ByteView value) {
  const bool padded = value.size() > 1 && value[0] == 0 && (value[1] & 0x80U) == 0;
  if (value.empty() || value.size() > 4 || (value[0] & 0x80U) != 0 || padded)
    return fail("X.690 clause 8.3", "a small non-negative INTEGER in its shortest form", to_hex(value), refuse);
  std::uint32_t number = 0;
  for (const std::uint8_t byte : value) number = number << 8U | byte;
  return number;
}

Result<Bytes> encode_oid(const std::string& dotted) {
  PROOFMARK_TRY(const Bytes encoded, asn1::try_oid(dotted));
  PROOFMARK_TRY(const Tlv object, parse_single(encoded, 0x06, "object identifier"));
  return Bytes(object.value.begin(), object.value.end());
}

Result<std::string> decode_oid(ByteView content) {
  // 64 bytes hold every identifier of this field.
  if (content.size() > 64)
    return fail("X.690 clause 8.19", "an object identifier", std::to_string(content.size()) + " bytes", refuse);
  PROOFMARK_TRY(std::string dotted, asn1::read_oid(asn1::Element{asn1::kObjectIdentifier, content, {}}));
  // The reader takes larger arcs than the writer; an identifier that cannot be written again is none of this field.
  PROOFMARK_CHECK(encode_oid(dotted));
  return dotted;
}

}  // namespace proofmark::emrtd

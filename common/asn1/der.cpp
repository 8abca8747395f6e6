#include "common/asn1/der.hpp"

#include <algorithm>
#include <limits>

namespace proofmark::asn1 {

namespace {

constexpr const char* kDer = "ITU-T X.690 clause 10 (DER)";

tl::unexpected<Error> malformed(std::string expected, std::string observed) {
  return fail(kDer, std::move(expected), std::move(observed), "The structure is cut or altered; obtain it again.");
}

std::string hex_tag(std::uint8_t tag) {
  return "tag " + to_hex(ByteView(&tag, 1));
}

}  // namespace

Result<Element> Reader::next() {
  if (rest_.size() < 2) return malformed("an element", std::to_string(rest_.size()) + " bytes left");
  const std::uint8_t tag = rest_[0];
  if ((tag & 0x1FU) == 0x1FU) return malformed("a tag of one byte", "a longer tag");
  std::size_t header = 2;
  std::size_t length = rest_[1];
  if (length >= 0x80) {
    const std::size_t octets = length & 0x7FU;
    if (octets == 0 || octets > 4) return malformed("a definite length of at most four bytes", hex_tag(rest_[1]));
    if (rest_.size() < 2 + octets) return malformed("a whole length", "the end of the input");
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = (length << 8U) | rest_[2 + i];
    header += octets;
    if (length < 0x80 || (octets > 1 && rest_[2] == 0))
      return malformed("the shortest form of a length", "a longer one");
  }
  if (length > rest_.size() - header)
    return malformed("content of " + std::to_string(length) + " bytes", std::to_string(rest_.size() - header));
  const Element element{tag, rest_.subspan(header, length), rest_.first(header + length)};
  rest_ = rest_.subspan(header + length);
  return element;
}

Result<Element> Reader::next(std::uint8_t tag) {
  if (!rest_.empty() && rest_[0] != tag) return malformed(hex_tag(tag), hex_tag(rest_[0]));
  return next();
}

Result<void> Reader::finish() const {
  if (!rest_.empty()) return malformed("the end of the structure", std::to_string(rest_.size()) + " more bytes");
  return {};
}

Result<ByteView> read_whole(ByteView input, std::uint8_t tag) {
  Reader reader(input);
  PROOFMARK_TRY(const Element element, reader.next(tag));
  PROOFMARK_CHECK(reader.finish());
  return element.content;
}

Result<std::string> read_oid(const Element& element) {
  if (element.tag != kObjectIdentifier || element.content.empty() || (element.content.back() & 0x80U) != 0)
    return malformed("an OBJECT IDENTIFIER", hex_tag(element.tag) + " " + to_hex(element.content));
  std::string text;
  std::uint64_t arc = 0;
  bool first = true;
  bool fresh = true;
  for (const std::uint8_t b : element.content) {
    if (fresh && b == 0x80) return malformed("the shortest form of an arc", "a leading 80");
    if (arc > (std::numeric_limits<std::uint64_t>::max() >> 7U)) return malformed("arcs below 2^64", "a larger one");
    arc = (arc << 7U) | (b & 0x7FU);
    fresh = (b & 0x80U) == 0;
    if (!fresh) continue;
    if (first) {
      const std::uint64_t root = std::min<std::uint64_t>(arc / 40, 2);
      text = std::to_string(root) + "." + std::to_string(arc - root * 40);
      first = false;
    } else {
      text += "." + std::to_string(arc);
    }
    arc = 0;
  }
  return text;
}

Result<Bytes> read_unsigned(const Element& element) {
  const ByteView c = element.content;
  if (element.tag != kInteger || c.empty()) return malformed("an INTEGER", hex_tag(element.tag));
  if ((c[0] & 0x80U) != 0) return malformed("a number that is not negative", "a negative one");
  if (c.size() > 1 && c[0] == 0 && (c[1] & 0x80U) == 0) return malformed("the shortest INTEGER", "a leading zero");
  const std::size_t skip = c[0] == 0 ? 1 : 0;
  return Bytes(c.begin() + static_cast<std::ptrdiff_t>(skip), c.end());
}

Result<std::uint64_t> read_uint(const Element& element) {
  PROOFMARK_TRY(const Bytes raw, read_unsigned(element));
  if (raw.size() > 8) return malformed("a number below 2^64", "a larger one");
  std::uint64_t value = 0;
  for (const std::uint8_t b : raw) value = (value << 8U) | b;
  return value;
}

Result<Bytes> read_bit_string(const Element& element) {
  if (element.tag != kBitString || element.content.empty() || element.content[0] != 0)
    return malformed("a BIT STRING of whole bytes", hex_tag(element.tag));
  return Bytes(element.content.begin() + 1, element.content.end());
}

Bytes encode(std::uint8_t tag, ByteView content) {
  Bytes out{tag};
  const std::size_t n = content.size();
  if (n < 0x80) {
    out.push_back(static_cast<std::uint8_t>(n));
  } else {
    unsigned octets = 0;
    for (std::size_t rest = n; rest != 0; rest >>= 8U) ++octets;
    out.push_back(static_cast<std::uint8_t>(0x80U | octets));
    while (octets-- > 0) out.push_back(static_cast<std::uint8_t>(n >> (8U * octets)));
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

Bytes encode(std::uint8_t tag, std::initializer_list<ByteView> parts) {
  return encode(tag, concat(parts));
}
Bytes sequence(std::initializer_list<ByteView> parts) {
  return encode(kSequence, parts);
}

Bytes set_of(std::vector<Bytes> elements) {
  // A comparison of its own: g++ 12 warns wrongly about the memcmp inside vector's.
  std::sort(elements.begin(), elements.end(), [](const Bytes& a, const Bytes& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](std::uint8_t x, std::uint8_t y) { return x < y; });
  });
  Bytes content;
  for (const Bytes& e : elements) content.insert(content.end(), e.begin(), e.end());
  return encode(kSet, content);
}

Result<Bytes> try_oid(std::string_view dotted) {
  std::vector<std::uint64_t> arcs;
  std::uint64_t arc = 0;
  bool digit = false;
  const auto wrong = [&] { return malformed("an object identifier in dotted form", std::string(dotted)); };
  for (std::size_t i = 0; i <= dotted.size(); ++i) {
    if (i == dotted.size() || dotted[i] == '.') {
      if (!digit) return wrong();
      arcs.push_back(arc);
      arc = 0;
      digit = false;
    } else if (dotted[i] >= '0' && dotted[i] <= '9' && arc < (std::uint64_t{1} << 59U)) {
      arc = arc * 10 + static_cast<std::uint64_t>(dotted[i] - '0');
      digit = true;
    } else {
      return wrong();
    }
  }
  if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39)) return wrong();
  arcs[1] += arcs[0] * 40;
  Bytes content;
  for (std::size_t i = 1; i < arcs.size(); ++i) {
    unsigned groups = 1;
    for (std::uint64_t rest = arcs[i] >> 7U; rest != 0; rest >>= 7U) ++groups;
    while (groups-- > 0)
      content.push_back(static_cast<std::uint8_t>(((arcs[i] >> (7U * groups)) & 0x7FU) | (groups > 0 ? 0x80U : 0U)));
  }
  return encode(kObjectIdentifier, content);
}

Bytes oid(std::string_view dotted) {
  return try_oid(dotted).value_or(Bytes{});
}

Bytes integer(ByteView number) {
  while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
  Bytes content;
  if (number.empty() || (number[0] & 0x80U) != 0) content.push_back(0);
  content.insert(content.end(), number.begin(), number.end());
  return encode(kInteger, content);
}

Bytes integer(std::uint64_t value) {
  Bytes raw;
  for (unsigned shift = 64; shift > 0; shift -= 8) raw.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
  return integer(ByteView(raw));
}

Bytes octet_string(ByteView content) {
  return encode(kOctetString, content);
}

Bytes bit_string(ByteView content) {
  static constexpr std::uint8_t unused = 0;
  return encode(kBitString, {ByteView(&unused, 1), content});
}

Bytes null() {
  return {kNull, 0};
}

}  // namespace proofmark::asn1

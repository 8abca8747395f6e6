#include "common/emrtd/atr_info.hpp"

#include <string>

#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ICAO 9303-10 section 3.11.1";
constexpr const char* refuse = "Refuse the document: what its chip says of itself cannot be followed.";

// Issuers write FFFF for 65535 without the zero in front that an INTEGER needs, so the bytes are taken as they stand.
Result<std::size_t> length_of(TlvReader& reader, const std::string& what) {
  PROOFMARK_TRY(const Tlv number, reader.expect(0x02, what));
  if (number.value.empty() || number.value.size() > 4)
    return fail(clause, what + " in one to four bytes", std::to_string(number.value.size()), refuse);
  std::size_t length = 0;
  for (const std::uint8_t byte : number.value) length = length << 8U | byte;
  return length;
}

}  // namespace

Result<LongestApdus> parse_atr_info(ByteView file) {
  PROOFMARK_TRY(const std::optional<Tlv> information, find(file, 0x7F66, Lengths::any));
  if (!information) return fail(clause, "extended length information in object 7F66", "no such object", refuse);
  TlvReader reader(information->value, Lengths::any);
  LongestApdus out;
  PROOFMARK_TRY(out.command, length_of(reader, "the longest command"));
  PROOFMARK_TRY(out.response, length_of(reader, "the longest response"));
  PROOFMARK_CHECK(reader.finish("object 7F66"));
  return out;
}

}  // namespace proofmark::emrtd

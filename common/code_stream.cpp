#include "common/code_stream.hpp"

#include <string>

namespace proofmark {
namespace {

constexpr unsigned kMostLayers = 64;
constexpr unsigned kMostLevels = 10;
constexpr unsigned kLeastSide = 4;      // exponent of a code block's sides, each
constexpr unsigned kLeastBlock = 10;    // and together
constexpr unsigned kLeastPrecinct = 7;  // exponent of each side; it cuts blocks to half of it (B.7)
// T.800 table A.19: bits that cut a block's data into a piece for each coding pass, and ITU-T T.814's other coder.
constexpr unsigned kManyPieces = 0x01 | 0x04 | 0x40;
constexpr std::size_t kComponents = 42;  // where SIZ describes them, three bytes each
constexpr std::size_t kDicom = 128;      // where a file of DICOM part 10 says what it is, whatever stands before

enum Marker : unsigned {
  cod = 0xFF52,
  coc = 0xFF53,
  tlm = 0xFF55,
  plm = 0xFF57,
  plt = 0xFF58,
  qcd = 0xFF5C,
  qcc = 0xFF5D,
  rgn = 0xFF5E,
  crg = 0xFF63,
  com = 0xFF64,
  sot = 0xFF90,
  sod = 0xFF93,
  eoc = 0xFFD9
};

tl::unexpected<Error> wrong(std::string expected, std::string observed) {
  return fail("ITU-T T.800 annex A", std::move(expected), std::move(observed), "Refuse the picture.");
}

unsigned two(ByteView bytes, std::size_t at) {
  return static_cast<unsigned>(bytes[at]) << 8U | bytes[at + 1];
}

std::size_t components_of(ByteView stream) {
  return two(stream, 40);
}

// SPcod and SPcoc, table A.15: levels, block width and height, style, transformation, then precincts if `stated`.
Result<void> check_blocks(ByteView parameters, bool stated) {
  if (parameters.size() < 5) return wrong("coding parameters", std::to_string(parameters.size()) + " bytes");
  const unsigned levels = parameters[0];
  const unsigned width = parameters[1] + 2U, height = parameters[2] + 2U;
  if (levels > kMostLevels)
    return wrong("at most " + std::to_string(kMostLevels) + " levels of decomposition", std::to_string(levels));
  if (width < kLeastSide || height < kLeastSide || width + height < kLeastBlock)
    return wrong("code blocks of at least 1,024 samples, 16 on each side",
                 "2^" + std::to_string(width) + " x 2^" + std::to_string(height));
  if ((parameters[3] & kManyPieces) != 0)
    return wrong("code blocks in one piece", "style " + std::to_string(parameters[3]));
  if (!stated) return {};
  if (parameters.size() < 5 + levels + 1) return wrong("a precinct's size for each level", "fewer");
  for (const std::uint8_t size : parameters.subspan(5, levels + 1))
    if ((size & 0x0FU) < kLeastPrecinct || size >> 4U < kLeastPrecinct)
      return wrong("precincts of at least 128 x 128 samples",
                   "2^" + std::to_string(size & 0x0FU) + " x 2^" + std::to_string(size >> 4U));
  return {};
}

Result<void> check_cod(ByteView content) {
  if (content.size() < 10) return wrong("a COD segment", std::to_string(content.size()) + " bytes");
  const unsigned layers = two(content, 2);
  if (layers > kMostLayers) return wrong("at most " + std::to_string(kMostLayers) + " layers", std::to_string(layers));
  return check_blocks(content.subspan(5), (content[0] & 1U) != 0);
}

Result<void> check_coc(ByteView content, std::size_t components) {
  const std::size_t named = components < 257 ? 1 : 2;
  if (content.size() < named + 1) return wrong("a COC segment", std::to_string(content.size()) + " bytes");
  return check_blocks(content.subspan(named + 1), (content[named] & 1U) != 0);
}

bool needed(unsigned marker) {
  switch (marker) {
    case cod:
    case coc:
    case tlm:
    case plm:
    case plt:
    case qcd:
    case qcc:
    case rgn:
    case crg:
    case com:
      return true;
    default:
      return false;
  }
}

Result<void> check_segment(unsigned marker, ByteView content, std::size_t components) {
  if (marker == cod) return check_cod(content);
  if (marker == coc) return check_coc(content, components);
  return {};
}

// A row of marker segments from `at` on, up to the first of `until` or `end`; `at` is then behind that marker.
// Gives the marker, or 0 where the bytes end first.
Result<unsigned> walk_segments(ByteView stream, std::size_t& at, std::size_t end, std::initializer_list<unsigned> until,
                               std::size_t components) {
  while (end - at >= 2) {
    const unsigned marker = two(stream, at);
    at += 2;
    for (const unsigned last : until)
      if (marker == last) return marker;
    // Before its length is looked at: what a decoder does not know it passes over in a way of its own.
    if (!needed(marker))
      return wrong("marker segments that a portrait needs", "FF" + to_hex(Bytes{static_cast<std::uint8_t>(marker)}));
    if (end - at < 2) break;
    const std::size_t length = two(stream, at);
    if (length < 2) return wrong("a marker segment's length", std::to_string(length));
    if (length > end - at) break;
    PROOFMARK_CHECK(check_segment(marker, stream.subspan(at + 2, length - 2), components));
    at += length;
  }
  at = end;
  return 0U;
}

// Tile-parts one behind another (A.4.2); `at` is behind the first SOT.
Result<void> walk_tile_parts(ByteView stream, std::size_t at, std::size_t components) {
  for (;;) {
    const std::size_t begin = at - 2;
    if (stream.size() - at < 10) return {};
    if (two(stream, at) != 10) return wrong("an SOT segment of 10 bytes", std::to_string(two(stream, at)));
    const std::size_t length = static_cast<std::size_t>(two(stream, at + 4)) << 16U | two(stream, at + 6);
    if (length != 0 && length < 14) return wrong("a tile-part of at least 14 bytes", std::to_string(length));
    const std::size_t end = length == 0 || length > stream.size() - begin ? stream.size() : begin + length;
    at += 10;
    PROOFMARK_TRY(const unsigned data, walk_segments(stream, at, end, {sod}, components));
    if (data == 0 && end != stream.size()) return wrong("the data of a tile-part inside it", "none");
    at = end;
    if (stream.size() - at < 2) return {};
    const unsigned next = two(stream, at);
    if (next == eoc) return {};
    if (next != sot) return wrong("a tile-part or the end behind a tile-part", to_hex(stream.subspan(at, 2)));
    at += 2;
  }
}

}  // namespace

Result<void> check_code_stream(ByteView stream) {
  if (stream.size() < kComponents || two(stream, 0) != 0xFF4F || two(stream, 2) != 0xFF51)
    return wrong("a code stream with SIZ", "none");
  if (stream.size() >= kDicom + 4 && to_text(stream.subspan(kDicom, 4)) == "DICM")
    return wrong("a code stream and nothing else", "a DICOM file in the same bytes");
  const std::size_t components = components_of(stream);
  const std::size_t length = two(stream, 4);
  if (length != 38 + 3 * components)
    return wrong("a SIZ segment of " + std::to_string(38 + 3 * components) + " bytes", std::to_string(length));
  if (stream.size() < 4 + length) return {};
  std::size_t at = 4 + length;
  PROOFMARK_TRY(const unsigned first, walk_segments(stream, at, stream.size(), {sot, eoc}, components));
  return first == sot ? walk_tile_parts(stream, at, components) : Result<void>{};
}

}  // namespace proofmark

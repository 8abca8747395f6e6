#include "common/picture_size.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "common/code_stream.hpp"

namespace proofmark {

namespace {

// A decoder of JPEG 2000 keeps up to eight bytes a sample beside the picture itself: tile and image, four bytes each.
constexpr std::uint64_t kMostPixels = std::uint64_t{2} << 20U;
constexpr std::uint64_t kLongestSide = 4096;
constexpr unsigned kMostComponents = 3;  // ISO/IEC 19794-5 clause 5.7.3: grey or colour
constexpr std::uint64_t kMostTiles = 64;
constexpr std::uint64_t kMostTiledPixels = std::uint64_t{1} << 20U;  // one tile alone is decoded in the picture's place
// A progressive picture has ten. Each goes over all its blocks, and costs some ten bytes.
constexpr std::size_t kMostScans = 100;
// Each piece of a block is listed by a decoder, at some ten times the bits that announce it.
constexpr std::size_t kLongestStream = 512U * 1024U;

tl::unexpected<Error> wrong(const std::string& expected, const std::string& observed) {
  return fail("ITU-T T.81 and T.800", expected, observed, "Give an intact JPEG or JPEG 2000.");
}

std::uint64_t number(ByteView bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8U | bytes[at + i];
  return value;
}

bool begins(ByteView bytes, std::initializer_list<std::uint8_t> with) {
  return bytes.size() >= with.size() && std::equal(with.begin(), with.end(), bytes.begin());
}

Result<PictureSize> size_of_jpeg(ByteView jpeg) {
  std::size_t at = 2;
  while (at + 9 < jpeg.size()) {
    if (jpeg[at] != 0xFF) return wrong("a marker segment", "another byte at " + std::to_string(at));
    const std::uint8_t marker = jpeg[at + 1];
    if (marker == 0xFF) {  // fill byte, T.81 section B.1.1.2
      ++at;
      continue;
    }
    // Without a length (B.1.1.3): a decoder goes on behind the two bytes, where a frame header of its own may be. And
    // FF00 is no marker at all.
    if (marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD7)) return wrong("a marker segment", "a marker without one");
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      PictureSize size;
      size.height = number(jpeg, at + 5, 2);
      size.width = number(jpeg, at + 7, 2);
      size.components = jpeg[at + 9];
      size.stream = jpeg;
      return size;
    }
    const std::uint64_t length = number(jpeg, at + 2, 2);
    if (length < 2 || marker == 0xDA || marker == 0xD9) break;
    at += 2 + static_cast<std::size_t>(length);
  }
  return wrong("a frame header", "none");
}

// SOS markers, and those in a thumbnail or by chance in application data with them: never fewer than a decoder meets.
std::size_t scans_of(ByteView jpeg) {
  std::size_t scans = 0;
  for (std::size_t at = 0; at + 1 < jpeg.size(); ++at)
    if (jpeg[at] == 0xFF && jpeg[at + 1] == 0xDA) ++scans;
  return scans;
}

// The SIZ marker segment comes right after the code stream's begin (T.800 section A.5.1).
Result<PictureSize> size_of_code_stream(ByteView stream) {
  if (stream.size() < 42 || !begins(stream, {0xFF, 0x4F, 0xFF, 0x51})) return wrong("a code stream with SIZ", "none");
  const auto word = [&](std::size_t index) { return number(stream, 8 + 4 * index, 4); };
  const std::uint64_t right = word(0), bottom = word(1), left = word(2), top = word(3);
  const std::uint64_t tile_width = word(4), tile_height = word(5), tile_left = word(6), tile_top = word(7);
  if (right <= left || bottom <= top || tile_width == 0 || tile_height == 0 || tile_left > left || tile_top > top)
    return wrong("an image area and tiles in it", "an empty one");
  PictureSize size;
  size.width = right - left;
  size.height = bottom - top;
  size.components = static_cast<unsigned>(number(stream, 40, 2));
  const auto count = [](std::uint64_t length, std::uint64_t of) { return (length + of - 1) / of; };
  size.tiles = count(right - tile_left, tile_width) * count(bottom - tile_top, tile_height);
  size.jpeg2000 = true;
  size.stream = stream;
  return size;
}

// Boxes of length, type and content (T.800 section I.4); the code stream is in the first jp2c.
Result<ByteView> code_stream_in_boxes(ByteView boxes) {
  std::size_t at = 0;
  while (at + 8 <= boxes.size()) {
    std::uint64_t length = number(boxes, at, 4);
    std::size_t head = 8;
    if (length == 1 && at + 16 <= boxes.size()) {
      length = number(boxes, at + 8, 8);
      head = 16;
    }
    if (length == 0) length = boxes.size() - at;
    if (length < head || length > boxes.size() - at)
      return wrong("boxes inside the picture", "one that reaches beyond");
    if (to_text(boxes.subspan(at + 4, 4)) == "jp2c")
      return boxes.subspan(at + head, static_cast<std::size_t>(length) - head);
    at += static_cast<std::size_t>(length);
  }
  return wrong("a box with a code stream", "none");
}

Result<PictureSize> size_of(ByteView picture) {
  if (begins(picture, {0xFF, 0xD8, 0xFF})) return size_of_jpeg(picture);
  if (begins(picture, {0xFF, 0x4F, 0xFF, 0x51})) return size_of_code_stream(picture);
  if (!begins(picture, {0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20})) return wrong("JPEG or JPEG 2000", "another");
  PROOFMARK_TRY(const ByteView stream, code_stream_in_boxes(picture));
  return size_of_code_stream(stream);
}

}  // namespace

Result<PictureSize> picture_size(ByteView picture) {
  PROOFMARK_TRY(PictureSize size, size_of(picture));
  if (size.width == 0 || size.height == 0 || size.components == 0)
    return wrong("a size above zero", std::to_string(size.width) + " x " + std::to_string(size.height));
  return size;
}

Result<void> require_modest(const PictureSize& size) {
  const auto more = [](std::string observed) {
    return fail("ICAO 9303-10 section 4.7.2", "a portrait that is decoded within 64 MiB", std::move(observed),
                "Refuse the document.");
  };
  if (size.width > kLongestSide || size.height > kLongestSide || size.width * size.height > kMostPixels ||
      size.components > kMostComponents || size.tiles > kMostTiles ||
      (size.tiles > 1 && size.width * size.height > kMostTiledPixels))
    return more(std::to_string(size.width) + " x " + std::to_string(size.height) + " pixels, " +
                std::to_string(size.components) + " components, " + std::to_string(size.tiles) + " tiles");
  if (!size.jpeg2000) {
    const std::size_t scans = scans_of(size.stream);
    return scans > kMostScans ? Result<void>(more(std::to_string(scans) + " scans")) : Result<void>{};
  }
  if (size.stream.size() > kLongestStream) return more(std::to_string(size.stream.size()) + " bytes of JPEG 2000");
  if (const auto cost = check_code_stream(size.stream); !cost)
    return more(cost.error().observed + " where " + cost.error().expected + " was expected");
  return {};
}

bool modest(const PictureSize& size) {
  return require_modest(size).has_value();
}

}  // namespace proofmark

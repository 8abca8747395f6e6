#include "common/picture_size.hpp"

#include <gtest/gtest.h>

namespace proofmark {
namespace {

Bytes hex(const std::string& text) {
  return from_hex(text).value();
}
Bytes word(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24U), static_cast<std::uint8_t>(value >> 16U & 0xFFU),
          static_cast<std::uint8_t>(value >> 8U & 0xFFU), static_cast<std::uint8_t>(value & 0xFFU)};
}

Bytes jpeg(const std::string& height_and_width, const std::string& components = "03") {
  return hex("FFD8 FFE0 0004 0000 FFFF C0 0011 08" + height_and_width + components + "012200 021101 031101 FFD9");
}
// SIZ with an image area from (left, top), tiles of this size.
Bytes code_stream(std::uint32_t right, std::uint32_t bottom, std::uint32_t left, std::uint32_t top, std::uint32_t tile,
                  const std::string& components = "0003") {
  return concat({hex("FF4FFF51 002F 0000"), word(right), word(bottom), word(left), word(top), word(tile), word(tile),
                 word(0), word(0), hex(components + "070101 070101 070101 FFD9")});
}
Bytes in_boxes(const Bytes& stream) {
  return concat({hex("0000000C 6A502020 0D0A870A 00000014 66747970 6A703220 00000000 6A703220"),
                 word(static_cast<std::uint32_t>(stream.size() + 8)), to_bytes("jp2c"), stream});
}

TEST(PictureSize, IsThatOfTheFrameHeader) {
  const auto size = picture_size(jpeg("0213019D"));
  ASSERT_TRUE(size) << size.error().line();
  EXPECT_EQ(size->width, 413U);
  EXPECT_EQ(size->height, 531U);
  EXPECT_EQ(size->components, 3U);
  EXPECT_FALSE(size->jpeg2000);
  EXPECT_TRUE(modest(*size));
}

TEST(PictureSize, OfAJpeg2000BareAndInBoxes) {
  const Bytes bare = code_stream(500, 600, 87, 69, 1000);
  for (const Bytes& picture : {bare, in_boxes(bare)}) {
    const auto size = picture_size(picture);
    ASSERT_TRUE(size) << size.error().line();
    EXPECT_EQ(size->width, 413U);
    EXPECT_EQ(size->height, 531U);
    EXPECT_TRUE(size->jpeg2000);
    EXPECT_EQ(size->tiles, 1U);
    EXPECT_EQ(Bytes(size->stream.begin(), size->stream.end()), bare);
    EXPECT_TRUE(modest(*size));
  }
}

TEST(PictureSize, WhatWouldNotFitIntoMemoryIsNotModest) {
  EXPECT_FALSE(modest(*picture_size(jpeg("FFDCFFDC"))));
  EXPECT_FALSE(modest(*picture_size(jpeg("0213019D", "05"))));
  EXPECT_FALSE(modest(*picture_size(code_stream(400000, 400000, 0, 0, 400000))));
  EXPECT_FALSE(modest(*picture_size(code_stream(0xFFFFFFFF, 0xFFFFFFFF, 0, 0, 0xFFFFFFFF))));
  EXPECT_FALSE(modest(*picture_size(code_stream(413, 531, 0, 0, 1)))) << "a tile for each pixel";
  EXPECT_FALSE(modest(*picture_size(code_stream(413, 531, 0, 0, 531, "4000")))) << "16,384 components";
  EXPECT_FALSE(modest(*picture_size(code_stream(2048, 2048, 0, 0, 2048)))) << "96 MiB when it is decoded";
  EXPECT_TRUE(modest(*picture_size(code_stream(1448, 1448, 0, 0, 1448))));
}

TEST(PictureSize, RefusesWhatIsNoPicture) {
  for (const Bytes& picture :
       {Bytes{}, to_bytes("no picture"), hex("FFD8FFD9"), hex("FFD8FFE0FFFF000000000000"), jpeg("00000000"),
        jpeg("0213019D", "00"), hex("FF4FFF51002F"), code_stream(5, 5, 5, 0, 9), code_stream(5, 5, 0, 0, 0),
        in_boxes({}), hex("0000000C6A5020200D0A870A"), hex("0000000C6A5020200D0A870A FFFFFFFF 6A703263"),
        hex("0000000C6A5020200D0A870A 00000000 66747970")})
    EXPECT_FALSE(picture_size(picture)) << to_hex(picture);
}

// A marker without a length: who takes the next bytes for one lands on another frame header than a decoder does, which
// finds 65,500 x 65,500 pixels right behind it.
TEST(PictureSize, IsNotThatOfAHiddenFrameHeader) {
  const std::string huge = "FFC0 000B 08 FFDC FFDC 01 011100", small = "FFC0 000B 08 0213 019D 01 011100";
  for (const char* alone : {"FF01", "FF00", "FFD0", "FFD7", "FFFFD3"}) {
    const auto size = picture_size(hex("FFD8" + std::string(alone) + "0013" + huge + "FFE1 000F" + small + "FFD9"));
    EXPECT_FALSE(size) << alone;
  }
  const auto first = picture_size(hex("FFD8" + huge + "FFE1 000F" + small + "FFD9"));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->width, 65500U);
}

// Whatever is cut off: an error or a size, never a reading beyond.
TEST(PictureSize, OfEveryBeginning) {
  for (const Bytes& whole : {jpeg("0213019D"), code_stream(413, 531, 0, 0, 531), in_boxes(code_stream(9, 9, 0, 0, 9))})
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const auto known = picture_size(part);
      if (known) {
        EXPECT_GT(known->width, 0U);
      }
    }
}

}  // namespace
}  // namespace proofmark

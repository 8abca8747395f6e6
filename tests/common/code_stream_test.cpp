#include "common/code_stream.hpp"

#include <gtest/gtest.h>

namespace proofmark {
namespace {

Bytes hex(const std::string& text) {
  return from_hex(text).value();
}

// 64 x 64 pixels of one component in one tile.
const std::string siz =
    "FF4FFF51 0029 0000 00000040 00000040 00000000 00000000 00000040 00000040 00000000 00000000 0001 070101";
const std::string cod = "FF52 000C 00 00 0001 00 05 04 04 00 01";
const std::string qcd = "FF5C 0004 40 40";
const std::string data = "0011223344";
// SOT with Psot for a header of `more` bytes and the data.
std::string tile_part(std::size_t more = 0, const std::string& header = "") {
  const std::size_t length = 14 + more + 5;
  return "FF90 000A 0000 000000" + to_hex(Bytes{static_cast<std::uint8_t>(length)}) + " 00 01" + header + "FF93" + data;
}

TEST(CodeStream, of_an_encoder_is_good) {
  for (const std::string& stream :
       {siz + cod + qcd + tile_part() + "FFD9", siz + cod + qcd + tile_part() + tile_part() + "FFD9",
        siz + cod + qcd + "FF64 0006 0001 6162" + tile_part() + "FFD9", siz + cod + qcd + tile_part(14, cod) + "FFD9",
        siz + cod + qcd + "FF90000A0000000000000001FF93" + data})
    EXPECT_TRUE(check_code_stream(hex(stream))) << check_code_stream(hex(stream)).error().line() << "\n" << stream;
}

// A decoder says what is wrong with it, or shows what there is.
TEST(CodeStream, that_ends_early_is_good) {
  const Bytes whole = hex(siz + cod + qcd + tile_part(14, cod) + "FFD9");
  for (std::size_t size = hex(siz).size(); size < whole.size(); ++size)
    EXPECT_TRUE(check_code_stream(ByteView(whole).first(size))) << size;
}

// Found by fuzzing: such a picture was given to a reader of DICOM, which took 4 GiB for it.
TEST(CodeStream, that_is_a_dicom_file_as_well_is_refused) {
  const std::string begin = siz + cod + qcd;
  const std::size_t before = 128 - hex(begin).size() - 6;
  const auto with = [&](const std::string& word) {
    const Bytes comment = concat({hex("0001"), Bytes(before, 0x20), to_bytes(word)});
    const auto length = static_cast<std::uint8_t>(comment.size() + 2);
    return concat({hex(begin + "FF64 00"), Bytes{length}, comment, hex(tile_part() + "FFD9")});
  };
  EXPECT_TRUE(check_code_stream(with("DICN")));
  EXPECT_FALSE(check_code_stream(with("DICM")));
}

TEST(CodeStream, with_what_no_portrait_needs_is_refused) {
  const std::string begin = siz + cod + qcd;
  for (const std::string& stream : {
           std::string("FF4F"),
           std::string("FF4FFF51") + std::string(80, '0'),
           siz + "FF52 000C 00 00 0041 00 05 04 04 00 01",                 // 65 layers
           siz + "FF52 000C 00 00 0001 00 0B 04 04 00 01",                 // 11 levels
           siz + "FF52 000C 00 00 0001 00 05 00 00 00 01",                 // blocks of 4 x 4
           siz + "FF52 000C 00 00 0001 00 05 08 01 00 01",                 // of 1,024 x 8
           siz + "FF52 000C 00 00 0001 00 05 04 04 04 01",                 // a piece for each pass
           siz + "FF52 0012 01 00 0001 00 05 04 04 00 01 FFFF FFFF FF0F",  // a precinct of one sample's height
           siz + "FF52 000E 01 00 0001 00 05 04 04 00 01 FFFF",            // precincts of two levels alone
           siz + "FF52 0006 00 00 0001",                                   // cut
           begin + "FF53 0009 00 00 05 00 00 00 01",                       // the same in COC
           begin + "FF60 0004 0000",
           begin + "FF5F 0009 00000000000000",  // packed headers, changed progression
           begin + "FF30 FFFF" + cod,  // one without a length, whose bytes would be taken for one that is too long
           begin + "FF50 0006 00000000",
           begin + "FF64 0001",                                                   // another coder, no length
           begin + "FF90 000A 0000 0000000D 00 01 FF93" + data,                   // a tile-part of 13 bytes
           begin + "FF90 000B 0000 00000013 00 01 FF93" + data,                   // SOT of 11
           begin + tile_part() + cod,                                             // parameters behind a tile-part
           begin + tile_part(14, "FF52 000C 00 00 FFFF 00 05 04 04 00 01"),       // layers in a tile-part's header
           begin + "FF90 000A 0000 00000010 00 01 FF64 0006 00016162 FF93 FFD9",  // data outside it
       }) {
    const auto checked = check_code_stream(hex(stream));
    EXPECT_FALSE(checked) << stream;
  }
}

}  // namespace
}  // namespace proofmark

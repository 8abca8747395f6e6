#include <array>
#include <string_view>

#include "attacks/injection/way.hpp"
#include "common/media/h264.hpp"

namespace proofmark::attack::injection {
namespace {

constexpr std::array<std::uint8_t, 4> kStart{0, 0, 0, 1};
constexpr std::array<std::uint8_t, 16> kX264{0xDC, 0x45, 0xE9, 0xBD, 0xE6, 0xD9, 0x48, 0xB7,
                                             0x96, 0x2C, 0xD8, 0x20, 0xD9, 0x23, 0xEE, 0xEF};
constexpr std::string_view kText =
    "x264 - core 164 - H.264/MPEG-4 AVC codec - options: cabac=1 ref=1 deblock=1:0:0 analyse=0x3:0x3 me=dia subme=1 "
    "psy=1 mixed_ref=0 8x8dct=1 threads=4 bframes=0 weightp=1 keyint=250 keyint_min=25 scenecut=40 rc=crf mbtree=0";

}  // namespace

Bytes x264_note() {
  Bytes unit(kStart.begin(), kStart.end());
  unit.push_back(6);  // nal_unit_type: SEI
  unit.push_back(5);  // payloadType: user_data_unregistered
  std::size_t size = kX264.size() + kText.size() + 1;
  for (; size >= 255; size -= 255) unit.push_back(255);
  unit.push_back(static_cast<std::uint8_t>(size));
  unit.insert(unit.end(), kX264.begin(), kX264.end());
  unit.insert(unit.end(), kText.begin(), kText.end());
  unit.push_back(0);     // of the text
  unit.push_back(0x80);  // rbsp_trailing_bits
  return unit;
}

Bytes with_note(ByteView access_unit, ByteView note) {
  Bytes out;
  bool put = false;
  for (const ByteView unit : media::split_annexb(access_unit)) {
    const unsigned type = unit[0] & 0x1FU;
    if (!put && (type == 1 || type == 5)) {
      out.insert(out.end(), note.begin(), note.end());
      put = true;
    }
    out.insert(out.end(), kStart.begin(), kStart.end());
    out.insert(out.end(), unit.begin(), unit.end());
  }
  return out;
}

}  // namespace proofmark::attack::injection

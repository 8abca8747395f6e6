#include "common/media/h264.hpp"

namespace proofmark::media {

// A start code is 00 00 01; zero bytes before it belong to neither NAL unit (B.1: leading_zero_8bits, zero_byte,
// trailing_zero_8bits). A NAL unit itself never ends in 00 (7.4.1).
std::vector<ByteView> split_annexb(ByteView access_unit) {
  std::vector<ByteView> units;
  const std::size_t n = access_unit.size();
  std::size_t begin = n;
  const auto close = [&](std::size_t end) {
    if (begin >= end) return;
    while (end > begin && access_unit[end - 1] == 0) --end;
    if (end > begin) units.push_back(access_unit.subspan(begin, end - begin));
  };
  for (std::size_t i = 0; i + 2 < n; ++i) {
    if (access_unit[i + 2] > 1) {
      i += 2;  // no start code can begin at i, i + 1 or i + 2
      continue;
    }
    if (access_unit[i] != 0 || access_unit[i + 1] != 0 || access_unit[i + 2] != 1) continue;
    close(i);
    begin = i + 3;
    i += 2;
  }
  close(n);
  return units;
}

bool is_key_frame(ByteView access_unit) {
  for (const ByteView unit : split_annexb(access_unit))
    if ((unit[0] & 0x1FU) == 5) return true;
  return false;
}

}  // namespace proofmark::media

// EF.ATR/INFO, ICAO 9303-10 section 3.11.1: how long the commands and answers may be that a chip takes and gives.
#pragma once
#include "common/bytes.hpp"

namespace proofmark::emrtd {

inline constexpr std::uint16_t fid_atr_info = 0x2F01;

// Extended length information (ISO/IEC 7816-4 clause 12.7.1), in bytes of the whole APDU.
struct LongestApdus {
  std::size_t command = 0;
  std::size_t response = 0;
};
// `file` is a row of data objects, of which 7F66 holds two integers. Errors: malformed objects, none of tag 7F66,
// another number of integers, one that is empty or longer than four bytes.
[[nodiscard]] Result<LongestApdus> parse_atr_info(ByteView file);

}  // namespace proofmark::emrtd

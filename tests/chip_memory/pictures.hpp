// Pictures at the limit of what is taken, written by hand: an encoder would not make them.
#pragma once
#include "common/bytes.hpp"

namespace proofmark::chip::test {

// A JPEG 2000 code stream (ITU-T T.800 annex A) of three components.
struct Stream {
  std::uint32_t width = 1448, height = 1448;            // pixels
  std::uint32_t tile_width = 1448, tile_height = 1448;  // pixels
  std::uint16_t layers = 1;
  std::uint8_t levels = 5;
  std::uint8_t block_width = 6, block_height = 6;  // exponents
  std::uint8_t style = 0;                          // of the code blocks
  std::uint8_t precinct = 15;                      // exponent of each side
  bool in_tile_part = false;                       // the coding parameters once more in the tile-part's header
  Bytes data;                                      // the packets of each tile
};
[[nodiscard]] Bytes encode(const Stream& stream);

// A progressive JPEG (ITU-T T.81) of three components, none subsampled, that a camera turned by a quarter (EXIF).
[[nodiscard]] Bytes progressive(std::uint16_t width, std::uint16_t height, std::size_t scans);

}  // namespace proofmark::chip::test

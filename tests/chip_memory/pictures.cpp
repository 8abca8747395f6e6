#include "tests/chip_memory/pictures.hpp"

namespace proofmark::chip::test {
namespace {

Bytes number(std::uint32_t value, std::size_t size) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[size - 1 - i] = static_cast<std::uint8_t>(value >> (8U * i) & 0xFFU);
  return out;
}

Bytes segment(std::uint8_t marker, ByteView content) {
  return concat({Bytes{0xFF, marker}, number(static_cast<std::uint32_t>(content.size() + 2), 2), content});
}

}  // namespace

Bytes encode(const Stream& stream) {
  const Bytes component{0x07, 0x01, 0x01};
  const Bytes size = segment(0x51, concat({number(0, 2), number(stream.width, 4), number(stream.height, 4), Bytes(8, 0),
                                           number(stream.tile_width, 4), number(stream.tile_height, 4), Bytes(8, 0),
                                           number(3, 2), component, component, component}));
  const bool precincts = stream.precinct != 15;
  const auto precinct = static_cast<std::uint8_t>(stream.precinct << 4U | stream.precinct);
  const Bytes coding = segment(
      0x52, concat({Bytes{static_cast<std::uint8_t>(precincts ? 1 : 0), 0x00}, number(stream.layers, 2), Bytes{0x01},
                    Bytes{stream.levels, static_cast<std::uint8_t>(stream.block_width - 2),
                          static_cast<std::uint8_t>(stream.block_height - 2), stream.style, 0x01},
                    Bytes(precincts ? stream.levels + std::size_t{1} : 0, precinct)}));
  const Bytes quantisation = segment(0x5C, concat({Bytes{0x40}, Bytes(3 * std::size_t{stream.levels} + 1, 0x40)}));
  Bytes out = concat({Bytes{0xFF, 0x4F}, size, coding, quantisation});
  const auto along = [](std::uint32_t length, std::uint32_t tile) { return (length + tile - 1) / tile; };
  const std::uint32_t tiles = along(stream.width, stream.tile_width) * along(stream.height, stream.tile_height);
  for (std::uint32_t tile = 0; tile < tiles; ++tile) {
    const Bytes again = stream.in_tile_part ? coding : Bytes{};
    const auto length = static_cast<std::uint32_t>(14 + again.size() + stream.data.size());
    const Bytes head = segment(0x90, concat({number(tile, 2), number(length, 4), Bytes{0x00, 0x01}}));
    out = concat({out, head, again, Bytes{0xFF, 0x93}, stream.data});
  }
  return concat({out, Bytes{0xFF, 0xD9}});
}

Bytes progressive(std::uint16_t width, std::uint16_t height, std::size_t scans) {
  const Bytes turned{'E',  'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
                     0x01, 0x12, 0,   3,   0, 0, 0,   1,   0, 6,  0, 0, 0, 0, 0, 0};
  const auto table = [](std::uint8_t which) {
    return segment(0xC4, concat({Bytes{which, 0x01}, Bytes(15, 0), Bytes{0x00}}));
  };
  Bytes out = concat({Bytes{0xFF, 0xD8}, segment(0xE1, turned), segment(0xDB, concat({Bytes{0x00}, Bytes(64, 1)})),
                      segment(0xC2, concat({Bytes{0x08}, number(height, 2), number(width, 2),
                                            Bytes{0x03, 0x01, 0x11, 0x00, 0x02, 0x11, 0x00, 0x03, 0x11, 0x00}})),
                      table(0x00), table(0x10),
                      segment(0xDA, Bytes{0x03, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00}), Bytes{0x00}});
  for (std::size_t i = 1; i < scans; ++i) {
    const auto component = static_cast<std::uint8_t>(1 + i % 3);
    out = concat({out, segment(0xDA, Bytes{0x01, component, 0x00, 0x01, 0x3F, 0x00}), Bytes{0x00}});
  }
  return concat({out, Bytes{0xFF, 0xD9}});
}

}  // namespace proofmark::chip::test

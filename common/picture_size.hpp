// What a picture's own header says of its size, read before a decoder takes memory for it.
#pragma once
#include <cstdint>

#include "common/bytes.hpp"

namespace proofmark {

struct PictureSize {
  std::uint64_t width = 0;   // pixels
  std::uint64_t height = 0;  // pixels
  unsigned components = 0;   // planes of samples
  std::uint64_t tiles = 1;   // JPEG 2000: each of them costs a decoder memory of its own
  bool jpeg2000 = false;
  ByteView stream;  // the picture without a wrapper: JPEG as it came, of JPEG 2000 the code stream
};

// JPEG (ITU-T T.81), JPEG 2000 as a code stream or in boxes (ITU-T T.800 annexes A and I). The view points into
// `picture`. Errors: another kind, no frame header, sizes of zero.
[[nodiscard]] Result<PictureSize> picture_size(ByteView picture);

// Decoded it takes at most 64 MiB and a few seconds, whatever follows the header (measured: tests/chip_memory). Sides of
// at most 4,096 and 2 Mi pixels together (a portrait of 35 x 45 mm at 850 dots per inch), three components, one tile or
// 64 of 1 Mi pixels together; of JPEG 2000 at most 512 KiB and what check_code_stream() asks, of JPEG at most 100
// scans. Errors name what is more.
[[nodiscard]] Result<void> require_modest(const PictureSize& size);
[[nodiscard]] bool modest(const PictureSize& size);

}  // namespace proofmark

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

// Decoded it takes at most 64 MiB: 4 Mi pixels, four components, 64 tiles.
[[nodiscard]] bool modest(const PictureSize& size);

}  // namespace proofmark

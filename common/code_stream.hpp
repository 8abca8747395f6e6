// What the decoding of a JPEG 2000 code stream (ITU-T T.800 annex A) would cost, read from its marker segments before a
// decoder takes memory and time for it. A few bytes there are worth gigabytes: a precinct for each pixel, or
// 65,535 layers.
#pragma once
#include "common/bytes.hpp"

namespace proofmark {

// `stream` begins with SOC and SIZ. Good: at most 64 layers and 10 levels of decomposition; code blocks of at least
// 1,024 samples, 16 on each side, and precincts of at least 128 x 128; blocks coded in one piece, no packed packet
// headers, no change of progression; marker segments and tile-parts that follow one another as they say. A stream that
// ends early is good: the decoder refuses it or shows what there is. Nor is it another kind of picture in the same
// bytes: OpenCV asks its reader of DICOM first. Errors name the first that is not so.
[[nodiscard]] Result<void> check_code_stream(ByteView stream);

}  // namespace proofmark

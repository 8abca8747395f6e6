// DG2 with a record of ISO/IEC 39794-5: an image that was found lies inside the file, and can be put into one again.
#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  const auto face = emrtd::parse_dg2(input);
  if (!face) return 0;
  require(std::search(input.begin(), input.end(), face->image.begin(), face->image.end()) != input.end());
  if (const auto file = emrtd::encode_dg2_39794(*face)) {
    const auto again = emrtd::parse_dg2(*file);
    require(again && again->image == face->image && again->format == face->format);
  }
  return 0;
}

// DG2: an image that was found lies inside the file, and can be put into a file again.
#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto face = emrtd::parse_dg2(input)) {
    require(std::search(input.begin(), input.end(), face->image.begin(), face->image.end()) != input.end());
    const auto file = emrtd::encode_dg2(*face);
    require(file.has_value());
    const auto again = emrtd::parse_dg2(*file);
    require(again && again->image == face->image && again->width == face->width);
  }
  return 0;
}

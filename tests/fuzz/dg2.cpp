// DG2: an image that was found lies inside the file, and can be put into a file again; what its header says of its size
// is read without leaving it.
#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "common/picture_size.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

namespace {

void check_size(proofmark::ByteView picture) {
  const auto size = proofmark::picture_size(picture);
  if (!size) return;
  require(size->width > 0 && size->height > 0 && size->components > 0);
  require(size->stream.data() >= picture.data() &&
          size->stream.data() + size->stream.size() <= picture.data() + picture.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  check_size(input);
  if (const auto face = emrtd::parse_dg2(input)) {
    check_size(face->image);
    require(std::search(input.begin(), input.end(), face->image.begin(), face->image.end()) != input.end());
    const auto file = emrtd::encode_dg2(*face);
    require(file.has_value());
    const auto again = emrtd::parse_dg2(*file);
    require(again && again->image == face->image && again->width == face->width);
  }
  return 0;
}

// DG16: what was read can be written, and is then read the same.
#include "common/emrtd/lds_details.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto persons = emrtd::parse_dg16(proofmark::ByteView(data, size));
  if (!persons) return 0;
  require(persons->size() <= size);
  const auto again = emrtd::parse_dg16(emrtd::encode_dg16(*persons));
  require(again && again->size() == persons->size());
  return 0;
}

// DG11, DG12 and DG16: what was read can be written, and is then read the same.
#include "common/emrtd/lds_details.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto person = emrtd::parse_dg11(input)) {
    const auto written = emrtd::encode_dg11(*person);
    const auto again = emrtd::parse_dg11(written);
    require(again && emrtd::encode_dg11(*again) == written);
    require(emrtd::check_text(*person).has_value() == emrtd::check_text(*again).has_value());
  }
  if (const auto document = emrtd::parse_dg12(input)) {
    const auto written = emrtd::encode_dg12(*document);
    const auto again = emrtd::parse_dg12(written);
    require(again && emrtd::encode_dg12(*again) == written);
  }
  if (const auto persons = emrtd::parse_dg16(input)) {
    require(persons->size() <= size);
    const auto again = emrtd::parse_dg16(emrtd::encode_dg16(*persons));
    require(again && again->size() == persons->size());
  }
  return 0;
}

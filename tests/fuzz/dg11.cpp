// DG11: what was read can be written, and is then read the same.
#include "common/emrtd/lds_details.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto details = emrtd::parse_dg11(proofmark::ByteView(data, size));
  if (!details) return 0;
  const auto again = emrtd::parse_dg11(emrtd::encode_dg11(*details));
  require(again.has_value());
  require(emrtd::encode_dg11(*again) == emrtd::encode_dg11(*details));
  return 0;
}

// EF.COM and DG1: what was parsed is encoded again as the same bytes.
#include "common/emrtd/lds.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;
using proofmark::fuzz::same;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto com = emrtd::parse_com(input)) require(same(emrtd::encode_com(*com), input));
  if (const auto zone = emrtd::parse_dg1(input)) require(same(emrtd::encode_dg1(*zone), input));
  return 0;
}

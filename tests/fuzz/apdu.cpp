// Command and response APDUs: what was parsed is encoded again as the same bytes.
#include "common/emrtd/apdu.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;
using proofmark::fuzz::same;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  if (const auto command = emrtd::parse_command(input)) {
    const auto again = emrtd::encode_command(*command);
    require(again && same(*again, input));
  }
  if (const auto response = emrtd::parse_response(input)) require(same(emrtd::encode_response(*response), input));
  return 0;
}

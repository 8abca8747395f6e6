// EF.ATR/INFO: lengths come only from a file that holds their object, and are numbers of at most four bytes.
#include "common/emrtd/atr_info.hpp"

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"

using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  const auto longest = proofmark::emrtd::parse_atr_info(input);
  if (!longest) return 0;
  require(longest->command <= 0xFFFFFFFFU && longest->response <= 0xFFFFFFFFU);
  const std::uint8_t tag[] = {0x7F, 0x66};
  require(std::search(input.begin(), input.end(), std::begin(tag), std::end(tag)) != input.end());
  return 0;
}

// One fuzz target: libFuzzer calls it with bytes from outside; whatever they are, the parser returns.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "common/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace proofmark::fuzz {

// A broken promise ends the run just as a crash does.
inline void require(bool promise) {
  if (!promise) std::abort();
}

[[nodiscard]] inline bool same(ByteView a, ByteView b) {
  return equal_constant_time(a, b);
}

}  // namespace proofmark::fuzz

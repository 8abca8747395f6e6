// One fuzz target: libFuzzer calls it with bytes from outside; whatever they are, the parser returns.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/bytes.hpp"
#include "common/result.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace proofmark::fuzz {

// A broken promise ends the run just as a crash does.
inline void require(bool promise) {
  if (!promise) std::abort();
}

// What is wrong, what belongs there, what stands there.
inline void require_told(const Error& error) {
  require(!error.clause.empty() && !error.expected.empty() && !error.observed.empty());
}
// What a user reads names the file, too.
inline void require_told(const Error& error, const std::string& file) {
  require_told(error);
  require(error.line().find(file) != std::string::npos);
}

[[nodiscard]] inline bool same(ByteView a, ByteView b) {
  return equal_constant_time(a, b);
}

using Reader = void (*)(const std::string& text);

// For a target of several kinds of file: the first byte says which of the readers gets the rest.
template <typename... Readers>
int read_by_first_byte(const std::uint8_t* data, std::size_t size, const Readers&... readers) {
  if (size == 0) return 0;
  const std::array<Reader, sizeof...(Readers)> all{readers...};
  all[data[0] % all.size()](to_text({data + 1, size - 1}));
  return 0;
}

}  // namespace proofmark::fuzz

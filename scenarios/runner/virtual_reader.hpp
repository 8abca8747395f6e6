// Where a virtual reader is, as options name it.
#pragma once
#include <cstdint>
#include <string>

#include "common/result.hpp"

namespace proofmark::runner {

struct VirtualReader {
  std::string host;
  std::uint16_t port = 0;
};
// "HOST:PORT", port 1 to 65535; `option` names it in the error.
[[nodiscard]] Result<VirtualReader> parse_virtual_reader(const std::string& option, const std::string& text);

}  // namespace proofmark::runner

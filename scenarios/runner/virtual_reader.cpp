#include "scenarios/runner/virtual_reader.hpp"

#include <charconv>

namespace proofmark::runner {

Result<VirtualReader> parse_virtual_reader(const std::string& option, const std::string& text) {
  const auto colon = text.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  VirtualReader reader;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), reader.port);
  if (colon == std::string::npos || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() ||
      reader.port == 0)
    return fail(option, "HOST:PORT of the virtual reader, for example 127.0.0.1:35963", "'" + text + "'",
                "Correct the option.");
  reader.host = text.substr(0, colon);
  return reader;
}

}  // namespace proofmark::runner

// Three-letter codes of issuing States (ICAO 9303-3 section 5) to the two-letter codes that certificates carry.
#pragma once
#include <string>

namespace proofmark::chip {

// "LTU" -> "LT", "D" -> "DE"; "" for a code that is not known.
[[nodiscard]] std::string certificate_country(const std::string& issuing_state);

}  // namespace proofmark::chip

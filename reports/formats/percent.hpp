// Proportions as a reader meets them: three significant digits, never rounded to 0 % or 100 % when they are not.
#pragma once
#include <cstdint>
#include <string>

namespace proofmark::reports {

[[nodiscard]] std::string percent(double proportion);         // 0.312 -> "31.2 %", 0.0001 -> "0.01 %"
[[nodiscard]] std::string seconds(double value);              // "12.34 s"
[[nodiscard]] std::string with_thousands(std::uint64_t n);    // 29956 -> "29,956"
[[nodiscard]] std::string decimal(double value, int places);  // rounded, independent of the locale
// A number for a file: the shortest decimal after rounding to 9 places, so that it reads well and stays the same.
[[nodiscard]] double stable(double value);

}  // namespace proofmark::reports

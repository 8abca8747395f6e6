// Comma-separated values as RFC 4180 has them, from outside.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark::corpus {

// Rows of equal length, the first the columns' names; quotes as in the RFC, line ends CR LF or LF, a byte order mark at
// the start. Errors name the line: a quote out of place, a row of another length, text that is not UTF-8, more than
// 64 columns, 4,096 bytes in a field or kMostFiles rows.
[[nodiscard]] Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text, const std::string& origin);

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace proofmark::corpus

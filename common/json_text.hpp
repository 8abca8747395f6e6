// JSON as others wrote it, read by RFC 8259 and no kinder: each field of an object once (section 4, where readers
// disagree on which of two counts), and nothing after the value. nlohmann's parser takes a zero byte for the end of the
// text, so that whatever follows one would pass unseen. Nor does it bound how deep values lie in each other, while
// copying and writing them takes stack for each level (section 9 allows a bound).
#pragma once
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark {

// Levels of arrays and objects; the project's own files have up to ten.
inline constexpr std::size_t kDeepestJson = 100;

// UTF-8 text. An error's expectation names `what`; where reading stopped is in what was observed.
[[nodiscard]] Result<nlohmann::json> parse_json_text(std::string_view text, const std::string& what);

// The same for a caller who says himself what he wanted: null in the place of an error.
[[nodiscard]] nlohmann::json parse_json_or_null(std::string_view text);

}  // namespace proofmark

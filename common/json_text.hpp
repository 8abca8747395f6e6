// JSON as others wrote it, read by RFC 8259 and no kinder: each field of an object once (section 4, where readers
// disagree on which of two counts), and nothing after the value. nlohmann's parser takes a zero byte for the end of the
// text, so that whatever follows one would pass unseen.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark {

// UTF-8 text. An error's expectation names `what`; where reading stopped is in what was observed.
[[nodiscard]] Result<nlohmann::json> parse_json_text(std::string_view text, const std::string& what);

}  // namespace proofmark

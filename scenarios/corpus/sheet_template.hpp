#pragma once
#include <string_view>

namespace proofmark::corpus {

// sheet.html of this folder as it is; ctemplate's syntax, auto-escaping on.
[[nodiscard]] std::string_view sheet_template();

}  // namespace proofmark::corpus

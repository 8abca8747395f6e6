#pragma once
#include <string_view>

namespace proofmark::reports::texts {

// The files of this folder as they are.
[[nodiscard]] std::string_view english();     // en.json
[[nodiscard]] std::string_view lithuanian();  // lt.json
[[nodiscard]] std::string_view phrases();     // phrases.json: a list of {"en", "lt"}

}  // namespace proofmark::reports::texts

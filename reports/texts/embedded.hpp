#pragma once
#include <array>
#include <string_view>

namespace proofmark::reports::texts {

// The files of this folder as they are.
[[nodiscard]] std::string_view english();     // en.json
[[nodiscard]] std::string_view lithuanian();  // lt.json
// phrases.json, checks.json, probes.json, scenarios.json: lists of {"en", "lt"}; of two that fit the earlier is taken.
[[nodiscard]] std::array<std::string_view, 4> phrases();

}  // namespace proofmark::reports::texts

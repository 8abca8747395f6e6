// What the seeds of `seal` are signed over.
#pragma once
#include <string_view>

namespace proofmark::fuzz {

inline constexpr std::string_view sealed_content = "{\"format\":1}\n";

}  // namespace proofmark::fuzz

#pragma once
#include <string>
#include <string_view>

namespace proofmark::reports {

// XML 1.0 section 2.2 allows no control characters but tab, line feed and carriage return, not even escaped: those and
// invalid UTF-8 (a crashing subject's last words) become '?'.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace proofmark::reports

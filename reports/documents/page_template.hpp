#pragma once
#include <string_view>

namespace proofmark::reports {

// page.tpl with style.css in its place; ctemplate's syntax, auto-escaping on.
[[nodiscard]] std::string_view page_template();

}  // namespace proofmark::reports

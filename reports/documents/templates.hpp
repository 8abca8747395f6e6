#pragma once
#include <string_view>

namespace proofmark::reports::templates {

// The files of this folder as they are; ctemplate's syntax, auto-escaping on. "{{>LINE}}" stands for line().
[[nodiscard]] std::string_view document();  // document.tpl
[[nodiscard]] std::string_view blocks();    // blocks.tpl
[[nodiscard]] std::string_view line();      // line.tpl
[[nodiscard]] std::string_view style();     // style.css

}  // namespace proofmark::reports::templates

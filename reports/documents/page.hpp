// The self-contained HTML page of a run.
#pragma once
#include <string>
#include <vector>

#include "reports/formats/results.hpp"

namespace proofmark::reports {

// A frame of the run, shown with its caption. `jpeg_base64` as RFC 4648 section 4 has it.
struct Picture {
  std::string name;
  std::string caption;
  std::string jpeg_base64;
};

// One HTML document without any reference to outside. Every text of the run is escaped for its place in the page.
[[nodiscard]] Result<std::string> render_page(const Evaluation& evaluation, const std::vector<Picture>& pictures);

}  // namespace proofmark::reports

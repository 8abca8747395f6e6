// The catalogue and the evidence store as text for a terminal.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reports/formats/catalogue.hpp"

namespace proofmark::catalogue {

struct Selection {
  std::string source;     // "tender"; empty: all
  bool untested = false;  // only those that apply and that no scenario gives evidence for
  bool lithuanian = false;
};
// The part of a merged catalogue that is asked for. An unknown source is an error that names those there are.
[[nodiscard]] Result<reports::Catalogue> select(const reports::Catalogue& merged, const Selection& selection);
// One paragraph for each requirement, a heading for each source, and the sums.
[[nodiscard]] std::string requirements_listing(const reports::Catalogue& selected, const Selection& selection);

// Every slot with what was filed for it and whether that counts on the day (YYYY-MM-DD).
[[nodiscard]] Result<std::string> evidence_listing(const reports::Catalogue& catalogue,
                                                   const std::vector<reports::FiledEvidence>& filed,
                                                   std::string_view on_date, bool lithuanian);

}  // namespace proofmark::catalogue

// The checks of BSI TR-03135-1 version 5.0.1 with the steps of an inspection below them; internal to this room.
#pragma once
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "reports/files/document_check.hpp"

namespace proofmark::reports {

struct GuidelineResult {
  std::string whole;  // the worst of both parts, in the guideline's words: "not supported"
};

// Fills ElectronicCheck and CombinedCheck: every step once, below the check that it belongs to; a check without a step
// has stated="false" and is undetermined, and so is the whole then, unless the interface has no step for it. One of
// several protocols is enough; an interruption that was read over says
// nothing.
GuidelineResult add_guideline_checks(pugi::xml_node chip, pugi::xml_node both,
                                     const std::vector<DocumentCheckStep>& steps);

}  // namespace proofmark::reports

// From the scenarios, rates and filed evidence of a run to a verdict on each requirement of its catalogue.
#pragma once
#include <string_view>

#include "reports/formats/results.hpp"

namespace proofmark::reports {

// Fills `requirements` from `catalogue`, `scenarios`, `rates` and `evidence` of the evaluation; without a catalogue it
// leaves them empty. `on_date` (YYYY-MM-DD, UTC) is the day on which filed evidence must be valid.
//   fail                       a scenario of this run failed, or a rate refutes a limit of the requirement
//   inconclusive               a scenario that the catalogue lists for it was not played (the reason names it and a
//   suite
//                              that plays it) or not wholly observed, or a limit is not shown
//   external evidence pending  what a simulation can show is shown, a slot has no valid evidence on that day
//   not applicable             the catalogue says why
//   pass                       everything that the requirement's kind asks for is there
// Of a whole service no scenario is demanded that only suites of a part alone can play (catalogue `suites`).
[[nodiscard]] Result<void> judge_requirements(Evaluation& evaluation, std::string_view on_date);

// Why a filed document does not count for its slot on a day ("expired on 2026-01-31"); empty when it counts.
[[nodiscard]] Result<std::string> why_not_valid(const EvidenceSlot& slot, const FiledEvidence& filed,
                                                std::string_view on_date);

}  // namespace proofmark::reports

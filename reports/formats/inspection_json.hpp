// The steps of an inspection as JSON, the same in observations.jsonl and results.json; internal to this room.
#pragma once
#include "reports/formats/json_fields.hpp"
#include "reports/formats/observation.hpp"

namespace proofmark::reports {

[[nodiscard]] OrderedJson json_of(const InspectionRecord& inspection);

}  // namespace proofmark::reports

// What may differ when the same run is made twice, as docs/report-files.md lists it.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace proofmark::testing {

// Of each file of a run folder named in the list: the fields that differ ("attempts[].observation.wall_seconds",
// "section service-times", "the order of its lines"), or "all" of it.
using Varying = std::map<std::string, std::vector<std::string>>;

// Throws when the page has no such list.
[[nodiscard]] Varying listed_as_varying();
// The fields that reports/formats/results.schema.json marks with x-proofmark-varies, sorted.
[[nodiscard]] std::vector<std::string> marked_in_schema();

// The file's text without exactly what the list says of it; "" when all of it may differ.
[[nodiscard]] std::string without_varying(const Varying& varying, const std::string& file, const std::string& text);

}  // namespace proofmark::testing

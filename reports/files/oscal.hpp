// What the two OSCAL files have in common. Private to reports/files: it includes the JSON library.
#pragma once
#include <string>
#include <string_view>

#include "reports/formats/json_fields.hpp"
#include "reports/formats/results.hpp"

namespace proofmark::reports::oscal {

// A property in the project's namespace.
[[nodiscard]] OrderedJson property(const char* name, std::string_view value);
// Title, version of the harness, version of OSCAL; last-modified is the run's simulated start, so that the same run
// gives the same bytes.
[[nodiscard]] OrderedJson metadata(const Evaluation& evaluation, const std::string& title);
// An RFC 3339 time as it is; a date ("2026-03-02") becomes its first moment in UTC.
[[nodiscard]] std::string date_time(const std::string& text);
// Of the evaluation's catalogue; null when it is not there.
[[nodiscard]] const Requirement* requirement(const Evaluation& evaluation, const std::string& id);

}  // namespace proofmark::reports::oscal

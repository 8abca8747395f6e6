// Files for machines beside the reports for people: SARIF for a CI's code view, OSCAL for compliance tools, TR-03135
// style XML for each chip inspection. Same evaluation, same bytes.
#pragma once
#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "reports/formats/results.hpp"

namespace proofmark::reports {

inline constexpr std::string_view kSarifFile = "results.sarif";
inline constexpr std::string_view kOscalResultsFile = "oscal-assessment-results.json";
inline constexpr std::string_view kOscalCatalogFile = "oscal-catalog.json";  // only with a catalogue
inline constexpr std::string_view kChipFolder = "chip";                      // ID.xml for each attempt with a chip

// Writes all of them into `run_folder`, each complete or not at all; files of an earlier report that this evaluation
// does not give are removed.
[[nodiscard]] Result<void> write_files(const std::filesystem::path& run_folder, const Evaluation& evaluation);

// SARIF 2.1.0: a rule for each requirement and each scenario, a result for each that did not pass.
[[nodiscard]] std::string results_to_sarif(const Evaluation& evaluation);
// OSCAL 1.2.1 assessment-results; satisfied is what passed and nothing else.
[[nodiscard]] std::string results_to_oscal(const Evaluation& evaluation);
// OSCAL 1.2.1 catalog of the requirements; the evaluation must hold a catalogue.
[[nodiscard]] Result<std::string> catalogue_to_oscal(const Evaluation& evaluation);
// The chip inspection of attempt `index` in the manner of BSI TR-03135-1, or empty when the attempt reads no chip.
[[nodiscard]] Result<std::string> inspection_to_xml(const Evaluation& evaluation, std::size_t index);

}  // namespace proofmark::reports

// The names of the files in a run folder. The runner writes those up to the pictures, `write_reports` the others.
#pragma once
#include <string_view>

namespace proofmark::reports {

inline constexpr std::string_view kPlanFile = "plan.json";
inline constexpr std::string_view kBeganFile = "began.json";  // optional: the moment by the machine's clock
inline constexpr std::string_view kObservationsFile = "observations.jsonl";  // append-only, one JSON object per line
inline constexpr std::string_view kResourcesFile = "resources.jsonl";        // optional: WorkerResources, one per line
inline constexpr std::string_view kCatalogueFile = "catalogue.json";         // optional: Catalogue
inline constexpr std::string_view kEvidenceFile = "evidence.json";           // optional: list of FiledEvidence
inline constexpr std::string_view kAttemptsFolder =
    "attempts";  // optional: ID/apdu.jsonl, ID/frame-*.jpg of an attempt
inline constexpr std::string_view kPicturesFolder = "pictures";  // optional: NAME.jpg and NAME.txt (caption)
inline constexpr std::string_view kVerdictsFile = "verdicts.json";
inline constexpr std::string_view kResultsFile = "results.json";
inline constexpr std::string_view kJunitFile = "junit.xml";
inline constexpr std::string_view kReportFile = "report.html";
inline constexpr std::string_view kLithuanianReportFile = "report.lt.html";
inline constexpr std::string_view kReportPdf = "report.pdf";
inline constexpr std::string_view kLithuanianReportPdf = "report.lt.pdf";
inline constexpr std::string_view kDocumentsFolder = "documents";  // the assessor's documents, HTML and PDF

}  // namespace proofmark::reports

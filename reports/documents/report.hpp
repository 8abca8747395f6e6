// What `proofmark report DIR` calls: from a run folder to verdicts, results and the page.
#pragma once
#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "reports/formats/verdict.hpp"

namespace proofmark::reports {

struct RunSummary {
  Verdict gate = Verdict::inconclusive;
  std::string gate_reason;       // one line for the terminal
  std::filesystem::path report;  // the HTML page, absolute
  std::size_t planned = 0;
  std::size_t observed = 0;
  // 0 only when the gate is `pass`; fail and inconclusive are 1.
  [[nodiscard]] int exit_code() const { return gate == Verdict::pass ? 0 : 1; }
};

// Reads plan and observations of `run_folder` and writes verdicts.json, results.json, junit.xml and report.html, each
// complete or not at all, the page last. An incomplete run gives a report whose gate is not passed; a folder without a
// plan, with an altered observation file or not writable gives an error, and no old report is left beside new verdicts.
[[nodiscard]] Result<RunSummary> write_reports(const std::filesystem::path& run_folder);

}  // namespace proofmark::reports

// What `proofmark report DIR` calls: from a run folder to verdicts, results, pages, documents and their index.
#pragma once
#include <atomic>
#include <filesystem>
#include <optional>
#include <string>

#include "common/result.hpp"
#include "reports/formats/verdict.hpp"
#include "reports/seal/seal.hpp"

namespace proofmark::reports {

struct ReportOptions {
  std::string on_date;                      // YYYY-MM-DD on which filed evidence must be valid; empty: the plan's start
  bool pdf = true;                          // the pages for filing; they take longest
  std::optional<SealOptions> seal;          // empty: index.json alone, not sealed
  const std::atomic<bool>* stop = nullptr;  // once set, no PDF is written any more; everything else is
};

struct RunSummary {
  Verdict gate = Verdict::inconclusive;
  std::string gate_reason;       // one line for the terminal
  std::filesystem::path report;  // the HTML page in English, absolute
  std::size_t planned = 0;
  std::size_t observed = 0;
  std::string
      pdf_problem;  // why there is no PDF although it was asked for, and how to have it; empty: nothing is wrong
  // 0 only when the gate is `pass`; fail and inconclusive are 1; 2 when the report is not complete.
  [[nodiscard]] int exit_code() const { return !pdf_problem.empty() ? 2 : gate == Verdict::pass ? 0 : 1; }
};

// Reads what the runner left in `run_folder` and writes verdicts.json, results.json, junit.xml, the files for machines
// (reports/files), documents/, report.html and report.lt.html with their PDF, and the index; each complete or not at
// all, the pages after what they refer to. An incomplete run gives a report whose gate is not passed; a folder without
// a plan, with an altered observation file or not writable gives an error, and no old report is left beside new
// verdicts. A PDF that cannot be written leaves everything else complete, as without `pdf`, and pdf_problem says so.
// Same run, same bytes, save the times in the seal and the timestamp (index.p7s, index.tsr).
[[nodiscard]] Result<RunSummary> write_reports(const std::filesystem::path& run_folder,
                                               const ReportOptions& options = {});

}  // namespace proofmark::reports

// `proofmark run`: a suite from its plan to its report.
#pragma once
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "common/result.hpp"
#include "reports/documents/report.hpp"
#include "scenarios/runner/project.hpp"
#include "scenarios/runner/shard.hpp"

namespace proofmark::runner {

struct RunOptions {
  Project project;
  std::string suite = "first";
  std::string subject = "reference";  // scenarios/subjects/open.hpp says what may be named
  std::uint64_t seed = 1;
  // The subject has the system's clock, as one over https always has: what is shown to it is of the very moment.
  bool real_time = false;
  std::string start;               // RFC 3339; empty: the suite's, in real time the run folder's plan's or today
  std::filesystem::path out;       // empty: runs/SUITE-SEED below the current folder
  std::filesystem::path evidence;  // store of filed evidence; empty: evidence/ below the current folder, if it is there
  std::optional<Shard> shard;      // a share of the plan alone; its attempts are found when the plan stands
  std::size_t jobs = 0;            // 0: the number of cores
  reports::ReportOptions report;   // its seal's time is set when the report is written
  std::FILE* progress = stderr;
  const std::atomic<bool>* stop = nullptr;
};

// OUT, or runs/SUITE-SEED (with -K-of-N for a shard).
[[nodiscard]] std::filesystem::path run_folder_of(const RunOptions& options);

// Runs what is still open in the folder and writes the reports. An error: the run could not be completed.
[[nodiscard]] Result<reports::RunSummary> run_suite(const RunOptions& options);

// Runs what is still open of the shard's attempts and writes no reports: merge_shards() makes one run of all shards.
// Gives the number of its attempts.
[[nodiscard]] Result<std::size_t> run_shard(const RunOptions& options);

}  // namespace proofmark::runner

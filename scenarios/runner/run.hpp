// `proofmark run`: a suite from its plan to its report.
#pragma once
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "reports/documents/report.hpp"
#include "scenarios/runner/project.hpp"

namespace proofmark::runner {

struct RunOptions {
  Project project;
  std::string suite = "first";
  std::uint64_t seed = 1;
  std::filesystem::path out;  // empty: runs/SUITE-SEED below the current folder
  std::size_t jobs = 0;       // 0: the number of cores
  std::FILE* progress = stderr;
  const std::atomic<bool>* stop = nullptr;
};

// Runs what is still open in the folder and writes the reports. An error: the run could not be completed.
[[nodiscard]] Result<reports::RunSummary> run_suite(const RunOptions& options);

}  // namespace proofmark::runner

// `proofmark sensitivity`.
#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/runner/project.hpp"

namespace proofmark::sensitivity {

struct Options {
  runner::Project project;
  std::vector<std::string> only;  // names; empty: all
  std::string area;               // empty: every
  std::size_t jobs = 0;           // 0: the number of cores
  std::uint64_t seed = 1;
  std::filesystem::path out = "runs/sensitivity";
  std::filesystem::path page;  // docs/sensitivity.md: what follows "## Last result" is replaced; empty: not
  bool thorough = false;
  bool list = false;  // print the weaknesses and end
  const std::atomic<bool>* stop = nullptr;
};

// Exit codes: 0 everything was caught and nothing failed without a weakness, 1 not so, 2 could not be completed.
// Writes sensitivity.{jsonl,json,md,html} to `out`; a measurement that was stopped or killed goes on there.
int command_sensitivity(const Options& options);

}  // namespace proofmark::sensitivity

// `proofmark run --suite NAME` where NAME is a conformance table.
#pragma once
#include <filesystem>
#include <string>

#include "scenarios/conformance/play.hpp"

namespace proofmark::conformance {

// The file of the table of that name; empty when there is none, and the suite is one of cases.
[[nodiscard]] std::filesystem::path table_file(const runner::Project& project, const std::string& name);

struct Options {
  PlayOptions play;
  std::filesystem::path table;
  std::filesystem::path out;  // empty: runs/NAME-SEED below the current folder
};

// Exit codes: 0 no row failed and none is inconclusive, 1 not so, 2 could not be completed.
int command_conformance(const Options& options);
// One line for each table, as `suites` lists suites.
int list_tables(const runner::Project& project);

}  // namespace proofmark::conformance

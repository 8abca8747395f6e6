// The commands of `proofmark corpus`, without their command line. Exit codes: 0 done, 1 `check` has found something or
// `import` a file that is of no use, 2 could not be completed (one line on standard error).
#pragma once
#include "scenarios/corpus/import.hpp"
#include "scenarios/corpus/make.hpp"
#include "scenarios/corpus/sheet.hpp"

namespace proofmark::corpus {

int command_make(const MakeOptions& options);
int command_specs(const runner::Project& project);
int command_import(const ImportOptions& options);
int command_check(const std::filesystem::path& folder, std::size_t jobs, const std::atomic<bool>* stop);
int command_show(const ShowOptions& options);

}  // namespace proofmark::corpus

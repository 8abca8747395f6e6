// The commands of `proofmark corpus`, without their command line. Exit codes: 0 done, 1 `check` has found something or
// `import` a file that is of no use, 2 could not be completed (one line on standard error).
#pragma once
#include "scenarios/corpus/make.hpp"

namespace proofmark::corpus {

int command_make(const MakeOptions& options);
int command_specs(const runner::Project& project);

}  // namespace proofmark::corpus

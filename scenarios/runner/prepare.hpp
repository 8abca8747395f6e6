// What stands before the first attempt of a run: the suite, the mechanisms it names, the subject, the plan, and the
// files that go into the run folder with it.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "common/result.hpp"
#include "scenarios/runner/attempt.hpp"
#include "scenarios/runner/run.hpp"
#include "scenarios/runner/run_folder.hpp"
#include "scenarios/subjects/open.hpp"

namespace proofmark::runner {

struct Requirements {
  std::optional<reports::Catalogue> catalogue;  // with the cases of the project
  std::string json;                             // as catalogue.json has it
  std::string sha256;
};
[[nodiscard]] Result<Requirements> load_requirements(const Project& project);

// The suite's persons.
[[nodiscard]] Result<std::shared_ptr<const Census>> census_of(const Project& project, const Suite& suite,
                                                              std::uint64_t seed);

struct Prepared {
  RunContext context;  // without people and pictures
  PlannedRun planned;
  RunFiles files;
  std::unique_ptr<subjects::Opened> subject;
};

// Starts the subject once, so that it says what it is: its version belongs into the plan.
[[nodiscard]] Result<Prepared> prepare(const RunOptions& options);

}  // namespace proofmark::runner

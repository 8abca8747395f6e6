// From a plan in its folder to its observations. How an attempt is played is the caller's: the tests play in no time.
#pragma once
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>

#include "common/result.hpp"
#include "reports/formats/observation.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/run_folder.hpp"
#include "scenarios/subjects/subject.hpp"

namespace proofmark::runner {

struct Player {
  std::function<Result<std::unique_ptr<subjects::Subject>>(Instant start)> start_subject;  // on a worker's thread
  std::function<reports::Observation(const Task&, subjects::Subject&)> attempt;            // never fails
};

struct PlayOptions {
  std::size_t jobs = 0;  // workers; 0: the number of cores
  std::FILE* progress = stderr;
  const std::atomic<bool>* stop = nullptr;
};

// Plays what is still open in the folder. An error: an observation could not be written, a subject did not start, or
// the run was asked to stop.
[[nodiscard]] Result<void> play(const Suite& suite, const PlannedRun& planned, RunFolder& folder, const Player& player,
                                const PlayOptions& options);

}  // namespace proofmark::runner

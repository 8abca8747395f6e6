// A run on many machines by an engine that is there already: Slurm. The run's shards are the tasks of one job array;
// when all have ended they are merged, and the report is that of a run on one machine. The folders and programs must be
// at the same place on every machine, as on a cluster they are.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "scenarios/runner/run.hpp"

namespace proofmark::runner {

struct SlurmOptions {
  std::size_t shards = 2;  // tasks of the array; minutes of work each, since a start costs seconds
  std::string partition;   // empty: Slurm's default
  std::chrono::milliseconds poll{1000};
};

// options.jobs is that of each shard, 0: one worker. The shards' folders and logs lie in OUT.shards. A task that failed
// or was lost is an error that names the shard and its log; a second start submits what is open, or waits for a job
// that still runs. Asked to stop it cancels the job.
[[nodiscard]] Result<reports::RunSummary> run_on_slurm(const RunOptions& options, const SlurmOptions& slurm);

// The job script of the array.
[[nodiscard]] std::string shard_script(const RunOptions& options, std::size_t shards,
                                       const std::filesystem::path& folder);

}  // namespace proofmark::runner

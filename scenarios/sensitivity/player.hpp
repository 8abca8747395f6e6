// Attempts against proofmarkd or proofmarkd-weak, judged as every run judges them.
#pragma once
#include "scenarios/runner/attempt.hpp"
#include "scenarios/runner/project.hpp"
#include "scenarios/sensitivity/measure.hpp"

namespace proofmark::sensitivity {

// Read-only for the players but for the context's caches; outlives them.
struct Stage {
  runner::Project project;
  runner::RunContext context;
  runner::PlannedRun planned;
  std::filesystem::path folder;  // for the guards' notes and those of temporary folders
};

// proofmarkd-weak lies beside proofmarkd. `worker` tells the folders of players at work at once apart.
[[nodiscard]] Result<std::unique_ptr<Player>> start_player(Stage& stage, const Target& target, std::size_t worker);

}  // namespace proofmark::sensitivity

// Workers: each a thread with a service of its own, taking the open attempts in the plan's order. What an attempt gives
// depends on the attempt alone; who takes it, and how many workers there are, changes only the time that a run takes.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/observation.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/subjects/subject.hpp"

namespace proofmark::runner {

struct PoolJob {
  std::vector<const Task*> open;  // in the plan's order
  // What an earlier process left: attempt -> the harness errors of its tries.
  std::map<std::string, std::vector<std::string>> earlier_errors;
  std::size_t workers = 1;
  // Starts a service whose clock stands at the given time. Called on the worker's thread.
  std::function<Result<std::unique_ptr<subjects::Subject>>(Instant start)> start_subject;
  std::function<reports::Observation(const Task&, subjects::Subject&)> attempt;
  // Takes the finished observation; an error stops the run (a full disk).
  std::function<Result<void>(reports::Observation)> record;
  std::function<void(const reports::WorkerResources&)> resources;
  const std::atomic<bool>* stop = nullptr;  // set from outside: no further attempt is begun
};

// Harness errors are tried once more with a fresh service, and the observation says so; crash and timeout are
// observations and are not: a second try would hide what the subject did. Returns when every open attempt is recorded,
// or with the first error.
[[nodiscard]] Result<void> run_pool(const PoolJob& job);

}  // namespace proofmark::runner

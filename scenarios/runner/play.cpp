#include "scenarios/runner/play.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "reports/formats/run_folder.hpp"
#include "scenarios/runner/pool.hpp"
#include "scenarios/runner/progress.hpp"

namespace proofmark::runner {
namespace {

std::string outcome_line(const reports::Observation& observation) {
  if (observation.outcome != reports::Outcome::completed)
    return std::string(name_of(observation.outcome)) + ", " + observation.error;
  if (observation.probe) return observation.probe->held ? "held" : "not held, " + observation.probe->observed;
  if (observation.failed_to_acquire) return "not acquired";
  if (observation.pad) return observation.pad->attack ? "taken for an attack" : "taken for bona fide";
  if (observation.decision == reports::Decision::none) return "scored";
  std::string line(name_of(observation.decision));
  for (const reports::Check& check : observation.checks)
    if (check.result == reports::CheckResult::failed || check.result == reports::CheckResult::undetermined) {
      line += ", " + check.id + " " + std::string(name_of(check.result));
      break;
    }
  return line;
}

// One line of the optional resources file; a run does not fail for want of it.
void note_resources(const std::filesystem::path& folder, const reports::WorkerResources& resources) {
  std::ofstream file(folder / reports::kResourcesFile, std::ios::app);
  file << reports::worker_resources_to_json(resources) << '\n';
}

void note_what_stands(Progress& progress, const RunFolder& folder) {
  if (folder.observed_count() > 0)
    progress.note("proofmark: going on with " + std::to_string(folder.observed_count()) +
                  " attempts observed earlier in " + folder.path().string());
  if (!folder.harness_errors().empty())
    progress.note("proofmark: trying again " + std::to_string(folder.harness_errors().size()) +
                  " attempts that failed in the harness itself");
}

}  // namespace

Result<void> play(const Suite& suite, const PlannedRun& planned, RunFolder& folder, const Player& player,
                  const PlayOptions& options) {
  std::map<std::string, double> costs;
  PoolJob job;
  double total = 0;
  double done = 0;
  for (const Task& task : planned.tasks) {
    if (!folder.holds(task.id)) continue;
    const double cost = expected_seconds(suite.scenarios[task.scenario], suite.level);
    costs[task.id] = cost;
    total += cost;
    if (folder.observed(task.id)) {
      done += cost;
    } else {
      job.open.push_back(&task);
    }
  }
  job.earlier_errors = folder.harness_errors();
  job.workers = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  job.stop = options.stop;
  Progress progress(options.progress, ::isatty(::fileno(options.progress)) == 1, total, done, costs.size(),
                    costs.size() - job.open.size());
  note_what_stands(progress, folder);
  job.start_subject = player.start_subject;
  job.attempt = [&](const Task& task, subjects::Subject& service) {
    reports::Observation observation = player.attempt(task, service);
    if (observation.outcome != reports::Outcome::completed)
      progress.note("proofmark: " + task.id + ": " + outcome_line(observation));
    return observation;
  };
  std::atomic<std::size_t> recorded{0};
  job.record = [&](reports::Observation observation) -> Result<void> {
    const std::string id = observation.attempt;
    const std::string line = outcome_line(observation);
    PROOFMARK_CHECK(folder.log().append(std::move(observation)));
    progress.attempt_done(id, line, costs.at(id));
    ++recorded;
    return {};
  };
  job.resources = [&](const reports::WorkerResources& resources) { note_resources(folder.path(), resources); };
  PROOFMARK_CHECK(run_pool(job));
  if (recorded < job.open.size())
    return fail("run", "to finish every attempt", "it was asked to stop",
                "Start it again with the same --out (" + folder.path().string() + ") and it goes on.");
  return {};
}

}  // namespace proofmark::runner

#include "scenarios/runner/run.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "common/files.hpp"
#include "reports/formats/run_folder.hpp"
#include "scenarios/runner/attempt.hpp"
#include "scenarios/runner/pool.hpp"
#include "scenarios/runner/progress.hpp"
#include "scenarios/runner/run_folder.hpp"
#include "scenarios/runner/service_setup.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;

std::string outcome_line(const reports::Observation& observation) {
  if (observation.outcome != reports::Outcome::completed)
    return std::string(name_of(observation.outcome)) + ", " + observation.error;
  std::string line(name_of(observation.decision));
  for (const reports::Check& check : observation.checks)
    if (check.result == reports::CheckResult::failed || check.result == reports::CheckResult::undetermined) {
      line += ", " + check.id + " " + std::string(name_of(check.result));
      break;
    }
  return line;
}

// One line of the optional resources file; a run does not fail for want of it.
void note_resources(const fs::path& folder, const reports::WorkerResources& resources) {
  std::ofstream file(folder / reports::kResourcesFile, std::ios::app);
  file << reports::worker_resources_to_json(resources) << '\n';
}

double cost_of(const Suite& suite, const Task& task) {
  return expected_seconds(suite.scenarios[task.scenario], suite.level);
}

}  // namespace

Result<reports::RunSummary> run_suite(const RunOptions& options) {
  const Project& project = options.project;
  RunContext context;
  PROOFMARK_TRY(context.suite, load_suite(project.suites(), project.cases(), options.suite));
  context.seed = options.seed;
  PROOFMARK_CHECK(verify_packages(project.packages));
  PROOFMARK_CHECK(load_mechanisms(project.card_profiles(), project.document_species(), project.attacks(), context));
  PROOFMARK_TRY(const card::IssuerPki issuer,
                card::IssuerPki::create(SeededRandom(options.seed).derive("issuer"), context.suite.start));
  context.issuer = std::make_shared<const card::IssuerPki>(issuer);

  const fs::path out =
      !options.out.empty() ? options.out : fs::path("runs") / (context.suite.name + "-" + std::to_string(options.seed));
  // The service states its version itself, and that belongs into the plan; so it is started once before.
  PROOFMARK_TRY(const auto setup, ServiceSetup::create(project, issuer));
  const std::string challenges = challenge_seed(options.seed);
  PROOFMARK_TRY(const reports::Subject subject, describe_subject(project, *setup, context.suite.start, challenges));
  PlanInput input;
  input.suite = &context.suite;
  input.seed = options.seed;
  input.subject = subject;
  input.machine = machine_line();
  PROOFMARK_TRY(const PlannedRun planned, make_plan(input));
  PROOFMARK_TRY(RunFolder folder, RunFolder::open(out, planned.plan));
  PROOFMARK_CHECK(setup->leave_note(out / "service-folder"));
  context.pictures = out / reports::kPicturesFolder;

  PROOFMARK_TRY(const auto assets, person::load_assets(project.people(), project.cache()));
  context.people = std::make_shared<People>(assets, options.seed, context.suite.start);

  PoolJob job;
  double total = 0;
  double done = 0;
  for (const Task& task : planned.tasks) {
    const double cost = cost_of(context.suite, task);
    total += cost;
    if (folder.observed(task.id)) {
      done += cost;
    } else {
      job.open.push_back(&task);
    }
  }
  job.workers = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  job.stop = options.stop;
  Progress progress(options.progress, ::isatty(::fileno(options.progress)) == 1, total, done, planned.tasks.size(),
                    planned.tasks.size() - job.open.size());
  if (folder.observed_count() > 0)
    progress.note("proofmark: going on with " + std::to_string(folder.observed_count()) +
                  " attempts observed earlier in " + out.string());
  job.start_subject = [&](Instant start) { return setup->start(start, challenges); };
  job.attempt = [&](const Task& task, subjects::Subject& service) {
    reports::Observation observation = run_attempt(context, task, service);
    if (observation.outcome != reports::Outcome::completed)
      progress.note("proofmark: " + task.id + ": " + outcome_line(observation));
    return observation;
  };
  job.record = [&](reports::Observation observation) -> Result<void> {
    const auto task = std::find_if(planned.tasks.begin(), planned.tasks.end(),
                                   [&](const Task& each) { return each.id == observation.attempt; });
    const std::string line = outcome_line(observation);
    PROOFMARK_CHECK(folder.log().append(std::move(observation)));
    progress.attempt_done(task->id, line, cost_of(context.suite, *task));
    return {};
  };
  job.resources = [&](const reports::WorkerResources& resources) { note_resources(out, resources); };
  PROOFMARK_CHECK(run_pool(job));
  if (options.stop != nullptr && *options.stop)
    return fail("run", "to finish every attempt", "it was asked to stop",
                "Start it again with the same --out (" + out.string() + ") and it goes on.");
  return reports::write_reports(out);
}

}  // namespace proofmark::runner

#include "scenarios/runner/run.hpp"

#include "reports/formats/run_folder.hpp"
#include "scenarios/runner/play.hpp"
#include "scenarios/runner/prepare.hpp"
#include "scenarios/runner/sealing.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;

// The subject has ended and its temporary folder is gone when this returns: the reports index what stands in the
// folder.
Result<std::size_t> play_in_folder(const RunOptions& options, const fs::path& out) {
  PROOFMARK_TRY(Prepared run, prepare(options));
  PROOFMARK_TRY(RunFolder folder, RunFolder::open(out, run.files));
  PROOFMARK_CHECK(run.subject->leave_note(out / "service-folder"));
  run.context.pictures = out / reports::kPicturesFolder;
  run.context.attempts = out / reports::kAttemptsFolder;
  PROOFMARK_TRY(const auto assets, person::load_assets(options.project.people(), options.project.cache()));
  run.context.people =
      std::make_shared<People>(assets, run.context.census, run.context.suite.places, options.project.matchers());
  Player player;
  player.start_subject = [&](Instant start) { return run.subject->start(start); };
  player.attempt = [&](const Task& task, subjects::Subject& subject) {
    return run_attempt(run.context, task, subject);
  };
  PROOFMARK_CHECK(play(run.context.suite, run.planned, folder, player, {options.jobs, options.progress, options.stop}));
  return run.files.shard ? run.files.shard->attempts.size() : run.planned.tasks.size();
}

}  // namespace

fs::path run_folder_of(const RunOptions& options) {
  if (!options.out.empty()) return options.out;
  std::string name = options.suite + "-" + std::to_string(options.seed);
  if (options.shard) name += "-" + std::to_string(options.shard->number) + "-of-" + std::to_string(options.shard->of);
  return fs::path("runs") / name;
}

Result<reports::RunSummary> run_suite(const RunOptions& options) {
  const fs::path out = run_folder_of(options);
  PROOFMARK_CHECK(play_in_folder(options, out));
  reports::ReportOptions report = sealed_now(options.report);
  report.stop = options.stop;
  return reports::write_reports(out, report);
}

Result<std::size_t> run_shard(const RunOptions& options) {
  return play_in_folder(options, run_folder_of(options));
}

}  // namespace proofmark::runner

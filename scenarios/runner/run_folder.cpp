#include "scenarios/runner/run_folder.hpp"

#include <unistd.h>

#include "common/files.hpp"
#include "reports/formats/run_folder.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;

// Leftovers of a run that was killed while it wrote its plan do not count.
bool holds_other_things(const fs::path& folder, std::error_code& problem) {
  for (const auto& entry : fs::directory_iterator(folder, problem))
    if (entry.path().filename().string().rfind(std::string(reports::kPlanFile) + ".partial-", 0) != 0) return true;
  return false;
}

// Says in what two plans differ, in the order in which a user would look.
std::string difference(const reports::Plan& there, const reports::Plan& here) {
  const auto differs = [](const std::string& what, const std::string& a, const std::string& b) {
    return "a plan with " + what + " " + a + " instead of " + b;
  };
  if (there.suite != here.suite) return differs("suite", there.suite, here.suite);
  if (there.seed != here.seed) return differs("seed", std::to_string(there.seed), std::to_string(here.seed));
  if (there.subject.version != here.subject.version)
    return differs("subject version", there.subject.version, here.subject.version);
  if (there.harness != here.harness) return differs("harness version", there.harness, here.harness);
  if (there.machine != here.machine) return differs("machine", "'" + there.machine + "'", "'" + here.machine + "'");
  if (there.run != here.run) return "a plan of another suite file or of other settings of the subject";
  return "a plan with other attempts";
}

}  // namespace

Result<RunFolder> RunFolder::open(const fs::path& folder, const reports::Plan& plan) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem || !fs::is_directory(folder, problem) || ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
    return fail("output folder", "a folder that can be read and written at " + folder.string(),
                problem ? problem.message() : "no such rights", "Give another with --out.");
  const fs::path file = folder / reports::kPlanFile;
  PROOFMARK_TRY(const std::string wanted, reports::plan_to_json(plan));
  if (fs::exists(file, problem)) {
    PROOFMARK_TRY(const std::string there, read_text(file));
    if (there != wanted) {
      const auto parsed = reports::plan_from_json(there);
      return fail("output folder", "an empty folder or one of this same run at " + folder.string(),
                  parsed ? difference(*parsed, plan) : "an unreadable plan.json (" + parsed.error().observed + ")",
                  "Give another folder with --out, or remove this one.");
    }
  } else {
    if (holds_other_things(folder, problem))
      return fail("output folder", "an empty folder or one of this same run at " + folder.string(),
                  "a folder with other things in it", "Give another folder with --out.");
    PROOFMARK_CHECK(reports::write_plan(file, plan));
  }
  RunFolder run;
  run.folder_ = folder;
  PROOFMARK_TRY(run.log_, reports::ObservationLog::open(folder / reports::kObservationsFile, plan.run));
  for (const reports::Observation& observation : run.log_->earlier()) run.observed_.insert(observation.attempt);
  return run;
}

}  // namespace proofmark::runner

#include "scenarios/runner/run_folder.hpp"

#include <unistd.h>

#include "common/files.hpp"
#include "reports/formats/began.hpp"
#include "reports/formats/run_folder.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;

// Leftovers of a run that was killed while it wrote its plan do not count, nor does the date of an earlier beginning.
bool holds_other_things(const fs::path& folder) {
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem))
    if (!writer_of_partial(entry.path()) && entry.path().filename() != reports::kBeganFile) return true;
  return false;
}

// Says in what two plans differ, in the order in which a user would look.
std::string difference(const reports::Plan& there, const reports::Plan& here) {
  const auto differs = [](const std::string& what, const std::string& a, const std::string& b) {
    return "a plan with " + what + " " + a + " instead of " + b;
  };
  if (there.suite != here.suite) return differs("suite", there.suite, here.suite);
  if (there.seed != here.seed) return differs("seed", std::to_string(there.seed), std::to_string(here.seed));
  if (there.started != here.started) return differs("start", there.started, here.started);
  if (there.subject.name != here.subject.name) return differs("subject", there.subject.name, here.subject.name);
  if (there.subject.version != here.subject.version)
    return differs("subject version", there.subject.version, here.subject.version);
  if (there.harness != here.harness) return differs("harness version", there.harness, here.harness);
  if (there.machine != here.machine) return differs("machine", "'" + there.machine + "'", "'" + here.machine + "'");
  if (there.catalogue_sha256 != here.catalogue_sha256) return "a plan with another catalogue of requirements";
  if (there.run != here.run) return "a plan of another suite file or of other settings of the subject";
  return "a plan with other attempts";
}

tl::unexpected<Error> refused(const fs::path& folder, const std::string& observed) {
  return fail("output folder", "an empty folder or one of this same run at " + folder.string(), observed,
              "Give another folder with --out, or remove this one.");
}

// The plan stands in the folder afterwards.
Result<void> settle_plan(const fs::path& folder, const RunFiles& files) {
  const fs::path file = folder / reports::kPlanFile;
  PROOFMARK_TRY(const std::string wanted, reports::plan_to_json(files.plan));
  std::error_code problem;
  if (!fs::exists(file, problem)) {
    if (holds_other_things(folder)) return refused(folder, "a folder with other things in it");
    return write_text(file, wanted);
  }
  PROOFMARK_TRY(const std::string there, read_text(file));
  if (there == wanted) return {};
  const auto parsed = reports::plan_from_json(there);
  if (!parsed) return refused(folder, "an unreadable plan.json (" + parsed.error().observed + ")");
  if (!files.shard) return refused(folder, difference(*parsed, files.plan));
  reports::Plan elsewhere = files.plan;
  elsewhere.machine = parsed->machine;
  PROOFMARK_TRY(const std::string same, reports::plan_to_json(elsewhere));
  if (there != same) return refused(folder, difference(*parsed, elsewhere));
  elsewhere.machine = joined_machines({parsed->machine, files.plan.machine});
  return reports::write_plan(file, elsewhere);
}

Result<void> settle_shard(const fs::path& folder, const std::optional<Shard>& wanted) {
  PROOFMARK_TRY(const auto there, read_shard(folder));
  std::error_code problem;
  const bool begun = fs::exists(folder / reports::kObservationsFile, problem);
  const auto named = [](const std::optional<Shard>& shard) {
    return shard ? "shard " + std::to_string(shard->number) + "/" + std::to_string(shard->of)
                 : std::string("a whole run");
  };
  if (!there && !wanted) return {};
  if (there && wanted && shard_to_json(*there) == shard_to_json(*wanted)) return {};
  if (!there && !begun) return write_text(folder / kShardFile, shard_to_json(*wanted));
  return refused(folder, named(there) + " instead of " + named(wanted));
}

Result<void> settle_file(const fs::path& file, const std::string& wanted) {
  std::error_code problem;
  if (wanted.empty() || fs::exists(file, problem)) return {};
  return write_text(file, wanted);
}

Result<void> settle_began(const fs::path& folder, const std::string& moment) {
  if (moment.empty()) return {};
  PROOFMARK_TRY(const std::string wanted, reports::began_to_json(moment));
  return settle_file(folder / reports::kBeganFile, wanted);
}

}  // namespace

Result<RunFolder> RunFolder::open(const fs::path& folder, const RunFiles& files) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem || !fs::is_directory(folder, problem) || ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
    return fail("output folder", "a folder that can be read and written at " + folder.string(),
                problem ? problem.message() : "no such rights", "Give another with --out.");
  PROOFMARK_CHECK(settle_plan(folder, files));
  PROOFMARK_CHECK(settle_shard(folder, files.shard));
  PROOFMARK_CHECK(settle_began(folder, files.began));
  PROOFMARK_CHECK(settle_file(folder / reports::kCatalogueFile, files.catalogue));
  PROOFMARK_CHECK(settle_file(folder / reports::kEvidenceFile, files.evidence));
  RunFolder run;
  run.folder_ = folder;
  if (files.shard) run.share_.emplace(files.shard->attempts.begin(), files.shard->attempts.end());
  PROOFMARK_TRY(run.log_, reports::ObservationLog::open(folder / reports::kObservationsFile, files.plan.run));
  remove_partial_files(folder);
  for (const reports::Observation& observation : run.log_->earlier()) {
    if (observation.outcome == reports::Outcome::harness_error) {
      auto& errors = run.errors_[observation.attempt];
      errors = observation.earlier_errors;
      errors.push_back(observation.error);
    } else {
      run.observed_.insert(observation.attempt);
      run.errors_.erase(observation.attempt);
    }
  }
  return run;
}

Result<void> RunFolder::check(const fs::path& folder, const reports::Plan& plan) {
  std::error_code problem;
  if (!fs::exists(folder / reports::kPlanFile, problem)) {
    if (holds_other_things(folder)) return refused(folder, "a folder with other things in it");
    return {};
  }
  PROOFMARK_TRY(const reports::Plan there, reports::read_plan(folder / reports::kPlanFile));
  if (there.run != plan.run) return refused(folder, difference(there, plan));
  return {};
}

std::string joined_machines(const std::vector<std::string>& machines) {
  constexpr std::string_view joint = " + ";
  std::set<std::string> each;
  for (const std::string& line : machines)
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + joint.size()) {
      end = line.find(joint, begin);
      each.insert(line.substr(begin, end == std::string::npos ? end : end - begin));
    }
  std::string all;
  for (const std::string& one : each) all += (all.empty() ? "" : std::string(joint)) + one;
  return all;
}

}  // namespace proofmark::runner

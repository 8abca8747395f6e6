#include "scenarios/runner/slurm.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <sstream>
#include <thread>

#include "common/files.hpp"
#include "common/program.hpp"
#include "reports/formats/run_folder.hpp"
#include "scenarios/runner/merge.hpp"
#include "scenarios/runner/prepare.hpp"
#include "scenarios/runner/sealing.hpp"
#include "scenarios/runner/slurm_output.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;

constexpr auto go_on = "Mend the cause and start the same command again: what is observed stays.";

std::string shell_word(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

Result<std::string> slurm(std::vector<std::string> words) {
  Program program;
  program.arguments = std::move(words);
  program.package = "slurm-client";
  return run_program(program, "");
}

// One start at a time works on the shards of a run.
class Lock {
 public:
  static Result<Lock> take(const fs::path& file) {
    Lock lock;
    lock.descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock.descriptor_ < 0 || ::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0)
      return fail("run", "one start at a time with " + file.parent_path().string(), std::strerror(errno),
                  "Wait for the other, or give another --out.");
    return lock;
  }
  Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Lock& operator=(Lock&&) = delete;
  ~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  Lock() = default;
  int descriptor_ = -1;
};

struct Count {
  std::size_t observed = 0, attempts = 0;
};

// What stands in the folder of a shard of this run; one that has not begun has no attempts yet.
Result<Count> count_of(const fs::path& folder, const std::string& run, std::size_t of) {
  Count count;
  std::error_code problem;
  PROOFMARK_TRY(const auto shard, read_shard(folder));
  if (!shard) return count;
  PROOFMARK_TRY(const reports::Plan plan, reports::read_plan(folder / reports::kPlanFile));
  if (plan.run != run || shard->of != of)
    return fail("output folder", "shards of run " + run + " in " + std::to_string(of) + " parts",
                "one of run " + plan.run + " in " + std::to_string(shard->of) + " parts at " + folder.string(),
                "Give another --out, or remove " + folder.parent_path().string() + ".");
  count.attempts = shard->attempts.size();
  if (!fs::exists(folder / reports::kObservationsFile, problem)) return count;
  PROOFMARK_TRY(const auto file, reports::read_observations(folder / reports::kObservationsFile));
  std::set<std::string> done;
  for (const reports::Observation& observation : file.observations) done.insert(observation.attempt);
  count.observed = done.size();
  return count;
}

std::string last_line(const fs::path& file) {
  const auto text = read_text(file);
  if (!text) return "no log";
  std::istringstream lines(*text);
  std::string last = "an empty log";
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) last = line;
  return last.substr(0, 300);
}

class Array {
 public:
  Array(const RunOptions& options, const SlurmOptions& slurm_options, std::string run, fs::path folder)
      : options_(options), slurm_(slurm_options), run_(std::move(run)), folder_(std::move(folder)) {}

  Result<void> run() {
    PROOFMARK_TRY(std::string job, running_job());
    if (job.empty()) {
      PROOFMARK_TRY(const auto open, open_shards());
      if (open.empty()) return {};
      PROOFMARK_TRY(job, submit(open));
      note("submitted job " + job + " with " + std::to_string(open.size()) + " shards");
    } else {
      note("waiting for job " + job + " of an earlier start");
    }
    PROOFMARK_CHECK(wait_for(job));
    return check();
  }

  [[nodiscard]] std::vector<fs::path> folders() const {
    std::vector<fs::path> all;
    for (std::size_t i = 1; i <= slurm_.shards; ++i) all.push_back(folder_ / std::to_string(i));
    return all;
  }

 private:
  void note(const std::string& line) const {
    std::fprintf(options_.progress, "proofmark: %s\n", line.c_str());
    std::fflush(options_.progress);
  }
  [[nodiscard]] fs::path log(std::size_t shard) const { return folder_ / (std::to_string(shard) + ".log"); }

  Result<std::vector<std::size_t>> open_shards() const {
    std::vector<std::size_t> open;
    for (std::size_t i = 1; i <= slurm_.shards; ++i) {
      PROOFMARK_TRY(const Count count, count_of(folder_ / std::to_string(i), run_, slurm_.shards));
      if (count.attempts == 0 || count.observed < count.attempts) open.push_back(i);
    }
    return open;
  }

  // States of the job's tasks; none once Slurm has forgotten the job.
  Result<std::map<std::size_t, std::string>> states(const std::string& job) const {
    const auto printed = slurm({"squeue", "-h", "-r", "-t", "all", "-j", job, "-o", "%K %T"});
    if (printed) return parse_states(*printed);
    if (printed.error().line().find("Invalid job id") != std::string::npos) return std::map<std::size_t, std::string>();
    return fail(printed.error());
  }

  // The job of a start that was killed, if a task of it has not ended.
  Result<std::string> running_job() const {
    std::error_code problem;
    if (!fs::exists(folder_ / "job", problem)) return std::string();
    PROOFMARK_TRY(const std::string text, read_text(folder_ / "job"));
    PROOFMARK_TRY(const std::string job, parse_job(text, (folder_ / "job").string()));
    PROOFMARK_TRY(const auto now, states(job));
    return std::all_of(now.begin(), now.end(), [](const auto& task) { return has_ended(task.second); }) ? "" : job;
  }

  Result<std::string> submit(const std::vector<std::size_t>& open) const {
    const fs::path script = folder_ / "shard.sh";
    PROOFMARK_CHECK(write_text(script, shard_script(options_, slurm_.shards, folder_)));
    std::string list;
    for (const std::size_t shard : open) list += (list.empty() ? "" : ",") + std::to_string(shard);
    std::vector<std::string> words = {"sbatch",
                                      "--parsable",
                                      "--job-name=shard",
                                      "--array=" + list,
                                      "--output=" + (folder_ / "%a.log").string(),
                                      "--open-mode=append",
                                      "--cpus-per-task=" + std::to_string(std::max<std::size_t>(options_.jobs, 1))};
    if (!slurm_.partition.empty()) words.push_back("--partition=" + slurm_.partition);
    words.push_back(script.string());
    PROOFMARK_TRY(const std::string printed, slurm(std::move(words)));
    PROOFMARK_TRY(std::string job, parse_job(printed, "sbatch"));
    PROOFMARK_CHECK(write_text(folder_ / "job", job + "\n"));
    return job;
  }

  Result<void> wait_for(const std::string& job) {
    std::string said;
    for (;;) {
      // A controller that is busy or restarts is asked again; after that many times in vain it is gone.
      const auto now = states(job);
      if (!now && ++failures_ >= 30) return fail(now.error());
      if (now) {
        failures_ = 0;
        for (const auto& [shard, state] : *now) last_[shard] = state;
        const bool ended =
            std::all_of(now->begin(), now->end(), [](const auto& task) { return has_ended(task.second); });
        if (const std::string line = progress_line(*now); line != said) note(said = line);
        if (ended) return {};
      }
      if (options_.stop != nullptr && *options_.stop) {
        static_cast<void>(slurm({"scancel", job}));
        return fail("run", "to wait for job " + job, "it was asked to stop, and cancelled the job",
                    "Start it again with the same --out and it goes on.");
      }
      std::this_thread::sleep_for(slurm_.poll);
    }
  }

  [[nodiscard]] std::string progress_line(const std::map<std::size_t, std::string>& now) const {
    std::map<std::string, std::size_t> counts;
    for (const auto& [shard, state] : now) ++counts[state];
    std::string line;
    for (const auto& [state, count] : counts) line += (line.empty() ? "" : ", ") + std::to_string(count) + " " + state;
    std::size_t observed = 0;
    for (const fs::path& each : folders())
      if (const auto count = count_of(each, run_, slurm_.shards); count) observed += count->observed;
    return "shards: " + (line.empty() ? "ended" : line) + "; " + std::to_string(observed) + " attempts observed";
  }

  // Not Slurm's word but the shard's folder says whether it is done.
  Result<void> check() const {
    PROOFMARK_TRY(const auto open, open_shards());
    if (open.empty()) return {};
    const std::size_t shard = open.front();
    const auto state = last_.find(shard);
    const std::string more = open.size() > 1 ? " (and " + std::to_string(open.size() - 1) + " more)" : "";
    return fail("shard " + std::to_string(shard) + "/" + std::to_string(slurm_.shards) + more,
                "every attempt of it observed",
                "state " + (state == last_.end() ? std::string("unknown") : state->second) + "; the log " +
                    log(shard).string() + " ends with '" + last_line(log(shard)) + "'",
                go_on);
  }

  const RunOptions& options_;
  const SlurmOptions& slurm_;
  std::string run_;
  fs::path folder_;
  std::map<std::size_t, std::string> last_;
  int failures_ = 0;
};

// The id of the run as it will be. A folder that holds something else, or a division into too many shards, is refused
// before anything is submitted.
Result<std::string> settle(RunOptions& options, const fs::path& out, const SlurmOptions& slurm_options) {
  PROOFMARK_TRY(const Prepared run, prepare(options));
  // Shards that are played on another day are of the same run.
  if (run.context.real_time) options.start = run.planned.plan.started;
  PROOFMARK_CHECK(with_attempts({1, slurm_options.shards, {}}, run.planned, run.context.suite));
  PROOFMARK_CHECK(RunFolder::check(out, run.planned.plan));
  return run.planned.plan.run;
}

}  // namespace

std::string shard_script(const RunOptions& options, std::size_t shards, const fs::path& folder) {
  const Project& project = options.project;
  std::string words = shell_word((project.programs / "proofmark").string()) + " --project " +
                      shell_word(project.root.string()) + " --packages " + shell_word(project.packages.string()) +
                      " run --suite " + shell_word(options.suite) + " --seed " + std::to_string(options.seed) +
                      " --subject " + shell_word(options.subject) + " --jobs " +
                      std::to_string(std::max<std::size_t>(options.jobs, 1));
  if (options.real_time) words += " --real-time";
  if (!options.start.empty()) words += " --start " + shell_word(options.start);
  if (!options.evidence.empty()) words += " --evidence " + shell_word(fs::absolute(options.evidence).string());
  if (!project.other_service.empty()) words += " --service " + shell_word(project.other_service.string());
  if (!project.other_config.empty()) words += " --service-config " + shell_word(project.other_config.string());
  return "#!/bin/sh\n# One shard of a run; Slurm says which.\nexec " + words + " --shard \"$SLURM_ARRAY_TASK_ID/" +
         std::to_string(shards) + "\" --out " + shell_word(folder.string()) + "/\"$SLURM_ARRAY_TASK_ID\"\n";
}

Result<reports::RunSummary> run_on_slurm(const RunOptions& asked, const SlurmOptions& slurm_options) {
  RunOptions options = asked;
  if (options.shard) return fail("--engine slurm", "no --shard beside it", "one", "Leave --shard out.");
  if (slurm_options.shards < 1 || slurm_options.shards > kMostShards)
    return fail("--shards", "1 to " + std::to_string(kMostShards), std::to_string(slurm_options.shards), "Choose.");
  std::error_code problem;
  const fs::path out = fs::absolute(run_folder_of(options), problem).lexically_normal();
  const fs::path folder = out.string() + ".shards";
  PROOFMARK_TRY(const std::string run, settle(options, out, slurm_options));
  fs::create_directories(folder, problem);
  PROOFMARK_TRY(const Lock lock, Lock::take(folder / "lock"));
  Array array(options, slurm_options, run, folder);
  PROOFMARK_CHECK(array.run());
  PROOFMARK_CHECK(merge_shards({out, array.folders(), false, {}}));
  return reports::write_reports(out, sealed_now(options.report));
}

}  // namespace proofmark::runner

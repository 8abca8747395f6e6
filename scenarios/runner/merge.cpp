#include "scenarios/runner/merge.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/files.hpp"
#include "reports/formats/began.hpp"
#include "reports/formats/run_folder.hpp"
#include "scenarios/runner/run_folder.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
using reports::Observation;

struct Part {
  fs::path folder;
  reports::Plan plan;
  Shard shard;
  std::string catalogue, evidence, began;
  std::vector<Observation> observations;
};

std::string named(const Shard& shard) {
  return std::to_string(shard.number) + "/" + std::to_string(shard.of);
}

Result<std::string> read_if_there(const fs::path& file) {
  std::error_code problem;
  if (!fs::exists(file, problem)) return std::string();
  return read_text(file);
}

Result<Part> read_part(const fs::path& folder) {
  Part part;
  part.folder = folder;
  std::error_code problem;
  if (!fs::exists(folder / reports::kPlanFile, problem))
    return fail("merge", "the run folder of a shard at " + folder.string(), "none with a plan",
                "Name the folders that `proofmark run --shard` wrote.");
  PROOFMARK_TRY(part.plan, reports::read_plan(folder / reports::kPlanFile));
  PROOFMARK_TRY(auto shard, read_shard(folder));
  if (!shard)
    return fail("merge", "the run folder of a shard at " + folder.string(), "that of a whole run",
                "A whole run needs no merging: `proofmark report` writes its reports.");
  part.shard = *std::move(shard);
  PROOFMARK_TRY(part.catalogue, read_if_there(folder / reports::kCatalogueFile));
  PROOFMARK_TRY(part.evidence, read_if_there(folder / reports::kEvidenceFile));
  PROOFMARK_TRY(part.began, reports::read_began(folder));
  if (fs::exists(folder / reports::kObservationsFile, problem)) {
    PROOFMARK_TRY(reports::ObservationFile file, reports::read_observations(folder / reports::kObservationsFile));
    part.observations = std::move(file.observations);
  }
  return part;
}

// Two shards are of one run: the same plan but for the machine, the same number of shards, other attempts.
Result<void> check_alike(const Part& first, const Part& part) {
  const std::string both = part.folder.string() + " and " + first.folder.string();
  reports::Plan moved = part.plan;
  moved.machine = first.plan.machine;
  PROOFMARK_TRY(const std::string there, reports::plan_to_json(first.plan));
  PROOFMARK_TRY(const std::string here, reports::plan_to_json(moved));
  if (there != here)
    return fail("merge", "shards of one plan",
                "plans of " + both + " that differ (runs " + part.plan.run + " and " + first.plan.run + ")",
                "Merge the shards of one run only.");
  if (part.shard.of != first.shard.of)
    return fail("merge", "shards of one division", "shard " + named(part.shard) + " beside " + named(first.shard),
                "Merge the shards of one run only.");
  if (part.catalogue != first.catalogue || part.evidence != first.evidence)
    return fail("merge", "the same catalogue and evidence in every shard", "different ones in " + both,
                "Run one of them again.");
  return {};
}

Result<void> check_observations(const Part& part, const MergeOptions& options) {
  const std::set<std::string> share(part.shard.attempts.begin(), part.shard.attempts.end());
  std::set<std::string> done;
  for (const Observation& observation : part.observations) {
    if (share.count(observation.attempt) == 0 || observation.run != part.plan.run)
      return fail("merge", "observations of its own attempts in shard " + named(part.shard),
                  "one of '" + observation.attempt + "' of run " + observation.run + " in " + part.folder.string(),
                  "Run this shard again in an empty folder.");
    done.insert(observation.attempt);
  }
  if (done.size() != share.size() && !options.incomplete)
    return fail("merge", "every attempt of shard " + named(part.shard) + " observed",
                std::to_string(share.size() - done.size()) + " of " + std::to_string(share.size()) + " open in " +
                    part.folder.string(),
                "Start that shard again with the same --out, or merge with --incomplete.");
  return {};
}

// The shards are a division of the plan.
Result<void> check_division(const std::vector<Part>& parts, const MergeOptions& options) {
  std::set<std::size_t> numbers;
  std::map<std::string, std::string> owner;
  for (const Part& part : parts) {
    if (!numbers.insert(part.shard.number).second)
      return fail("merge", "each shard once", "shard " + named(part.shard) + " twice", "Leave one of them out.");
    for (const std::string& attempt : part.shard.attempts)
      if (const auto [at, fresh] = owner.emplace(attempt, named(part.shard)); !fresh)
        return fail("merge", "each attempt in one shard",
                    attempt + " in shards " + at->second + " and " + named(part.shard), "Divide the run anew.");
  }
  if (options.incomplete) return {};
  for (std::size_t i = 1; i <= parts.front().shard.of; ++i)
    if (numbers.count(i) == 0)
      return fail("merge", "every shard of " + std::to_string(parts.front().shard.of), "no shard " + std::to_string(i),
                  "Run it, or merge with --incomplete.");
  for (const reports::Attempt& attempt : parts.front().plan.attempts)
    if (owner.count(attempt.id) == 0)
      return fail("merge", "every attempt in a shard", attempt.id + " in none", "Divide the run anew.");
  return {};
}

// Regular files only: nobody else's files come in by a link.
Result<void> copy_tree(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  if (!fs::is_directory(from, problem)) return {};
  for (fs::recursive_directory_iterator at(from, problem), end; at != end; at.increment(problem)) {
    if (problem) break;
    const fs::path target = to / at->path().lexically_relative(from);
    if (at->is_directory(problem)) fs::create_directories(target, problem);
    if (!at->is_regular_file(problem) || at->is_symlink(problem)) continue;
    fs::create_directories(target.parent_path(), problem);
    PROOFMARK_TRY(const Bytes content, read_file(at->path()));
    PROOFMARK_CHECK(write_file(target, content));
  }
  if (problem) return fail("merge", "to copy " + from.string(), problem.message(), "Check its rights, start again.");
  return {};
}

// What a merge that was killed has written already must be what this one would write.
Result<void> append_missing(RunFolder& folder, const std::vector<Observation>& wanted) {
  const auto& there = folder.log().earlier();
  const auto foreign = [&] {
    return fail("merge", "an empty folder or one of this same merge at " + folder.path().string(),
                "other observations in it", "Give another folder with --out.");
  };
  if (there.size() > wanted.size()) return foreign();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i >= there.size()) {
      PROOFMARK_CHECK(folder.log().append(wanted[i]));
      continue;
    }
    PROOFMARK_TRY(const std::string a, reports::observation_to_json(there[i]));
    PROOFMARK_TRY(const std::string b, reports::observation_to_json(wanted[i]));
    if (a != b) return foreign();
  }
  return {};
}

}  // namespace

Result<void> merge_shards(const MergeOptions& options) {
  if (options.shards.empty()) return fail("merge", "the folders of the shards", "none", "Name them.");
  std::vector<Part> parts;
  for (const fs::path& folder : options.shards) {
    PROOFMARK_TRY(Part part, read_part(folder));
    parts.push_back(std::move(part));
  }
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.shard.number < b.shard.number; });
  for (const Part& part : parts) {
    PROOFMARK_CHECK(check_alike(parts.front(), part));
  }
  PROOFMARK_CHECK(check_division(parts, options));
  RunFiles files;
  files.plan = parts.front().plan;
  files.catalogue = parts.front().catalogue;
  files.evidence = parts.front().evidence;
  std::vector<std::string> machines;
  std::map<std::string, std::vector<Observation>> observed;
  std::string resources;
  for (const Part& part : parts) {
    PROOFMARK_CHECK(check_observations(part, options));
    machines.push_back(part.plan.machine);
    // The run began with its first shard; RFC 3339 in UTC sorts by time.
    if (!part.began.empty() && (files.began.empty() || part.began < files.began)) files.began = part.began;
    for (const Observation& observation : part.observations) observed[observation.attempt].push_back(observation);
    PROOFMARK_TRY(const std::string lines, read_if_there(part.folder / reports::kResourcesFile));
    resources += lines;
  }
  files.plan.machine = joined_machines(machines);
  PROOFMARK_TRY(RunFolder folder, RunFolder::open(options.out, files));
  std::vector<Observation> wanted;
  for (const reports::Attempt& attempt : files.plan.attempts)
    for (const Observation& observation : observed[attempt.id]) wanted.push_back(observation);
  PROOFMARK_CHECK(append_missing(folder, wanted));
  if (!resources.empty()) {
    PROOFMARK_CHECK(write_text(options.out / reports::kResourcesFile, resources));
  }
  for (const Part& part : parts)
    for (const std::string_view tree : {reports::kPicturesFolder, reports::kAttemptsFolder})
      if (const auto copied = copy_tree(part.folder / tree, options.out / tree); !copied) return fail(copied.error());
  return {};
}

}  // namespace proofmark::runner

// The folder of one run: plan first, observations as they come. A killed run goes on from what stands there.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"
#include "scenarios/runner/shard.hpp"

namespace proofmark::runner {

// What a run folder holds before its first observation.
struct RunFiles {
  reports::Plan plan;
  std::string catalogue;  // catalogue.json; empty: none
  std::string evidence;   // evidence.json; empty: none. A snapshot: a run that goes on keeps the one it began with
  std::string began;      // by the machine's clock, RFC 3339; empty: not recorded. A run that goes on keeps its own
  std::optional<Shard> shard;
};

class RunFolder {
 public:
  // Makes the folder and writes the files, or takes up a run whose plan is the same to the byte and repairs what a kill
  // left half done. Refused: another plan, another share of it, a folder with other things in it, a folder in which a
  // run is in progress. A shard may go on at another machine, whose line then joins the plan's.
  [[nodiscard]] static Result<RunFolder> open(const std::filesystem::path& folder, const RunFiles& files);

  // An error unless the folder is missing, empty or of this run, whatever its machines; writes nothing.
  [[nodiscard]] static Result<void> check(const std::filesystem::path& folder, const reports::Plan& plan);

  // Nothing is left to do for the attempt: a harness error is not such an end, since it says nothing about the subject.
  [[nodiscard]] bool observed(const std::string& attempt) const { return observed_.count(attempt) != 0; }
  [[nodiscard]] std::size_t observed_count() const { return observed_.size(); }
  // The attempt is this folder's to play.
  [[nodiscard]] bool holds(const std::string& attempt) const { return !share_ || share_->count(attempt) != 0; }
  // Attempts whose every try failed in the harness itself, with the errors, oldest first.
  [[nodiscard]] const std::map<std::string, std::vector<std::string>>& harness_errors() const { return errors_; }
  [[nodiscard]] reports::ObservationLog& log() { return *log_; }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  RunFolder() = default;
  std::filesystem::path folder_;
  std::unique_ptr<reports::ObservationLog> log_;
  std::set<std::string> observed_;
  std::optional<std::set<std::string>> share_;
  std::map<std::string, std::vector<std::string>> errors_;
};

// The machines of several shards in one line: each once, sorted, joined by " + ".
[[nodiscard]] std::string joined_machines(const std::vector<std::string>& machines);

}  // namespace proofmark::runner

// The folder of one run: plan first, observations as they come. A killed run goes on from what stands there.
#pragma once
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "common/result.hpp"
#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::runner {

class RunFolder {
 public:
  // Makes the folder and writes the plan, or takes up a run whose plan is the same to the byte. Refused: another plan,
  // a folder with other things in it, a folder in which a run is in progress.
  [[nodiscard]] static Result<RunFolder> open(const std::filesystem::path& folder, const reports::Plan& plan);

  [[nodiscard]] bool observed(const std::string& attempt) const { return observed_.count(attempt) != 0; }
  [[nodiscard]] std::size_t observed_count() const { return observed_.size(); }
  [[nodiscard]] reports::ObservationLog& log() { return *log_; }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  RunFolder() = default;
  std::filesystem::path folder_;
  std::unique_ptr<reports::ObservationLog> log_;
  std::set<std::string> observed_;
};

}  // namespace proofmark::runner

// What the reference service is started with: its configuration, the trust folder of the run's issuer, neutral folders.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "common/result.hpp"
#include "reports/formats/plan.hpp"
#include "scenarios/runner/project.hpp"
#include "scenarios/subjects/subject.hpp"
#include "simulators/card/issuer.hpp"

namespace proofmark::runner {

// A temporary folder with configuration and trust, and below it one folder for each start of a service. Nothing in its
// paths or contents tells what is tested. Removed at the end; a file in the run folder notes its path, so that
// a run that goes on after a kill removes what its predecessor left.
class ServiceSetup {
 public:
  [[nodiscard]] static Result<std::unique_ptr<ServiceSetup>> create(const Project& project,
                                                                    const card::IssuerPki& issuer);
  // With a trust folder (csca/, crl/) that exists already.
  [[nodiscard]] static Result<std::unique_ptr<ServiceSetup>> create(const Project& project,
                                                                    const std::filesystem::path& trust);
  ~ServiceSetup();
  ServiceSetup(const ServiceSetup&) = delete;
  ServiceSetup& operator=(const ServiceSetup&) = delete;

  // Thread-safe.
  [[nodiscard]] Result<std::unique_ptr<subjects::Subject>> start(Instant start, const std::string& challenge_seed);
  // Removes the folder that `note` names from an earlier run, and writes this one's path there.
  [[nodiscard]] Result<void> leave_note(const std::filesystem::path& note);
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  ServiceSetup() = default;
  [[nodiscard]] static Result<std::unique_ptr<ServiceSetup>> make_folder(const Project& project);
  [[nodiscard]] Result<void> write_config(const std::filesystem::path& trust);
  Project project_;
  std::filesystem::path folder_, note_;
  std::atomic<int> starts_{0};
};

// The subject as the plan names it: version from /v1/health, settings and their origin from its configuration.
[[nodiscard]] Result<reports::Subject> describe_subject(const Project& project, ServiceSetup& setup, Instant start,
                                                        const std::string& challenge_seed);

}  // namespace proofmark::runner

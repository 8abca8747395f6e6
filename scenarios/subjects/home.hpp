// What a subject on this machine is started with: a temporary folder with the trust folder of the run's issuer, for the
// reference its configuration, and below it one folder for each start. Nothing in its paths or contents tells what is
// tested, or that anything is.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/subjects/open.hpp"

namespace proofmark::subjects {

class Home {
 public:
  // `issuer` null: without a trust folder.
  [[nodiscard]] static Result<std::unique_ptr<Home>> create(const card::IssuerPki* issuer);
  // With a trust folder (csca/, crl/) that exists already.
  [[nodiscard]] static Result<std::unique_ptr<Home>> create(const std::filesystem::path& trust);
  ~Home();
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  // The reference's own configuration with its paths made absolute: service.json in this folder. It names simulated
  // registers, which answer from now on until this home ends.
  [[nodiscard]] Result<void> write_config(const Places& places);
  [[nodiscard]] std::filesystem::path config() const { return folder_ / "service.json"; }
  [[nodiscard]] const std::filesystem::path& trust() const { return trust_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] centre::StateRegisters* registers() const { return registers_.get(); }
  // A new, empty folder for one start. Thread-safe.
  [[nodiscard]] Result<std::filesystem::path> next();
  // Removes the folder that `note` names from an earlier run, and writes this one's path there.
  [[nodiscard]] Result<void> leave_note(const std::filesystem::path& note);

 private:
  Home() = default;
  [[nodiscard]] static Result<std::unique_ptr<Home>> make_folder();
  std::filesystem::path folder_, trust_, note_;
  std::unique_ptr<centre::StateRegisters> registers_;
  std::atomic<int> starts_{0};
};

// proofmarkd with the home's configuration.
[[nodiscard]] Result<std::unique_ptr<Subject>> start_service(Home& home, const Places& places, Instant start,
                                                             const std::string& challenge_seed,
                                                             const std::vector<std::string>& more = {});

// The numbers that the reference decides by, and where they come from.
[[nodiscard]] Result<void> read_thresholds(const std::filesystem::path& service_config, reports::Subject& subject);

}  // namespace proofmark::subjects

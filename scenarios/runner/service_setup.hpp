// The reference service as the project on this machine has it.
#pragma once
#include "scenarios/runner/project.hpp"
#include "scenarios/subjects/home.hpp"

namespace proofmark::runner {

[[nodiscard]] subjects::Places places_of(const Project& project);

// proofmarkd with a configuration and a trust folder of its own, for words that need just one service.
class ServiceSetup {
 public:
  [[nodiscard]] static Result<std::unique_ptr<ServiceSetup>> create(const Project& project,
                                                                    const card::IssuerPki& issuer);
  // With a trust folder (csca/, crl/) that exists already.
  [[nodiscard]] static Result<std::unique_ptr<ServiceSetup>> create(const Project& project,
                                                                    const std::filesystem::path& trust);
  // Thread-safe.
  [[nodiscard]] Result<std::unique_ptr<subjects::Subject>> start(Instant start, const std::string& challenge_seed);
  [[nodiscard]] Result<void> leave_note(const std::filesystem::path& note) { return home_->leave_note(note); }
  [[nodiscard]] const std::filesystem::path& folder() const { return home_->folder(); }
  [[nodiscard]] std::filesystem::path config() const { return home_->config(); }

 private:
  ServiceSetup(subjects::Places places, std::unique_ptr<subjects::Home> home)
      : places_(std::move(places)), home_(std::move(home)) {}
  subjects::Places places_;
  std::unique_ptr<subjects::Home> home_;
};

}  // namespace proofmark::runner

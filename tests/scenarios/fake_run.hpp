// A run in no time: a subject that is none, and attempts whose observations follow from their ids alone.
#pragma once
#include <memory>
#include <set>
#include <string>

#include "scenarios/runner/play.hpp"

namespace proofmark::testing {

class FakeSubject final : public subjects::Subject {
 public:
  explicit FakeSubject(Instant at) : start(at), alive_(std::make_shared<bool>(true)) {}
  FakeSubject(Instant at, std::shared_ptr<bool> alive) : start(at), alive_(std::move(alive)) { *alive_ = true; }
  reports::Level level() const override { return reports::Level::full_service; }
  bool running() override { return *alive_; }
  std::string ending() const override { return "exit status 3"; }
  long peak_memory_kib() override { return 1234; }
  void stop() override { *alive_ = false; }
  Instant start;

 private:
  std::shared_ptr<bool> alive_;
};

struct FakeRun {
  runner::Suite suite;
  runner::PlannedRun planned;
  runner::RunFiles files;
};

// Genuine persons, document attacks and probes, `each` of every kind.
[[nodiscard]] FakeRun fake_run(std::size_t each, const std::string& machine = "a machine");
// The same, as shard K of N.
[[nodiscard]] FakeRun fake_shard(std::size_t each, std::size_t number, std::size_t of,
                                 const std::string& machine = "a machine");

// As expected of the attempt.
[[nodiscard]] reports::Observation fake_observation(const FakeRun& run, const runner::Task& task);
// Plays the run in the folder with one worker; attempts in `broken` fail in the harness every time.
[[nodiscard]] Result<void> play_fake(const FakeRun& run, const std::filesystem::path& folder,
                                     const std::set<std::string>& broken = {});

// Every file below the folder with its content; what varies from run to run (resources.jsonl) is left out.
[[nodiscard]] std::map<std::string, std::string> contents(const std::filesystem::path& folder);

}  // namespace proofmark::testing

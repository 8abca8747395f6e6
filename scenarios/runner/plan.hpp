// From suite and seed to the list of attempts. The plan depends on nothing else: not on jobs, machine load or folder.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "common/random.hpp"
#include "reports/formats/catalogue.hpp"
#include "reports/formats/plan.hpp"
#include "scenarios/runner/census.hpp"
#include "scenarios/runner/suite.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::runner {

// What the runner needs for one attempt, beside what the report needs.
struct Task {
  std::size_t scenario = 0;  // in Suite::scenarios
  std::size_t index = 0;     // within the scenario
  std::string id;            // of the plan's attempt
  std::uint64_t holder = 0;
  std::optional<std::uint64_t> other;  // always there for a probe
  std::string species;                 // "" for live
  std::string reference;               // the order's number at the relying side
  Instant start;                       // on the simulated clock
};

struct PlannedRun {
  reports::Plan plan;
  std::vector<Task> tasks;  // in the order of plan.attempts
};

// Everything random about one attempt on the harness's side.
[[nodiscard]] SeededRandom attempt_stream(std::uint64_t seed, const std::string& attempt);
// The service's --challenge-seed: 64 hexadecimal digits, the same for every service of the run.
[[nodiscard]] std::string challenge_seed(std::uint64_t seed);

struct PlanInput {
  const Suite* suite = nullptr;
  const Census* census = nullptr;  // the suite's persons; none: those of seed and number alone
  std::uint64_t seed = 0;
  reports::Subject subject;
  std::string subject_choice = "reference";       // as --subject has it; enters the command of the plan
  std::string more_words;                         // options in the command of the plan that make it another run
  std::string machine;                            // one line
  const reports::Catalogue* catalogue = nullptr;  // gives the clauses of requirement ids; none: the ids stand for them
  std::string catalogue_sha256;                   // of catalogue.json in the run folder
  const std::map<std::string, attack::Species>* species = nullptr;  // gives what the report says of them
};

// An error when a requirement is not in the catalogue, or a group of persons has too few members.
[[nodiscard]] Result<PlannedRun> make_plan(const PlanInput& input);

// Processor, cores and operating system in one line.
[[nodiscard]] std::string machine_line();
[[nodiscard]] std::string harness_version();

// Rough cost of an attempt in seconds of one core, for the estimate before a run and for equal shards.
[[nodiscard]] double expected_seconds(const Scenario& scenario, reports::Level level);

}  // namespace proofmark::runner

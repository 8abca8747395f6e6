// One attempt, from the order to the observation.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "reports/formats/observation.hpp"
#include "scenarios/runner/device_file.hpp"
#include "scenarios/runner/network_file.hpp"
#include "scenarios/runner/people.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/project.hpp"
#include "scenarios/subjects/device.hpp"
#include "scenarios/subjects/subject.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/card/profile.hpp"

namespace proofmark::runner {

// What all attempts of a run share; read-only but for People's cache.
struct RunContext {
  Suite suite;
  std::uint64_t seed = 0;
  bool real_time = false;  // the subject has the system's clock: documents are of the attempt's real moment
  std::shared_ptr<const Census> census;
  std::shared_ptr<People> people;
  std::shared_ptr<const card::IssuerPki> issuer;
  std::map<std::string, card::Profile> profiles;
  std::map<std::string, attack::Species> species;
  std::map<std::string, DeviceModel> devices;
  std::map<std::string, NetworkModel> networks;
  std::filesystem::path pictures;  // folder; empty: none are kept
  // Folder for what a reader drills down to (APDUs, frames): of the first attempt of each scenario, and of each one
  // that did not come out as demanded. Empty: nothing is kept.
  std::filesystem::path attempts;
};

// All card profiles, devices, networks and species that the suite names exist; the species are of the evaluation split.
[[nodiscard]] Result<void> load_mechanisms(const Project& project, RunContext& context);

// Plays the attempt against the subject at the suite's level; a simulated clock of the subject's is not past
// task.start. Never fails: whatever goes wrong is an outcome. `tries` is left to the caller.
[[nodiscard]] reports::Observation run_attempt(RunContext& context, const Task& task, subjects::Subject& subject);

}  // namespace proofmark::runner

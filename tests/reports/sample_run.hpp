// Made-up runs for the tests of this room: nothing here was measured.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "reports/formats/catalogue.hpp"
#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::reports::sample {

// Suite `first`: 8 genuine, 8 impostors, 2 of each presentation, injection and document attack.
[[nodiscard]] Plan plan();
// Full service, with gate roles: 24 genuine of 8 persons, impostors of whom some are twins, two presentation and two
// injection species, document attacks, probes of the interface and 40 of its availability.
[[nodiscard]] Plan full_plan();
// Attack detection alone: 40 bona fide presentations of 20 persons, three species of 45, one injected of 10.
[[nodiscard]] Plan pad_plan();
// Face comparison alone: 60 mated of 20 persons, 190 unrelated pairs, 12 twins.
[[nodiscard]] Plan comparison_plan();
// Chip inspection alone: 6 genuine cards, 2 of each document attack.
[[nodiscard]] Plan chip_plan();
// A few requirements of each kind, the limits and a slot, for all of these plans.
[[nodiscard]] Catalogue catalogue();
// Observations as a fair subject might give them: some errors, scores that overlap, one failure to acquire.
[[nodiscard]] std::vector<Observation> fair(const Plan& plan);

// The observation of a subject that does what the scenario demands, at the plan's level.
[[nodiscard]] Observation good(const Plan& plan, const Attempt& attempt);
[[nodiscard]] std::vector<Observation> all_good(const Plan& plan);

[[nodiscard]] Observation ended(const Plan& plan, const Attempt& attempt, Outcome outcome);

// Refused because of `check`; every check before it passed, those after it were not performed.
void refuse(Observation& observation, const std::string& check, const std::string& reason);
void accept(Observation& observation);

// An empty folder for this test program and this name.
[[nodiscard]] std::filesystem::path folder(const std::string& name);
// Writes plan.json and observations.jsonl through the public functions.
void write(const std::filesystem::path& folder, const Plan& plan, const std::vector<Observation>& observations);
// And catalogue.json, whose hash it sets in the plan.
void write(const std::filesystem::path& folder, Plan plan, const std::vector<Observation>& observations,
           const Catalogue& catalogue);

}  // namespace proofmark::reports::sample

// A made-up run of suite `first` for the tests of this room: nothing here was measured.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::reports::sample {

// 8 genuine, 8 impostors, 2 of each presentation, injection and document attack.
[[nodiscard]] Plan plan();

// The observation of a subject that does what the scenario demands.
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

}  // namespace proofmark::reports::sample

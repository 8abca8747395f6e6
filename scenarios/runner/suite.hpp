// A suite is a data file: which cases are played against a subject of which level, and how often.
//
// {"format": "proofmark-suite/2", "name", "title", "description", "level", "start", "spacing_s", "time_limit_s",
//  optional "population", "places": ["office", ...],
//  "cases": [{"case": NAME, optional "attempts", "first_holder", "first_other", "gate"}]}
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "scenarios/runner/case_file.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::runner {

struct Suite {
  std::string name;
  std::string title;
  std::string description;
  reports::Level level = reports::Level::full_service;
  std::string population;             // of simulators/person/populations; empty: persons of seed and number alone
  std::vector<camera::Place> places;  // where people are filmed; none: in the rooms of a home
  Instant start;                      // the simulated clock at the first attempt
  Duration spacing{};                 // between the starts of two attempts
  std::chrono::seconds time_limit;    // wall clock, for one attempt
  std::vector<Scenario> scenarios;    // each with what the suite says otherwise than its file
  std::string sha256;                 // of the suite's file and of its cases' files
};

// Strict: an unknown, missing or ill-typed field is an error that names its place ("/cases/3/attempts").
[[nodiscard]] Result<Suite> parse_suite(const std::string& text, const std::string& origin,
                                        const std::filesystem::path& cases);
// FOLDER/NAME.json; an unknown name is an error that lists those that exist.
[[nodiscard]] Result<Suite> load_suite(const std::filesystem::path& folder, const std::filesystem::path& cases,
                                       const std::string& name);
[[nodiscard]] Result<std::vector<Suite>> list_suites(const std::filesystem::path& folder,
                                                     const std::filesystem::path& cases);

}  // namespace proofmark::runner

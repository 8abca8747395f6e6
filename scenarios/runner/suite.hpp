// A suite is a data file: which attempts are made, by whom, with what, and what is demanded. No C++ knows a scenario by
// name; the mechanisms it may combine are the enumerations below.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::runner {

// Who of an attempt's two persons: the document's holder, or the other one.
enum class Role { holder, other };
enum class CaptureKind { live, print, replay, injection };

struct Scenario {
  std::string name;  // "document.clone"
  reports::Kind kind = reports::Kind::genuine;
  std::string requirement;
  std::vector<std::string> clauses;
  reports::Expectation expected;
  std::size_t attempts = 0;
  std::uint64_t first_holder = 0;            // attempt i (from 0) is about person first_holder + i
  std::optional<std::uint64_t> first_other;  // and, where another is needed, person first_other + i
  std::string card = "genuine";              // profile of simulators/card/profiles or attacks/document/species
  Role order = Role::holder;                 // for whom the order is filed
  Role camera = Role::holder;                // who is, or is shown, before the camera
  CaptureKind capture = CaptureKind::live;
  std::vector<std::string> species;  // attempt i uses species i modulo their number; empty for live
};

struct Suite {
  std::string name;
  std::string title;
  std::string description;
  Instant start;                    // the simulated clock at the first attempt
  Duration spacing{};               // between the starts of two attempts
  std::chrono::seconds time_limit;  // wall clock, for one attempt
  std::vector<Scenario> scenarios;
  std::string sha256;  // of the file
};

// Strict: an unknown, missing or ill-typed field is an error that names its place ("/scenarios/3/card").
[[nodiscard]] Result<Suite> parse_suite(const std::string& text, const std::string& origin);
// FOLDER/NAME.json; an unknown name is an error that lists those that exist.
[[nodiscard]] Result<Suite> load_suite(const std::filesystem::path& folder, const std::string& name);
[[nodiscard]] Result<std::vector<Suite>> list_suites(const std::filesystem::path& folder);

}  // namespace proofmark::runner

// A scenario is a data file of at most 40 lines: what is demanded, who attempts what with which means, how often, and
// what counts as right. No C++ knows a scenario by name; the mechanisms it may combine are the enumerations below.
//
// {"format": "proofmark-case/1", "name", "kind", "requirement": one sentence, "requirements": [catalogue ids],
//  "levels": [...], "expected": {"decision", "checks"} (not for a probe), "metric", "limit": id of
//  scenarios/catalogue/limits.json (optional), "gate", "attempts", "persons" (optional for a probe), and where they
//  apply "seconds", "card", "order", "camera", "device", "network", "capture", "species", "relation", "pairs", "probe",
//  "parameters"}
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::runner {

// Who of an attempt's two persons: the document's holder, or the other one.
enum class Role { holder, other };

using Group = std::map<std::string, std::string>;  // {"sex": "female"}; empty: everyone

// Which persons of the population the attempts are about. Without groups attempt i (from 0) takes person
// first_holder + i and first_other + i; with them the i-th person, counted from there on, who is of the group.
struct Cast {
  std::uint64_t first_holder = 0;
  std::optional<std::uint64_t> first_other;  // where another person is needed
  Group group;                               // of the holder
  Group other_group;                         // of the other; that of the holder unless the file names one
  // Cross-comparison (ISO/IEC 19795-1): the attempts are the pairs of as few persons as have so many, each pair once;
  // every person has one portrait and one live picture, and is the holder in about half of his pairs.
  bool cross = false;
};

struct Scenario {
  std::string name;  // "document.cloned-chip"; the file's name
  reports::Kind kind = reports::Kind::genuine;
  std::string requirement;                // one sentence
  std::vector<std::string> requirements;  // ids of the catalogue
  std::vector<reports::Level> levels;     // at which it can be played
  reports::Expectation expected;          // not used for a probe
  std::string metric;                     // the rate that it counts towards, one of `metrics_of`
  std::string limit;                      // id of the catalogue's limits; empty: those of the metric
  reports::GateRole gate = reports::GateRole::reported;
  std::size_t attempts = 0;
  std::optional<double> seconds;  // of one core for one attempt, where the kind's usual time is far off
  Cast cast;
  std::string card = "genuine";  // profile of simulators/card/profiles or attacks/document/species
  Role order = Role::holder;     // for whom the order is filed
  Role camera = Role::holder;    // who is, or is shown, before the camera
  std::string device = "phone";  // of simulators/camera/devices; noise, exposure and timing are drawn for each attempt
  std::string network;  // of simulators/camera/networks, between device and service; empty: none, units arrive at once
  std::string attack_class;  // of attacks/: what stands before the camera or in its place; empty: the live person
  std::vector<std::string> species;  // attempt i uses species i modulo their number; empty for live
  std::string relation;              // impostor: "unrelated" (the default there), "twin", ...
  std::string probe;                 // kind probe: a name of scenarios/probes
  std::string parameters = "{}";     // of the probe, a JSON object as text
  std::string sha256;                // of the file
};

// "frr", "apcer", ...: what the errors of such attempts are called by the standards.
[[nodiscard]] const std::vector<std::string>& metrics_of(reports::Kind kind);

// Whether attempts of this kind can be played against a subject of that level.
[[nodiscard]] bool playable(reports::Kind kind, reports::Level level);

// Strict: an unknown, missing, ill-typed or contradictory field is an error that names its place.
[[nodiscard]] Result<Scenario> parse_case(const std::string& text, const std::string& origin);
// FOLDER/NAME.json; an unknown name is an error that lists near ones.
[[nodiscard]] Result<Scenario> load_case(const std::filesystem::path& folder, const std::string& name);
// Every case of the folder, by name.
[[nodiscard]] Result<std::vector<Scenario>> list_cases(const std::filesystem::path& folder);

}  // namespace proofmark::runner

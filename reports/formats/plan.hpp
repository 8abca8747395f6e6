// plan.json: everything that a run will attempt, written before the first attempt and never changed afterwards.
// It is the measure of completeness: what stands here and was not observed is missing evidence, never a pass.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark::reports {

enum class Kind {
  genuine,              // the document's holder, live, with the own card
  impostor,             // zero effort (ISO/IEC 19795-1): another live person with a genuine card
  presentation_attack,  // before the camera (ISO/IEC 30107-1)
  injection_attack,     // in the camera's place (CEN/TS 18099)
  social_engineering,   // the document's own holder, live, forced or misled (ETSI TS 119 461 clause 4.5)
  document_attack,      // on chip, signer, register or order
  probe,                // of the interface, the channel, the log ...: the harness asks, nobody stands before a camera
};
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] Result<Kind> parse_kind(std::string_view name);

enum class Decision { none, accepted, refused };  // none: no sealed package was obtained
[[nodiscard]] std::string_view name_of(Decision decision);
[[nodiscard]] Result<Decision> parse_decision(std::string_view name);

// At what level the subject is tested (ISO/IEC 30107-3 and 19795-1 evaluate at these levels).
enum class Level {
  full_service,     // order in, sealed package out
  chip_inspection,  // APDUs in, checks out
  pad,              // a video in, a score out: the presentation attack detection subsystem
  comparison,       // two pictures in, a score out
};
[[nodiscard]] std::string_view name_of(Level level);
[[nodiscard]] Result<Level> parse_level(std::string_view name);

// What an attempt means for the gate of its suite.
enum class GateRole {
  required,  // a deterministic requirement: each attempt comes out as demanded, or the gate is not passed
  measured,  // its rate is compared with a limit: a refuted limit fails the gate, too few attempts do not
  reported,  // shown, never decides
};
[[nodiscard]] std::string_view name_of(GateRole role);
[[nodiscard]] Result<GateRole> parse_gate_role(std::string_view name);

// What the scenario demands. `checks` are ids of docs/interface.md; a refusal is for the expected reason when at least
// one of them did not pass. Empty: any reason.
struct Expectation {
  Decision decision = Decision::refused;  // accepted or refused, never none
  std::vector<std::string> checks;
};

struct Attempt {
  std::string id;        // unique within the plan, [A-Za-z0-9._-]
  std::string scenario;  // the scenario file's name, for example "document.clone"
  Kind kind = Kind::genuine;
  std::string person;                     // id of the one before the camera (for attacks: the one shown)
  std::string holder;                     // id of the one named on the card; both are empty for a probe
  std::string species;                    // PAI species or injection species; empty for genuine, impostor and probe
  std::string relation;                   // impostor: "unrelated", "twin", ... (people-and-models); else empty
  std::string method;                     // injection: the method (IAM, CEN/TS 18099), "virtual camera"; else empty
  std::string instrument;                 // injection: the instrument (IAI), "replay"; else empty
  std::string card;                       // card profile; empty where no chip is read
  std::string device;                     // camera device profile; empty where nobody is filmed
  std::string network;                    // between device and service; empty, and no field of the file: none
  std::string probe;                      // kind probe: its name, "tls.version"; else empty
  std::string metric;                     // the rate that this counts for first, a Rate::family: "apcer"; may be empty
  std::string limit;                      // id of the catalogue's limit for `metric`; empty: the limit named like it
  std::string requirement;                // what is demanded, in one sentence
  std::vector<std::string> requirements;  // ids of the catalogue that this gives evidence for
  std::vector<std::string> clauses;       // for a reader, for example "ETSI TS 119 461 VAL-8.3.2-02", "tender 7.4.4"
  Expectation expected;                   // not used for a probe, which holds or does not
  GateRole gate = GateRole::reported;
};

// Group membership of a simulated person, for the worst-group figures: {"sex": "female", "age": "18-29"}.
struct Person {
  std::string id;
  std::map<std::string, std::string> groups;
};

// A PAI species (ISO/IEC 30107-1) or a kind of injection, as its data file describes it. Every presentation of a series
// draws its own value from each range.
struct AttackSpecies {
  struct Range {
    double low = 0, high = 0;
  };
  struct Cost {
    Range hours, euro;   // to make one instrument
    std::string source;  // where it is published
  };
  std::string id;                       // Attempt::species
  std::string name;                     // in words
  std::string attack_potential;         // "basic", "enhanced-basic", "moderate", "high" (CEM)
  std::string material;                 // what of the victim it needs: "document_photo", "photograph", "recording"
  std::map<std::string, Range> ranges;  // production and presentation of the series
  std::map<std::string, std::string> choices;
  std::optional<Cost> cost;  // none where nothing is published
};

// The file of simulators/person/populations that the run's persons were drawn from.
struct PopulationUsed {
  std::string name, sha256;
};

struct Setting {
  std::string name;   // "face.match threshold"
  std::string value;  // as text, for example "0.363"
};

struct Subject {
  std::string name;     // "proofmarkd"
  std::string version;  // as the subject itself states it (/v1/health)
  Level level = Level::full_service;
  std::string reached_by;  // "reference", "https", "stdio", "null": how the harness talks to it (scenarios/subjects)
  std::vector<Setting> settings;
  // Where its thresholds come from: the data they were set on must be apart from the data of the run. Empty: not
  // stated, and the report says so.
  std::string thresholds_set_on;
};

struct Plan {
  std::string run;    // id of the run, derived from suite, seed and subject; no clock in it
  std::string suite;  // "first"
  std::uint64_t seed = 0;
  std::string harness;           // version of proofmark
  std::string machine;           // processor, cores, operating system in one line
  std::string command;           // the command that repeats this run
  std::string started;           // simulated start time, RFC 3339
  std::string catalogue_sha256;  // of catalogue.json in the run folder; empty: the run has none
  Subject subject;
  std::optional<PopulationUsed> population;  // none: persons of seed and number alone
  std::vector<Person> persons;               // those named in attempts
  std::vector<AttackSpecies> species;        // those named in attempts, where they are known
  std::vector<Attempt> attempts;             // in the order of the report
};

// Checks ids, references to persons and expectations as well as the form; the error names the attempt.
[[nodiscard]] Result<void> validate(const Plan& plan);
[[nodiscard]] Result<std::string> plan_to_json(const Plan& plan);  // ends with a newline; same plan, same bytes
[[nodiscard]] Result<Plan> plan_from_json(std::string_view text);  // strict: unknown fields are refused
[[nodiscard]] Result<Plan> read_plan(const std::filesystem::path& file);
[[nodiscard]] Result<void> write_plan(const std::filesystem::path& file, const Plan& plan);

}  // namespace proofmark::reports

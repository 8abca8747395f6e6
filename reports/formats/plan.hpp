// plan.json: everything that a run will attempt, written before the first attempt and never changed afterwards.
// It is the measure of completeness: what stands here and was not observed is missing evidence, never a pass.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
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
  document_attack,      // on chip, signer, register or order
};
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] Result<Kind> parse_kind(std::string_view name);

enum class Decision { none, accepted, refused };  // none: no sealed package was obtained
[[nodiscard]] std::string_view name_of(Decision decision);
[[nodiscard]] Result<Decision> parse_decision(std::string_view name);

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
  std::string person;                // id of the one before the camera (for attacks: the one shown)
  std::string holder;                // id of the one named on the card
  std::string species;               // PAI species or injection instrument; empty for genuine and impostor
  std::string requirement;           // the requirement in one sentence
  std::vector<std::string> clauses;  // for example "ETSI TS 119 461 VAL-8.3.2-02", "tender 7.4.4"
  Expectation expected;
};

// Group membership of a simulated person, for the worst-group figures: {"sex": "female", "age": "18-29"}.
struct Person {
  std::string id;
  std::map<std::string, std::string> groups;
};

struct Setting {
  std::string name;   // "face.match threshold"
  std::string value;  // as text, for example "0.363"
};

struct Subject {
  std::string name;     // "proofmarkd"
  std::string version;  // as the subject itself states it (/v1/health)
  std::vector<Setting> settings;
  // Where its thresholds come from: the data they were set on must be apart from the data of the run. Empty: not
  // stated, and the report says so.
  std::string thresholds_set_on;
};

struct Plan {
  std::string run;    // id of the run, derived from suite, seed and subject; no clock in it
  std::string suite;  // "first"
  std::uint64_t seed = 0;
  std::string harness;  // version of proofmark
  std::string machine;  // processor, cores, operating system in one line
  std::string command;  // the command that repeats this run
  std::string started;  // simulated start time, RFC 3339
  Subject subject;
  std::vector<Person> persons;    // those named in attempts
  std::vector<Attempt> attempts;  // in the order of the report
};

// Checks ids, references to persons and expectations as well as the form; the error names the attempt.
[[nodiscard]] Result<void> validate(const Plan& plan);
[[nodiscard]] Result<std::string> plan_to_json(const Plan& plan);  // ends with a newline; same plan, same bytes
[[nodiscard]] Result<Plan> plan_from_json(std::string_view text);  // strict: unknown fields are refused
[[nodiscard]] Result<Plan> read_plan(const std::filesystem::path& file);
[[nodiscard]] Result<void> write_plan(const std::filesystem::path& file, const Plan& plan);

}  // namespace proofmark::reports

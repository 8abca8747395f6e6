// Which system is tested: the value of --subject, and how it is opened for a run.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reports/formats/plan.hpp"
#include "scenarios/subjects/subject.hpp"
#include "simulators/card/issuer.hpp"

namespace proofmark::subjects {

// `reference`, `https:MAPPING.json`, `stdio:COMMAND LINE`, `null:accept` or `null:refuse`.
struct Choice {
  enum class Kind { reference, https, stdio, null };
  Kind kind = Kind::reference;
  std::string argument;  // https: the mapping's file; stdio: the command line; null: "accept" or "refuse"
};
[[nodiscard]] std::string_view name_of(Choice::Kind kind);  // as Subject::reached_by of the plan has it
// Words of a command line are parted by spaces; '...' and "..." hold one together, \ takes the next character as it is.
[[nodiscard]] Result<Choice> parse_choice(std::string_view text);
[[nodiscard]] std::string to_text(const Choice& choice);  // what parse_choice() read
[[nodiscard]] Result<std::vector<std::string>> split_command(std::string_view line);

// Where the reference's parts lie; from the runner's Project.
struct Places {
  std::filesystem::path service;         // proofmarkd, or a program in its place
  std::filesystem::path parts;           // proofmark-parts
  std::filesystem::path service_config;  // folder of service.json and thresholds.json
  std::filesystem::path models;          // folder of the model files
  bool own_service = true;               // false: `service` is somebody else's, whose thresholds are not ours to know
};

struct OpenOptions {
  Choice choice;
  reports::Level level = reports::Level::full_service;
  Places places;
  const card::IssuerPki* issuer = nullptr;  // written to the trust folder that the subject is given; outlives Opened
  Instant start;                            // the run's simulated start
  std::string challenge_seed;               // 64 hexadecimal digits; reference only
  std::vector<std::string> more;            // further options of the reference's program
};

// A chosen subject, started once for each worker. Thread-safe.
class Opened {
 public:
  virtual ~Opened() = default;
  // The subject as the plan names it: what it says of itself when it is started (once, for this call).
  [[nodiscard]] virtual Result<reports::Subject> describe() = 0;
  // To be called, kept and dropped on the worker's own thread: a child process ends with the thread that started it.
  // `start`: the simulated clock's first time. Error: it does not start, or does not say that it is ready.
  [[nodiscard]] virtual Result<std::unique_ptr<Subject>> start(Instant start) = 0;
  // A run folder's note of the temporary folder in use: removes the one that an earlier, killed run noted.
  [[nodiscard]] virtual Result<void> leave_note(const std::filesystem::path& note) = 0;
};

// Errors: a mapping that is wrong (the error names the field), a level that the mapping or program does not answer, no
// temporary folder.
[[nodiscard]] Result<std::unique_ptr<Opened>> open(const OpenOptions& options);

}  // namespace proofmark::subjects

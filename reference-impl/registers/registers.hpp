// The state's registers as the service asks them: is this document lost, stolen or declared invalid, and does this
// person live (tender 7.4.2, ETSI TS 119 461 VAL-8.3.2-03). A register that does not answer has said nothing: what
// follows from its silence is the operator's policy, and never that everything is well.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "reference-impl/decision/check.hpp"

namespace proofmark::registers {

enum class DocumentStatus { valid, lost, stolen, invalid, unknown };
enum class PersonStatus { alive, dead, unknown };
[[nodiscard]] const char* name_of(DocumentStatus status);
[[nodiscard]] const char* name_of(PersonStatus status);

// What is asked for; nothing more leaves the service.
struct DocumentQuestion {
  std::string issuer;  // three-letter code
  std::string type;    // document code of the zone
  std::string number;
};

class Registers {
 public:
  virtual ~Registers() = default;
  // Errors: no answer within the time, or one that is not in the register's form.
  [[nodiscard]] virtual Result<DocumentStatus> document(const DocumentQuestion& question) const = 0;
  [[nodiscard]] virtual Result<PersonStatus> person(const std::string& personal_code) const = 0;
};

struct Policy {
  // A register that gives no answer leaves its check `undetermined`, and the person is refused. When true, the check is
  // left as it was, and its reason says that the register was silent.
  bool tolerate_silence = false;
  // A document that no register knows is no document; when true, its check is `undetermined` in place of `failed`
  // (registers that hold the reported documents alone).
  bool unknown_is_open = false;
};

struct Settings {
  std::string url;  // https://HOST:PORT; empty: no registers are asked
  std::filesystem::path ca, client_certificate, client_key;
  Duration wait = std::chrono::seconds{2};  // wall time for one answer
  Policy policy;
};

// docs/interface.md, "Registers". Thread-safe. Errors: a file that cannot be read, no https URL.
[[nodiscard]] Result<std::unique_ptr<Registers>> connect(const Settings& settings, std::shared_ptr<const Clock> clock);

// The check after the register's answer: a check that has not passed stays as it is, for then nothing was asked.
[[nodiscard]] decision::Check judge_document(decision::Check check, const Result<DocumentStatus>& answer,
                                             const Policy& policy);
[[nodiscard]] decision::Check judge_person(decision::Check check, const Result<PersonStatus>& answer,
                                           const Policy& policy);

}  // namespace proofmark::registers

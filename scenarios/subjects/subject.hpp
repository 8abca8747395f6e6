// A system under test as the runner sees it: something that is tested at one level, answers, and may crash. How it is
// reached (own process, HTTPS, standard input and output, nothing at all) is its own matter.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/result.hpp"
#include "reports/formats/observation.hpp"
#include "scenarios/subjects/device.hpp"
#include "simulators/centre/state_registers.hpp"

namespace proofmark::subjects {

struct Endpoints {
  std::string relying, device;  // https://HOST:PORT; both empty for a subject without HTTPS
  std::filesystem::path pki;    // ca.pem, relying-client.pem, relying-client.key, seal.pem
  bool own_words = true;        // false: the provider has other words than docs/interface.md, which probes do not speak
};

using Deadline = std::chrono::steady_clock::time_point;  // wall clock

// Who is ordered and what the relying side calls the order.
struct OrderedPerson {
  std::string reference;
  std::string given_names, surname, personal_code, document_number;
};

// Level full_service: an order, a person with a card before a phone, a sealed package.
struct SessionTask {
  OrderedPerson order;
  std::string can;
  std::optional<PrintedZone> zone;  // where the person reads it too: a chip without PACE has no other key
  std::string language = "lt";
  Transceive chip;
  CardField field;
  std::function<Result<std::unique_ptr<camera::Capture>>()> capture;
  // Whether the person agrees to what is shown before consent; empty: always.
  std::function<bool(const ShownBeforeConsent&)> agrees;
  std::function<void(const camera::AccessUnit&)> sent;  // may be empty; called with every access unit that was sent
  Instant time;  // the session's moment, for a subject that has no clock of this side's
  Deadline give_up{};
};

// Level chip_inspection. `id` tells the subject's answers apart and says nothing about the attempt.
struct InspectionTask {
  std::string id;
  std::string can;
  PrintedZone zone;
  Transceive chip;
  CardField field;
  Instant time;  // the moment as of which the document is judged
  Deadline give_up{};
};

// Level pad: one video file (MP4, H.264).
struct PresentationTask {
  std::string id;
  std::filesystem::path video;
  Deadline give_up{};
};

// Level comparison: two JPEG files.
struct ComparisonTask {
  std::string id;
  std::filesystem::path reference;  // the portrait as the document holds it
  std::filesystem::path probe;      // the photograph taken live
  Deadline give_up{};
};

// What the subject answered, in the observation's words, without the attempt's id. An answer that did not come, or not
// in the form that was agreed, is outcome timeout or crash; a fault on this side is harness_error.
struct Answer {
  reports::Observation observation;
  SessionLog log;  // full_service only
};

class Subject {
 public:
  virtual ~Subject() = default;
  [[nodiscard]] virtual reports::Level level() const = 0;

  // One call at a time. A task of another level than the subject's is a harness_error.
  [[nodiscard]] virtual Answer session(const SessionTask& task);
  [[nodiscard]] virtual Answer inspect(const InspectionTask& task);
  [[nodiscard]] virtual Answer judge(const PresentationTask& task);
  [[nodiscard]] virtual Answer compare(const ComparisonTask& task);

  [[nodiscard]] bool has_endpoints() const { return !endpoints().device.empty(); }
  [[nodiscard]] virtual const Endpoints& endpoints() const;
  // The clock that this side sets; null for a subject that lives in real time.
  [[nodiscard]] virtual std::shared_ptr<SimulatedClock> clock() const { return nullptr; }
  // The subject's time, simulated or the system's; never null.
  [[nodiscard]] std::shared_ptr<const Clock> time() const;
  [[nodiscard]] virtual bool running() = 0;
  [[nodiscard]] virtual std::string ending() const = 0;  // how it ended, for a crash's observation
  [[nodiscard]] virtual long peak_memory_kib() = 0;      // 0 for a subject that is no process of this machine
  virtual void stop() = 0;
  // The simulated registers that the subject asks; null where it asks none of this side's.
  [[nodiscard]] virtual centre::StateRegisters* registers() { return nullptr; }
};

struct ReferenceOptions {
  std::filesystem::path program;                // proofmarkd
  std::filesystem::path config;                 // its configuration file
  std::filesystem::path folder;                 // state, clock and log are made in here; its name reaches the service
  Instant start;                                // the simulated clock's first time
  std::string challenge_seed;                   // 64 hexadecimal digits
  std::vector<std::string> more;                // further options of the program
  centre::StateRegisters* registers = nullptr;  // that its configuration names; outlives the subject
  std::chrono::milliseconds ready_within{30000};
  std::chrono::milliseconds stop_within{5000};
};

// Starts the reference service. An error says what its log said last.
[[nodiscard]] Result<std::unique_ptr<Subject>> start_reference(const ReferenceOptions& options);

}  // namespace proofmark::subjects

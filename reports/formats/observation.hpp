// observations.jsonl: one line per finished attempt, appended as it ends. A killed run leaves at most one cut line,
// the last one; it counts as not written.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::reports {

enum class Outcome {
  completed,      // a sealed package was obtained and its seal verified
  crash,          // the subject ended or broke the connection without one
  timeout,        // the subject did not answer in time
  harness_error,  // the harness itself failed; says nothing about the subject
};
[[nodiscard]] std::string_view name_of(Outcome outcome);
[[nodiscard]] Result<Outcome> parse_outcome(std::string_view name);

enum class CheckResult { passed, failed, undetermined, not_performed };
[[nodiscard]] std::string_view name_of(CheckResult result);
[[nodiscard]] Result<CheckResult> parse_check_result(std::string_view name);

// The package's claims, as docs/interface.md has them.
struct Check {
  std::string id;
  CheckResult result = CheckResult::not_performed;
  std::string reason;
};
struct VideoFigures {
  std::uint64_t frames = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  double frames_per_second = 0;
};
struct ActionRecord {
  std::uint32_t number = 0;
  std::string action;
  std::int64_t asked_at_ms = 0;  // in the stream
  std::int64_t window_ms = 0;
  std::optional<std::int64_t> answered_at_ms;
  std::string result;
};
struct Comparison {
  double score = 0;
  double threshold = 0;
};

// One step of a chip's inspection in the words of BSI TR-03135-1, under the ids of docs/interface.md.
enum class StepResult { successful, failed, undetermined, not_supported, aborted };
[[nodiscard]] std::string_view name_of(StepResult result);
[[nodiscard]] Result<StepResult> parse_step_result(std::string_view name);
struct InspectionStep {
  std::string id;
  StepResult result = StepResult::undetermined;
  std::string reason;
};
struct InspectionRecord {
  std::uint32_t readings = 1;  // how often the chip was read from the beginning
  std::vector<InspectionStep> steps;
};

// What a presentation attack detector said of one video (level `pad`).
struct PadScore {
  double score = 0;      // higher: more like a bona fide presentation
  double threshold = 0;  // the subject's own
  bool attack = false;   // the subject's classification
};
// What a probe came to (kind `probe`).
struct ProbeAnswer {
  bool held = false;  // what the scenario demands was observed, and nothing else
  std::string expected, observed;
  // Not held, and not refuted either: what is asked for is offered, and nobody has exercised it. Never a pass.
  bool unexercised = false;
};

// How long the subject itself took over one step: wall clock, from what it was asked to what it answered, without this
// side's card and camera.
struct StepTime {
  std::string
      step;  // "inspection", "presentation", "comparison", "session"; over HTTPS "order", "open", "consent", ...
  double seconds = 0;
};

struct Observation {
  std::string run;      // plan.run; ObservationLog fills it in
  std::string attempt;  // Attempt::id
  // Tries that ended until this outcome, at least 1. A try that a kill cut off is none, so that a resumed run ends in
  // the same report.
  std::uint32_t tries = 1;
  // What made the tries before this one fail in the harness itself, oldest first, one line each; tries - 1 of them.
  std::vector<std::string> earlier_errors;
  Outcome outcome = Outcome::harness_error;
  Decision decision = Decision::none;  // accepted or refused only when completed, of a service or an inspection
  std::vector<Check> checks;           // in the package's order
  // The steps behind the chip's checks; without them the subject states none, or read no chip.
  std::optional<InspectionRecord> inspection;
  std::optional<double> session_seconds;  // simulated clock, from opening the session to its end
  double wall_seconds = 0;                // real time, for the harness's own speed
  std::vector<StepTime> service_seconds;  // in the order of the steps; empty: not measured
  std::optional<VideoFigures> video;
  std::vector<ActionRecord> actions;
  std::optional<Comparison> comparison;
  std::optional<PadScore> pad;
  std::optional<ProbeAnswer> probe;
  bool failed_to_acquire = false;  // levels pad and comparison: the subject said that it cannot use the sample (FTA)
  std::string package_sha256;      // of the JWS as received, lower-case hex; empty without one (not a full service)
  std::string error;               // one line: what went wrong (crash, timeout, harness_error), else empty
};

// `completed` needs the subject's answer: a decision with its checks, a score, a probe's result or a failure to
// acquire; everything else must have none of them; numbers finite. Whether it is the answer that the attempt asks for
// is judged against the plan (reports/verdicts).
[[nodiscard]] Result<void> validate(const Observation& observation);
[[nodiscard]] Result<std::string> observation_to_json(const Observation& observation);  // one line, without newline
[[nodiscard]] Result<Observation> observation_from_json(std::string_view line);         // strict

// A harness error says nothing about the subject, so a run that goes on tries the attempt again; the new observation
// stands beside the old one and takes its place when it carries on its count and its errors.
[[nodiscard]] bool takes_place_of(const Observation& later, const Observation& earlier);

struct ObservationFile {
  std::vector<Observation> observations;  // in the file's order; duplicates are kept for the verdict to see
  bool cut_last_line = false;             // the file did not end with a newline: a killed run
  std::uintmax_t complete_bytes = 0;      // up to and including the last newline
};
// An unreadable line before the last newline is an error (the file was altered), a cut last line is not.
[[nodiscard]] Result<ObservationFile> read_observations(const std::filesystem::path& file);

// The open file of a run in progress. Thread-safe. Holds a lock: a second run on the same folder is refused.
class ObservationLog {
 public:
  // Makes the file if it is missing, cuts off a cut last line, and returns what was observed before.
  // Observations of another run in the file are an error.
  [[nodiscard]] static Result<std::unique_ptr<ObservationLog>> open(const std::filesystem::path& file, std::string run);
  ~ObservationLog();
  ObservationLog(const ObservationLog&) = delete;
  ObservationLog& operator=(const ObservationLog&) = delete;

  [[nodiscard]] const std::vector<Observation>& earlier() const { return earlier_; }
  // Validates, writes one whole line and flushes it to disk. Sets `run`.
  [[nodiscard]] Result<void> append(Observation observation);

 private:
  ObservationLog() = default;
  std::mutex mutex_;
  int descriptor_ = -1;
  std::string file_;
  std::string run_;
  std::vector<Observation> earlier_;
};

// resources.jsonl (optional): what a worker needed. Varies from run to run, so it enters no other file.
struct WorkerResources {
  std::uint32_t worker = 0;
  std::uint64_t service_peak_kib = 0;  // VmHWM of proofmarkd
  std::uint64_t harness_peak_kib = 0;  // VmHWM of proofmark
  double wall_seconds = 0;
};
[[nodiscard]] std::string worker_resources_to_json(const WorkerResources& resources);  // one line, without newline

}  // namespace proofmark::reports

// How many of the planted weaknesses do the scenarios find? First every attempt without any weakness, against the
// service as it is and against the build that holds the weaknesses; then each weakness by itself.
#pragma once
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reports/formats/observation.hpp"
#include "reports/formats/verdict.hpp"
#include "scenarios/sensitivity/weakness_list.hpp"

namespace proofmark::sensitivity {

// One attempt played once.
struct Trial {
  std::string attempt, scenario;
  reports::Verdict verdict = reports::Verdict::inconclusive;  // of the attempt, by reports/verdicts
  reports::Outcome outcome = reports::Outcome::harness_error;
  std::string reason;
  double seconds = 0;  // wall clock
};

// Both programs without a weakness.
struct Baseline {
  Trial release, weak;
  std::string known;  // why it is known to fail: what the service does not do yet; empty: it is to pass
  // Only then can the attempt catch anything.
  [[nodiscard]] bool holds() const {
    return release.verdict == reports::Verdict::pass && weak.verdict == reports::Verdict::pass;
  }
};

struct WeaknessResult {
  std::string name;
  std::vector<Trial> catches;  // the first, or all of a thorough measurement
  std::size_t played = 0;      // attempts
  std::size_t unjudged = 0;    // of these, where the harness itself failed twice
  std::size_t unsteady = 0;    // of these, where a catch was not seen again in a second try, and so does not count
  bool reached = false;        // the guard was reached
  double seconds = 0;
};

struct Measurement {
  std::map<std::string, Baseline> baseline;  // by attempt
  std::vector<WeaknessResult> results;       // in the order of the weaknesses
  [[nodiscard]] std::size_t caught() const;
  // Attempts that do not hold without any weakness: those that are not known to, and those that are.
  [[nodiscard]] std::size_t false_alarms() const;
  [[nodiscard]] std::size_t known_failures() const;
};

// The service that attempts are played against: one program with at most one weakness.
struct Target {
  bool release = false;
  std::string weakness;  // empty: none
};
class Player {
 public:
  virtual ~Player() = default;
  // `attempt`: index of the plan. `fresh`: with a service that was not asked before. An error ends the measurement.
  [[nodiscard]] virtual Result<Trial> play(std::size_t attempt, bool fresh) = 0;
  [[nodiscard]] virtual bool reached() const = 0;
};

struct MeasureJob {
  std::string id;                     // of programs, cases, weaknesses and options: a record of another id is refused
  std::filesystem::path record;       // file; what is in it is not played again
  std::vector<std::string> attempts;  // ids
  std::vector<bool> confirm;          // of each attempt: a catch must be seen twice
  std::vector<std::string> known;     // of each attempt, as in Baseline
  std::vector<Weakness> weaknesses;
  std::vector<std::vector<std::size_t>> order;  // of each weakness: the attempts to play
  bool thorough = false;                        // go on after the first catch
  std::size_t workers = 1;
  std::function<Result<std::unique_ptr<Player>>(const Target&, std::size_t worker)> start;
  std::FILE* progress = nullptr;  // may be null
  const std::atomic<bool>* stop = nullptr;
};

// Errors: a record of another measurement, a service that does not start, a full disk, asked to stop (what was done is
// in the record, and the same call goes on).
[[nodiscard]] Result<Measurement> measure(const MeasureJob& job);

}  // namespace proofmark::sensitivity

// Two runs of the same suite: what got better or worse beyond noise.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/results.hpp"

namespace proofmark::reports {

// Over all tests of one comparison: the chance that noise alone is called a change (Holm 1979). Attempts are taken as
// independent; two runs of the same seed share their persons, which makes an alarm rarer still.
inline constexpr double kFalseAlarm = 0.05;
// A shift of session times smaller than this share of the median is no change, however certain it is.
inline constexpr double kSlower = 0.05;
// The same for the subject's own time by wall clock. Attempts of one run share the load of their machine, which no test
// over attempts can tell from a slower subject, so that this one is coarse.
inline constexpr double kSlowerByWallClock = 0.25;

enum class Change {
  none,     // equal, or different by no more than noise explains
  better,   // beyond noise, or what has to come out in one way did so again
  worse,    // beyond noise, or what has to come out in one way did not, or evidence that was there is missing
  unknown,  // measured in neither run, or in too few attempts to tell any difference from noise
};
[[nodiscard]] std::string_view name_of(Change change);

struct RateChange {
  std::string id, name;
  std::uint64_t errors_a = 0, n_a = 0, errors_b = 0, n_b = 0;
  std::optional<double> difference;  // b - a, proportions
  std::optional<Interval> interval;  // two-sided 95 % of the difference (Newcombe 1998, method 10)
  std::optional<double> p;           // two-sided, Fisher's exact test
  std::optional<double> adjusted;    // by Holm over all tests of this comparison
  Change change = Change::unknown;
  std::string key;     // of the texts, "compare.reason." + key
  std::string reason;  // in English
};

struct LatencyChange {
  std::string id, name;
  std::uint64_t n_a = 0, n_b = 0;
  std::optional<double> p50_a, p50_b, p95_a, p95_b;  // seconds; simulated clock, or wall clock in `service`
  std::optional<double> p;                           // two-sided, Mann-Whitney
  std::optional<double> adjusted;
  Change change = Change::unknown;
  std::string key;     // of the texts, "compare.reason." + key
  std::string reason;  // in English
};

// A scenario or a requirement. A required scenario comes out as demanded in every attempt, so its verdicts are compared
// as they are; any other verdict rests on rates, and differs beyond noise only if one of those does.
struct VerdictChange {
  std::string id;
  std::string text;
  std::optional<Verdict> a, b;  // empty: not in that run
  GateRole gate = GateRole::reported;
  std::uint64_t as_demanded_a = 0, planned_a = 0, as_demanded_b = 0, planned_b = 0;  // of a scenario
  Change change = Change::none;
  std::string key;
  std::string reason;
};

struct SettingChange {
  std::string name, a, b;  // empty: not stated
};

struct RunComparison {
  std::string run_a, run_b, suite;
  Level level = Level::full_service;
  std::uint64_t seed_a = 0, seed_b = 0;
  Verdict gate_a = Verdict::inconclusive, gate_b = Verdict::inconclusive;
  std::size_t tests = 0;  // that Holm's procedure was over
  std::vector<SettingChange> settings;
  std::vector<RateChange> rates;
  std::vector<LatencyChange> latencies;
  std::vector<LatencyChange> service;  // the subject's own time by step, adjusted apart; never in `overall`
  std::string machine_a, machine_b;    // unlike machines: `service` cannot be told
  std::vector<VerdictChange> scenarios, requirements;  // in B's order, then what A alone has
  Change overall = Change::none;                       // worse if anything is worse, else better if anything is better
  [[nodiscard]] int exit_code() const { return overall == Change::worse ? 1 : 0; }
};

// An error when the two cannot be compared: another suite, another level.
[[nodiscard]] Result<RunComparison> compare(const Evaluation& a, const Evaluation& b);

// As compare, of two run folders.
[[nodiscard]] Result<RunComparison> compare_folders(const std::filesystem::path& a, const std::filesystem::path& b);

[[nodiscard]] std::string comparison_to_text(const RunComparison& comparison);  // for the terminal
[[nodiscard]] std::string comparison_to_json(const RunComparison& comparison);
// comparison.json, comparison.html and comparison.lt.html in `folder`, which is made.
[[nodiscard]] Result<void> write_comparison(const std::filesystem::path& folder, const RunComparison& comparison);

}  // namespace proofmark::reports

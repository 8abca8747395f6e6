// Two runs of the same suite: what got better or worse beyond noise.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/results.hpp"

namespace proofmark::reports {

// Taken over all tests of one comparison: the chance that noise alone is called a change (Holm 1979).
inline constexpr double kFalseAlarm = 0.05;

enum class Change {
  none,     // equal, or different by no more than noise explains
  better,   // beyond noise, or a deterministic verdict that became pass
  worse,    // beyond noise, or a deterministic verdict that is no longer pass
  unknown,  // one side has no evidence
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
};

struct LatencyChange {
  std::string id, name;
  std::uint64_t n_a = 0, n_b = 0;
  std::optional<double> p50_a, p50_b, p95_a, p95_b;  // seconds, simulated clock
  std::optional<double> p;                           // two-sided, Mann-Whitney
  std::optional<double> adjusted;
  Change change = Change::unknown;
};

// A scenario, a requirement or a gate condition: verdicts, compared as they are.
struct VerdictChange {
  std::string id;
  std::string text;
  std::optional<Verdict> a, b;  // empty: not in that run
  GateRole gate = GateRole::reported;
  Change change = Change::none;
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
  std::vector<VerdictChange> scenarios, requirements;
  Change overall = Change::none;  // worse if anything is worse
  [[nodiscard]] int exit_code() const { return overall == Change::worse ? 1 : 0; }
};

// An error when the two cannot be compared: another suite, another level.
[[nodiscard]] Result<RunComparison> compare(const Evaluation& a, const Evaluation& b);

[[nodiscard]] std::string comparison_to_text(const RunComparison& comparison);  // for the terminal
[[nodiscard]] std::string comparison_to_json(const RunComparison& comparison);

}  // namespace proofmark::reports

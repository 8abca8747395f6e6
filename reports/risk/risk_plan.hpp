// The risk management plan of tender 7.5.1 and 7.5.2: the register (data) joined with what one run measured.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/day.hpp"
#include "reports/formats/results.hpp"
#include "reports/risk/register.hpp"

namespace proofmark::reports::risk {

// One measured figure or verdict that a risk rests on.
struct EvidenceRow {
  std::string what;  // "apcer.print-a4-matte", "document.clone", "tender.7.5.3.1"
  enum class Source { rate, scenario, requirement } source = Source::rate;
  std::string species;
  std::uint64_t n = 0;
  std::uint64_t errors = 0;
  std::optional<double> rate;
  std::optional<Interval> interval;  // two-sided 95 %
  Verdict verdict = Verdict::inconclusive;
};

// What the evidence allows to say: the treated likelihood counts only where it was shown.
enum class Support {
  shown,         // at least one row, none failed, each with enough power
  inconclusive,  // measured, but too little to claim anything
  refuted,       // at least one row failed
  not_measured,  // no row of this run
};
[[nodiscard]] std::string_view name_of(Support support);
[[nodiscard]] Result<Support> parse_support(std::string_view name);
[[nodiscard]] Text text_of(Support support);

struct AssessedRisk {
  Risk risk;
  std::string clause;
  std::vector<EvidenceRow> evidence;
  Support support = Support::not_measured;
  int inherent = 0;  // likelihood x impact, 1 to 25
  // With `shown`: residual likelihood x impact. Otherwise the treatment is a claim, and the inherent risk stands.
  int residual = 0;
  Day next_review;
};

struct Trigger {
  std::string id;  // "year", "incident", "change", "threat"
  bool open = false;
  Text reason;
};

struct Incident {
  std::string date;  // YYYY-MM-DD
  Text text;
};

// A risk whose figures differ from the previous plan's.
struct Change {
  std::string risk;
  Text text;
};

struct RiskPlan {
  std::string date;  // YYYY-MM-DD
  std::string run, suite, started, subject, subject_version, reached_by, register_sha256, settings_sha256;
  std::uint64_t planned = 0, observed = 0;
  std::vector<AssessedRisk> risks;  // in the register's order
  std::string previous_date;        // empty: the first plan
  std::vector<Change> changes;
  std::vector<Trigger> triggers;
};

// What next year's plan needs of this one: plan.json.
struct PreviousRisk {
  std::string id;
  int inherent = 0, residual = 0;
  Support support = Support::not_measured;
};
struct PreviousPlan {
  std::string date, run, subject, subject_version, settings_sha256;
  std::vector<PreviousRisk> risks;
};

struct PlanInput {
  Day date;
  std::optional<PreviousPlan> previous;
  std::vector<Incident> incidents;  // since ever; those after the previous plan open the trigger
};

[[nodiscard]] Result<RiskPlan> make_risk_plan(const Register& entries, const Evaluation& evaluation,
                                              const PlanInput& input);
[[nodiscard]] std::string plan_to_json(const RiskPlan& plan);
[[nodiscard]] Result<PreviousPlan> previous_from_json(std::string_view text);
// {"format":"proofmark-incidents/1","incidents":[{"date","text":{"en","lt"}}]}
[[nodiscard]] Result<std::vector<Incident>> incidents_from_json(std::string_view text);

// Rows of the run that the patterns of `evidence` name, in the evaluation's order.
[[nodiscard]] std::vector<EvidenceRow> gather(const EvidencePatterns& evidence, const Evaluation& evaluation);
[[nodiscard]] Support support_of(const std::vector<EvidenceRow>& rows);

}  // namespace proofmark::reports::risk

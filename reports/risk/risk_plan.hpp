// The risk management plan of tender 7.5.1 and 7.5.2: the register (data) joined with what one run measured.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/day.hpp"
#include "reports/formats/results.hpp"
#include "reports/risk/evidence.hpp"
#include "reports/risk/register.hpp"

namespace proofmark::reports::risk {

struct AssessedRisk {
  Risk risk;
  std::string clause;
  Evidence evidence;
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
  std::string date;     // YYYY-MM-DD
  std::string began;    // of the run, by the machine's clock, RFC 3339; empty: its folder does not say
  std::string started;  // of the run, by its simulated clock
  std::string run, suite, subject, subject_version, reached_by, register_sha256, settings_sha256;
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

}  // namespace proofmark::reports::risk

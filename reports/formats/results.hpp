// What a run came to: the content of verdicts.json, results.json and junit.xml, and of the page.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/catalogue.hpp"
#include "reports/formats/limit.hpp"
#include "reports/formats/observation.hpp"
#include "reports/formats/plan.hpp"
#include "reports/formats/verdict.hpp"
#include "reports/statistics/interval.hpp"
#include "reports/statistics/quantile.hpp"

namespace proofmark::reports {

struct GroupRate {
  std::string group;  // "sex"
  std::string value;  // "female"
  std::uint64_t errors = 0;
  std::uint64_t n = 0;
  Interval interval;  // two-sided 95 %
};

// A proportion of attempts. There is no rate without n, errors and interval: with n = 0 those are empty.
struct Rate {
  std::string id;          // "frr", "apcer.print.matte"
  std::string name;        // as the standard calls it
  std::string definition;  // what counts as an error and as an attempt, with the clause
  std::string species;     // empty for the rates over everyone
  std::uint64_t planned = 0;
  std::uint64_t n = 0;  // attempts that the rate is of
  std::uint64_t errors = 0;
  std::uint64_t non_responses = 0;  // answered without the classification that the rate is about; not in n
  std::uint64_t missing = 0;        // planned, but without usable evidence (missing, twice, harness error); not in n
  std::uint64_t disrupted = 0;      // crash or timeout, whether or not in n
  std::optional<double> rate;
  std::optional<Interval> interval;  // two-sided 95 %, Clopper-Pearson
  std::optional<double> upper;       // one-sided 95 % bounds
  std::optional<double> lower;
  std::optional<double> upper_if_no_error;  // what n attempts can show at best
  std::optional<GroupRate> worst_group;
  std::optional<Limit> limit;
  Verdict verdict = Verdict::not_applicable;
  std::string reason;                            // why this verdict, in a sentence
  std::optional<std::uint64_t> attempts_needed;  // more, without a further error, until the limit could be shown
};

struct AttemptVerdict {
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
  bool right_reason = false;  // an attack, refused by a check that its scenario names
};

struct GateCondition {
  std::string id;
  std::string text;      // "every document attack is refused"
  std::string observed;  // "18 of 18"
  Verdict verdict = Verdict::inconclusive;
};

struct Gate {
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
  std::vector<GateCondition> conditions;
};

// One row of the document-attack table.
struct ScenarioResult {
  std::string scenario;
  std::string requirement;
  std::vector<std::string> clauses;
  std::vector<std::string> expected_checks;
  std::vector<std::string> refusing_checks;  // every check that did not pass, over all its attempts
  std::uint64_t planned = 0;
  std::uint64_t observed = 0;  // completed
  std::uint64_t refused = 0;
  std::uint64_t refused_as_expected = 0;
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
};

struct SessionTimes {
  std::string id;    // "genuine_accepted"
  std::string name;  // "genuine, accepted"
  std::uint64_t n = 0;
  std::vector<double> seconds;  // sorted, simulated clock
  std::optional<Quantile> p50;
  std::optional<Quantile> p95;
};

// What a simulation cannot show, kept apart from its results.
struct OutsideEvidence {
  std::string clause;
  std::string text;
  Verdict verdict = Verdict::external_evidence_pending;  // or not_applicable
  std::string reason;
};

// One scenario of any kind.
struct ScenarioVerdict {
  std::string scenario;
  Kind kind = Kind::probe;
  GateRole gate = GateRole::reported;
  std::string requirement;  // the sentence
  std::vector<std::string> requirements;
  std::uint64_t planned = 0;
  std::uint64_t observed = 0;     // completed
  std::uint64_t as_expected = 0;  // attempts with verdict pass
  std::uint64_t failed = 0;       // attempts with verdict fail
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
};

// One requirement of the catalogue, traced to its evidence.
struct RequirementResult {
  std::string id;
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
  bool simulated = false;              // the verdict rests on simulated evidence (alone or beside a filed document)
  std::vector<std::string> scenarios;  // of this run
  std::vector<std::string> rates;      // ids of Evaluation::rates compared with its limits
  std::vector<std::string> filed;      // slots with evidence that is valid on the day of the report
  std::vector<std::string> open;       // slots without
};

struct Evaluation {
  Plan plan;
  std::optional<Catalogue> catalogue;                    // of the run folder; without one no requirement is judged
  std::vector<FiledEvidence> evidence;                   // of the run folder
  std::vector<ScenarioVerdict> scenarios;                // in the plan's order
  std::vector<RequirementResult> requirements;           // in the catalogue's order
  std::vector<std::optional<Observation>> observations;  // of plan.attempts, in their order; empty when missing
  std::vector<AttemptVerdict> attempts;                  // likewise
  std::vector<std::string> problems;  // duplicate, unknown and foreign observations, a cut file; sorted
  Gate gate;
  std::vector<Rate> rates;
  std::vector<ScenarioResult> document_attacks;
  std::vector<SessionTimes> session_times;
  std::vector<OutsideEvidence> outside;
};

// The statements that go with every figure of a simulation (docs of the honesty rules).
[[nodiscard]] std::string_view simulated_statement();

[[nodiscard]] std::string verdicts_to_json(const Evaluation& evaluation);
[[nodiscard]] std::string results_to_json(const Evaluation& evaluation);  // reports/formats/results.schema.json
// JUnit XML for a CI gate: it holds a failure or an error if and only if the gate is not passed. What is reported but
// not gated and did not come out as wished is `skipped`, with the reason.
[[nodiscard]] Result<std::string> results_to_junit(const Evaluation& evaluation);

}  // namespace proofmark::reports

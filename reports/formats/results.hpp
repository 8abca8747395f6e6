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
#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/det.hpp"
#include "reports/statistics/interval.hpp"
#include "reports/statistics/quantile.hpp"
#include "reports/statistics/ratio.hpp"

namespace proofmark::reports {

struct GroupRate {
  std::string group;  // "sex"
  std::string value;  // "female"
  std::uint64_t errors = 0;
  std::uint64_t n = 0;
  Interval interval;  // two-sided 95 %
  // This group's rate over the rate of everybody; empty while nobody erred. Where persons have several attempts each it
  // is the ratio of the shares of persons who met an error, because attempts of one person are not independent.
  std::optional<Ratio> ratio;
};

// How unequal a rate is between groups (ISO/IEC 19795-10): judged by the worst group against everybody.
struct Differential {
  GroupRate worst;             // the group with the highest ratio
  std::optional<Limit> limit;  // on Ratio::value
  Verdict verdict = Verdict::not_applicable;
  std::string reason;
};

// A proportion of attempts. There is no rate without n, errors and interval: with n = 0 those are empty.
struct Rate {
  std::string id;          // unique: "frr", "apcer.print.matte", "injection_cell.virtual-camera.replay"
  std::string family;      // what is measured, and the name of its default limit: "frr", "apcer", "injection_success"
  std::string metric;      // the scenarios' metric that it answers to: its family, but "frr" for GFRR
  std::string level;       // "transaction", "comparison", "PAD subsystem", "full system", "document", "service"
  std::string name;        // as the standard calls it
  std::string definition;  // what counts as an error and as an attempt, with the clause
  std::string species;     // empty for the rates over everyone
  std::string method;      // injection cell: IAM; else empty
  std::string instrument;  // injection cell: IAI; else empty
  std::string relation;    // impostors of one relation ("twin"); else empty
  std::vector<std::string> scenarios;  // whose attempts it counts, in the plan's order
  GateRole gate = GateRole::reported;  // measured: a refuted limit fails the gate
  std::uint64_t planned = 0;
  std::uint64_t n = 0;  // attempts that the rate is of
  std::uint64_t errors = 0;
  std::uint64_t non_responses = 0;  // answered without the classification that the rate is about; not in n
  std::uint64_t missing = 0;        // planned, but without usable evidence (missing, twice, harness error); not in n
  std::uint64_t disrupted = 0;      // crash or timeout, whether or not in n
  std::uint64_t subjects = 0;       // different persons in n
  std::optional<double> rate;
  std::optional<Interval> interval;  // two-sided 95 %, Clopper-Pearson: as if attempts were independent
  std::optional<double> upper;       // one-sided 95 % bounds, Clopper-Pearson
  std::optional<double> lower;
  // By resampling persons (ISO/IEC 19795-1); present when persons have several attempts each and somebody erred. Then a
  // verdict needs both kinds of bounds.
  std::optional<BootstrapBounds> bootstrap;
  std::optional<double> upper_if_no_error;  // what n attempts can show at best
  std::vector<GroupRate> groups;            // by group and value; for rates over persons alone
  std::optional<GroupRate> worst_group;
  std::optional<Differential> differential;
  std::optional<Limit> limit;
  Verdict verdict = Verdict::not_applicable;
  std::string reason;                            // why this verdict, in a sentence
  std::optional<std::uint64_t> attempts_needed;  // more, without a further error, until the limit could be shown
  // Non-responses that would refute the limit if they were errors, or no response at all: never a pass.
  bool unanswered = false;
};

// The highest rate of any species of one attack potential: what ISO/IEC 30107-3 asks for beside the rate per species.
struct PotentialMaximum {
  std::string potential;             // AttackSpecies::attack_potential; empty: not stated
  std::vector<std::string> species;  // those that it is over, in the plan's order
  Rate maximum;                      // of the worst of them, judged by all of them
};

// A sum of rates, which is no proportion of one set of attempts: RIAPAR = IAPAR + FRR (ISO/IEC 30107-3:2023).
struct SumRate {
  std::string id;  // "riapar.print.matte", "riapar" for the highest
  std::string name;
  std::string definition;
  std::string species;
  std::vector<std::string> parts;  // ids of Evaluation::rates
  std::optional<double> value;
  std::optional<double> lower, upper;  // at least 95 % one-sided: the parts' bounds at 97.5 %, summed (Bonferroni)
};

// Impostors of one relation beside unrelated ones: the twins' FMR as a multiple of the unrelated FMR.
struct RelationRatio {
  std::string rate;      // id of the rate of the relation: "far.twin", "fmr.twin"
  std::string base;      // id of the rate of unrelated impostors: "far", "fmr"
  std::string relation;  // "twin"
  std::optional<Ratio> ratio;
  std::string reason;  // why there is no ratio, or what the interval assumes
};

// One operating point of a DET curve, with counts and exact intervals.
struct OperatingPoint {
  std::string id;                   // "fnmr_at_fmr_1e-3", "bpcer20", "subject" for the subject's own threshold
  std::string name;                 // "BPCER20: BPCER at APCER 5 %"
  std::optional<double> at;         // the false positive rate asked for; empty for the subject's own threshold
  std::optional<double> threshold;  // the lowest that reaches it; empty: above every score
  std::string species;              // PAD: the species that decides (highest APCER)
  std::uint64_t false_positives = 0, negatives = 0;  // of impostors, or of attacks of `species`
  std::uint64_t false_negatives = 0, positives = 0;  // of mated comparisons, or of bona fide presentations
  std::optional<double> false_positive_rate, false_negative_rate;
  std::optional<Interval> false_positive_interval, false_negative_interval;  // two-sided 95 %, Clopper-Pearson
  // Rule of 3: with fewer negatives than 3 / at even no false positive shows that the rate is below `at`.
  bool supported = false;
  std::string reason;  // when not
};

struct SpeciesScores {
  std::string species;
  std::vector<double> scores;  // sorted
};

// What scores say over all thresholds. Higher scores speak for the same person (comparison) or for a live one (pad).
struct ScoreTable {
  std::string id;              // "comparison", "pad"
  std::string name;            // "Face comparison scores"
  std::string false_positive;  // "FMR", "APCER, maximum over the species"
  std::string false_negative;  // "FNMR", "BPCER"
  std::string definition;
  std::uint64_t failed_to_acquire = 0;
  std::uint64_t subjects = 0;
  std::vector<double> positives;         // sorted: mated, or bona fide
  std::vector<SpeciesScores> negatives;  // comparison: one entry without a species, unrelated impostors
  std::vector<DetPoint> det;             // thinned for drawing, from the lowest threshold to the highest
  std::optional<EqualErrorRate> eer;     // for information
  std::vector<OperatingPoint> points;
};

// Availability from probes of the service: a proportion of probes, and what it would mean over 30 days.
struct Availability {
  std::string rate;                       // id of the rate "unavailability" in Evaluation::rates
  std::optional<double> available;        // 1 - that rate
  std::optional<Interval> interval;       // two-sided 95 %
  double budget_minutes = 0;              // per 30 days at the limit: 64.8 min at 99.85 %; 0 without a limit
  std::optional<double> down_minutes;     // per 30 days at the measured rate
  std::optional<Interval> down_interval;  // minutes, two-sided 95 %
  std::string remark;                     // what the probes do not show
};

struct AttemptVerdict {
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
  bool right_reason = false;  // an attack, refused by a check that its scenario names
  bool unusable = false;      // no evidence: missing, observed twice, harness error, or an answer of another kind
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
  std::vector<double> seconds;  // sorted; simulated clock, or wall clock (Evaluation::service_times)
  std::optional<Quantile> p50;
  std::optional<Quantile> p95;
  std::optional<Quantile> p99;
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
  std::string began;                            // by the machine's clock, RFC 3339; empty: the run folder does not say
  std::optional<Catalogue> catalogue;           // of the run folder; without one no requirement is judged
  std::vector<FiledEvidence> evidence;          // of the run folder
  std::vector<ScenarioVerdict> scenarios;       // in the plan's order
  std::vector<RequirementResult> requirements;  // in the catalogue's order
  std::vector<std::optional<Observation>> observations;  // of plan.attempts, in their order; empty when missing
  std::vector<AttemptVerdict> attempts;                  // likewise
  std::vector<std::string> problems;  // duplicate, unknown and foreign observations, a cut file; sorted
  Gate gate;
  std::vector<Rate> rates;
  std::vector<PotentialMaximum> potentials;  // APCER and IAPAR, from the lowest potential to the highest
  std::vector<SumRate> sums;
  std::vector<RelationRatio> relations;
  std::vector<ScoreTable> scores;
  std::optional<Availability> availability;  // empty: the run holds no availability probe
  std::vector<ScenarioResult> document_attacks;
  std::vector<SessionTimes> session_times;
  std::vector<SessionTimes> service_times;  // wall clock, of each step of the subject's; ids "service.STEP"
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

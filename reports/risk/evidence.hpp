// What one run says about a risk or a security measure: the rates and scenarios that its patterns name.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/results.hpp"
#include "reports/risk/register.hpp"

namespace proofmark::reports::risk {

// One measured figure, with what it was compared with.
struct EvidenceRow {
  enum class Source {
    rate,        // over everybody
    difference,  // of the worst group from everybody (ISO/IEC 19795-10)
    scenario,    // deterministic: each attempt comes out as demanded
  } source = Source::rate;
  std::string what;          // id of the rate or name of the scenario: "apcer.print-a4-matte", "document.cloned-chip"
  std::string family, name;  // of a rate, as Rate has them; `name` of a scenario: what it demands, a sentence
  std::string species;
  std::string group, value;  // of a difference: "sex", "female"
  std::uint64_t n = 0;       // attempts; of a difference: of the worst group
  std::uint64_t errors = 0;
  std::uint64_t planned = 0;  // of the rate or scenario, over everybody
  std::uint64_t missing = 0;  // of these, without usable evidence: never shown
  std::optional<double> rate;
  std::optional<Interval> interval;  // two-sided 95 %
  std::optional<Ratio> ratio;        // of a difference: the group's rate over that of everybody
  std::optional<Limit> limit;        // with its source; a scenario has none
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
};

// A requirement that the evidence belongs to. It covers more than one risk and may wait for documents from outside, the
// plan itself among them, so it stands beside the measured rows and is never counted.
struct RequirementRow {
  std::string id, clause;
  Text text;
  Verdict verdict = Verdict::inconclusive;
  std::vector<EvidenceSlot> open;  // what is still to be filed for it, without the documents of this room
  bool waits_for_plan = false;     // one of those documents is
};

struct Evidence {
  std::vector<EvidenceRow> rows;             // in the evaluation's order
  std::vector<std::string> unplayed;         // scenarios of the run's catalogue that are named and were not played
  std::vector<std::string> unanswered;       // patterns that nothing in this run answers
  std::vector<std::string> awaited;          // patterns that nothing can answer yet
  Text awaited_reason;                       // why
  std::vector<RequirementRow> requirements;  // in the catalogue's order
};

// One of EvidencePatterns against an id.
[[nodiscard]] bool matches(const std::string& pattern, const std::string& id);

[[nodiscard]] Evidence gather(const EvidencePatterns& patterns, const Evaluation& evaluation);

// What the evidence allows to say: the treated likelihood counts only where it was shown.
enum class Support {
  shown,         // every pattern is answered, and every compared figure has met its limit with enough power
  inconclusive,  // measured, but in too few attempts, or not all of it
  refuted,       // at least one figure failed
  no_limit,      // measured, and compared with nothing
  not_measured,  // no figure of this run
};
[[nodiscard]] std::string_view name_of(Support support);
[[nodiscard]] Result<Support> parse_support(std::string_view name);
[[nodiscard]] Text text_of(Support support);

[[nodiscard]] Support support_of(const Evidence& evidence);

}  // namespace proofmark::reports::risk

// catalogue.json: the requirements that a run is about, with their limits and evidence slots. The runner writes it
// beside the plan (merged from scenarios/catalogue, with the scenarios that serve each requirement), so that a run
// folder says by itself what it is evidence for. evidence.json beside it holds what was filed for the slots.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/limit.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::reports {

// In both languages of the reports.
struct Text {
  std::string en, lt;
};

enum class RequirementKind {
  testable,                // a simulation shows it
  mechanism_and_document,  // a simulated mechanism plus a document or a laboratory's evidence
  document_only,           // nothing that a simulation shows
};
[[nodiscard]] std::string_view name_of(RequirementKind kind);
[[nodiscard]] Result<RequirementKind> parse_requirement_kind(std::string_view name);

// How well a source was read.
enum class Checked { primary, transcription, secondary, recall, doubtful, computed };
[[nodiscard]] std::string_view name_of(Checked checked);
[[nodiscard]] Result<Checked> parse_checked(std::string_view name);

enum class Responsible { provider, relying_party, conformity_body, laboratory };
[[nodiscard]] std::string_view name_of(Responsible responsible);
[[nodiscard]] Result<Responsible> parse_responsible(std::string_view name);

// What a fixed limit is held against.
enum class Measure {
  scenarios,  // each scenario of the requirement must come out as demanded, which it does at this figure
  presentations_per_species,  // attempts that APCER of each species is of
  injection_methods,          // different ones (IAM) among the injections that were observed
  injection_instruments,      // likewise (IAI)
  documents,                  // what is filed for the requirement's slots
};
[[nodiscard]] std::string_view name_of(Measure measure);
[[nodiscard]] Result<Measure> parse_measure(std::string_view name);

// A figure that is met or not by itself, without a rate and its interval: "accepted attempts: at most 0".
struct FixedLimit {
  Measure measure = Measure::scenarios;
  bool at_least = false;  // else at most
  double value = 0;
  Text unit;  // what is counted or measured, with its unit: "frames per second"
  LimitKind kind = LimitKind::normative;
  std::string source;  // of the figure, which is not always the requirement's clause
  Checked checked = Checked::transcription;
};
// "accepted attempts: at most 0", in English.
[[nodiscard]] std::string words_of(const FixedLimit& limit);
[[nodiscard]] std::string value_of(const FixedLimit& limit);  // "1280", "64.8"

struct Requirement {
  std::string id;      // "tender.7.4.4", "ts119461.VAL-8.3.2-02", "table.5", "cir1502.2.2.1.high"
  std::string source;  // "tender", "ts119461", "table", "cir1502", "en319401", ...: the file of scenarios/catalogue
  std::string clause;  // as a reader cites it: "tender 7.4.4", "ETSI TS 119 461 VAL-8.3.2-02"
  Text text;           // our paraphrase
  RequirementKind kind = RequirementKind::testable;
  Checked checked = Checked::transcription;
  Responsible responsible = Responsible::provider;
  std::vector<std::string> limits;  // ids of Catalogue::limits
  std::vector<FixedLimit> fixed;
  Text no_limit;                       // why it has no figure of its own, where a reader would look for one
  std::vector<std::string> slots;      // ids of Catalogue::slots
  std::vector<std::string> scenarios;  // those that name this requirement; derived when the catalogue is merged
  Text not_applicable;                 // why it does not apply here; empty when it does
};

// What a simulation cannot show, and somebody must file.
struct EvidenceSlot {
  std::string id;                        // "lab.pad"
  Text text;                             // "laboratory report ISO/IEC 19989-3"
  bool accreditation = false;            // the issuer's accreditation must be named
  std::optional<unsigned> valid_months;  // longest age from the date of issue, where a clause sets one
  std::string clause;                    // that clause
};

// Where requirements come from: the tender, a standard, a law.
struct CatalogueSource {
  std::string id;  // "ts119461"
  Text title;      // with version and date
};

// What plays which scenarios, so that a report can name what would play those that its run lacks.
struct CatalogueSuite {
  std::string id;                      // "full"
  Level level = Level::full_service;   // of the subjects that it asks for
  std::vector<std::string> scenarios;  // names, sorted
};

struct Catalogue {
  std::vector<CatalogueSource> sources;   // in the order of the report
  std::vector<Requirement> requirements;  // grouped by source, in the order of the clauses
  std::vector<Limit> limits;
  std::vector<EvidenceSlot> slots;
  std::vector<CatalogueSuite> suites;  // empty: not known
};

struct FiledEvidence {
  std::string slot;
  std::string file;           // its name as filed
  std::string sha256;         // lower-case hex
  std::string issuer;         // who issued it
  std::string accreditation;  // number and accreditation body; empty when the slot needs none
  std::string issued;         // YYYY-MM-DD
  std::string expires;        // YYYY-MM-DD; empty: none stated
  std::string filed;          // YYYY-MM-DD
  std::string remark;
};

// Strict both ways; ids unique, references resolved, errors name the entry.
[[nodiscard]] Result<std::string> catalogue_to_json(const Catalogue& catalogue);
[[nodiscard]] Result<Catalogue> catalogue_from_json(std::string_view text);
[[nodiscard]] std::string evidence_to_json(const std::vector<FiledEvidence>& evidence);
[[nodiscard]] Result<std::vector<FiledEvidence>> evidence_from_json(std::string_view text);

}  // namespace proofmark::reports

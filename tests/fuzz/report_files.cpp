// What reports are made from beside a run: requirements and their limits, the store of filed evidence, the register of
// risks, last year's plan and the incidents since; the first byte says which.
#include "reports/risk/risk_plan.hpp"
#include "scenarios/catalogue/catalogue.hpp"
#include "scenarios/catalogue/evidence_store.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace proofmark;           // NOLINT: a program of one file
using namespace proofmark::reports;  // NOLINT
using fuzz::require;
using fuzz::require_told;

bool is_level(const risk::Level& level) {
  return level.level >= 0 && level.level <= 5;
}

void owners_of(const std::string& text) {
  const auto owners = risk::parse_owners(text, "owners.json");
  if (!owners) require_told(owners.error(), "owners.json");
}

void group_of(const std::string& text) {
  const auto group = risk::parse_group(text, "group.json");
  if (!group) return require_told(group.error(), "group.json");
  require(!group->risks.empty() && !group->title.en.empty() && !group->title.lt.empty());
  for (const risk::Risk& one : group->risks)
    require(is_level(one.likelihood) && is_level(one.impact) && is_level(one.residual) && one.review_months <= 12);
}

void security_of(const std::string& text) {
  const auto entries = risk::parse_security(text, "security.json");
  if (!entries) return require_told(entries.error(), "security.json");
  for (const risk::SecurityEntry& entry : *entries) require(!entry.title.en.empty() && !entry.measures.empty());
}

void previous_of(const std::string& text) {
  const auto plan = risk::previous_from_json(text);
  if (!plan) return require(!plan.error().expected.empty() && !plan.error().observed.empty());
  require(parse_day(plan->date, "the date").has_value());
  for (const risk::PreviousRisk& one : plan->risks)
    require(one.inherent >= 1 && one.inherent <= 25 && one.residual >= 1 && one.residual <= 25);
}

void incidents_of(const std::string& text) {
  const auto incidents = risk::incidents_from_json(text);
  if (!incidents) return require(!incidents.error().expected.empty() && !incidents.error().observed.empty());
  for (const risk::Incident& one : *incidents) require(parse_day(one.date, "the date").has_value());
}

void requirements_of(const std::string& text) {
  const auto part = catalogue::parse_part(text, "part.json");
  if (!part) return require_told(part.error(), "part.json");
  for (const Requirement& one : part->catalogue.requirements)
    require(one.scenarios.empty() && one.source == part->catalogue.sources.at(0).id);
}

// Only what the index's own hash covers is taken.
void index_of(const std::string& text) {
  const auto filed = catalogue::parse_index(text, "index.json");
  if (!filed) return require(!filed.error().expected.empty() && !filed.error().observed.empty());
  require(text.find(sha256_hex(to_bytes(evidence_to_json(*filed)))) != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, owners_of, group_of, security_of, previous_of, incidents_of,
                                  requirements_of, index_of);
}

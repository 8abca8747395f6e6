// The files that say which card is presented: profiles of chips, of contact cards and of those who certify their keys,
// and the tables of conformance; the first byte says which.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/conformance/recipe_json.hpp"
#include "scenarios/conformance/table.hpp"
#include "simulators/card/contact/personalise.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/card/profile.hpp"
#include "simulators/lt_pki/profile.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/in_memory.hpp"

namespace {

using namespace proofmark;  // NOLINT: a program of one file
using fuzz::require;
using fuzz::require_told;

void chip_of(const std::string& text) {
  const auto profile = card::parse_profile(text, "profiles/chip.json");
  if (!profile) return require_told(profile.error(), "chip.json");
  require(profile->name == "chip" && profile->expired_days >= 0 && profile->expired_days <= 365);
  require(card::parse_signer_kind(profile->signer).has_value() && card::parse_digest(profile->digest).has_value());
  require(profile->state.size() == 3 && (profile->nationality.empty() || profile->nationality.size() == 3));
  require(profile->document_code.empty() || profile->document_code.size() == 2);
  require(profile->pace || profile->pace_offers.empty());
  require(profile->chip_authentication || profile->chip_authentication_offers.empty());
  require(profile->holder.surname.empty() == profile->holder.given_names.empty());
  for (const unsigned group : profile->unsigned_groups) require(group >= 1 && group <= 16);
  if (profile->timing) require(profile->timing->access_delay <= profile->timing->access_delay_most);
}

// The person in the queue has tries left that the card can count, and codes that can be chosen.
void contact_of(const std::string& text) {
  const std::filesystem::path file = fuzz::in_memory(text);
  const auto profile = card::contact::load_contact_profile(file);
  if (!profile) return require_told(profile.error(), file.string());
  require(!profile->description.empty() && !profile->certification.empty() && profile->issued_days_ago >= 9);
  for (const card::contact::CodeRules& rules : {profile->pin_rules, profile->puk_rules})
    require(rules.shortest >= 4 && rules.shortest <= rules.longest && rules.longest <= 16 && rules.tries >= 1);
  require(profile->pin_tries_left.value_or(0) <= profile->pin_rules.tries);
}

void certification_of(const std::string& text) {
  const std::filesystem::path file = fuzz::in_memory(text);
  const auto profile = lt_pki::load_profile(file);
  if (!profile) return require_told(profile.error(), file.string());
  require(profile->base_interval.count() > 0 && profile->delta_interval.count() > 0);
  require(profile->base_interval % profile->delta_interval == std::chrono::hours(0));
  for (const lt_pki::Level level : lt_pki::kLevels) require(profile->years_of(level) >= 1);
}

// Every row names what decides it, and its card can be read again as it is shown.
void table_of(const std::string& text) {
  const auto table = conformance::parse_table(text, "table.json");
  if (!table) return require(!table.error().clause.empty() && !table.error().expected.empty());
  std::set<std::string> seen;
  for (const conformance::Row& row : table->rows) {
    require(!row.what.empty() && seen.insert(row.id).second && row.number + 1 == seen.size());
    require(row.not_applicable.empty() != row.variants.empty());
    if (row.expected == conformance::Expected::failed) require(!row.checks.empty());
    if (row.not_applicable.empty()) require(nlohmann::json::accept(row.card));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, chip_of, contact_of, certification_of, table_of);
}

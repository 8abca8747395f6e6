#include "simulators/lt_pki/profile.hpp"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::lt_pki {

namespace {

using nlohmann::json;

tl::unexpected<Error> wrong(const std::filesystem::path& file, const std::string& expected,
                            const std::string& observed) {
  return fail("certification profile " + file.string(), expected, observed, "Correct the file.");
}

const std::map<std::string, Scheme>& schemes() {
  static const std::map<std::string, Scheme> table{{"rsa-sha1", Scheme::rsa_sha1},
                                                   {"rsa-pss-sha256", Scheme::rsa_pss_sha256},
                                                   {"ecdsa-sha384", Scheme::ecdsa_sha384}};
  return table;
}

const std::map<std::string, KeyKind>& key_kinds() {
  static const std::map<std::string, KeyKind> table{{"rsa-2048", KeyKind::rsa_2048},
                                                    {"rsa-3072", KeyKind::rsa_3072},
                                                    {"rsa-4096", KeyKind::rsa_4096},
                                                    {"p-384", KeyKind::p384}};
  return table;
}

using Reader = std::function<bool(const json&)>;

template <typename T>
Reader one_of(T& to, const std::map<std::string, T>& table) {
  return [&to, &table](const json& value) {
    const auto found = value.is_string() ? table.find(value.get<std::string>()) : table.end();
    if (found == table.end()) return false;
    to = found->second;
    return true;
  };
}

Reader number(int& to, int most) {
  return [&to, most](const json& value) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < 1 || value.get<std::int64_t>() > most) return false;
    to = value.get<int>();
    return true;
  };
}

Reader hours(std::chrono::hours& to) {
  return [&to](const json& value) {
    int n = 0;
    if (!number(n, 24 * 366)(value)) return false;
    to = std::chrono::hours(n);
    return true;
  };
}

bool read_defects(const json& value, std::set<Defect>& to) {
  if (!value.is_array()) return false;
  for (const json& name : value) {
    bool known = false;
    for (const DefectFacts& facts : defects())
      if (name.is_string() && name.get<std::string>() == facts.name) known = to.insert(facts.defect).second;
    if (!known) return false;
  }
  return true;
}

// A scheme signs with keys of its own kind.
bool keys_fit(const Profile& profile) {
  for (const Level level : kLevels)
    if ((profile.key_of(level) == KeyKind::p384) != (profile.scheme == Scheme::ecdsa_sha384)) return false;
  return true;
}

}  // namespace

std::string_view name_of(Level level) {
  switch (level) {
    case Level::root:
      return "RootCA";
    case Level::policy:
      return "PolicyCA";
    case Level::issuing:
      return "IssuingCA";
  }
  return "";
}

const std::vector<DefectFacts>& defects() {
  static const std::vector<DefectFacts> table{
      {Defect::same_policy_oid, "same-policy-oid", "CPS A10, A11; RFC 5280 section 4.2.1.4",
       "Qualified and authentication certificate carry one policy identifier: only key usage and QCStatements tell "
       "them apart."},
      {Defect::responder_is_authority, "responder-is-authority", "CPS A7, A8, A9; RFC 5280 section 4.2.1.9",
       "The certificates that sign OCSP answers say \"CA\" without the right to sign certificates."},
      {Defect::responder_without_purpose, "responder-without-purpose", "CPS A7, A8, A9; RFC 6960 section 4.2.2.2",
       "The certificates that sign OCSP answers lack id-kp-OCSPSigning, so a client that was not told to trust them "
       "refuses the answer."},
      {Defect::responder_under_parent, "responder-under-parent", "CPS A8, A9; RFC 6960 section 4.2.2.2",
       "The OCSP certificates for PolicyCA and IssuingCA are issued one level above the authority for which they "
       "answer."},
      {Defect::responder_key_of_authority, "responder-key-of-authority", "CPS A7, A8, A9; RFC 5280 section 4.2.1.2",
       "The subject key identifier of an OCSP certificate is that of the authority's key, not of its own."},
      {Defect::weekly_base_list, "weekly-base-list", "CPS 76 against CP 50.1",
       "The base list appears every seven days although the policy promises 24 hours: who reads it alone learns of a "
       "revocation up to a week late."},
      {Defect::delta_of_last_day, "delta-of-last-day", "CPS 76; RFC 5280 section 5.2.4",
       "A delta list holds the changes of the last 24 hours alone, not all since the base list: who misses one "
       "misses the revocation until the next base list."},
      {Defect::delta_not_announced, "delta-not-announced", "CPS A10, A11, A14; RFC 5280 section 5.2.6",
       "Neither certificate nor base list says where the delta lists are."},
      {Defect::list_issuer_misspelt, "list-issuer-misspelt", "CPS A13, A14 against A5, A6; RFC 5280 section 6.3.3",
       "The lists name \"(Policy CA)\" and \"(Issuing CA)\", the certificates \"(PolicyCA)\" and \"(IssuingCA)\": the "
       "names do not match and the list counts for nobody."},
      {Defect::policy_list_without_end, "policy-list-without-end", "CPS A13 against CP 50.1; RFC 5280 section 5.1.2.5",
       "The PolicyCA's list has no nextUpdate, so it never grows stale."}};
  return table;
}

KeyKind Profile::key_of(Level level) const {
  return level == Level::root ? root_key : level == Level::policy ? policy_key : issuing_key;
}

int Profile::years_of(Level level) const {
  return level == Level::root ? root_years : level == Level::policy ? policy_years : issuing_years;
}

Result<Profile> load_profile(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(const json root, parse_json_text(text, file.string()));
  if (!root.is_object()) return wrong(file, "a JSON object", root.type_name());
  Profile profile;
  profile.name = file.stem().string();
  const std::map<std::string, Reader> fields{
      {"description",
       [&](const json& value) {
         if (value.is_string()) profile.description = value.get<std::string>();
         return !profile.description.empty();
       }},
      {"scheme", one_of(profile.scheme, schemes())},
      {"root_key", one_of(profile.root_key, key_kinds())},
      {"policy_key", one_of(profile.policy_key, key_kinds())},
      {"issuing_key", one_of(profile.issuing_key, key_kinds())},
      {"person_key", one_of(profile.person_key, key_kinds())},
      {"root_years", number(profile.root_years, 30)},
      {"policy_years", number(profile.policy_years, 30)},
      {"issuing_years", number(profile.issuing_years, 30)},
      {"person_years", number(profile.person_years, 10)},
      {"base_interval_hours", hours(profile.base_interval)},
      {"base_overlap_hours", hours(profile.base_overlap)},
      {"delta_interval_hours", hours(profile.delta_interval)},
      {"delta_overlap_hours", hours(profile.delta_overlap)},
      {"offline_interval_months", number(profile.offline_months, 12)},
      {"offline_overlap_days", number(profile.offline_overlap_days, 365)},
      {"forms_of_2009",
       [&](const json& value) {
         if (value.is_boolean()) profile.forms_of_2009 = value.get<bool>();
         return value.is_boolean();
       }},
      {"defects", [&](const json& value) { return read_defects(value, profile.defects); }}};
  for (const auto& [name, value] : root.items()) {
    const auto field = fields.find(name);
    if (field == fields.end()) return wrong(file, "known fields only", "the field \"" + name + "\"");
    if (!field->second(value)) return wrong(file, "an allowed value of \"" + name + "\"", value.dump());
  }
  for (const auto& [name, reader] : fields)
    if (!root.contains(name)) return wrong(file, "the field \"" + name + "\"", "it is missing");
  if (!keys_fit(profile)) return wrong(file, "authorities' keys of the scheme's kind", "another kind");
  // Base and delta lists share one sequence of numbers (RFC 5280 section 5.2.3).
  if (profile.base_interval % profile.delta_interval != std::chrono::hours(0))
    return wrong(file, "a base interval that is a multiple of the delta interval", "another");
  // The defect is a fact about the interval; the file says it twice so that neither is changed by mistake.
  if (profile.has(Defect::weekly_base_list) != (profile.base_interval > std::chrono::hours(24)))
    return wrong(file, "\"weekly-base-list\" with an interval above 24 hours, and only then", "one without the other");
  return profile;
}

}  // namespace proofmark::lt_pki

// What kind of certification authority: the one of order (29)4R-9 of 2009, kept to its letter, or one of today. A
// profile is a small JSON file of simulators/lt_pki/profiles. "CP n" and "CPS n" are the points of the order's
// certificate policy and certification practice statement, "An" the annexes of the latter.
#pragma once
#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark::lt_pki {

// How certificates, lists and answers are signed.
enum class Scheme { rsa_sha1, rsa_pss_sha256, ecdsa_sha384 };
// What a key pair is.
enum class KeyKind { rsa_2048, rsa_3072, rsa_4096, p384 };

// The three levels of CPS 16.
enum class Level { root, policy, issuing };
inline constexpr Level kLevels[] = {Level::root, Level::policy, Level::issuing};
[[nodiscard]] std::string_view name_of(Level level);  // "RootCA", "PolicyCA", "IssuingCA": as in names and addresses

// What the texts of 2009 prescribe although it does not work, or leaves a relying party without what it needs.
enum class Defect {
  same_policy_oid,             // A10, A11
  responder_is_authority,      // A7, A8, A9
  responder_without_purpose,   // A7, A8, A9
  responder_under_parent,      // A9, A8
  responder_key_of_authority,  // A7, A8, A9
  weekly_base_list,            // CPS 76 against CP 50.1
  delta_of_last_day,           // CPS 76
  delta_not_announced,         // A10, A11, A14
  list_issuer_misspelt,        // A13, A14
  policy_list_without_end,     // A13
};
struct DefectFacts {
  Defect defect;
  std::string_view name;    // as profiles write it
  std::string_view clause;  // where the text says so, and what it breaks
  std::string_view effect;  // one sentence
};
[[nodiscard]] const std::vector<DefectFacts>& defects();

struct Profile {
  std::string name;         // the file's name without .json
  std::string description;  // one sentence
  Scheme scheme = Scheme::ecdsa_sha384;
  KeyKind root_key = KeyKind::p384, policy_key = KeyKind::p384, issuing_key = KeyKind::p384;
  KeyKind person_key = KeyKind::rsa_3072;
  // Validity in calendar years (CPS 143).
  int root_years = 18, policy_years = 12, issuing_years = 6, person_years = 3;
  // Lists of the issuing level: from one to the next, and how much longer each stays valid (CPS 76).
  std::chrono::hours base_interval{24}, base_overlap{72}, delta_interval{6}, delta_overlap{6};
  // Lists of root and policy level, which are offline (CPS 77): calendar months, days.
  int offline_months = 3, offline_overlap_days = 21;
  // The forms of 2009: policies, notices and private extensions as A4 to A14 list them; else those of today's ETSI
  // EN 319 412 (statements, policies) and RFC 5280.
  bool forms_of_2009 = false;
  std::set<Defect> defects;

  [[nodiscard]] bool has(Defect defect) const { return defects.contains(defect); }
  [[nodiscard]] KeyKind key_of(Level level) const;
  [[nodiscard]] int years_of(Level level) const;
};

// Unknown fields and values are refused; the error names file and field.
[[nodiscard]] Result<Profile> load_profile(const std::filesystem::path& file);

}  // namespace proofmark::lt_pki

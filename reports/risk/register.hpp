// The risk register and the security measures as data. One folder describes one provider's service; the one in this
// folder describes the reference service, and another provider writes its own (`--register DIR`).
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/catalogue.hpp"

namespace proofmark::reports::risk {

struct Level {
  int level = 1;  // 1 (lowest) to 5
  Text reason;
};

// Patterns that nothing can answer yet, and why: a species or a case that the harness does not have.
struct Awaited {
  std::vector<std::string> patterns;
  Text reason;
};

// Shell-style patterns (*, ? and @(a|b)) over ids of the run: a later species finds its risk by its name.
struct EvidencePatterns {
  std::vector<std::string> rates, differences, scenarios, requirements;  // differences: ids of rates, between groups
  Awaited awaited;  // of the patterns above; what they stand for counts as missing
};

enum class Treatment { reduce, avoid, share, accept };
[[nodiscard]] std::string_view name_of(Treatment treatment);
[[nodiscard]] Result<Treatment> parse_treatment(std::string_view name);

struct Risk {
  std::string id;     // "digital.face-swap"
  std::string added;  // YYYY-MM-DD
  std::string owner;  // id of Register::owners
  unsigned review_months = 12;
  Text threat;
  Level likelihood, impact;
  Treatment treatment = Treatment::reduce;
  Text measures;
  EvidencePatterns evidence;
  Level residual;  // likelihood once the treatment works; the impact stays
};

struct RiskGroup {
  std::string clause;  // "tender 7.5.1.2.4"
  Text title;
  std::vector<Risk> risks;
};

struct Owner {
  std::string id;
  Text name;
};

// One of 7.5.3.1 to 7.5.3.8.
struct SecurityEntry {
  std::string clause;
  Text title;
  std::vector<Text> measures;
  EvidencePatterns evidence;
};

struct Register {
  std::vector<Owner> owners;
  std::vector<RiskGroup> groups;  // by file name
  std::vector<SecurityEntry> security;
  std::string sha256;  // of all files read
};

// One file of the register each. Strict; an error names `file` and the place. Whether a risk is complete and its owner
// known, load_register() says.
[[nodiscard]] Result<std::vector<Owner>> parse_owners(const std::string& text, const std::filesystem::path& file);
[[nodiscard]] Result<RiskGroup> parse_group(const std::string& text, const std::filesystem::path& file);
[[nodiscard]] Result<std::vector<SecurityEntry>> parse_security(const std::string& text,
                                                                const std::filesystem::path& file);

// FOLDER/register/*.json, FOLDER/register/owners.json and FOLDER/security.json. Strict; ids unique, owners known, both
// languages filled; the error names file and place.
[[nodiscard]] Result<Register> load_register(const std::filesystem::path& folder);

}  // namespace proofmark::reports::risk

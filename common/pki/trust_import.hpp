// Bringing certificates and signed lists into the trust folder (common/pki/folder.hpp): whole or not at all, and only
// what somebody already trusted has signed, or the operator vouches for.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::pki {

struct TrustImport {
  std::filesystem::path folder;  // made when it does not exist; a link to it is followed
  // For whose fingerprints the operator vouches: country signing certificates, and authorities whose master and defect
  // lists are taken.
  std::vector<std::filesystem::path> authorities, publishers;
  // Link certificates (signed by a key that is trusted already), master lists, revocation lists, deviation lists and
  // defect lists, in any order; which is which, their content says.
  std::vector<std::filesystem::path> files;
  std::vector<std::string> countries;  // of a master list: these alone, two capital letters each; empty: all
  Instant now;                         // validity is judged as of this moment
  bool dry_run = false;                // says what would change
  // Told each step on the disk before it is taken; for those who watch. May be empty.
  std::function<void(const std::string&)> step{};
};

struct TrustChange {
  enum class Kind { added, replaced, removed, expired };
  Kind kind = Kind::added;
  std::string what;  // "country signing certificate", "revocation list" ...
  std::string name;  // subject or issuer, and dates
  std::string file;  // within the folder
};
[[nodiscard]] const char* name_of(TrustChange::Kind kind);

// What the import changed; `expired` are those that are past their time at `now`, new or not. Nothing is written unless
// every file is good: a certificate that nobody trusted has signed, a list with a wrong signature, or one older than
// what is there, is an error that names the file. The folder is exchanged in one step, so that a process that is killed
// leaves it as it was or as it shall be. Errors too: another import is running, no space.
[[nodiscard]] Result<std::vector<TrustChange>> import_trust(const TrustImport& import);

// A line for each certificate and list of the folder: what it is, whose, how long, and whether that is over at `now`.
[[nodiscard]] Result<std::vector<std::string>> describe_trust(const std::filesystem::path& folder,
                                                              const std::vector<std::string>& countries, Instant now);

}  // namespace proofmark::pki

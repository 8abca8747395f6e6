// A card profile: a small JSON file that names what the card offers and which faults it has. Genuine ones live in
// simulators/card/profiles/, attacks on documents in attacks/document/species/.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::card {

struct Profile {
  std::string name;         // the file's name without .json, for example "genuine"
  std::string description;  // one sentence
  std::string clause;       // the clause that the fault violates; "" for a genuine card
  // What an inspection is expected to say: check id -> result ("passed", "failed", ...), docs/interface.md.
  std::map<std::string, std::string> expected;

  bool pace = true;
  bool bac = true;
  bool active_authentication = true;
  bool chip_authentication = true;
  std::string secure_messaging = "aes-128";  // of chip authentication: "aes-128" or "3des"
  std::string signer = "document_signer";    // a SignerKind by name (issuer.hpp)
  std::string digest = "sha-256";            // of the data groups: "sha-256" or "sha-1"
  std::string content_type = "lds";          // of what EF.SOD signs: "lds" or "data", plain data of any kind
  std::vector<unsigned> unsigned_groups;     // data groups whose hash the issuer left out of EF.SOD
  std::string state = "LTU";                 // issuing state and nationality in the machine readable zone
  std::string document_code = "I<";          // the zone's first two characters
  int expired_days = 0;                      // > 0: the document expired so many days before today
  bool expires_today = false;                // today is its last day
  // Mechanisms applied to the finished chip, in order; the names that attacks/document/ knows.
  std::vector<std::string> faults;
};

// Unknown fields and values are refused; the error names file and field.
[[nodiscard]] Result<Profile> load_profile(const std::filesystem::path& file);
// Every *.json of the folder, by name.
[[nodiscard]] Result<std::vector<Profile>> list_profiles(const std::filesystem::path& folder);

}  // namespace proofmark::card

// The store of filed evidence: a folder with an index and a copy of each file under its SHA-256. What was filed stays;
// a second filing for a slot stands beside the first. Killed at any moment, the store is as before or as after.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "reports/formats/catalogue.hpp"

namespace proofmark::catalogue {

inline constexpr const char* kEvidenceFolder = "evidence";  // below the current folder, unless told otherwise

// The index, whose hash must be that of its own entries. An error names `file`.
[[nodiscard]] Result<std::vector<reports::FiledEvidence>> parse_index(const std::string& text,
                                                                      const std::filesystem::path& file);

// Every filing in order, with every copy checked against its hash. No folder: nothing was filed. A cut or altered
// index, a missing or altered copy is an error that names the file.
[[nodiscard]] Result<std::vector<reports::FiledEvidence>> read_store(const std::filesystem::path& store);

struct Filing {
  std::string slot;
  std::filesystem::path file;
  std::string issuer;
  std::string accreditation;  // empty where the slot asks for none
  std::string issued;         // YYYY-MM-DD
  std::string expires;        // YYYY-MM-DD or empty
  std::string remark;
  std::string filed;  // YYYY-MM-DD, the day of filing
};
// Copies the file and adds it to the index. Refused: a slot that the catalogue does not have, a date that is none, an
// issue after the day of filing or the expiry, a missing accreditation, an empty file, the same filing twice.
[[nodiscard]] Result<reports::FiledEvidence> add_to_store(const std::filesystem::path& store,
                                                          const reports::Catalogue& catalogue, const Filing& filing);

}  // namespace proofmark::catalogue

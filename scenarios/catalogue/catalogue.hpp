// The catalogue of requirements: data files of this folder, joined with the cases that give evidence.
// limits.json, slots.json, and one file for each source of requirements (format: catalogue.schema.json).
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "reports/formats/catalogue.hpp"

namespace proofmark::catalogue {

// What the catalogue needs to know of a case.
struct CaseReferences {
  std::string name;
  std::vector<std::string> requirements;  // ids
  std::string limit;                      // id, or empty
};

// One file of the folder: limits, slots, or one source's requirements, whose `scenarios` are empty.
struct Part {
  std::string format;  // "proofmark-limits/1", "proofmark-slots/1" or "proofmark-requirements/1"
  reports::Catalogue catalogue;
};
// Strict; an error names `name`. Whether ids are unique and references lead anywhere, load() says.
[[nodiscard]] Result<Part> parse_part(const std::string& text, const std::string& name);

// Reads the folder (of the project: scenarios/catalogue). Ids are unique, references are resolved, texts are there in
// both languages; the error names file and entry. `scenarios` of the requirements are empty.
[[nodiscard]] Result<reports::Catalogue> load(const std::filesystem::path& folder);

// The catalogue with `scenarios` of each requirement: the names of the cases that give evidence for it, sorted. A case
// that names an unknown requirement or limit is an error.
[[nodiscard]] Result<reports::Catalogue> merge(reports::Catalogue catalogue, const std::vector<CaseReferences>& cases);

// The clauses of requirement ids, for the reader of an attempt; an unknown id is an error.
[[nodiscard]] Result<std::vector<std::string>> clauses_of(const reports::Catalogue& catalogue,
                                                          const std::vector<std::string>& requirements);

struct Orphans {
  std::vector<std::string> requirements;  // applicable, with neither scenario nor slot
  std::vector<std::string> cases;         // that serve no requirement
  std::vector<std::string> slots;         // that no requirement names
};
[[nodiscard]] Orphans orphans(const reports::Catalogue& merged, const std::vector<CaseReferences>& cases);

}  // namespace proofmark::catalogue

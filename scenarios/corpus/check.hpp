// `proofmark corpus check`: is a corpus folder what its manifest says, and do its splits share nothing?
#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/corpus/manifest.hpp"

namespace proofmark::corpus {

struct Finding {
  enum class Kind { changed, missing, added, unlike, leak };
  Kind kind{};
  std::string file;  // of a leak: the first file of it
  std::string what;
};
[[nodiscard]] std::string_view name_of(Finding::Kind kind);

// What development and evaluation have in common: a subject or attacker, kin, a species, one unit of a device, a file's
// bytes, or two species that no choice and no parameter, as drawn, tells apart (apart.hpp). Each once. Demonstration
// and files without a split count for neither.
[[nodiscard]] std::vector<Finding> leaks(const std::vector<Record>& records);

// Where the files lie.
[[nodiscard]] std::filesystem::path root_of(const std::filesystem::path& folder, const Manifest& manifest);

struct Checked {
  std::size_t files = 0;
  std::vector<Finding> findings;  // by file as in the manifest, then what was added, then leaks
};
// Reads every file: hash, size and probe. What stands in the folder beside the manifest is looked for where the corpus
// holds its own files (root "."); a user's folder that was imported in place may hold more.
[[nodiscard]] Result<Checked> check_corpus(const std::filesystem::path& folder, std::size_t jobs,
                                           const std::atomic<bool>* stop = nullptr);

}  // namespace proofmark::corpus

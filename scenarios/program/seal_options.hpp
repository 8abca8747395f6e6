// The options of a seal, for every word that writes a report.
#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "reports/seal/seal.hpp"
#include "scenarios/runner/project.hpp"

namespace proofmark::program {

struct SealWords {
  std::filesystem::path key, certificate, timestamp_trust;
  std::string timestamp;
};
void add_seal_options(CLI::App* word, SealWords& words);
// Without a key named, that of this installation. The time is not set.
[[nodiscard]] reports::SealOptions seal_of(const SealWords& words, const runner::Project& project);

}  // namespace proofmark::program

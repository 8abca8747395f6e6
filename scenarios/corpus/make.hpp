// `proofmark corpus make`: from a specification to a folder of files and its manifest.
#pragma once
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/runner/project.hpp"

namespace proofmark::corpus {

struct MakeOptions {
  runner::Project project;
  std::string spec;  // a file, or the name of one of scenarios/corpus/specs
  std::filesystem::path out;
  std::size_t jobs = 0;  // workers; 0: the number of cores
  std::FILE* progress = stderr;
  const std::atomic<bool>* stop = nullptr;  // files that are begun are finished, no other is begun
};

struct Made {
  std::size_t files = 0, there_before = 0;
  std::vector<std::string> left_out;
};

// Goes on with a folder in which the same specification was begun. The files do not depend on the number of workers.
[[nodiscard]] Result<Made> make_corpus(const MakeOptions& options);

// The specification's text: of the file of that name, or of the project's own.
[[nodiscard]] Result<std::string> spec_text(const runner::Project& project, const std::string& spec);

}  // namespace proofmark::corpus

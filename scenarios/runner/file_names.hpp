// Data files that are named in other data files or on the command line.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::runner {

// a-z 0-9 . - _, not empty: such a name can be a file's and leads out of no folder.
[[nodiscard]] bool plain_name(const std::string& name);
// The names, sorted, of FOLDER/*.json.
[[nodiscard]] Result<std::vector<std::string>> file_names(const std::filesystem::path& folder);
// "one of: ..." for an error; of many, those that have most words in common with what was `wanted`.
[[nodiscard]] std::string one_of(std::vector<std::string> names, const std::string& wanted);
// An error unless FOLDER/NAME.json exists; it lists those that do.
[[nodiscard]] Result<void> known_file(const std::filesystem::path& folder, const std::string& name,
                                      const std::string& what);

}  // namespace proofmark::runner

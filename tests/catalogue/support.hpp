// What the tests of the catalogue share: folders of their own, and the project's catalogue with its cases.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/catalogue/catalogue.hpp"

namespace proofmark::catalogue::testing {

// An empty folder for one test.
[[nodiscard]] std::filesystem::path fresh_folder(const std::string& name);
// The project's scenarios/catalogue, and a copy of it that a test may spoil.
[[nodiscard]] std::filesystem::path catalogue_folder();
[[nodiscard]] std::filesystem::path copy_of_catalogue(const std::string& name);
// Name, requirement ids and limit of every file in scenarios/cases, read without the runner.
[[nodiscard]] std::vector<CaseReferences> project_cases();

// Replaces the one place where `from` stands in a file.
void replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to);

}  // namespace proofmark::catalogue::testing

#include "scenarios/runner/file_names.hpp"

#include <algorithm>

namespace proofmark::runner {

namespace fs = std::filesystem;

bool plain_name(const std::string& name) {
  return !name.empty() && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

Result<std::vector<std::string>> file_names(const fs::path& folder) {
  std::error_code problem;
  std::vector<std::string> names;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem))
    if (at->path().extension() == ".json") names.push_back(at->path().stem().string());
  if (problem)
    return fail("project", "a readable folder " + folder.string(), problem.message(),
                "Set --project to the project's root.");
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> known_file(const fs::path& folder, const std::string& name, const std::string& what) {
  std::error_code problem;
  if (plain_name(name) && fs::is_regular_file(folder / (name + ".json"), problem)) return {};
  PROOFMARK_TRY(const auto names, file_names(folder));
  std::string known;
  for (const std::string& each : names) known += (known.empty() ? "" : ", ") + each;
  return fail(what, "one of: " + (known.empty() ? "(none in " + folder.string() + ")" : known), "'" + name + "'",
              "Choose one; `proofmark suites` describes what there is.");
}

}  // namespace proofmark::runner

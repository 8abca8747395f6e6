#include "scenarios/runner/file_names.hpp"

#include <algorithm>
#include <set>

namespace proofmark::runner {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t a_screenful = 30;
constexpr std::size_t the_likest = 8;

std::set<std::string> words_of(const std::string& name) {
  std::set<std::string> words;
  for (std::size_t from = 0; from < name.size();) {
    const std::size_t to = std::min(name.find_first_of("./-_", from), name.size());
    if (to > from) words.insert(name.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

}  // namespace

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

std::string one_of(std::vector<std::string> names, const std::string& wanted) {
  const std::size_t all = names.size();
  if (all > a_screenful) {
    const auto sought = words_of(wanted);
    // Words in common first, then how long the two begin alike.
    const auto likeness = [&](const std::string& name) {
      const auto words = words_of(name);
      const auto alike = std::mismatch(name.begin(), name.end(), wanted.begin(), wanted.end()).first - name.begin();
      return std::pair{
          std::count_if(words.begin(), words.end(), [&](const auto& word) { return sought.contains(word); }), alike};
    };
    std::stable_sort(names.begin(), names.end(),
                     [&](const auto& one, const auto& other) { return likeness(one) > likeness(other); });
    names.resize(the_likest);
  }
  std::string text = "one of: ";
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return all > names.size() ? text + " and " + std::to_string(all - names.size()) + " others" : text;
}

Result<void> known_file(const fs::path& folder, const std::string& name, const std::string& what) {
  std::error_code problem;
  if (plain_name(name) && fs::is_regular_file(folder / (name + ".json"), problem)) return {};
  PROOFMARK_TRY(const auto names, file_names(folder));
  return fail(what, names.empty() ? "a file in " + folder.string() : one_of(names, name), "'" + name + "'",
              "Choose one; `proofmark suites` describes what there is.");
}

}  // namespace proofmark::runner

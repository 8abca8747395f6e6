#include "tests/catalogue/support.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/files.hpp"

namespace proofmark::catalogue::testing {

namespace fs = std::filesystem;

fs::path fresh_folder(const std::string& name) {
  const fs::path out = fs::temp_directory_path() / ("pm-catalogue-" + std::to_string(::getpid()) + "-" + name);
  fs::remove_all(out);
  fs::create_directories(out);
  return out;
}

fs::path catalogue_folder() {
  return fs::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "catalogue";
}

fs::path copy_of_catalogue(const std::string& name) {
  const fs::path out = fresh_folder(name);
  for (const auto& file : fs::directory_iterator(catalogue_folder()))
    if (file.path().extension() == ".json") fs::copy_file(file.path(), out / file.path().filename());
  return out;
}

std::vector<CaseReferences> project_cases() {
  std::vector<CaseReferences> out;
  for (const auto& file : fs::directory_iterator(fs::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "cases")) {
    if (file.path().extension() != ".json") continue;
    const auto text = read_text(file.path());
    if (!text) continue;
    const auto json = nlohmann::json::parse(*text);
    out.push_back({json.at("name"), json.value("requirements", std::vector<std::string>()), json.value("limit", "")});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

void replace_in(const fs::path& file, const std::string& from, const std::string& to) {
  auto text = read_text(file);
  ASSERT_TRUE(text) << file;
  const auto at = text->find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text->replace(at, from.size(), to);
  ASSERT_TRUE(write_text(file, *text));
}

}  // namespace proofmark::catalogue::testing

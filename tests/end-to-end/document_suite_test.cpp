// Suite `document` through what the service offers in public: whole at the chip alone, and a part of its cases as whole
// sessions over HTTPS. What the gate says of the reference service is that it has passed; of one that takes every
// document, that it has not.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "tests/engines/small_project.hpp"

namespace proofmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json results_of(const fs::path& run_folder) {
  const auto text = read_text(run_folder / "results.json");
  EXPECT_TRUE(text) << text.error().line();
  return text ? json::parse(*text, nullptr, false) : json();
}

// The suite as it stands in the project, played from a project of its own.
std::string document_suite() {
  const auto text = read_text(fs::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "suites" / "document.json");
  EXPECT_TRUE(text) << text.error().line();
  json suite = json::parse(text.value_or("{}"), nullptr, false);
  suite["name"] = "small";
  return suite.dump();
}

// Every tenth attack of the suite, in the words of a whole session.
std::string sessions() {
  const json whole = json::parse(document_suite());
  json suite = whole;
  suite["level"] = "full_service";
  suite["cases"] = json::array();
  std::size_t attacks = 0;
  for (const json& entry : whole["cases"])
    if (const std::string name = entry["case"]; !name.starts_with("document.genuine-") && attacks++ % 10 == 0)
      suite["cases"].push_back({{"case", name}, {"attempts", 1}});
  return suite.dump();
}

struct Played {
  testing::Ended ended;
  json results;
};
Played play(const testing::SmallProject& project) {
  const fs::path out = project.folder() / "out";
  Played played;
  played.ended = testing::run(project.run_words(out, {"--seed", "11", "--jobs", "2"}), {}, project.folder() / "log");
  played.results = results_of(out);
  return played;
}

void expect_passed(const Played& played, std::size_t least_scenarios) {
  EXPECT_EQ(played.ended.code, 0) << played.ended.error;
  ASSERT_TRUE(played.results.is_object());
  EXPECT_EQ(played.results["gate"]["verdict"], "pass") << played.results["gate"];
  EXPECT_GE(played.results["scenarios"].size(), least_scenarios);
  for (const json& scenario : played.results["scenarios"]) EXPECT_EQ(scenario["verdict"], "pass") << scenario;
}

TEST(DocumentSuite, TheReferenceServicePassesTheWholeSuite) {
  expect_passed(play(testing::SmallProject(document_suite(), "reference")), 190);
}

TEST(DocumentSuite, AndAPartOfItAsSessionsOverHttps) {
  expect_passed(play(testing::SmallProject(sessions(), "reference")), 16);
}

TEST(DocumentSuite, WhoTakesEveryDocumentFails) {
  const Played played = play(testing::SmallProject(sessions(), "null:accept"));
  EXPECT_EQ(played.ended.code, 1) << played.ended.error;
  EXPECT_EQ(played.results["gate"]["verdict"], "fail");
}

}  // namespace
}  // namespace proofmark

#include "scenarios/runner/suite.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/runner/file_names.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

using Json = nlohmann::json;
const std::filesystem::path root = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios";
const std::filesystem::path suites = root / "suites";
const std::filesystem::path cases = root / "cases";

Json first() {
  return Json::parse(testing::slurp(suites / "first.json"));
}

std::string error_of(const Json& json) {
  const auto suite = parse_suite(json.dump(), "x.json", cases);
  return suite ? std::string("no error") : suite.error().line();
}

TEST(Suite, FirstHoldsWhatTheFirstImpressionNeeds) {
  const auto suite = load_suite(suites, cases, "first");
  ASSERT_TRUE(suite) << suite.error().line();
  std::map<reports::Kind, std::size_t> attempts;
  for (const Scenario& scenario : suite->scenarios) attempts[scenario.kind] += scenario.attempts;
  EXPECT_EQ(attempts[reports::Kind::genuine], 8U);
  EXPECT_EQ(attempts[reports::Kind::impostor], 8U);
  EXPECT_EQ(attempts[reports::Kind::presentation_attack], 4U);
  EXPECT_EQ(attempts[reports::Kind::injection_attack], 2U);
  EXPECT_EQ(attempts[reports::Kind::document_attack], 12U);
}

TEST(Suite, EverySuiteOfTheProjectIsRead) {
  const auto all = list_suites(suites, cases);
  ASSERT_TRUE(all) << all.error().line();
  for (const Suite& suite : *all) EXPECT_FALSE(suite.scenarios.empty()) << suite.name;
}

TEST(Suite, EachPersonOfFirstTakesOnePartOnly) {
  // Attempts of one person are not independent (ISO/IEC 19795-1); with so few, nobody is used twice.
  const auto suite = load_suite(suites, cases, "first");
  ASSERT_TRUE(suite);
  std::set<std::uint64_t> used;
  for (const Scenario& scenario : suite->scenarios)
    for (std::size_t i = 0; i < scenario.attempts; ++i) {
      EXPECT_TRUE(used.insert(scenario.cast.first_holder + i).second) << scenario.name;
      if (scenario.cast.first_other) {
        EXPECT_TRUE(used.insert(*scenario.cast.first_other + i).second) << scenario.name;
      }
    }
}

TEST(Suite, SaysOtherwiseThanTheCaseOnlyWhereItMay) {
  Json changed = first();
  changed["cases"] = {{{"case", "impostor.zero-effort"},
                       {"attempts", 150},
                       {"first_holder", 1000},
                       {"first_other", 2000},
                       {"gate", "reported"}}};
  const auto suite = parse_suite(changed.dump(), "x.json", cases);
  ASSERT_TRUE(suite) << suite.error().line();
  const Scenario& scenario = suite->scenarios.at(0);
  EXPECT_EQ(scenario.attempts, 150U);
  EXPECT_EQ(scenario.cast.first_holder, 1000U);
  EXPECT_EQ(scenario.cast.first_other, 2000U);
  EXPECT_EQ(scenario.gate, reports::GateRole::reported);
  EXPECT_EQ(scenario.expected.decision, reports::Decision::refused);
}

TEST(Suite, ItsDigestCoversTheCases) {
  const testing::TemporaryFolder temporary;
  const Json suite = first();
  for (const auto& entry : std::filesystem::directory_iterator(cases))
    testing::write_file(temporary.path() / entry.path().filename(), testing::slurp(entry.path()));
  const auto before = parse_suite(suite.dump(), "x.json", temporary.path());
  ASSERT_TRUE(before) << before.error().line();
  testing::write_file(temporary.path() / "genuine.json", testing::slurp(cases / "genuine.json") + "\n");
  const auto after = parse_suite(suite.dump(), "x.json", temporary.path());
  ASSERT_TRUE(after);
  EXPECT_NE(before->sha256, after->sha256);
}

TEST(Suite, UnknownNameListsThoseThatExist) {
  const auto suite = load_suite(suites, cases, "second");
  ASSERT_FALSE(suite);
  EXPECT_NE(suite.error().line().find("first"), std::string::npos);
  EXPECT_FALSE(load_suite(suites, cases, "../suites/first"));
  EXPECT_FALSE(load_suite(suites, cases, ""));
}

TEST(Suite, NoJson) {
  for (const char* text : {"", "{\"format\": ", "[]", "null"}) EXPECT_FALSE(parse_suite(text, "x.json", cases)) << text;
}

TEST(Suite, EveryFieldOfTheTopIsMandatory) {
  const Json good = first();
  for (const auto& [field, ignored] : good.items()) {
    Json changed = good;
    changed.erase(field);
    EXPECT_NE(error_of(changed).find("/" + field), std::string::npos) << error_of(changed);
  }
}

TEST(Suite, OfManyNamesTheLikestAreSaid) {
  std::vector<std::string> names{"document.expired", "video.another-action", "video.other-person", "video.slow"};
  EXPECT_EQ(one_of(names, "x"), "one of: document.expired, video.another-action, video.other-person, video.slow");
  for (int i = 0; i < 40; ++i) names.push_back("api.body." + std::to_string(i));
  const std::string said = one_of(names, "video.another-persn");
  EXPECT_TRUE(said.starts_with("one of: video.another-action, video.other-person, video.slow, ")) << said;
  EXPECT_TRUE(said.ends_with(" and 36 others")) << said;
}

struct Change {
  const char* name;
  std::function<void(Json&)> change;
  const char* place;
};
class BadSuite : public ::testing::TestWithParam<Change> {};

TEST_P(BadSuite, IsRefusedAtItsPlace) {
  Json changed = first();
  GetParam().change(changed);
  EXPECT_NE(error_of(changed).find(GetParam().place), std::string::npos) << error_of(changed);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadSuite,
    ::testing::Values(Change{"format", [](Json& s) { s["format"] = "proofmark-suite/1"; }, "x.json at /format"},
                      Change{"misspelt", [](Json& s) { s["sed"] = 1; }, "x.json at /sed"},
                      Change{"level", [](Json& s) { s["level"] = "half"; }, "x.json at /level"},
                      Change{"start", [](Json& s) { s["start"] = "2026-13-02T09:00:00Z"; }, "x.json at /start"},
                      Change{"spacing", [](Json& s) { s["spacing_s"] = -1; }, "x.json at /spacing_s"},
                      Change{"limit", [](Json& s) { s["time_limit_s"] = 0; }, "x.json at /time_limit_s"},
                      Change{"empty", [](Json& s) { s["cases"] = Json::array(); }, "x.json at /cases"},
                      Change{"unknown_case", [](Json& s) { s["cases"][0]["case"] = "genius"; }, "genuine"},
                      Change{"path", [](Json& s) { s["cases"][0]["case"] = "../cases/genuine"; }, "genuine"},
                      Change{"twice", [](Json& s) { s["cases"][1]["case"] = "genuine"; }, "x.json at /cases/1/case"},
                      Change{"field", [](Json& s) { s["cases"][1]["card"] = "genuine"; }, "x.json at /cases/1/card"},
                      Change{"attempts", [](Json& s) { s["cases"][2]["attempts"] = 0; }, "x.json at /cases/2/attempts"},
                      Change{"gate", [](Json& s) { s["cases"][2]["gate"] = "no"; }, "x.json at /cases/2/gate"},
                      Change{"other_level", [](Json& s) { s["level"] = "pad"; }, "x.json at /cases/"}),
    [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace proofmark::runner

#include "scenarios/runner/suite.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

using Json = nlohmann::json;
const std::filesystem::path suites = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "suites";

Json first() {
  return Json::parse(testing::slurp(suites / "first.json"));
}

std::string error_of(const Json& json) {
  const auto suite = parse_suite(json.dump(), "x.json");
  return suite ? std::string("no error") : suite.error().line();
}

TEST(Suite, FirstHoldsWhatTheIssueAsks) {
  const auto suite = load_suite(suites, "first");
  ASSERT_TRUE(suite) << suite.error().line();
  std::map<reports::Kind, std::size_t> attempts;
  for (const Scenario& scenario : suite->scenarios) attempts[scenario.kind] += scenario.attempts;
  EXPECT_EQ(attempts[reports::Kind::genuine], 8U);
  EXPECT_EQ(attempts[reports::Kind::impostor], 8U);
  EXPECT_EQ(attempts[reports::Kind::presentation_attack], 4U);
  EXPECT_EQ(attempts[reports::Kind::injection_attack], 2U);
  EXPECT_EQ(attempts[reports::Kind::document_attack], 12U);
}

TEST(Suite, EachPersonOfFirstTakesOnePartOnly) {
  // Attempts of one person are not independent (ISO/IEC 19795-1); with so few, nobody is used twice.
  const auto suite = load_suite(suites, "first");
  ASSERT_TRUE(suite);
  std::set<std::uint64_t> used;
  for (const Scenario& scenario : suite->scenarios)
    for (std::size_t i = 0; i < scenario.attempts; ++i) {
      EXPECT_TRUE(used.insert(scenario.first_holder + i).second) << scenario.name;
      if (scenario.first_other) {
        EXPECT_TRUE(used.insert(*scenario.first_other + i).second) << scenario.name;
      }
    }
}

TEST(Suite, UnknownNameListsThoseThatExist) {
  const auto suite = load_suite(suites, "second");
  ASSERT_FALSE(suite);
  EXPECT_NE(suite.error().line().find("first"), std::string::npos);
  EXPECT_FALSE(load_suite(suites, "../suites/first"));
  EXPECT_FALSE(load_suite(suites, ""));
}

TEST(Suite, NoJson) {
  EXPECT_FALSE(parse_suite("", "x.json"));
  EXPECT_FALSE(parse_suite("{\"format\": ", "x.json"));
  EXPECT_FALSE(parse_suite("[]", "x.json"));
  EXPECT_FALSE(parse_suite("null", "x.json"));
}

TEST(Suite, EveryFieldOfTheTopIsMandatory) {
  const Json good = first();
  for (const auto& [field, ignored] : good.items()) {
    Json changed = good;
    changed.erase(field);
    EXPECT_NE(error_of(changed).find("/" + field), std::string::npos) << error_of(changed);
  }
}

TEST(Suite, MisspeltFieldsAreNamedWithTheirPlace) {
  Json changed = first();
  changed["scenarios"][2]["speces"] = "x";
  EXPECT_NE(error_of(changed).find("x.json at /scenarios/2/speces"), std::string::npos) << error_of(changed);
  changed = first();
  changed["sed"] = 1;
  EXPECT_NE(error_of(changed).find("/sed"), std::string::npos);
  changed = first();
  changed["scenarios"][1]["expected"]["check"] = "face.match";
  EXPECT_NE(error_of(changed).find("/scenarios/1/expected/check"), std::string::npos);
}

struct Case {
  const char* name;
  std::function<void(Json&)> change;
  const char* place;
};
class BadSuite : public ::testing::TestWithParam<Case> {};

TEST_P(BadSuite, IsRefusedAtItsPlace) {
  Json changed = first();
  GetParam().change(changed);
  EXPECT_NE(error_of(changed).find(GetParam().place), std::string::npos) << error_of(changed);
}

Json& scenario(Json& suite, std::size_t i) {
  return suite["scenarios"][i];
}

INSTANTIATE_TEST_SUITE_P(
    All, BadSuite,
    ::testing::Values(
        Case{"format", [](Json& s) { s["format"] = "proofmark-suite/2"; }, "/format"},
        Case{"start", [](Json& s) { s["start"] = "2026-13-02T09:00:00Z"; }, "/start"},
        Case{"spacing", [](Json& s) { s["spacing_s"] = -1; }, "/spacing_s"},
        Case{"limit", [](Json& s) { s["time_limit_s"] = 0; }, "/time_limit_s"},
        Case{"empty", [](Json& s) { s["scenarios"] = Json::array(); }, "/scenarios"},
        Case{"name", [](Json& s) { scenario(s, 0)["name"] = "../genuine"; }, "/scenarios/0/name"},
        Case{"twice", [](Json& s) { scenario(s, 1)["name"] = "genuine"; }, "/scenarios/1/name"},
        Case{"kind", [](Json& s) { scenario(s, 0)["kind"] = "attack"; }, "/scenarios/0/kind"},
        Case{"attempts", [](Json& s) { scenario(s, 0)["attempts"] = 0; }, "/scenarios/0/attempts"},
        Case{"fraction", [](Json& s) { scenario(s, 0)["attempts"] = 1.5; }, "/scenarios/0/attempts"},
        Case{"card", [](Json& s) { scenario(s, 0)["card"] = "a/b"; }, "/scenarios/0/card"},
        Case{"clauses", [](Json& s) { scenario(s, 0)["clauses"] = Json::array(); }, "/scenarios/0/clauses"},
        Case{"check", [](Json& s) { scenario(s, 1)["expected"]["checks"] = {"face.mach"}; }, "/expected/checks"},
        Case{"other", [](Json& s) { scenario(s, 1).erase("first_other"); }, "/scenarios/1/first_other"},
        Case{"genuine_refused",
             [](Json& s) {
               scenario(s, 0)["expected"] = {{"decision", "refused"}};
             },
             "/scenarios/0/expected"},
        Case{"impostor_accepted",
             [](Json& s) {
               scenario(s, 1)["expected"] = {{"decision", "accepted"}};
             },
             "/scenarios/1/expected"},
        Case{"impostor_same", [](Json& s) { scenario(s, 1)["camera"] = "holder"; }, "/scenarios/1/kind"},
        Case{"print_live", [](Json& s) { scenario(s, 2).erase("capture"), scenario(s, 2).erase("species"); },
             "/scenarios/2/capture"},
        Case{"no_species", [](Json& s) { scenario(s, 2).erase("species"); }, "/scenarios/2/species"},
        Case{"live_species", [](Json& s) { scenario(s, 0)["species"] = {"x"}; }, "/scenarios/0/species"}),
    [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace proofmark::runner

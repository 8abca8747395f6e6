#include "scenarios/runner/plan.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

const std::filesystem::path suites = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "suites";

reports::Subject subject() {
  reports::Subject made;
  made.name = "proofmarkd";
  made.version = "1.2.3";
  made.settings = {{"face.match_threshold", "0.5"}};
  return made;
}

class PlanTest : public ::testing::Test {
 protected:
  PlannedRun plan(std::uint64_t seed, const reports::Subject& of = subject()) {
    auto made = make_plan(*suite, seed, of, "a machine");
    EXPECT_TRUE(made) << made.error().line();
    return *std::move(made);
  }
  std::string json(std::uint64_t seed) { return *reports::plan_to_json(plan(seed).plan); }
  Result<Suite> suite = load_suite(suites, "first");
};

TEST_F(PlanTest, TheSameSeedGivesTheSameBytes) {
  EXPECT_EQ(json(7), json(7));
  EXPECT_NE(json(7), json(8));
}

TEST_F(PlanTest, TheRunsNameKnowsSeedSuiteAndSubject) {
  const std::string run = plan(7).plan.run;
  EXPECT_NE(plan(8).plan.run, run);
  auto other = subject();
  other.settings[0].value = "0.6";
  EXPECT_NE(plan(7, other).plan.run, run);
  other = subject();
  other.version = "1.2.4";
  EXPECT_NE(plan(7, other).plan.run, run);
  suite->sha256[0] ^= 1;
  EXPECT_NE(plan(7).plan.run, run);
}

TEST_F(PlanTest, AttemptsStandInOrderOfTheirTime) {
  const PlannedRun run = plan(7);
  ASSERT_EQ(run.tasks.size(), run.plan.attempts.size());
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    EXPECT_EQ(run.tasks[i].id, run.plan.attempts[i].id);
    EXPECT_EQ(run.tasks[i].start, suite->start + static_cast<int>(i) * suite->spacing);
  }
}

TEST_F(PlanTest, NothingThatTheServiceSeesTellsWhatIsTested) {
  std::set<std::string> references;
  for (const Task& task : plan(7).tasks) {
    EXPECT_EQ(task.reference.size(), 10U);
    EXPECT_EQ(task.reference.find_first_not_of("0123456789"), std::string::npos) << task.reference;
    EXPECT_TRUE(references.insert(task.reference).second);
  }
  EXPECT_EQ(challenge_seed(7).size(), 64U);
  EXPECT_NE(challenge_seed(7), challenge_seed(8));
}

TEST_F(PlanTest, PersonsHaveTheirGroups) {
  const PlannedRun run = plan(7);
  EXPECT_GE(run.plan.persons.size(), 40U);
  for (const auto& person : run.plan.persons) {
    EXPECT_EQ(person.groups.count("sex"), 1U);
    EXPECT_EQ(person.groups.count("age"), 1U);
  }
}

TEST_F(PlanTest, EvaluationIdentitiesAreApartFromDevelopment) {
  SeededRandom evaluation = person_stream(7, 3);
  SeededRandom development = SeededRandom(7).derive("development/person", 3);
  EXPECT_NE(evaluation.bytes(16), development.bytes(16));
}

TEST_F(PlanTest, SpeciesTakeTurns) {
  suite->scenarios = {suite->scenarios[2]};
  suite->scenarios[0].attempts = 5;
  suite->scenarios[0].species = {"a", "b"};
  const PlannedRun run = plan(7);
  EXPECT_EQ(run.plan.attempts[0].species, "a");
  EXPECT_EQ(run.plan.attempts[1].species, "b");
  EXPECT_EQ(run.plan.attempts[4].species, "a");
}

}  // namespace
}  // namespace proofmark::runner

#include "scenarios/runner/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

const std::filesystem::path root = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios";

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
    input.suite = &*suite;
    input.seed = seed;
    input.subject = of;
    input.machine = "a machine";
    auto made = make_plan(input);
    EXPECT_TRUE(made) << made.error().line();
    return *std::move(made);
  }
  std::string json(std::uint64_t seed) { return *reports::plan_to_json(plan(seed).plan); }
  Result<Suite> suite = load_suite(root / "suites", root / "cases", "first");
  PlanInput input;
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

TEST_F(PlanTest, AGroupIsFilledFromThePopulationInItsOrder) {
  suite->scenarios = {suite->scenarios[1]};  // impostors
  suite->scenarios[0].attempts = 12;
  suite->scenarios[0].cast = {0, std::nullopt, {{"sex", "female"}}, {{"sex", "female"}}};
  const PlannedRun run = plan(7);
  std::map<std::string, reports::Person> persons;
  for (const auto& person : run.plan.persons) persons[person.id] = person;
  std::set<std::string> used;
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    const reports::Attempt& attempt = run.plan.attempts[i];
    for (const std::string& id : {attempt.holder, attempt.person}) {
      EXPECT_EQ(persons[id].groups["sex"], "female") << id;
      EXPECT_TRUE(used.insert(id).second) << id << " twice";
    }
    EXPECT_GE(run.tasks[i].holder, last);
    last = run.tasks[i].holder;
  }
  EXPECT_EQ(*reports::plan_to_json(run.plan), json(7));
}

TEST_F(PlanTest, AGroupOfNobodyIsAnError) {
  suite->scenarios[0].cast = {0, std::nullopt, {{"sex", "both"}}, {}};
  input.suite = &*suite;
  input.subject = subject();
  const auto made = make_plan(input);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().line().find("sex both"), std::string::npos) << made.error().line();
}

TEST_F(PlanTest, AProbeNamesNobodyAndHasTwoPersonsAtHand) {
  Scenario probe;
  probe.name = "tls.version";
  probe.kind = reports::Kind::probe;
  probe.probe = "tls.version";
  probe.requirement = "Old versions are refused.";
  probe.requirements = {"tender.7.3.3"};
  probe.attempts = 2;
  suite->scenarios = {probe};
  const PlannedRun run = plan(7);
  EXPECT_TRUE(run.plan.persons.empty());
  EXPECT_EQ(run.plan.attempts[1].probe, "tls.version");
  ASSERT_TRUE(run.tasks[1].other);
  EXPECT_NE(run.tasks[1].holder, *run.tasks[1].other);
}

TEST_F(PlanTest, ClausesComeFromTheCatalogue) {
  reports::Catalogue catalogue;
  input.catalogue = &catalogue;
  input.suite = &*suite;
  input.subject = subject();
  const auto unknown = make_plan(input);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().line().find("case genuine"), std::string::npos) << unknown.error().line();
  for (const Scenario& scenario : suite->scenarios)
    for (const std::string& id : scenario.requirements) {
      reports::Requirement requirement;
      requirement.id = id;
      requirement.clause = "clause of " + id;
      if (std::none_of(catalogue.requirements.begin(), catalogue.requirements.end(),
                       [&](const auto& known) { return known.id == id; }))
        catalogue.requirements.push_back(requirement);
    }
  const PlannedRun run = plan(7);
  EXPECT_EQ(run.plan.attempts[0].clauses.at(0), "clause of " + suite->scenarios[0].requirements[0]);
}

// A twin looks like the holder, so that his group's figure must be of the holder's group.
TEST_F(PlanTest, TwinsAndSiblingsAreOfTheHoldersGroups) {
  for (const char* relation : {"twin", "sibling"}) {
    Scenario impostor = suite->scenarios.front();
    impostor.name = "impostor";
    impostor.kind = reports::Kind::impostor;
    impostor.metric = "fmr";
    impostor.expected = {reports::Decision::refused, {}};
    impostor.camera = Role::other;
    impostor.relation = relation;
    impostor.cast = Cast();
    impostor.cast.first_other = 20;
    impostor.attempts = 40;
    suite->scenarios = {impostor};
    const PlannedRun run = plan(7);
    std::map<std::string, std::map<std::string, std::string>> groups;
    for (const reports::Person& person : run.plan.persons) groups[person.id] = person.groups;
    std::set<std::string> shown, held;
    for (const reports::Attempt& attempt : run.plan.attempts) {
      EXPECT_NE(attempt.person, attempt.holder);
      EXPECT_EQ(groups.at(attempt.person), groups.at(attempt.holder)) << attempt.id;
      shown.insert(attempt.person);
      held.insert(attempt.holder);
    }
    EXPECT_EQ(shown.size(), 40U);
    for (const std::string& person : shown) EXPECT_EQ(held.count(person), 0U) << person;
    // Strangers are of any group.
    suite->scenarios[0].relation = "unrelated";
    const PlannedRun strangers = plan(7);
    bool differ = false;
    groups.clear();
    for (const reports::Person& person : strangers.plan.persons) groups[person.id] = person.groups;
    for (const reports::Attempt& attempt : strangers.plan.attempts)
      differ = differ || groups.at(attempt.person) != groups.at(attempt.holder);
    EXPECT_TRUE(differ);
  }
}

TEST_F(PlanTest, ARunInRealTimeIsAnotherRunAndSaysHowToRepeatIt) {
  const std::string usual = plan(7).plan.run;
  input.more_words = " --start 2026-11-22T00:00:00Z";
  const PlannedRun real = plan(7);
  EXPECT_NE(real.plan.run, usual);
  EXPECT_NE(real.plan.command.find("--start 2026-11-22T00:00:00Z"), std::string::npos);
}

TEST_F(PlanTest, ACrossComparisonTakesEachPairOnceOfAsFewPersonsAsHaveThem) {
  auto cross = load_suite(root / "suites", root / "cases", "comparison-cross");
  ASSERT_TRUE(cross) << cross.error().line();
  suite = std::move(cross);
  suite->scenarios.erase(suite->scenarios.begin());  // the mated ones
  suite->scenarios[0].attempts = 44;                 // of the 45 of ten persons
  const PlannedRun run = plan(7);
  std::set<std::set<std::string>> pairs;
  std::map<std::string, int> held;
  for (const reports::Attempt& attempt : run.plan.attempts) {
    EXPECT_NE(attempt.holder, attempt.person);
    EXPECT_TRUE(pairs.insert({attempt.holder, attempt.person}).second) << attempt.id;
    ++held[attempt.holder];
  }
  EXPECT_EQ(run.plan.attempts.size(), 44U);
  EXPECT_EQ(run.plan.persons.size(), 10U);
  for (const auto& [person, times] : held) {
    EXPECT_GE(times, 3) << person;
    EXPECT_LE(times, 6) << person;
  }
  EXPECT_EQ(held.size(), 10U) << "everybody's portrait is used";
}

TEST_F(PlanTest, ASpeciesIsDescribedOnceForItsAttempts) {
  const auto all = attack::load_all_species(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "attacks");
  ASSERT_TRUE(all) << all.error().line();
  std::map<std::string, attack::Species> species;
  for (const attack::Species& one : *all) species.emplace(one.id, one);
  input.species = &species;
  const reports::Plan made = plan(7).plan;
  std::set<std::string> named, described;
  for (const reports::Attempt& attempt : made.attempts)
    if (!attempt.species.empty()) named.insert(attempt.species);
  for (const reports::AttackSpecies& one : made.species) {
    EXPECT_TRUE(described.insert(one.id).second) << one.id;
    EXPECT_EQ(one.name, species.at(one.id).name);
    EXPECT_EQ(one.attack_potential, species.at(one.id).attack_potential);
    EXPECT_EQ(one.ranges.size(), species.at(one.id).parameters.size());
  }
  EXPECT_EQ(described, named);
  EXPECT_GT(named.size(), 1U);
  // What is read is what was written.
  const auto json = reports::plan_to_json(made);
  ASSERT_TRUE(json);
  const auto read = reports::plan_from_json(*json);
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_EQ(reports::plan_to_json(*read).value_or("none"), *json);
  // A range that is no pair of numbers, or the wrong way round, is refused.
  std::string broken = *json;
  const std::size_t at = broken.find("\"ranges\": {");
  broken.insert(broken.find('{', at) + 1, "\"turned\": [2, 1],");
  EXPECT_FALSE(reports::plan_from_json(broken));
}

}  // namespace
}  // namespace proofmark::runner

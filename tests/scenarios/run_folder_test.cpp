#include "scenarios/runner/run_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "reports/formats/began.hpp"
#include "reports/formats/run_folder.hpp"
#include "scenarios/runner/plan.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

class RunFolderTest : public ::testing::Test {
 protected:
  RunFiles files(std::uint64_t seed) { return {plan(seed), "{}\n", "[]\n", "2026-11-22T08:00:00Z", {}}; }
  reports::Plan plan(std::uint64_t seed) {
    const std::filesystem::path root = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios";
    const auto suite = load_suite(root / "suites", root / "cases", "first");
    PlanInput input;
    input.suite = &*suite;
    input.seed = seed;
    input.subject.name = "proofmarkd";
    input.subject.version = "1";
    input.machine = "a machine";
    return make_plan(input)->plan;
  }
  reports::Observation observation(const std::string& attempt) {
    reports::Observation made;
    made.attempt = attempt;
    made.outcome = reports::Outcome::timeout;
    made.error = "no answer";
    return made;
  }
  testing::TemporaryFolder temporary;
  std::filesystem::path out = temporary.path() / "run";
};

TEST_F(RunFolderTest, AKilledRunGoesOn) {
  {
    auto folder = RunFolder::open(out, files(7));
    ASSERT_TRUE(folder) << folder.error().line();
    EXPECT_FALSE(folder->observed("genuine-01"));
    ASSERT_TRUE(folder->log().append(observation("genuine-01")));
    ASSERT_TRUE(folder->log().append(observation("genuine-02")));
  }
  const auto file = out / reports::kObservationsFile;
  const std::string whole = testing::slurp(file);
  const auto first_line = whole.find('\n') + 1;
  // Killed at any byte of the second line: the first stands, the second is open again.
  for (std::size_t cut = first_line; cut < whole.size(); cut += 11) {
    testing::write_file(file, whole.substr(0, cut));
    const auto folder = RunFolder::open(out, files(7));
    ASSERT_TRUE(folder) << folder.error().line();
    EXPECT_TRUE(folder->observed("genuine-01"));
    EXPECT_FALSE(folder->observed("genuine-02"));
    EXPECT_EQ(folder->observed_count(), 1U);
  }
}

TEST_F(RunFolderTest, TheDateOfTestingIsThatOfTheFirstStart) {
  ASSERT_TRUE(RunFolder::open(out, files(7)));
  EXPECT_EQ(reports::read_began(out).value_or("none"), "2026-11-22T08:00:00Z");
  RunFiles later = files(7);
  later.began = "2026-11-23T08:00:00Z";
  ASSERT_TRUE(RunFolder::open(out, later));
  EXPECT_EQ(reports::read_began(out).value_or("none"), "2026-11-22T08:00:00Z");
  later.began = "yesterday";
  EXPECT_FALSE(RunFolder::open(out, later));
  testing::write_file(out / reports::kBeganFile, R"({"format": 1, "began": "yesterday"})");
  EXPECT_FALSE(reports::read_began(out));
  std::filesystem::remove(out / reports::kBeganFile);
  EXPECT_EQ(reports::read_began(out).value_or("none"), "") << "a folder of an older version";
}

TEST_F(RunFolderTest, AnotherPlanIsRefusedAndNamed) {
  ASSERT_TRUE(RunFolder::open(out, files(7)));
  const std::string before = testing::slurp(out / reports::kPlanFile);
  const auto other = RunFolder::open(out, files(8));
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().line().find("seed 7 instead of 8"), std::string::npos) << other.error().line();
  EXPECT_EQ(testing::slurp(out / reports::kPlanFile), before);
  reports::Plan machine = plan(7);
  machine.machine = "another";
  EXPECT_FALSE(RunFolder::open(out, {machine, "", "", "", {}}));
}

TEST_F(RunFolderTest, CatalogueAndEvidenceStandBesideThePlan) {
  ASSERT_TRUE(RunFolder::open(out, files(7)));
  EXPECT_EQ(testing::slurp(out / reports::kCatalogueFile), "{}\n");
  EXPECT_EQ(testing::slurp(out / reports::kEvidenceFile), "[]\n");
  // What is filed later belongs to a later run; what a kill kept from being written is written now.
  RunFiles later = files(7);
  later.evidence = "[1]\n";
  std::filesystem::remove(out / reports::kCatalogueFile);
  ASSERT_TRUE(RunFolder::open(out, later));
  EXPECT_EQ(testing::slurp(out / reports::kEvidenceFile), "[]\n");
  EXPECT_EQ(testing::slurp(out / reports::kCatalogueFile), "{}\n");
}

TEST_F(RunFolderTest, AShardIsTakenUpByThatShardAlone) {
  RunFiles shard = files(7);
  shard.shard = Shard{1, 2, {"genuine-01", "genuine-02"}};
  {
    const auto folder = RunFolder::open(out, shard);
    ASSERT_TRUE(folder) << folder.error().line();
    EXPECT_TRUE(folder->holds("genuine-01"));
    EXPECT_FALSE(folder->holds("genuine-03"));
  }
  ASSERT_TRUE(RunFolder::open(out, shard));
  const auto whole = RunFolder::open(out, files(7));
  ASSERT_FALSE(whole);
  EXPECT_NE(whole.error().line().find("shard 1/2 instead of a whole run"), std::string::npos) << whole.error().line();
  RunFiles other = shard;
  other.shard->number = 2;
  EXPECT_FALSE(RunFolder::open(out, other));
}

TEST_F(RunFolderTest, AWholeRunIsNoShard) {
  ASSERT_TRUE(RunFolder::open(out, files(7)));
  RunFiles shard = files(7);
  shard.shard = Shard{1, 2, {"genuine-01"}};
  EXPECT_FALSE(RunFolder::open(out, shard));
}

TEST_F(RunFolderTest, AShardThatGoesOnElsewhereNamesBothMachines) {
  RunFiles shard = files(7);
  shard.shard = Shard{1, 2, {"genuine-01"}};
  ASSERT_TRUE(RunFolder::open(out, shard));
  shard.plan.machine = "another machine";
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(RunFolder::open(out, shard));
  EXPECT_EQ(reports::read_plan(out / reports::kPlanFile)->machine, "a machine + another machine");
}

TEST_F(RunFolderTest, AHarnessErrorIsOpenAgainAndItsErrorsAreKept) {
  {
    auto folder = RunFolder::open(out, files(7));
    reports::Observation error;
    error.attempt = "genuine-01";
    error.tries = 2;
    error.earlier_errors = {"no memory"};
    error.error = "no disk";
    ASSERT_TRUE(folder->log().append(error));
  }
  {
    auto folder = RunFolder::open(out, files(7));
    ASSERT_TRUE(folder);
    EXPECT_FALSE(folder->observed("genuine-01"));
    EXPECT_EQ(folder->harness_errors().at("genuine-01"), (std::vector<std::string>{"no memory", "no disk"}));
    reports::Observation good = observation("genuine-01");
    good.tries = 3;
    good.earlier_errors = folder->harness_errors().at("genuine-01");
    ASSERT_TRUE(folder->log().append(good));
  }
  const auto folder = RunFolder::open(out, files(7));
  EXPECT_TRUE(folder->observed("genuine-01"));
  EXPECT_TRUE(folder->harness_errors().empty());
}

TEST_F(RunFolderTest, WhatAKillLeftHalfWrittenIsRemoved) {
  ASSERT_TRUE(RunFolder::open(out, files(7)));
  testing::write_file(out / "results.json.partial-99999999", "{");
  testing::write_file(out / "pictures" / "a.jpg.partial-99999999", "x");
  const std::string living = "results.json.partial-" + std::to_string(::getppid());
  testing::write_file(out / living, "{");
  ASSERT_TRUE(RunFolder::open(out, files(7)));
  EXPECT_FALSE(std::filesystem::exists(out / "results.json.partial-99999999"));
  EXPECT_TRUE(std::filesystem::exists(out / living));
  EXPECT_FALSE(std::filesystem::exists(out / "pictures" / "a.jpg.partial-99999999"));
}

TEST_F(RunFolderTest, CheckWritesNothing) {
  EXPECT_TRUE(RunFolder::check(out, plan(7)));
  EXPECT_FALSE(std::filesystem::exists(out));
  ASSERT_TRUE(RunFolder::open(out, files(7)));
  EXPECT_TRUE(RunFolder::check(out, plan(7)));
  EXPECT_FALSE(RunFolder::check(out, plan(8)));
  testing::write_file(temporary.path() / "other" / "thesis.tex", "x");
  EXPECT_FALSE(RunFolder::check(temporary.path() / "other", plan(7)));
}

TEST_F(RunFolderTest, ABrokenPlanIsRefused) {
  testing::write_file(out / reports::kPlanFile, "{\"run\":");
  EXPECT_FALSE(RunFolder::open(out, files(7)));
}

TEST_F(RunFolderTest, AFolderWithOtherThingsIsRefused) {
  testing::write_file(out / "thesis.tex", "x");
  const auto folder = RunFolder::open(out, files(7));
  ASSERT_FALSE(folder);
  EXPECT_FALSE(std::filesystem::exists(out / reports::kPlanFile));
}

TEST_F(RunFolderTest, ALeftoverOfAKilledStartIsNoObstacle) {
  testing::write_file(out / "plan.json.partial-99999999", "{");
  EXPECT_TRUE(RunFolder::open(out, files(7)));
}

TEST_F(RunFolderTest, AFileInTheFoldersPlaceIsRefused) {
  testing::write_file(out, "x");
  EXPECT_FALSE(RunFolder::open(out, files(7)));
  EXPECT_FALSE(RunFolder::open(out / "below", files(7)));
}

TEST_F(RunFolderTest, TwoRunsInOneFolderAreRefused) {
  const auto first = RunFolder::open(out, files(7));
  ASSERT_TRUE(first);
  EXPECT_FALSE(RunFolder::open(out, files(7)));
}

TEST_F(RunFolderTest, ObservationsOfAnotherRunAreRefused) {
  {
    auto folder = RunFolder::open(out, files(7));
    ASSERT_TRUE(folder->log().append(observation("genuine-01")));
  }
  auto changed = plan(7);
  changed.run = "first-7-ffffffffffff";
  ASSERT_TRUE(reports::write_plan(out / reports::kPlanFile, changed));
  EXPECT_FALSE(RunFolder::open(out, {changed, "", "", "", {}}));
}

}  // namespace
}  // namespace proofmark::runner

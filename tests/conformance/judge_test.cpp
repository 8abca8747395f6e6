#include "scenarios/conformance/judge.hpp"

#include <gtest/gtest.h>

namespace proofmark::conformance {
namespace {

using reports::CheckResult;
using reports::Observation;
using reports::Outcome;
using reports::Verdict;

Observation answered(const std::string& other = "", CheckResult result = CheckResult::passed) {
  Observation observation;
  observation.outcome = Outcome::completed;
  for (const char* id :
       {"order.match", "chip.access", "chip.passive", "chip.revocation", "chip.genuine", "document.validity"})
    observation.checks.push_back({id, id == other ? result : CheckResult::passed, "because"});
  return observation;
}

Verdict verdict(Expected expected, const Observation& observation, bool in_play = true) {
  Row row;
  row.expected = expected;
  if (expected == Expected::failed) row.checks = {"chip.passive"};
  return judge(row, {}, observation, in_play).verdict;
}

TEST(ConformanceJudge, SuccessfulMeansEveryCheckOfTheChipHasPassed) {
  EXPECT_EQ(verdict(Expected::successful, answered()), Verdict::pass);
  for (const char* id : {"chip.access", "chip.passive", "chip.revocation", "chip.genuine", "document.validity"})
    for (const CheckResult result : {CheckResult::failed, CheckResult::undetermined, CheckResult::not_performed})
      EXPECT_EQ(verdict(Expected::successful, answered(id, result)), Verdict::fail) << id;
  EXPECT_EQ(verdict(Expected::successful, answered("order.match", CheckResult::failed)), Verdict::pass);
  Observation none = answered();
  none.checks.clear();
  EXPECT_EQ(verdict(Expected::successful, none), Verdict::fail);
}

TEST(ConformanceJudge, AnotherCheckThanTheNamedOneDoesNotShowThatTheFaultWasSeen) {
  EXPECT_EQ(verdict(Expected::failed, answered("chip.passive", CheckResult::failed)), Verdict::pass);
  EXPECT_EQ(verdict(Expected::failed, answered("chip.passive", CheckResult::undetermined)), Verdict::pass);
  EXPECT_EQ(verdict(Expected::failed, answered("chip.passive", CheckResult::not_performed)), Verdict::fail);
  EXPECT_EQ(verdict(Expected::failed, answered("chip.genuine", CheckResult::failed)), Verdict::fail);
  EXPECT_EQ(verdict(Expected::failed, answered()), Verdict::fail);
}

TEST(ConformanceJudge, CrashAndTimeoutNeverPass) {
  for (const Outcome outcome : {Outcome::crash, Outcome::timeout}) {
    Observation observation;
    observation.outcome = outcome;
    for (const Expected expected : {Expected::successful, Expected::failed, Expected::either})
      EXPECT_EQ(verdict(expected, observation), Verdict::fail);
  }
}

TEST(ConformanceJudge, WhatTheHarnessDidNotDoIsInconclusive) {
  Observation broken;
  broken.outcome = Outcome::harness_error;
  broken.error = "no card";
  EXPECT_EQ(verdict(Expected::successful, broken), Verdict::inconclusive);
  EXPECT_EQ(verdict(Expected::failed, answered("chip.passive", CheckResult::failed), false), Verdict::inconclusive);
  EXPECT_EQ(verdict(Expected::either, answered()), Verdict::pass);
}

using reports::InspectionStep;
using reports::StepResult;

// A row that is to fail in chip.passive by passive.hash.dg2, from which passive.sod_vs_com follows.
VariantResult by_steps(std::vector<InspectionStep> steps) {
  Row row;
  row.expected = Expected::failed;
  row.checks = {"chip.passive"};
  Observation observation = answered("chip.passive", CheckResult::failed);
  observation.inspection = {1, std::move(steps)};
  return judge(row, {"", {"passive.hash.dg2", "passive.sod_vs_com"}, {}}, observation, true);
}

TEST(ConformanceJudge, AnotherStepThanTheOneThatIsMeantShowsNothing) {
  const InspectionStep meant{"passive.hash.dg2", StepResult::failed, "another hash"};
  const InspectionStep follows{"passive.sod_vs_com", StepResult::failed, "other groups"};
  const InspectionStep other{"passive.sod_signature", StepResult::failed, "no signature"};
  EXPECT_EQ(by_steps({meant}).verdict, Verdict::pass);
  EXPECT_EQ(by_steps({meant, follows}).verdict, Verdict::pass);
  EXPECT_EQ(by_steps({meant, follows}).steps.size(), 2U);
  EXPECT_EQ(by_steps({follows}).verdict, Verdict::fail) << "what follows is there, and not what it follows from";
  EXPECT_EQ(by_steps({meant, other}).verdict, Verdict::fail) << "a second fault that nobody meant";
  EXPECT_NE(by_steps({meant, other}).observed.find("no signature"), std::string::npos);
  EXPECT_EQ(by_steps({other}).verdict, Verdict::fail);
  EXPECT_EQ(by_steps({{"passive.hash.dg2", StepResult::successful, ""}}).verdict, Verdict::fail);
  EXPECT_EQ(by_steps({}).verdict, Verdict::fail);
  // What belongs to a check that the row does not name is its consequence, and what the chip does not have is no fault.
  EXPECT_EQ(by_steps({meant, {"genuine.key", StepResult::undetermined, ""}}).verdict, Verdict::pass);
  EXPECT_EQ(by_steps({meant, {"passive.hash.dg3", StepResult::not_supported, ""}}).verdict, Verdict::pass);
}

TEST(ConformanceJudge, AServiceThatStatesNoStepsIsJudgedByItsChecks) {
  Row row;
  row.expected = Expected::failed;
  row.checks = {"chip.passive"};
  const Variant variant{"", {"passive.hash.dg2"}, {}};
  EXPECT_EQ(judge(row, variant, answered("chip.passive", CheckResult::failed), true).verdict, Verdict::pass);
  EXPECT_EQ(judge(row, variant, answered(), true).verdict, Verdict::fail);
}

TEST(ConformanceJudge, ARowThatIsToSucceedHasItsStepsSuccessful) {
  Row row;
  Observation observation = answered();
  const Variant variant{"", {"access.pace"}, {}};
  observation.inspection = {1, {{"access.pace", StepResult::successful, ""}}};
  EXPECT_EQ(judge(row, variant, observation, true).verdict, Verdict::pass);
  observation.inspection = {1, {{"access.pace", StepResult::not_supported, ""}}};
  EXPECT_EQ(judge(row, variant, observation, true).verdict, Verdict::fail) << "opened in another way";
  observation.inspection = {1, {{"access.bac", StepResult::successful, ""}}};
  EXPECT_EQ(judge(row, variant, observation, true).verdict, Verdict::fail);
}

}  // namespace
}  // namespace proofmark::conformance

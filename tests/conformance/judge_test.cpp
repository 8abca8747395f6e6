#include <gtest/gtest.h>

#include "scenarios/conformance/play.hpp"

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
  return judge(row, observation, in_play).verdict;
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

}  // namespace
}  // namespace proofmark::conformance

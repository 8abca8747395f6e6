// From scenarios and filed evidence to the verdict on a requirement.
#include "reports/verdicts/requirements.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "reports/formats/day.hpp"
#include "tests/catalogue/judged_requirement.hpp"

namespace proofmark::reports {
namespace {

TEST(JudgeRequirements, WithoutACatalogueJudgesNothing) {
  Evaluation e;
  ASSERT_TRUE(judge_requirements(e, kToday));
  EXPECT_TRUE(e.requirements.empty());
  e = evaluation(requirement(RequirementKind::testable));
  EXPECT_FALSE(judge_requirements(e, "today"));
}

TEST(JudgeRequirements, TestableNeedsScenariosOfThisRunThatAllPass) {
  Evaluation e = evaluation(requirement(RequirementKind::testable));
  e.scenarios = {scenario("other", {"tender.2"})};
  RequirementResult r = judged(e);
  EXPECT_EQ(r.verdict, Verdict::inconclusive);
  EXPECT_EQ(r.reason, "no scenario of this suite gives evidence");
  EXPECT_FALSE(r.simulated);

  e.scenarios.push_back(scenario("a", {"tender.1"}));
  r = judged(e);
  EXPECT_EQ(r.verdict, Verdict::pass);
  EXPECT_TRUE(r.simulated);
  EXPECT_EQ(r.scenarios, std::vector<std::string>{"a"});

  e.scenarios.push_back(scenario("b", {"tender.1"}, Verdict::inconclusive));
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.scenarios.push_back(scenario("c", {"tender.1"}, Verdict::fail));
  r = judged(e);
  EXPECT_EQ(r.verdict, Verdict::fail);
  EXPECT_EQ(r.reason, "scenario c: because");
}

// A part of the evidence is no evidence: the reason names what is missing and what would play it.
TEST(JudgeRequirements, ARequirementWhoseScenariosWereOnlyPartlyPlayedIsNotPassed) {
  Requirement served = requirement(RequirementKind::testable);
  served.scenarios = {"a", "b", "c"};
  Evaluation e = evaluation(served);
  e.scenarios = {scenario("a", {"tender.1"})};
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  EXPECT_EQ(judged(e).reason, "2 of its 3 scenarios were not played: b, c");
  const Level whole = Level::full_service;
  e.catalogue->suites = {{"half", whole, {"b"}},
                         {"large", whole, {"a", "b", "c", "d", "e"}},
                         {"small", whole, {"b", "c", "d"}},
                         {"part", Level::pad, {"b", "c"}}};
  EXPECT_EQ(judged(e).reason, "2 of its 3 scenarios were not played: b, c; suite small plays them");
  e.catalogue->suites = {{"one", whole, {"a", "b"}}, {"two", whole, {"c"}}};
  EXPECT_EQ(judged(e).reason, "2 of its 3 scenarios were not played: b, c; suites one, two play them");
  e.catalogue->suites.pop_back();
  EXPECT_EQ(judged(e).reason, "2 of its 3 scenarios were not played: b, c; no suite plays all of them");
  e.scenarios.push_back(scenario("b", {"tender.1"}));
  e.scenarios.push_back(scenario("c", {"tender.1"}));
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  EXPECT_EQ(judged(e).reason, "every scenario that serves it was played and came out as demanded; 3 scenarios played");
}

TEST(JudgeRequirements, AFailureOutweighsWhatWasNotPlayedAndNothingPlayedNamesTheSuite) {
  Requirement served = requirement(RequirementKind::testable);
  served.scenarios = {"a", "b", "c", "d", "e", "f", "g"};
  Evaluation e = evaluation(served);
  e.catalogue->suites = {{"full", Level::full_service, served.scenarios}};
  EXPECT_EQ(
      judged(e).reason,
      "no scenario of this suite gives evidence; 7 of its 7 scenarios were not played: a, b, c, d, e, and 2 more; "
      "suite full plays them");
  e.scenarios = {scenario("a", {"tender.1"}, Verdict::fail)};
  EXPECT_EQ(judged(e).verdict, Verdict::fail);
  EXPECT_EQ(judged(e).reason, "scenario a: because");
}

// The detector alone cannot be put before a whole service, but a part alone does not show what the whole is asked for.
TEST(JudgeRequirements, AWholeServiceIsNotAskedForScenariosOfAPartAlone) {
  Requirement served = requirement(RequirementKind::testable);
  served.scenarios = {"genuine", "pad.bona-fide"};
  Evaluation e = evaluation(served);
  e.catalogue->suites = {{"full", Level::full_service, {"genuine"}}, {"pad", Level::pad, {"pad.bona-fide"}}};
  e.scenarios = {scenario("genuine", {"tender.1"})};
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  EXPECT_EQ(judged(e).reason,
            "every scenario that serves it was played and came out as demanded; 1 scenarios played, 1 others of the "
            "catalogue test a part of the service alone");
  e.plan.subject.level = Level::pad;
  e.scenarios = {scenario("pad.bona-fide", {"tender.1"})};
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  EXPECT_EQ(judged(e).reason, "1 of its 2 scenarios were not played: genuine; suite full plays them");
}

TEST(JudgeRequirements, AScenariosOwnPassIsNotTakenForItsCounts) {
  const auto with = [](const std::function<void(ScenarioVerdict&)>& change) {
    Evaluation e = evaluation(requirement(RequirementKind::testable));
    e.scenarios = {scenario("a", {"tender.1"})};
    change(e.scenarios.front());
    return judged(e).verdict;
  };
  EXPECT_EQ(with([](ScenarioVerdict&) {}), Verdict::pass);
  EXPECT_EQ(with([](ScenarioVerdict& s) { s.observed = 3; }), Verdict::inconclusive);
  EXPECT_EQ(with([](ScenarioVerdict& s) { s.as_expected = 3; }), Verdict::inconclusive);
  EXPECT_EQ(with([](ScenarioVerdict& s) { s.failed = 1; }), Verdict::fail);
  EXPECT_EQ(with([](ScenarioVerdict& s) { s.planned = s.observed = s.as_expected = 0; }), Verdict::inconclusive);
  for (const Verdict v : {Verdict::not_applicable, Verdict::external_evidence_pending, Verdict::inconclusive})
    EXPECT_EQ(with([&](ScenarioVerdict& s) { s.verdict = v; }), Verdict::inconclusive);
}

TEST(JudgeRequirements, MechanismAndDocumentNeedsBoth) {
  Evaluation e = evaluation(requirement(RequirementKind::mechanism_and_document));
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.evidence = {filed("2026-01-10")};
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.scenarios = {scenario("a", {"tender.1"})};
  RequirementResult r = judged(e);
  EXPECT_EQ(r.verdict, Verdict::pass);
  EXPECT_TRUE(r.simulated);
  EXPECT_EQ(r.filed, std::vector<std::string>{"lab"});
  e.evidence.clear();
  r = judged(e);
  EXPECT_EQ(r.verdict, Verdict::external_evidence_pending);
  EXPECT_EQ(r.open, std::vector<std::string>{"lab"});
  EXPECT_EQ(r.reason, "lab: nothing was filed");
  e.evidence = {filed("2026-01-10")};
  e.scenarios.front().verdict = Verdict::fail;
  EXPECT_EQ(judged(e).verdict, Verdict::fail);
}

TEST(JudgeRequirements, DocumentOnlyNeedsItsSlotsAndAFailedScenarioStillCounts) {
  Evaluation e = evaluation(requirement(RequirementKind::document_only));
  EXPECT_EQ(judged(e).verdict, Verdict::external_evidence_pending);
  e.evidence = {filed("2026-01-10")};
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  EXPECT_FALSE(judged(e).simulated);
  e.scenarios = {scenario("a", {"tender.1"}, Verdict::fail)};
  EXPECT_EQ(judged(e).verdict, Verdict::fail);
}

TEST(JudgeRequirements, WhatDoesNotApplySaysWhy) {
  Requirement r = requirement(RequirementKind::testable);
  r.not_applicable = {"no legal persons", "juridinių asmenų nėra"};
  Evaluation e = evaluation(r);
  e.scenarios = {scenario("a", {"tender.1"}, Verdict::fail)};
  EXPECT_EQ(judged(e).verdict, Verdict::not_applicable);
  EXPECT_EQ(judged(e).reason, "no legal persons");
}

TEST(Evidence, CountsFromItsIssueUntilItExpiresOrIsTooOld) {
  const auto valid = [](const FiledEvidence& one, const char* on) {
    Evaluation e = evaluation(requirement(RequirementKind::document_only));
    e.evidence = {one};
    return judged(e, on).verdict == Verdict::pass;
  };
  EXPECT_FALSE(valid(filed("2026-03-02"), "2026-03-01"));
  EXPECT_TRUE(valid(filed("2026-03-02"), "2026-03-02"));
  EXPECT_TRUE(valid(filed("2026-03-02"), "2028-03-02"));
  EXPECT_FALSE(valid(filed("2026-03-02"), "2028-03-03"));
  EXPECT_TRUE(valid(filed("2026-03-02", "2026-06-30"), "2026-06-30"));
  EXPECT_FALSE(valid(filed("2026-03-02", "2026-06-30"), "2026-07-01"));
  EXPECT_TRUE(valid(filed("2024-02-29"), "2026-02-28"));
  EXPECT_FALSE(valid(filed("2024-02-29"), "2026-03-01"));
  FiledEvidence unaccredited = filed("2026-03-02");
  unaccredited.accreditation = "";
  EXPECT_FALSE(valid(unaccredited, kToday));
  FiledEvidence elsewhere = filed("2026-03-02");
  elsewhere.slot = "other";
  EXPECT_FALSE(valid(elsewhere, kToday));
}

TEST(Evidence, AnExpiredFilingDoesNotHideAValidOne) {
  Evaluation e = evaluation(requirement(RequirementKind::document_only));
  e.evidence = {filed("2020-01-01"), filed("2026-01-01"), filed("2026-02-01", "2026-03-01")};
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  e.evidence.erase(e.evidence.begin() + 1);
  EXPECT_EQ(judged(e).verdict, Verdict::external_evidence_pending);
}

TEST(Days, AreReadStrictly) {
  for (const char* good : {"2024-02-29", "1900-01-01", "2999-12-31"}) {
    const auto day = parse_day(good, "d");
    ASSERT_TRUE(day) << good;
    EXPECT_EQ(to_text(*day), good);
  }
  for (const char* bad :
       {"", "2026", "2026-2-30", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "1899-12-31",
        "3000-01-01", "2026/01/01", "2026-01-01T", "-026-01-01", "20a6-01-01", "2026-01-1 "})
    EXPECT_FALSE(parse_day(bad, "d")) << bad;
  EXPECT_EQ(to_text(plus_months(*parse_day("2026-11-30", "d"), 3)), "2027-02-28");
  EXPECT_EQ(to_text(plus_months(*parse_day("2026-12-31", "d"), 1)), "2027-01-31");
}

}  // namespace
}  // namespace proofmark::reports

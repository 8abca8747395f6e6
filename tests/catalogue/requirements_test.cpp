// From scenarios, rates and filed evidence to the verdict on a requirement.
#include "reports/verdicts/requirements.hpp"

#include <gtest/gtest.h>

#include "common/random.hpp"
#include "reports/formats/day.hpp"

namespace proofmark::reports {
namespace {

constexpr const char* kToday = "2026-11-22";

ScenarioVerdict scenario(std::string name, std::vector<std::string> requirements, Verdict verdict = Verdict::pass) {
  ScenarioVerdict out;
  out.scenario = std::move(name);
  out.requirements = std::move(requirements);
  out.gate = GateRole::required;
  out.planned = out.observed = out.as_expected = 4;
  out.verdict = verdict;
  out.reason = "because";
  return out;
}

Rate rate(const std::string& id, const std::string& limit, Verdict verdict) {
  Rate out;
  out.id = id;
  out.planned = out.n = 10;
  out.limit = Limit{};
  out.limit->id = limit;
  out.verdict = verdict;
  out.reason = "measured";
  return out;
}

Requirement requirement(RequirementKind kind) {
  Requirement out;
  out.id = "tender.1";
  out.kind = kind;
  if (kind != RequirementKind::testable) out.slots = {"lab"};
  return out;
}

FiledEvidence filed(std::string issued, std::string expires = "") {
  FiledEvidence out;
  out.slot = "lab";
  out.file = "report.pdf";
  out.issuer = "Laboratory X";
  out.accreditation = "LA.01.234";
  out.issued = std::move(issued);
  out.expires = std::move(expires);
  out.filed = out.issued;
  return out;
}

Evaluation evaluation(Requirement r) {
  Evaluation out;
  out.catalogue.emplace();
  EvidenceSlot slot;
  slot.id = "lab";
  slot.clause = "a clause";
  slot.accreditation = true;
  slot.valid_months = 24;
  out.catalogue->slots = {slot};
  out.catalogue->requirements = {std::move(r)};
  return out;
}

RequirementResult judged(Evaluation e, const char* on = kToday) {
  const auto done = judge_requirements(e, on);
  if (!done) ADD_FAILURE() << done.error().line();
  return e.requirements.empty() ? RequirementResult{} : e.requirements.front();
}

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

TEST(JudgeRequirements, AMeasuredScenarioIsJudgedByTheRatesOfTheRequirementsLimits) {
  Requirement r = requirement(RequirementKind::testable);
  r.limits = {"frr"};
  Evaluation e = evaluation(r);
  e.scenarios = {scenario("genuine", {"tender.1"}, Verdict::fail)};
  e.scenarios.front().gate = GateRole::measured;
  e.scenarios.front().failed = 1;
  EXPECT_EQ(judged(e).reason, "no rate of this run is compared with the limit 'frr'");
  e.rates = {rate("far", "far", Verdict::fail), rate("frr", "frr", Verdict::pass)};
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  EXPECT_EQ(judged(e).rates, std::vector<std::string>{"frr"});
  e.rates[1].disrupted = 1;
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.rates[1] = rate("frr", "frr", Verdict::pass);
  e.rates[1].missing = 1;
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.rates[1] = rate("frr", "frr", Verdict::inconclusive);
  EXPECT_EQ(judged(e).reason, "frr: measured");
  e.rates[1] = rate("frr", "frr", Verdict::fail);
  EXPECT_EQ(judged(e).verdict, Verdict::fail);
  e.rates = {rate("frr", "frr", Verdict::pass)};
  e.scenarios.front().observed = 3;
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
}

TEST(JudgeRequirements, AMeasuredScenarioWithoutSuchALimitStandsByItsOwnRates) {
  Evaluation e = evaluation(requirement(RequirementKind::testable));
  e.scenarios = {scenario("genuine", {"tender.1"})};
  e.scenarios.front().gate = GateRole::measured;
  e.scenarios.front().failed = 1;
  e.scenarios.front().as_expected = 3;
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  e.scenarios.front().observed = 3;
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.scenarios.front().verdict = Verdict::fail;
  EXPECT_EQ(judged(e).verdict, Verdict::fail);
}

TEST(JudgeRequirements, ALimitBetweenGroupsIsCompared) {
  Requirement r = requirement(RequirementKind::testable);
  r.limits = {"group_ratio"};
  Evaluation e = evaluation(r);
  e.scenarios = {scenario("genuine", {"tender.1"})};
  e.rates = {rate("frr", "frr", Verdict::fail)};
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.rates.front().differential.emplace();
  e.rates.front().differential->limit = Limit{};
  e.rates.front().differential->limit->id = "group_ratio";
  e.rates.front().differential->reason = "too few errors";
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
  e.rates.front().differential->verdict = Verdict::pass;
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  e.rates.front().differential->verdict = Verdict::fail;
  EXPECT_EQ(judged(e).verdict, Verdict::fail);
}

TEST(JudgeRequirements, EverySpeciesCountsAndEveryLimitNeedsItsRate) {
  Requirement r = requirement(RequirementKind::testable);
  r.limits = {"apcer", "bpcer"};
  Evaluation e = evaluation(r);
  e.scenarios = {scenario("print", {"tender.1"})};
  e.rates = {rate("apcer.matte", "apcer", Verdict::pass), rate("apcer.glossy", "apcer", Verdict::pass)};
  EXPECT_EQ(judged(e).reason, "no rate of this run is compared with the limit 'bpcer'");
  e.rates.push_back(rate("bpcer", "bpcer", Verdict::pass));
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  e.rates[1].verdict = Verdict::fail;
  EXPECT_EQ(judged(e).verdict, Verdict::fail);
}

Rate species_rate(const std::string& species, std::uint64_t n) {
  Rate out = rate("apcer." + species, "apcer", Verdict::fail);
  out.family = "apcer";
  out.species = species;
  out.planned = out.n = n;
  return out;
}

FixedLimit at_least(Measure measure, double value) {
  FixedLimit out;
  out.measure = measure;
  out.at_least = true;
  out.value = value;
  return out;
}

// How much was tried is another question than how it came out: errors do not matter here, each species does.
TEST(JudgeRequirements, ASampleSizeIsHeldAgainstEverySpecies) {
  Requirement served = requirement(RequirementKind::testable);
  served.fixed = {at_least(Measure::presentations_per_species, 150)};
  Evaluation e = evaluation(served);
  e.scenarios = {scenario("prints", {"tender.1"}, Verdict::fail)};
  e.scenarios[0].failed = 2;
  e.rates = {species_rate("print", 150), species_rate("screen", 42)};
  Rate headline = species_rate("print", 150);
  headline.id = "apcer";
  e.rates.insert(e.rates.begin(), headline);
  RequirementResult r = judged(e);
  EXPECT_EQ(r.verdict, Verdict::inconclusive);
  EXPECT_EQ(r.reason,
            "1 of 2 species have fewer than 150 presentations (screen 42); the one with the fewest lacks 108");
  EXPECT_EQ(r.rates, (std::vector<std::string>{"apcer.print", "apcer.screen"}));
  e.rates.back().n = 150;
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  e.rates.clear();
  EXPECT_EQ(judged(e).reason, "no species was presented");
  e.rates = {species_rate("print", 150)};
  e.scenarios[0].observed = 3;
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive) << "an attempt without an observation";
}

TEST(JudgeRequirements, MethodsAndInstrumentsThatWereTriedAreCounted) {
  Requirement served = requirement(RequirementKind::testable);
  served.fixed = {at_least(Measure::injection_methods, 2), at_least(Measure::injection_instruments, 2)};
  Evaluation e = evaluation(served);
  e.scenarios = {scenario("injection", {"tender.1"})};
  const auto add = [&](Kind kind, const std::string& method, const std::string& instrument, Outcome outcome) {
    Attempt a;
    a.kind = kind;
    a.method = method;
    a.instrument = instrument;
    e.plan.attempts.push_back(a);
    Observation o;
    o.outcome = outcome;
    e.observations.emplace_back(o);
  };
  add(Kind::injection_attack, "virtual camera", "replay", Outcome::completed);
  add(Kind::injection_attack, "virtual camera", "still", Outcome::completed);
  EXPECT_EQ(judged(e).reason, "1 of at least 2 injection methods were tried");
  add(Kind::injection_attack, "emulator", "still", Outcome::crash);
  add(Kind::presentation_attack, "hooking", "still", Outcome::completed);
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive) << "what crashed or is no injection was not tried";
  add(Kind::injection_attack, "emulator", "still", Outcome::completed);
  EXPECT_EQ(judged(e).verdict, Verdict::pass);
  e.observations.back().reset();
  EXPECT_EQ(judged(e).verdict, Verdict::inconclusive);
}

// Siblings and twins are no part of FAR, and no source sets a limit for them: their rate is named.
TEST(JudgeRequirements, ImpostorsOfARelationAreNeitherPassedNorFailed) {
  Evaluation e = evaluation(requirement(RequirementKind::testable));
  e.scenarios = {scenario("unrelated", {"tender.1"}), scenario("siblings", {"tender.1"}, Verdict::fail)};
  ScenarioVerdict& siblings = e.scenarios.back();
  siblings.kind = Kind::impostor;
  siblings.gate = GateRole::reported;
  siblings.failed = 3;
  siblings.as_expected = 1;
  Rate of_them = rate("far.sibling", "", Verdict::not_applicable);
  of_them.limit.reset();
  of_them.relation = "sibling";
  of_them.scenarios = {"siblings"};
  of_them.n = 4;
  of_them.errors = 3;
  of_them.rate = 0.75;
  of_them.interval = Interval{0.194, 0.994};
  e.rates = {of_them};
  RequirementResult r = judged(e);
  EXPECT_EQ(r.verdict, Verdict::inconclusive);
  EXPECT_EQ(r.reason,
            "scenario siblings: far.sibling is 75 % (3 of 4, 95 % interval 19.4 % to 99.4 %), and no limit is set for "
            "it");
  EXPECT_EQ(r.rates, std::vector<std::string>{"far.sibling"});
  e.scenarios.front().verdict = Verdict::fail;
  e.scenarios.front().failed = 1;
  EXPECT_EQ(judged(e).verdict, Verdict::fail) << "another scenario's failure counts";
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

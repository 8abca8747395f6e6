// How rates, sample sizes and what was tried decide on a requirement.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/catalogue/judged_requirement.hpp"

namespace proofmark::reports {
namespace {

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

}  // namespace
}  // namespace proofmark::reports

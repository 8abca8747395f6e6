// The highest rate of the species of each attack potential.
#include "reports/verdicts/potential.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/verdicts/evaluate.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

Evaluation evaluated(const Plan& plan, const std::vector<Observation>& observations) {
  ObservationFile file;
  file.observations = observations;
  auto made = evaluate(plan, file, sample::catalogue(), {}, "2026-03-02");
  EXPECT_TRUE(made) << made.error().line();
  return *std::move(made);
}

// So many of a species' presentations taken for bona fide.
void miss(std::vector<Observation>& all, const Plan& plan, const std::string& species, std::size_t n) {
  for (std::size_t i = 0; i < plan.attempts.size() && n > 0; ++i) {
    if (plan.attempts[i].species != species) continue;
    all[i].pad->score = 0.99;
    all[i].pad->attack = false;
    --n;
  }
}

TEST(AttackPotential, EachHasTheWorstOfItsSpeciesAndNoOther) {
  const Plan plan = sample::pad_plan();
  auto observations = sample::all_good(plan);
  miss(observations, plan, "print.photo", 2);
  miss(observations, plan, "replay.screen", 5);
  miss(observations, plan, "mask.silicone", 9);
  const Evaluation e = evaluated(plan, observations);
  ASSERT_EQ(e.potentials.size(), 2U) << "no species of another potential was presented, and there is no IAPAR";
  EXPECT_EQ(e.potentials[0].potential, "basic");
  EXPECT_THAT(e.potentials[0].species, ::testing::ElementsAre("print.photo", "replay.screen"));
  EXPECT_EQ(e.potentials[0].maximum.species, "replay.screen");
  EXPECT_EQ(e.potentials[0].maximum.errors, 5U);
  EXPECT_EQ(e.potentials[0].maximum.n, 45U);
  EXPECT_EQ(e.potentials[0].maximum.limit->id, "apcer");
  EXPECT_EQ(e.potentials[1].potential, "moderate");
  EXPECT_EQ(e.potentials[1].maximum.errors, 9U);
  EXPECT_EQ(e.potentials[1].maximum.verdict, Verdict::fail);
}

TEST(AttackPotential, ALowPotentialIsNotExcusedByAnother) {
  const Plan plan = sample::full_plan();
  const Evaluation e = evaluated(plan, sample::all_good(plan));
  ASSERT_EQ(e.potentials.size(), 2U);
  EXPECT_EQ(e.potentials[0].maximum.id, "apcer_maximum.basic");
  EXPECT_EQ(e.potentials[1].maximum.id, "iapar_maximum.basic");
  for (const PotentialMaximum& p : e.potentials) EXPECT_NE(p.maximum.verdict, Verdict::pass) << "six presentations";
}

TEST(AttackPotential, ASpeciesWithoutOneIsShownAsNotStated) {
  Plan plan = sample::pad_plan();
  plan.species.erase(plan.species.begin());  // print.photo
  const Evaluation e = evaluated(plan, sample::all_good(plan));
  ASSERT_EQ(e.potentials.size(), 3U);
  EXPECT_EQ(e.potentials.back().potential, "");
  EXPECT_THAT(e.potentials.back().species, ::testing::ElementsAre("print.photo"));
}

}  // namespace
}  // namespace proofmark::reports

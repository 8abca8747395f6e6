// Verdicts on attempts and the gate; above all: what was not shown is never a pass.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/random.hpp"
#include "reports/verdicts/evaluate.hpp"
#include "reports/verdicts/judge.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

using ::testing::HasSubstr;

const Attempt& find(const Plan& plan, const std::string& id) {
  for (const Attempt& a : plan.attempts)
    if (a.id == id) return a;
  ADD_FAILURE() << "no attempt " << id;
  return plan.attempts.front();
}

TEST(AttemptVerdict, AsksForTheDemandedDecisionAndItsEvidence) {
  const Plan plan = sample::plan();
  const Attempt& genuine = find(plan, "genuine-01");
  Observation o = sample::good(plan, genuine);
  EXPECT_EQ(judge(genuine, &o).verdict, Verdict::pass);
  o.checks.pop_back();  // an acceptance that does not say what came of liveness.passive
  EXPECT_EQ(judge(genuine, &o).verdict, Verdict::inconclusive);
  o = sample::good(plan, genuine);
  o.checks[3].result = CheckResult::undetermined;
  EXPECT_EQ(judge(genuine, &o).verdict, Verdict::fail);
  sample::refuse(o, "face.match", "score too low");
  EXPECT_EQ(judge(genuine, &o).verdict, Verdict::fail);
  EXPECT_THAT(judge(genuine, &o).reason, HasSubstr("face.match"));

  const Attempt& clone = find(plan, "document.clone-01");
  o = sample::good(plan, clone);
  EXPECT_EQ(judge(clone, &o).verdict, Verdict::pass);
  EXPECT_TRUE(judge(clone, &o).right_reason);
  sample::refuse(o, "face.match", "another face");  // the clone itself went unnoticed
  EXPECT_EQ(judge(clone, &o).verdict, Verdict::inconclusive);
  for (Check& c : o.checks) c.result = CheckResult::passed;  // refused, and nothing says why
  EXPECT_EQ(judge(clone, &o).verdict, Verdict::inconclusive);
  sample::accept(o);
  EXPECT_EQ(judge(clone, &o).verdict, Verdict::fail);
}

TEST(AttemptVerdict, NeverPassesWithoutACompletedSession) {
  const Plan plan = sample::plan();
  for (const Attempt& a : plan.attempts) {
    EXPECT_EQ(judge(a, nullptr).verdict, Verdict::inconclusive);
    for (const auto& [outcome, verdict] : {std::pair{Outcome::crash, Verdict::fail},
                                           {Outcome::timeout, Verdict::fail},
                                           {Outcome::harness_error, Verdict::inconclusive}}) {
      const Observation o = sample::ended(plan, a, outcome);
      EXPECT_EQ(judge(a, &o).verdict, verdict) << a.id;
    }
  }
}

TEST(Gate, NamesWhatItMisses) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  EXPECT_EQ(judge_gate(plan, match(plan, observations)).verdict, Verdict::pass);
  observations.push_back(observations.front());
  Gate gate = judge_gate(plan, match(plan, observations));
  EXPECT_EQ(gate.verdict, Verdict::inconclusive);
  EXPECT_THAT(gate.reason, HasSubstr("genuine-01"));
  observations.pop_back();
  observations.front().run = "another-run";
  gate = judge_gate(plan, match(plan, observations));
  EXPECT_EQ(gate.verdict, Verdict::inconclusive);
  observations = sample::all_good(plan);
  sample::accept(observations.back());
  gate = judge_gate(plan, match(plan, observations));
  EXPECT_EQ(gate.verdict, Verdict::fail);
  EXPECT_THAT(gate.reason, HasSubstr(plan.attempts.back().id));
}

TEST(Gate, IsNotPassedByASuiteWithoutDocumentAttacks) {
  Plan plan = sample::plan();
  std::erase_if(plan.attempts, [](const Attempt& a) { return a.kind == Kind::document_attack; });
  EXPECT_EQ(judge_gate(plan, match(plan, sample::all_good(plan))).verdict, Verdict::inconclusive);
}

// What a generated attempt met, and what that may become.
enum class Fate { as_expected, wrong_decision, crash, timeout, harness_error, missing, twice };

TEST(Gate, Property_NoSequenceOfOutcomesTurnsAGapIntoAPass) {
  Plan plan = sample::plan();
  std::erase_if(plan.attempts, [](const Attempt& a) {
    return !a.id.ends_with("-01") || (a.kind == Kind::document_attack && a.id < "document.expired");
  });
  std::vector<Observation> good = sample::all_good(plan);
  for (Observation& o : good) o.actions.clear();
  SeededRandom random(2024, "outcomes");
  constexpr int kSequences = 100000;
  int passed = 0, with_gap = 0;
  for (int s = 0; s < kSequences; ++s) {
    const double trouble = random.below(4) == 0 ? 0 : random.uniform() * 0.5;
    std::vector<Observation> observations;
    std::vector<Fate> fates;
    bool gap = false, let_through = false;
    for (std::size_t i = 0; i < plan.attempts.size(); ++i) {
      const Attempt& a = plan.attempts[i];
      const auto fate = random.chance(trouble) ? static_cast<Fate>(1 + random.below(6)) : Fate::as_expected;
      fates.push_back(fate);
      gap = gap || (fate != Fate::as_expected && fate != Fate::wrong_decision);
      let_through = let_through || (fate == Fate::wrong_decision && a.kind == Kind::document_attack);
      if (fate == Fate::missing) continue;
      Observation o = good[i];
      if (fate == Fate::wrong_decision && a.kind == Kind::genuine) sample::refuse(o, "face.match", "low");
      if (fate == Fate::wrong_decision && a.kind != Kind::genuine) sample::accept(o);
      if (fate == Fate::crash) o = sample::ended(plan, a, Outcome::crash);
      if (fate == Fate::timeout) o = sample::ended(plan, a, Outcome::timeout);
      if (fate == Fate::harness_error) o = sample::ended(plan, a, Outcome::harness_error);
      if (fate == Fate::twice) observations.push_back(o);
      observations.push_back(std::move(o));
    }
    const bool foreign = random.chance(0.02);
    if (foreign) {
      observations.push_back(good[0]);
      observations.back().attempt = "not-planned";
    }
    random.shuffle(observations);
    const Matched matched = match(plan, observations);
    const Gate gate = judge_gate(plan, matched);
    ASSERT_EQ(gate.verdict == Verdict::pass, !gap && !let_through && !foreign) << "sequence " << s;
    if (let_through) {
      ASSERT_EQ(gate.verdict, Verdict::fail) << "sequence " << s;
    }
    for (std::size_t i = 0; i < fates.size(); ++i)
      ASSERT_EQ(judge(plan.attempts[i], matched.by_attempt[i]).verdict == Verdict::pass, fates[i] == Fate::as_expected)
          << "sequence " << s;
    passed += gate.verdict == Verdict::pass ? 1 : 0;
    with_gap += gap ? 1 : 0;
  }
  // Both sides were really visited.
  EXPECT_GT(passed, kSequences / 10);
  EXPECT_GT(with_gap, kSequences / 10);
}

TEST(DocumentAttacks, AreJudgedByScenario) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  for (Observation& o : observations) {
    if (o.attempt == "document.clone-02") sample::accept(o);
    if (o.attempt == "document.expired-01") sample::refuse(o, "chip.passive", "other reason");
  }
  const auto rows = judge_document_attacks(plan, match(plan, observations));
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0].verdict, Verdict::fail);
  EXPECT_EQ(rows[0].refused, 1U);
  EXPECT_EQ(rows[1].verdict, Verdict::pass);
  EXPECT_EQ(rows[4].verdict, Verdict::inconclusive);
  EXPECT_EQ(rows[4].refused, 2U);
  EXPECT_EQ(rows[4].refused_as_expected, 1U);
}

}  // namespace
}  // namespace proofmark::reports

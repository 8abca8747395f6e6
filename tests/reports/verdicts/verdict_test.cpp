// Verdicts on attempts, scenarios and the gate, at every level.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

Evaluation evaluated(const Plan& plan, std::vector<Observation> observations, bool cut = false,
                     const std::optional<Catalogue>& catalogue = sample::catalogue()) {
  ObservationFile file;
  file.observations = std::move(observations);
  file.cut_last_line = cut;
  const auto out = evaluate(plan, file, catalogue);
  EXPECT_TRUE(out) << out.error().line();
  return out ? *out : Evaluation{};
}

Verdict judged(const Plan& plan, const Attempt& a, const Observation& o) {
  return judge(plan.subject.level, a, &o).verdict;
}

TEST(AttemptVerdict, AsksForTheDemandedDecisionAndItsEvidence) {
  const Plan plan = sample::plan();
  const Attempt& genuine = find(plan, "genuine-01");
  Observation o = sample::good(plan, genuine);
  EXPECT_EQ(judged(plan, genuine, o), Verdict::pass);
  o.checks.pop_back();  // an acceptance that does not say what came of liveness.passive
  EXPECT_EQ(judged(plan, genuine, o), Verdict::inconclusive);
  o = sample::good(plan, genuine);
  o.checks[3].result = CheckResult::undetermined;
  EXPECT_EQ(judged(plan, genuine, o), Verdict::fail);
  sample::refuse(o, "face.match", "score too low");
  EXPECT_EQ(judged(plan, genuine, o), Verdict::fail);
  EXPECT_THAT(judge(Level::full_service, genuine, &o).reason, HasSubstr("face.match"));

  const Attempt& clone = find(plan, "document.clone-01");
  o = sample::good(plan, clone);
  EXPECT_EQ(judged(plan, clone, o), Verdict::pass);
  EXPECT_TRUE(judge(Level::full_service, clone, &o).right_reason);
  sample::refuse(o, "face.match", "another face");  // the clone itself went unnoticed
  EXPECT_EQ(judged(plan, clone, o), Verdict::inconclusive);
  for (Check& c : o.checks) c.result = CheckResult::passed;  // refused, and nothing says why
  EXPECT_EQ(judged(plan, clone, o), Verdict::inconclusive);
  sample::accept(o);
  EXPECT_EQ(judged(plan, clone, o), Verdict::fail);
}

TEST(AttemptVerdict, TakesOnlyTheAnswerThatTheLevelAsksFor) {
  const std::vector<Plan> plans = {sample::full_plan(), sample::chip_plan(), sample::pad_plan(),
                                   sample::comparison_plan()};
  // Every good answer of one level, played to every attempt of another one.
  for (const Plan& plan : plans)
    for (const Plan& other : plans) {
      const bool decisions = plan.subject.level == Level::full_service || plan.subject.level == Level::chip_inspection;
      const bool other_decisions =
          other.subject.level == Level::full_service || other.subject.level == Level::chip_inspection;
      for (const Attempt& a : plan.attempts) {
        EXPECT_EQ(judged(plan, a, sample::good(plan, a)), Verdict::pass) << plan.suite << " " << a.id;
        if (plan.subject.level == other.subject.level || (decisions && other_decisions)) continue;
        for (const Attempt& b : other.attempts) {
          if ((a.kind == Kind::probe) == (b.kind == Kind::probe) && a.kind == Kind::probe) continue;
          const AttemptVerdict v = judge(plan.subject.level, a, [&] {
            static Observation o;
            o = sample::good(other, b);
            return &o;
          }());
          ASSERT_EQ(v.verdict, Verdict::inconclusive) << a.id << " answered as " << b.id;
          ASSERT_TRUE(v.unusable);
        }
      }
    }
}

TEST(AttemptVerdict, ReadsScoresAndFailuresToAcquire) {
  const Plan pad = sample::pad_plan();
  const Attempt& live = find(pad, "genuine-01");
  const Attempt& print = find(pad, "presentation.print.photo-01");
  Observation o = sample::good(pad, live);
  o.pad = PadScore{0.2, 0.5, true};
  EXPECT_EQ(judged(pad, live, o), Verdict::fail);
  EXPECT_EQ(judged(pad, print, o), Verdict::pass);
  o.pad = PadScore{0.2, 0.5, false};  // below its own threshold and yet bona fide
  EXPECT_EQ(judged(pad, live, o), Verdict::inconclusive);
  o.pad = PadScore{0.5, 0.5, false};
  EXPECT_EQ(judged(pad, live, o), Verdict::pass);
  EXPECT_EQ(judged(pad, print, o), Verdict::fail);
  o.pad.reset();
  o.failed_to_acquire = true;
  EXPECT_EQ(judged(pad, live, o), Verdict::fail);
  EXPECT_EQ(judged(pad, print, o), Verdict::inconclusive);  // nothing was let through, and nothing was shown

  const Plan faces = sample::comparison_plan();
  const Attempt& mated = find(faces, "genuine-01");
  const Attempt& other = find(faces, "impostor.zero-effort-01");
  o = sample::good(faces, mated);
  o.comparison = Comparison{0.363, 0.363};  // at the threshold: a match
  EXPECT_EQ(judged(faces, mated, o), Verdict::pass);
  EXPECT_EQ(judged(faces, other, o), Verdict::fail);
  o.comparison = Comparison{0.3, 0.363};
  EXPECT_EQ(judged(faces, mated, o), Verdict::fail);
  EXPECT_EQ(judged(faces, other, o), Verdict::pass);

  const Plan full = sample::full_plan();
  const Attempt& tls = find(full, "tls.version-01");
  o = sample::good(full, tls);
  o.probe->held = false;
  EXPECT_EQ(judged(full, tls, o), Verdict::fail);
  o.probe->unexercised = true;  // offered: neither shown nor refuted
  EXPECT_EQ(judged(full, tls, o), Verdict::inconclusive);
  EXPECT_EQ(observation_from_json(*observation_to_json(o))->probe->unexercised, true);
  o.probe->held = true;
  EXPECT_EQ(judged(full, tls, o), Verdict::inconclusive);
  EXPECT_FALSE(observation_to_json(o));
}

TEST(AttemptVerdict, NeverPassesWithoutACompletedAttempt) {
  for (const Plan& plan :
       {sample::plan(), sample::full_plan(), sample::pad_plan(), sample::comparison_plan(), sample::chip_plan()})
    for (const Attempt& a : plan.attempts) {
      EXPECT_EQ(judge(plan.subject.level, a, nullptr).verdict, Verdict::inconclusive);
      for (const auto& [outcome, verdict] : {std::pair{Outcome::crash, Verdict::fail},
                                             {Outcome::timeout, Verdict::fail},
                                             {Outcome::harness_error, Verdict::inconclusive}})
        EXPECT_EQ(judged(plan, a, sample::ended(plan, a, outcome)), verdict) << a.id;
    }
}

TEST(Gate, NamesWhatItMisses) {
  const Plan plan = sample::full_plan();
  auto observations = sample::all_good(plan);
  Gate gate = evaluated(plan, observations).gate;
  EXPECT_EQ(gate.verdict, Verdict::pass) << gate.reason;
  EXPECT_THAT(gate.reason, HasSubstr("not shown to meet"));                            // 24 genuine persons show no 4 %
  EXPECT_EQ(evaluated(plan, observations, true).gate.verdict, Verdict::inconclusive);  // the file is cut
  observations.push_back(observations.front());
  gate = evaluated(plan, observations).gate;
  EXPECT_EQ(gate.verdict, Verdict::inconclusive);
  EXPECT_THAT(gate.reason, HasSubstr("genuine-01"));
  observations.pop_back();
  observations.front().run = "another-run";
  EXPECT_EQ(evaluated(plan, observations).gate.verdict, Verdict::inconclusive);
  for (const char* id : {"document.clone-01", "tls.version-01"}) {
    observations = sample::all_good(plan);
    for (Observation& o : observations) {
      if (o.attempt != id) continue;
      if (o.probe) {
        o.probe->held = false;
      } else {
        sample::accept(o);
      }
    }
    gate = evaluated(plan, observations).gate;
    EXPECT_EQ(gate.verdict, Verdict::fail);
    EXPECT_THAT(gate.reason, HasSubstr(id));
  }
}

TEST(Gate, FailsOnARefutedMeasuredRateAndNotOnTooFewAttempts) {
  const Plan plan = sample::pad_plan();
  auto observations = sample::all_good(plan);
  EXPECT_EQ(evaluated(plan, observations).gate.verdict, Verdict::pass);
  std::size_t missed = 0;
  for (Observation& o : observations)
    if (o.attempt.starts_with("presentation.mask") && missed < 12) {
      o.pad = PadScore{0.9, 0.5, false};
      ++missed;
    }
  Evaluation e = evaluated(plan, observations);  // 12 of 45
  EXPECT_EQ(e.gate.verdict, Verdict::fail);
  EXPECT_THAT(e.gate.reason, HasSubstr("apcer"));
  // Without limits nothing is refuted.
  EXPECT_EQ(evaluated(plan, observations, false, std::nullopt).gate.verdict, Verdict::pass);
}

TEST(Gate, IsNotPassedByASubjectThatNeverAnswers) {
  for (const Plan& plan : {sample::pad_plan(), sample::comparison_plan()}) {
    auto observations = sample::all_good(plan);
    for (Observation& o : observations) {
      o.pad.reset();
      o.comparison.reset();
      o.failed_to_acquire = true;
    }
    const Evaluation e = evaluated(plan, observations);
    EXPECT_NE(e.gate.verdict, Verdict::pass) << plan.suite;
    for (const ScenarioVerdict& s : e.scenarios) EXPECT_NE(s.verdict, Verdict::pass) << s.scenario;
    // Nor by one that never answers the presentations that count: 40 % of the bona fide.
    observations = sample::all_good(plan);
    std::size_t i = 0;
    for (Observation& o : observations) {
      if (++i % 5 > 1) continue;
      o.pad.reset();
      o.comparison.reset();
      o.failed_to_acquire = true;
    }
    EXPECT_NE(evaluated(plan, observations).gate.verdict, Verdict::pass) << plan.suite;
  }
}

TEST(Gate, NullSubjectsFailTheMeasuredSuites) {
  for (const Plan& plan : {sample::full_plan(), sample::pad_plan(), sample::comparison_plan(), sample::chip_plan()})
    for (const bool accept : {true, false}) {
      auto observations = sample::all_good(plan);
      for (Observation& o : observations) {
        if (o.pad) o.pad = PadScore{accept ? 1.0 : 0.0, 0.5, !accept};
        if (o.comparison && o.decision == Decision::none) o.comparison = Comparison{accept ? 1.0 : 0.0, 0.5};
        if (o.decision == Decision::none) continue;
        if (accept) sample::accept(o);
        if (!accept) sample::refuse(o, "session.complete", "no");
      }
      const Evaluation e = evaluated(plan, observations);
      EXPECT_EQ(e.gate.verdict, Verdict::fail) << plan.suite << (accept ? " accept: " : " refuse: ") << e.gate.reason;
    }
}

TEST(Gate, IsNotPassedByASuiteThatDemandsNothing) {
  Plan plan = sample::plan();
  for (Attempt& a : plan.attempts) a.gate = GateRole::reported;
  EXPECT_EQ(evaluated(plan, sample::all_good(plan)).gate.verdict, Verdict::inconclusive);
}

TEST(Scenarios, AreJudgedByTheirRoleAndKeepTheirCounts) {
  const Plan plan = sample::full_plan();
  const auto find_scenario = [](const Evaluation& e, const std::string& name) {
    for (const ScenarioVerdict& s : e.scenarios)
      if (s.scenario == name) return s;
    ADD_FAILURE() << "no scenario " << name;
    return ScenarioVerdict{};
  };
  const Evaluation good = evaluated(plan, sample::all_good(plan));
  EXPECT_EQ(good.scenarios.size(), 15U);
  EXPECT_EQ(find_scenario(good, "document.clone").verdict, Verdict::pass);
  EXPECT_EQ(find_scenario(good, "tls.version").verdict, Verdict::pass);
  // Measured: 24 of 24 accepted, and too few for the limit.
  EXPECT_EQ(find_scenario(good, "genuine").verdict, Verdict::inconclusive);
  EXPECT_EQ(find_scenario(good, "genuine").as_expected, 24U);
  EXPECT_EQ(find_scenario(good, "impostor.twin").verdict, Verdict::pass);  // reported: by its attempts
  const Evaluation fair = evaluated(plan, sample::fair(plan));
  EXPECT_EQ(find_scenario(fair, "impostor.twin").verdict, Verdict::fail);
  EXPECT_GT(find_scenario(fair, "impostor.twin").failed, 0U);
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

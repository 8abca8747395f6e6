// Measured figures speak for a treatment; a requirement that waits for a document stands beside them.
#include "reports/risk/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/risk/detection.hpp"
#include "tests/risk/support.hpp"

namespace proofmark::reports::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::measured;
using testing::Story;

EvidencePatterns phone() {
  EvidencePatterns out;
  out.rates = {"*.replay-phone*"};
  out.scenarios = {"liveness.*"};
  out.requirements = {"tender.7.5.1.2.1", "tender.7.5.3.1"};
  return out;
}

const EvidenceRow& row(const Evidence& evidence, const std::string& what) {
  for (const EvidenceRow& one : evidence.rows)
    if (one.what == what) return one;
  ADD_FAILURE() << what;
  static const EvidenceRow none;
  return none;
}

TEST(Evidence, EnoughAttemptsShowATreatmentWhateverStillHasToBeFiled) {
  const Evidence evidence = gather(phone(), measured());
  EXPECT_EQ(support_of(evidence), Support::shown);
  EXPECT_EQ(row(evidence, "apcer.replay-phone").n, 50U);
  EXPECT_EQ(row(evidence, "apcer.replay-phone").verdict, Verdict::pass);
  EXPECT_EQ(row(evidence, "iapar.replay-phone").verdict, Verdict::pass);
  EXPECT_EQ(row(evidence, "liveness.window").verdict, Verdict::pass);
  // The glossy prints that were accepted are another risk's.
  ASSERT_EQ(evidence.requirements.size(), 2U);
  EXPECT_EQ(evidence.requirements[0].verdict, Verdict::fail);
}

TEST(Evidence, AVerdictThatWaitsForDocumentsStandsBesideAndIsNotCounted) {
  Story story;
  story.matte = story.glossy = 50;
  story.glossy_accepted = 0;
  const Evidence evidence = gather(phone(), measured(story));
  EXPECT_EQ(support_of(evidence), Support::shown);
  ASSERT_EQ(evidence.requirements.size(), 2U);
  EXPECT_EQ(evidence.requirements[0].verdict, Verdict::external_evidence_pending);
  EXPECT_EQ(evidence.requirements[1].clause, "tender 7.5.3.1");
  EXPECT_EQ(evidence.requirements[1].verdict, Verdict::external_evidence_pending);
  EXPECT_TRUE(evidence.requirements[1].waits_for_plan);
  EXPECT_THAT(evidence.requirements[1].open, IsEmpty());
}

TEST(Evidence, EachFigureNamesItsLimitAndTheLimitsSource) {
  const Evidence evidence = gather(phone(), measured());
  const EvidenceRow& apcer = row(evidence, "apcer.replay-phone");
  ASSERT_TRUE(apcer.limit);
  EXPECT_EQ(apcer.limit->id, "apcer");
  EXPECT_EQ(apcer.limit->source, "made up for a test");
  EXPECT_FALSE(row(evidence, "apnrr.replay-phone").limit);
  EXPECT_EQ(row(evidence, "apnrr.replay-phone").verdict, Verdict::not_applicable);
}

TEST(Evidence, TooFewAttemptsShowNothing) {
  Story story;
  story.phone = 41;  // 42 without an error would show that APCER is below 7 %
  EXPECT_EQ(support_of(gather(phone(), measured(story))), Support::inconclusive);
  story.phone = 42;
  EXPECT_EQ(support_of(gather(phone(), measured(story))), Support::shown);
}

TEST(Evidence, AFailedRateRefutes) {
  Story story;
  story.phone_accepted = 20;
  EXPECT_EQ(support_of(gather(phone(), measured(story))), Support::refuted);
}

TEST(Evidence, AFailedScenarioRefutes) {
  EvidencePatterns cards;
  cards.scenarios = {"document.card-*"};
  cards.requirements = {"table.14"};
  EXPECT_EQ(support_of(gather(cards, measured())), Support::shown);
  Story story;
  story.downgrade_accepted = true;
  const Evidence evidence = gather(cards, measured(story));
  EXPECT_EQ(support_of(evidence), Support::refuted);
  EXPECT_EQ(row(evidence, "document.card-access-removed").errors, 1U);
}

TEST(Evidence, MissingObservationsShowNothing) {
  Story story;
  story.phone_unanswered = 1;
  const Evidence evidence = gather(phone(), measured(story));
  EXPECT_NE(support_of(evidence), Support::shown);
}

TEST(Evidence, AScenarioThatWasNotPlayedIsNamedAndShowsNothing) {
  Story story;
  story.left_out = {"document.card-security-missing"};
  EvidencePatterns cards;
  cards.scenarios = {"document.card-*"};
  const Evidence evidence = gather(cards, measured(story));
  EXPECT_THAT(evidence.unplayed, ElementsAre("document.card-security-missing"));
  EXPECT_EQ(support_of(evidence), Support::inconclusive);
  cards.scenarios = {"document.card-security-*"};
  EXPECT_EQ(support_of(gather(cards, measured(story))), Support::not_measured);
}

TEST(Evidence, APatternThatNothingAnswersShowsNothing) {
  EvidencePatterns both = phone();
  both.rates.push_back("*.replay-tablet*");
  Evidence evidence = gather(both, measured());
  EXPECT_THAT(evidence.unanswered, ElementsAre("*.replay-tablet*"));
  EXPECT_EQ(support_of(evidence), Support::inconclusive);
  both.awaited = {{"*.replay-tablet*"}, {"not yet", "dar ne"}};
  evidence = gather(both, measured());
  EXPECT_THAT(evidence.unanswered, IsEmpty());
  EXPECT_THAT(evidence.awaited, ElementsAre("*.replay-tablet*"));
  EXPECT_EQ(support_of(evidence), Support::inconclusive);
}

TEST(Evidence, ARequirementAloneIsNoMeasurement) {
  EvidencePatterns plan;
  plan.requirements = {"tender.7.5.1.2.3", "table.14"};
  const Evidence evidence = gather(plan, measured());
  ASSERT_EQ(evidence.requirements.size(), 2U);
  EXPECT_EQ(evidence.requirements[1].verdict, Verdict::pass);
  EXPECT_TRUE(evidence.requirements[0].waits_for_plan);
  EXPECT_EQ(support_of(evidence), Support::not_measured);
}

TEST(Evidence, AnOutsideDocumentIsListedByItsName) {
  EvidencePatterns laboratory;
  laboratory.requirements = {"tender.7.5.1.2.1"};
  const Evidence evidence = gather(laboratory, measured());
  ASSERT_EQ(evidence.requirements.size(), 1U);
  ASSERT_EQ(evidence.requirements[0].open.size(), 1U);
  EXPECT_EQ(evidence.requirements[0].open[0].id, "lab.pad");
  EXPECT_TRUE(evidence.requirements[0].waits_for_plan);
}

TEST(Evidence, WhatIsMeasuredWithoutALimitIsSaidSo) {
  EvidencePatterns silent;
  silent.rates = {"apnrr.*"};
  EXPECT_EQ(support_of(gather(silent, measured())), Support::no_limit);
  EXPECT_EQ(support_of(gather({}, measured())), Support::not_measured);
}

TEST(Evidence, ADifferenceBetweenGroupsIsJudgedByTheGroupsLimit) {
  Evaluation evaluation = measured();
  Rate frr;
  frr.id = frr.family = "frr";
  frr.n = 600;
  frr.errors = 12;
  frr.verdict = Verdict::pass;
  frr.differential.emplace();
  frr.differential->worst.group = "sex";
  frr.differential->worst.value = "female";
  frr.differential->worst.n = 300;
  frr.differential->worst.errors = 11;
  frr.differential->verdict = Verdict::fail;
  evaluation.rates.push_back(frr);
  EvidencePatterns groups;
  groups.differences = {"frr"};
  const Evidence evidence = gather(groups, evaluation);
  EXPECT_EQ(row(evidence, "frr").n, 300U);
  EXPECT_EQ(row(evidence, "frr").value, "female");
  EXPECT_EQ(support_of(evidence), Support::refuted);
}

TEST(Evidence, PatternsAreOfTheShell) {
  EXPECT_TRUE(matches("*.replay-phone*", "iapar.replay-phone"));
  EXPECT_TRUE(matches("@(far|fmr)", "fmr"));
  EXPECT_FALSE(matches("@(far|fmr)", "far.twin"));
  EXPECT_FALSE(matches("tls.?", "tls.accepted"));
}

TEST(Detection, CountsWhatEachMethodCaughtAndWhatItCaughtAlone) {
  Evaluation evaluation = measured();
  // The first phone is caught by two methods at once, the second not judged by the passive one.
  std::size_t phones = 0;
  for (std::size_t i = 0; i < evaluation.observations.size(); ++i) {
    if (evaluation.plan.attempts[i].species != "replay-phone" || ++phones > 2) continue;
    for (Check& check : evaluation.observations[i]->checks)
      if (check.id == "liveness.passive") check.result = phones == 1 ? CheckResult::failed : CheckResult::not_performed;
  }
  const Detection detection = detection_of(evaluation);
  ASSERT_EQ(detection.methods.size(), 4U);
  EXPECT_EQ(detection.methods[2].check, "video.format");
  const Method& challenges = detection.methods[0];
  const Method& passive = detection.methods[1];
  ASSERT_EQ(challenges.check, "liveness.challenges");
  ASSERT_EQ(passive.check, "liveness.passive");
  ASSERT_EQ(challenges.species.size(), 3U);
  EXPECT_EQ(challenges.species[0].species, "replay-phone");
  EXPECT_EQ(challenges.species[0].n, 50U);
  EXPECT_EQ(challenges.species[0].caught, 50U);
  EXPECT_EQ(challenges.species[0].alone, 49U);
  EXPECT_EQ(passive.species[0].caught, 1U);
  EXPECT_EQ(passive.species[0].alone, 0U);
  EXPECT_EQ(passive.species[0].without_result, 1U);
  EXPECT_EQ(passive.species[2].species, "print-photograph-glossy");
  EXPECT_EQ(passive.species[2].caught, 11U);
  EXPECT_EQ(challenges.species[2].caught, 0U);
  ASSERT_EQ(detection.accepted.size(), 3U);
  EXPECT_EQ(detection.accepted[2].caught, 9U);
}

TEST(Detection, WhatWasNotAnsweredIsInNoCount) {
  Story story;
  story.phone_unanswered = 3;
  const Detection detection = detection_of(measured(story));
  ASSERT_FALSE(detection.accepted.empty());
  EXPECT_EQ(detection.accepted[0].planned, 50U);
  EXPECT_EQ(detection.accepted[0].n, 47U);
  EXPECT_EQ(detection.methods[0].species[0].n, 47U);
  EXPECT_TRUE(detection_of(Evaluation{}).methods.empty());
}

}  // namespace
}  // namespace proofmark::reports::risk

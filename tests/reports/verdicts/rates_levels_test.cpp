// The rates of each level, and what is made of them: scores, sums, multiples, groups, availability.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "reports/verdicts/evaluate.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

using ::testing::HasSubstr;

Evaluation evaluated(const Plan& plan, std::vector<Observation> observations) {
  ObservationFile file;
  file.observations = std::move(observations);
  const auto out = evaluate(plan, file, sample::catalogue());
  EXPECT_TRUE(out) << out.error().line();
  return out ? *out : Evaluation{};
}

const Rate& find(const Evaluation& e, const std::string& id) {
  static const Rate kNone;
  for (const Rate& r : e.rates)
    if (r.id == id) return r;
  ADD_FAILURE() << "no rate " << id;
  return kNone;
}

std::vector<std::string> families(const Evaluation& e) {
  std::vector<std::string> out;
  for (const Rate& r : e.rates)
    if (std::find(out.begin(), out.end(), r.family) == out.end()) out.push_back(r.family);
  return out;
}

void set(std::vector<Observation>& observations, const std::string& id, const std::function<void(Observation&)>& to) {
  for (Observation& o : observations)
    if (o.attempt == id) return to(o);
  ADD_FAILURE() << id;
}

TEST(Levels, GiveTheRatesOfTheirOwn) {
  using Words = std::vector<std::string>;
  const auto of = [](const Plan& plan) { return families(evaluated(plan, sample::fair(plan))); };
  EXPECT_EQ(of(sample::full_plan()), (Words{"frr",
                                            "far",
                                            "far_related",
                                            "gfrr",
                                            "gfar",
                                            "fte",
                                            "fta",
                                            "fnmr",
                                            "fmr",
                                            "fmr_related",
                                            "bpcer",
                                            "bpnrr",
                                            "apcer",
                                            "iapar",
                                            "apnrr",
                                            "injection_detection",
                                            "injection_no_response",
                                            "injection_success",
                                            "document_accepted",
                                            "unavailability"}));
  EXPECT_EQ(of(sample::pad_plan()),
            (Words{"bpcer", "bpnrr", "apcer", "apnrr", "injection_detection", "injection_no_response"}));
  EXPECT_EQ(of(sample::comparison_plan()), (Words{"fta", "fnmr", "fmr", "fmr_related"}));
  EXPECT_EQ(of(sample::chip_plan()), (Words{"document_accepted", "false_alarm"}));
}

TEST(Recognition, FailureToEnrolAndToAcquireStandWhereTheStandardPutsThem) {
  const Plan plan = sample::full_plan();
  auto observations = sample::all_good(plan);
  set(observations, "genuine-01", [](Observation& o) {
    sample::refuse(o, "chip.access", "the card left the field");  // no reference: failure to enrol
    o.comparison.reset();
  });
  set(observations, "genuine-02", [](Observation& o) {
    sample::refuse(o, "face.found", "no face");  // no sample: failure to acquire
    o.comparison.reset();
  });
  set(observations, "genuine-03", [](Observation& o) {
    sample::refuse(o, "face.match", "low");
    o.comparison->score = 0.1;
  });
  const Evaluation e = evaluated(plan, observations);
  const auto expect = [&](const char* id, std::uint64_t errors, std::uint64_t n) {
    EXPECT_EQ(find(e, id).errors, errors) << id;
    EXPECT_EQ(find(e, id).n, n) << id;
  };
  expect("fte", 1, 24);
  expect("frr", 2, 23);
  expect("gfrr", 3, 24);
  expect("fta", 1, 24 + 20 - 1);
  expect("fnmr", 1, 22);
  expect("far", 0, 16);
  EXPECT_EQ(find(e, "gfrr").limit->id, "frr");
  EXPECT_EQ(find(e, "gfrr").gate, GateRole::measured);
}

TEST(Recognition, RelatedImpostorsAreApartAndStatedAsAMultiple) {
  const Plan plan = sample::comparison_plan();
  auto observations = sample::all_good(plan);
  for (int i = 1; i <= 3; ++i)
    set(observations, "impostor.zero-effort-0" + std::to_string(i), [](Observation& o) { o.comparison->score = 0.8; });
  for (int i = 1; i <= 6; ++i)
    set(observations, "impostor.twin-0" + std::to_string(i), [](Observation& o) { o.comparison->score = 0.8; });
  const Evaluation e = evaluated(plan, observations);
  EXPECT_EQ(find(e, "fmr").n, 190U);
  EXPECT_EQ(find(e, "fmr").errors, 3U);
  EXPECT_EQ(find(e, "fmr.twin").errors, 6U);
  ASSERT_EQ(e.relations.size(), 1U);
  EXPECT_NEAR(*e.relations[0].ratio->value, (6.0 / 12) / (3.0 / 190), 1e-9);
  EXPECT_LT(e.relations[0].ratio->low, 31.7);
  EXPECT_GT(*e.relations[0].ratio->high, 31.7);
  // Pairs of 20 persons, each in 19 of them: the bounds come from resampling persons too.
  ASSERT_TRUE(find(e, "fmr").bootstrap);
  EXPECT_GT(find(e, "fmr").bootstrap->upper, *find(e, "fmr").rate);
  // Without an error, too, several attempts of a person are not as many persons.
  ASSERT_TRUE(find(e, "fnmr").bootstrap);
  EXPECT_GE(find(e, "fnmr").bootstrap->upper, *find(e, "fnmr").upper);
}

TEST(AttackDetection, SumsAndCells) {
  const Plan plan = sample::full_plan();
  auto observations = sample::all_good(plan);
  set(observations, "presentation.print-01", [](Observation& o) { sample::accept(o); });
  set(observations, "genuine-01", [](Observation& o) { sample::refuse(o, "face.match", "low"); });
  set(observations, "injection.recording-01", [](Observation& o) { sample::accept(o); });
  const Evaluation e = evaluated(plan, observations);
  // RIAPAR = IAPAR + FRR, with bounds that hold for both at once.
  ASSERT_EQ(e.sums.size(), 3U);
  EXPECT_EQ(e.sums[0].id, "riapar");
  EXPECT_NEAR(*e.sums[0].value, 1.0 / 6 + 1.0 / 24, 1e-9);
  EXPECT_NEAR(*e.sums[0].upper, *upper_bound(1, 6, 0.975) + *upper_bound(1, 24, 0.975), 0.2);
  EXPECT_GE(*e.sums[0].upper, *upper_bound(0, 4, 0.975) + *upper_bound(1, 24, 0.975));
  const Rate& cell = find(e, "injection_accepted_cell.virtual-camera.replay");
  EXPECT_EQ(cell.method, "virtual camera");
  EXPECT_EQ(cell.instrument, "replay");
  EXPECT_EQ(cell.errors, 1U);
  EXPECT_EQ(cell.n, 4U);
  EXPECT_EQ(cell.verdict, Verdict::fail);  // the goal is none
  EXPECT_EQ(find(e, "injection_accepted_cell.virtual-camera.still").errors, 0U);
}

TEST(Scores, GiveOperatingPointsAndSayWhenTheSampleIsTooSmall) {
  const Plan pad = sample::pad_plan();
  const Evaluation e = evaluated(pad, sample::fair(pad));
  ASSERT_EQ(e.scores.size(), 2U);
  const ScoreTable& table = e.scores[0];
  EXPECT_EQ(table.id, "pad");
  EXPECT_EQ(table.negatives.size(), 3U);
  EXPECT_EQ(table.positives.size() + 1, 40U);  // one was not acquired
  EXPECT_EQ(table.failed_to_acquire, 5U);
  ASSERT_EQ(table.points.size(), 5U);
  for (const OperatingPoint& p : table.points) {
    if (p.at) {
      EXPECT_LE(*p.false_positive_rate, *p.at);
    }
    EXPECT_LE(p.false_negative_interval->low, *p.false_negative_rate);
  }
  EXPECT_TRUE(table.points[0].supported);   // 44 of each species are enough for 10 %
  EXPECT_FALSE(table.points[2].supported);  // and not for 1 %
  EXPECT_THAT(table.points[2].reason, HasSubstr("rule of 3"));
  // The subject's own threshold gives the same figures as the rates.
  EXPECT_EQ(table.points[4].id, "subject");
  EXPECT_EQ(table.points[4].false_negatives, find(e, "bpcer").errors);
  EXPECT_EQ(table.points[4].false_positives, find(e, "apcer").errors);

  const Plan faces = sample::comparison_plan();
  const Evaluation f = evaluated(faces, sample::fair(faces));
  ASSERT_EQ(f.scores.size(), 1U);
  EXPECT_EQ(f.scores[0].points.back().false_negatives, find(f, "fnmr").errors);
  EXPECT_EQ(f.scores[0].points.back().false_positives, find(f, "fmr").errors);
  EXPECT_GT(f.scores[0].det.size(), 20U);
}

TEST(Groups, AreHeldAgainstEverybody) {
  const Plan plan = sample::comparison_plan();
  auto observations = sample::all_good(plan);
  Evaluation e = evaluated(plan, observations);
  ASSERT_TRUE(find(e, "fnmr").differential);
  EXPECT_EQ(find(e, "fnmr").differential->verdict, Verdict::inconclusive);  // no error: nothing can be said
  // Every error falls to one group of skin: 5 of 20 persons, each with three attempts.
  std::size_t at = 0;
  for (const Attempt& a : plan.attempts) {
    for (const Person& p : plan.persons)
      if (a.kind == Kind::genuine && p.id == a.person && p.groups.at("skin") == "dark")
        observations[at].comparison->score = 0.1;
    ++at;
  }
  e = evaluated(plan, observations);
  const Differential& d = *find(e, "fnmr").differential;
  EXPECT_EQ(d.worst.group + "=" + d.worst.value, "skin=dark");
  EXPECT_NEAR(*d.worst.ratio->value, 4, 1e-9);
  EXPECT_EQ(d.verdict, Verdict::fail) << d.reason;
  EXPECT_EQ(find(e, "fnmr").groups.size(), 3U + 2U + 3U);
}

TEST(Groups, DevicesAreShownAndJudgedByNoLimit) {
  Plan plan = sample::comparison_plan();
  auto observations = sample::all_good(plan);
  std::size_t at = 0, errors = 0, filmed = 0;
  for (Attempt& a : plan.attempts) {
    a.device = at % 2 == 0 ? "phone" : "webcam";
    if (a.kind == Kind::genuine && a.device == "webcam") {
      ++filmed;
      if (filmed % 2 == 0) {
        observations[at].comparison->score = 0.1;
        ++errors;
      }
    }
    ++at;
  }
  const Evaluation e = evaluated(plan, observations);
  const Rate& fnmr = find(e, "fnmr");
  ASSERT_EQ(fnmr.groups.size(), 3U + 2U + 3U + 2U);
  EXPECT_EQ(fnmr.groups[8].group + "=" + fnmr.groups[8].value, "device=phone");
  EXPECT_EQ(fnmr.groups[8].errors, 0U);
  EXPECT_EQ(fnmr.groups[9].group + "=" + fnmr.groups[9].value, "device=webcam");
  EXPECT_EQ(fnmr.groups[9].errors, errors);
  EXPECT_EQ(fnmr.groups[9].n, filmed);
  EXPECT_GT(errors, 5U);
  // The worst group is one of persons.
  EXPECT_NE(fnmr.worst_group->group, "device");
  EXPECT_NE(fnmr.differential->worst.group, "device");
}

TEST(Groups, PersonsWhoRepeatCountOnce) {
  // One person errs in all of 3 attempts: 3 of 60 attempts, 1 of 20 persons; that shows nothing about a group.
  const Plan plan = sample::comparison_plan();
  auto observations = sample::all_good(plan);
  std::size_t at = 0;
  for (const Attempt& a : plan.attempts) {
    if (a.kind == Kind::genuine && a.person == "person-4") observations[at].comparison->score = 0.1;
    ++at;
  }
  const Evaluation e = evaluated(plan, observations);
  const Rate& fnmr = find(e, "fnmr");
  EXPECT_EQ(fnmr.errors, 3U);
  EXPECT_EQ(fnmr.differential->verdict, Verdict::inconclusive);
  ASSERT_TRUE(fnmr.bootstrap);
  EXPECT_GT(fnmr.bootstrap->upper, *fnmr.upper);  // one person stands for more than three attempts
}

TEST(Availability, IsAShareOfProbesAndABudgetOfMinutes) {
  Plan plan = sample::full_plan();
  for (Attempt& a : plan.attempts)
    if (a.metric == "unavailability") a.metric = "probes";  // as scenarios of probes have it
  auto observations = sample::all_good(plan);
  Evaluation e = evaluated(plan, observations);
  ASSERT_TRUE(e.availability);
  EXPECT_NEAR(e.availability->budget_minutes, 64.8, 1e-9);
  EXPECT_EQ(*e.availability->available, 1);
  EXPECT_EQ(find(e, "unavailability").gate, GateRole::measured);
  EXPECT_EQ(find(e, "unavailability").verdict, Verdict::inconclusive);  // 40 probes do not show 0.15 %
  EXPECT_EQ(*find(e, "unavailability").attempts_needed, 1996U - 40U);
  for (const Attempt& a : plan.attempts)
    if (a.id == "service.health-03")
      set(observations, a.id, [&](Observation& o) { o = sample::ended(plan, a, Outcome::timeout); });
  e = evaluated(plan, observations);
  EXPECT_EQ(find(e, "unavailability").errors, 1U);
  EXPECT_NEAR(*e.availability->down_minutes, 43200.0 / 40, 1e-6);
  EXPECT_LT(e.availability->down_interval->low, *e.availability->down_minutes);
}

TEST(Limits, AreThoseThatTheScenariosName) {
  Plan plan = sample::pad_plan();
  for (Attempt& a : plan.attempts)
    if (a.metric == "bpcer") a.limit = "frr";  // another limit of the catalogue
  EXPECT_EQ(find(evaluated(plan, sample::all_good(plan)), "bpcer").limit->value, 0.04);
  for (Attempt& a : plan.attempts)
    if (a.metric == "bpcer") a.limit = "nobody-knows";
  const Evaluation e = evaluated(plan, sample::all_good(plan));
  EXPECT_FALSE(find(e, "bpcer").limit);
  EXPECT_NE(find(e, "bpcer").verdict, Verdict::pass);
  EXPECT_THAT(find(e, "bpcer").reason, HasSubstr("nobody-knows"));
}

}  // namespace
}  // namespace proofmark::reports

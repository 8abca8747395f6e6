// Two runs compared: the tests against published values and by simulation, the whole on made-up runs.
#include "reports/compare/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/random.hpp"
#include "reports/compare/two_samples.hpp"
#include "reports/verdicts/evaluate.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

Evaluation evaluated(const Plan& plan, const std::vector<Observation>& observations) {
  ObservationFile file;
  file.observations = observations;
  auto evaluation = evaluate(plan, file, sample::catalogue());
  EXPECT_TRUE(evaluation) << evaluation.error().line();
  return *evaluation;
}

const RateChange& rate(const RunComparison& c, const std::string& id) {
  for (const RateChange& r : c.rates)
    if (r.id == id) return r;
  ADD_FAILURE() << "no rate " << id;
  return c.rates.front();
}

// scipy.stats.fisher_exact (SciPy 1.10) of the same tables; the first is Fisher's tea.
TEST(TwoSamples, FisherAsElsewhere) {
  EXPECT_NEAR(fisher({3, 4}, {1, 4}), 0.485714, 1e-6);
  EXPECT_NEAR(fisher({2, 15}, {10, 15}), 0.007775060, 1e-8);
  EXPECT_NEAR(fisher({0, 5}, {5, 5}), 2.0 / 252, 1e-12);
  EXPECT_NEAR(fisher_at_best({2, 5}, {3, 5}), 2.0 / 252, 1e-12);
  EXPECT_DOUBLE_EQ(fisher({0, 10}, {0, 20}), 1);
  EXPECT_DOUBLE_EQ(fisher({1, 0}, {0, 20}), 1);
  EXPECT_NEAR(fisher({50, 1000000}, {50, 1000000}), 1, 1e-7);
}

// Newcombe 1998, table II, method 10: 56/70 - 48/80 gives 0.0524 to 0.3339; 10/10 - 0/10 gives 0.6075 to 1.
TEST(TwoSamples, DifferenceAsNewcombeHasIt) {
  const auto first = difference_interval({48, 80}, {56, 70});
  ASSERT_TRUE(first);
  EXPECT_NEAR(first->low, 0.0524, 5e-5);
  EXPECT_NEAR(first->high, 0.3339, 5e-5);
  const auto second = difference_interval({0, 10}, {10, 10});
  ASSERT_TRUE(second);
  EXPECT_NEAR(second->low, 0.6075, 5e-5);
  EXPECT_NEAR(second->high, 1, 5e-5);
  EXPECT_FALSE(difference_interval({0, 0}, {1, 2}));
}

TEST(TwoSamples, MannWhitneyExactAndNormal) {
  EXPECT_NEAR(mann_whitney({1, 2, 3}, {4, 5, 6}).p, 0.1, 1e-12);
  EXPECT_NEAR(mann_whitney({1, 2, 3}, {4, 5, 6}).at_best, 0.1, 1e-12);
  EXPECT_NEAR(mann_whitney({1, 4, 6}, {2, 3, 5}).p, 1, 1e-12);  // U = 5, mean 4.5
  EXPECT_DOUBLE_EQ(mann_whitney({1, 1, 1}, {1, 1}).p, 1);
  EXPECT_DOUBLE_EQ(mann_whitney({}, {1, 1}).p, 1);
  // Ties: scipy.stats.mannwhitneyu([1,2,2,3,4,5], [2,3,3,4,6,7,8,9], method="asymptotic").
  EXPECT_NEAR(mann_whitney({1, 2, 2, 3, 4, 5}, {2, 3, 3, 4, 6, 7, 8, 9}).p, 0.0900485518, 1e-9);
  std::vector<double> a, b;
  for (int i = 0; i < 60; ++i) a.push_back(i);
  for (int i = 0; i < 60; ++i) b.push_back(i + 0.5);
  const double large = mann_whitney(a, b).p;
  EXPECT_GT(large, 0.5);
  for (double& v : b) v += 30;
  EXPECT_LT(mann_whitney(a, b).p, 1e-6);
}

TEST(TwoSamples, HolmOverWhatCouldTell) {
  const auto p = adjusted({{0.01, 0}, {0.04, 0}, {0.03, 0}, {0.9, 0.5}}, 0.05);  // the last could never tell
  ASSERT_EQ(p.size(), 4U);
  EXPECT_NEAR(*p[0], 0.03, 1e-12);
  EXPECT_NEAR(*p[1], 0.06, 1e-12);
  EXPECT_NEAR(*p[2], 0.06, 1e-12);
  EXPECT_FALSE(p[3]);
  EXPECT_TRUE(adjusted({}, 0.05).empty());
}

// The level holds: 20 rates of small and large samples drawn alike for both runs, and session times.
TEST(TwoSamples, NoiseRaisesAnAlarmAtMostAtTheStatedLevel) {
  SeededRandom random(7, "noise");
  constexpr int kRuns = 4000;
  int alarms = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<PlannedTest> tests;
    for (int i = 0; i < 20; ++i) {
      const double truth = std::array{0.0, 0.02, 0.1, 0.5, 1.0}[static_cast<std::size_t>(i % 5)];
      const auto drawn = [&](std::uint64_t n) {
        Count c{0, n};
        for (std::uint64_t k = 0; k < n; ++k) c.errors += random.chance(truth) ? 1U : 0U;
        return c;
      };
      const std::uint64_t n = 3 + static_cast<std::uint64_t>(i) * 7;
      const Count a = drawn(n);
      const Count b = drawn(n + random.below(5));
      tests.push_back({fisher(a, b), fisher_at_best(a, b)});
    }
    std::vector<double> a(8), b(9);
    for (double& v : a) v = random.normal();
    for (double& v : b) v = random.normal();
    const RankTest times = mann_whitney(a, b);
    tests.push_back({times.p, times.at_best});
    bool alarm = false;
    for (const auto& p : adjusted(tests, kFalseAlarm)) alarm = alarm || (p && *p <= kFalseAlarm);
    alarms += alarm ? 1 : 0;
  }
  // Three standard errors above the level; the discreteness of the tests keeps the true rate below it.
  EXPECT_LE(alarms, kRuns * kFalseAlarm + 3 * std::sqrt(kRuns * kFalseAlarm * (1 - kFalseAlarm)));
}

TEST(Compare, ARunWithItselfShowsNothing) {
  for (const Plan& plan :
       {sample::plan(), sample::full_plan(), sample::pad_plan(), sample::comparison_plan(), sample::chip_plan()}) {
    const Evaluation e = evaluated(plan, sample::fair(plan));
    const auto c = compare(e, e);
    ASSERT_TRUE(c) << c.error().line();
    EXPECT_EQ(c->overall, Change::none);
    EXPECT_EQ(c->exit_code(), 0);
    EXPECT_TRUE(c->settings.empty());
    for (const RateChange& r : c->rates) EXPECT_TRUE(r.change == Change::none || r.change == Change::unknown) << r.id;
    for (const LatencyChange& l : c->latencies) EXPECT_NE(l.change, Change::worse) << l.id;
    for (const auto* all : {&c->scenarios, &c->requirements})
      for (const VerdictChange& v : *all) EXPECT_EQ(v.change, Change::none) << v.id;
    EXPECT_THAT(comparison_to_text(*c), ::testing::HasSubstr("Nothing differs beyond noise."));
    EXPECT_TRUE(nlohmann::json::accept(comparison_to_json(*c)));
  }
}

TEST(Compare, ARateThatRoseBeyondNoiseIsWorseAndTheOtherWayBetter) {
  const Plan plan = sample::full_plan();
  const Evaluation good = evaluated(plan, sample::all_good(plan));
  std::vector<Observation> observations = sample::all_good(plan);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i)
    if (plan.attempts[i].kind == Kind::genuine && ++refused <= 15)
      sample::refuse(observations[i], "face.match", "face.match: expected more, observed less");
  const Evaluation bad = evaluated(plan, observations);
  const auto worse = compare(good, bad);
  ASSERT_TRUE(worse);
  EXPECT_EQ(worse->overall, Change::worse);
  EXPECT_EQ(worse->exit_code(), 1);
  EXPECT_EQ(rate(*worse, "frr").change, Change::worse);
  EXPECT_GT(rate(*worse, "frr").interval->low, 0);
  EXPECT_THAT(comparison_to_text(*worse), ::testing::HasSubstr("Worse beyond noise."));
  const auto better = compare(bad, good);
  ASSERT_TRUE(better);
  EXPECT_EQ(rate(*better, "frr").change, Change::better);
  EXPECT_EQ(better->overall, Change::better);
  EXPECT_EQ(better->exit_code(), 0);
  // One refusal more is noise.
  std::vector<Observation> one = sample::all_good(plan);
  one[0] = observations[0];
  const auto noise = compare(good, evaluated(plan, one));
  ASSERT_TRUE(noise);
  EXPECT_EQ(rate(*noise, "frr").change, Change::unknown);  // one error can never tell
  EXPECT_EQ(noise->exit_code(), 0);
}

TEST(Compare, ARequiredScenarioThatFailsOnceIsWorse) {
  const Plan plan = sample::full_plan();
  std::vector<Observation> observations = sample::all_good(plan);
  std::string scenario;
  for (std::size_t i = 0; i < plan.attempts.size() && scenario.empty(); ++i)
    if (plan.attempts[i].gate == GateRole::required && plan.attempts[i].kind == Kind::document_attack) {
      sample::accept(observations[i]);
      scenario = plan.attempts[i].scenario;
    }
  ASSERT_FALSE(scenario.empty());
  const Evaluation good = evaluated(plan, sample::all_good(plan));
  const Evaluation bad = evaluated(plan, observations);
  const auto c = compare(good, bad);
  ASSERT_TRUE(c);
  EXPECT_EQ(c->overall, Change::worse);
  for (const VerdictChange& v : c->scenarios)
    EXPECT_EQ(v.change, v.id == scenario ? Change::worse : Change::none) << v.id;
  EXPECT_EQ(compare(bad, good)->overall, Change::better);
}

TEST(Compare, LostEvidenceIsNeverBetter) {
  const Plan plan = sample::full_plan();
  const Evaluation good = evaluated(plan, sample::fair(plan));
  std::vector<Observation> crashed = sample::fair(plan);
  for (std::size_t i = 0; i < crashed.size(); ++i)
    if (plan.attempts[i].kind == Kind::genuine)
      crashed[i] = sample::ended(plan, plan.attempts[i], Outcome::harness_error);
  for (const Evaluation& lost : {evaluated(plan, crashed), evaluated(plan, {})}) {
    const auto c = compare(good, lost);
    ASSERT_TRUE(c);
    EXPECT_EQ(c->overall, Change::worse);
    EXPECT_EQ(rate(*c, "frr").change, Change::worse);
  }
}

TEST(Compare, SlowerSessionsAreFoundOnceTheyMatter) {
  const Plan plan = sample::full_plan();
  const Evaluation before = evaluated(plan, sample::all_good(plan));
  const auto slower = [&](double factor) {
    std::vector<Observation> observations = sample::all_good(plan);
    for (Observation& o : observations)
      if (o.session_seconds) *o.session_seconds *= factor;
    const auto c = compare(before, evaluated(plan, observations));
    EXPECT_TRUE(c);
    for (const LatencyChange& l : c->latencies)
      if (l.id == "all") return l.change;
    return Change::unknown;
  };
  EXPECT_EQ(slower(1.5), Change::worse);
  EXPECT_EQ(slower(0.5), Change::better);
  EXPECT_EQ(slower(1.001), Change::none);
}

TEST(Compare, ASlowerSubjectIsSeenByWallClockAndNeverDecides) {
  const Plan plan = sample::full_plan();
  const auto timed = [&](const Plan& of, double factor) {
    std::vector<Observation> observations = sample::all_good(of);
    for (std::size_t i = 0; i < observations.size(); ++i)
      observations[i].service_seconds = {{"chip", factor * (1 + 0.001 * static_cast<double>(i % 50))}};
    return evaluated(of, observations);
  };
  const Evaluation before = timed(plan, 1);
  const auto change = [&](const Evaluation& after) {
    const auto c = compare(before, after);
    EXPECT_TRUE(c);
    EXPECT_EQ(c->overall, Change::none);
    EXPECT_EQ(c->service.size(), 1U);
    return c->service.empty() ? Change::unknown : c->service[0].change;
  };
  EXPECT_EQ(change(timed(plan, 2)), Change::worse);
  EXPECT_EQ(change(timed(plan, 0.5)), Change::better);
  EXPECT_EQ(change(timed(plan, 1.1)), Change::none) << "less than a quarter of the median";
  EXPECT_EQ(change(before), Change::none);
  Plan elsewhere = plan;
  elsewhere.machine = "another machine";
  EXPECT_EQ(change(timed(elsewhere, 2)), Change::unknown);
  const auto c = compare(before, timed(plan, 2));
  EXPECT_THAT(comparison_to_text(*c), ::testing::HasSubstr("wall clock"));
  EXPECT_EQ(nlohmann::json::parse(comparison_to_json(*c))["service_times"][0]["clock"], "wall");
  const auto folder = sample::folder("service-times");
  ASSERT_TRUE(write_comparison(folder, *c));
  EXPECT_THAT(*read_text(folder / "comparison.lt.html"), ::testing::HasSubstr("lusto skaitymas"));
}

TEST(Compare, TheFilesSayTheSameAndHoldNoUnknownText) {
  const Plan plan = sample::full_plan();
  std::vector<Observation> observations = sample::fair(plan);
  for (std::size_t i = 0; i < observations.size(); ++i)
    if (i % 3 == 0) observations[i] = sample::ended(plan, plan.attempts[i], Outcome::crash);
  const auto c = compare(evaluated(plan, sample::all_good(plan)), evaluated(plan, observations));
  ASSERT_TRUE(c);
  const auto folder = sample::folder("comparison") / "made";
  ASSERT_TRUE(write_comparison(folder, *c));
  const auto json = nlohmann::json::parse(*read_text(folder / "comparison.json"));
  EXPECT_EQ(json["change"], "worse");
  EXPECT_EQ(json["rates"].size(), c->rates.size());
  for (const char* name : {"comparison.html", "comparison.lt.html"}) {
    const std::string html = *read_text(folder / name);
    EXPECT_EQ(html.find("[compare."), std::string::npos) << html.substr(html.find("[compare."), 60);
    EXPECT_EQ(html.find("http://"), std::string::npos);
    EXPECT_EQ(html.find("https://"), std::string::npos);
  }
  EXPECT_THAT(*read_text(folder / "comparison.lt.html"), ::testing::HasSubstr("blogiau"));
  const std::string first = *read_text(folder / "comparison.html");
  ASSERT_TRUE(write_comparison(folder, *c));
  EXPECT_EQ(*read_text(folder / "comparison.html"), first);
  EXPECT_FALSE(write_comparison("/proc/nothing", *c));
  EXPECT_FALSE(compare_folders(folder, folder));
}

TEST(Compare, OtherSuiteOrLevelCannotBeCompared) {
  const Plan plan = sample::plan();
  Plan other = plan;
  other.suite = "second";
  const Evaluation e = evaluated(plan, sample::all_good(plan));
  const auto suite = compare(e, evaluated(other, sample::all_good(other)));
  ASSERT_FALSE(suite);
  EXPECT_THAT(suite.error().line(), ::testing::HasSubstr("first and second"));
  Evaluation level = e;
  level.plan.subject.level = Level::pad;
  EXPECT_FALSE(compare(e, level));
  Evaluation settings = e;
  settings.plan.subject.version = "2";
  settings.plan.subject.settings[0].value = "0.5";
  const auto c = compare(e, settings);
  ASSERT_TRUE(c);
  ASSERT_EQ(c->settings.size(), 2U);
  EXPECT_EQ(c->settings[0].name, "version");
  EXPECT_EQ(c->settings[1].b, "0.5");
  EXPECT_EQ(c->overall, Change::none);
}

}  // namespace
}  // namespace proofmark::reports

// Error rates: what counts, in which denominator, and when a limit is met.
#include "reports/verdicts/rates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "common/random.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

using ::testing::HasSubstr;

const std::vector<Limit>& limits() {
  static const std::vector<Limit> all = sample::catalogue().limits;
  return all;
}

Limit limit(const std::string& id) {
  for (const Limit& l : limits())
    if (l.id == id) return l;
  ADD_FAILURE() << "no limit " << id;
  return {};
}

std::vector<Rate> rates_of(const Plan& plan, const std::vector<Observation>& observations) {
  const auto out = rates(plan, match(plan, observations), &limits());
  EXPECT_TRUE(out) << out.error().line();
  return out ? *out : std::vector<Rate>{};
}

const Rate& find(const std::vector<Rate>& all, const std::string& id) {
  static const Rate kNone;
  for (const Rate& r : all)
    if (r.id == id) return r;
  ADD_FAILURE() << "no rate " << id;
  return kNone;
}

void expect_counts(const Rate& r, std::uint64_t errors, std::uint64_t n, std::uint64_t non_responses,
                   std::uint64_t missing) {
  EXPECT_EQ(r.errors, errors) << r.id;
  EXPECT_EQ(r.n, n) << r.id;
  EXPECT_EQ(r.non_responses, non_responses) << r.id;
  EXPECT_EQ(r.missing, missing) << r.id;
  EXPECT_EQ(r.planned, n + non_responses + missing) << r.id;
}

TEST(Rates, CountCrashAndTimeoutAgainstTheSubject) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  const auto replace = [&](const std::string& id, Outcome outcome) {
    for (std::size_t i = 0; i < plan.attempts.size(); ++i)
      if (plan.attempts[i].id == id) observations[i] = sample::ended(plan, plan.attempts[i], outcome);
  };
  replace("genuine-01", Outcome::crash);
  replace("genuine-02", Outcome::timeout);
  replace("genuine-03", Outcome::harness_error);
  replace("impostor-01", Outcome::crash);
  replace("print.photo-01", Outcome::timeout);
  std::erase_if(observations, [](const Observation& o) { return o.attempt == "impostor-02"; });
  const auto all = rates_of(plan, observations);
  expect_counts(find(all, "frr"), 2, 7, 0, 1);
  expect_counts(find(all, "far"), 0, 6, 1, 1);  // a crash is no refusal
  expect_counts(find(all, "bpcer"), 0, 11, 3, 2);
  expect_counts(find(all, "bpnrr"), 3, 14, 0, 2);
  expect_counts(find(all, "apcer.print.photo"), 0, 1, 1, 0);
  expect_counts(find(all, "apnrr.print.photo"), 1, 2, 0, 0);
  expect_counts(find(all, "iapar.print.photo"), 0, 1, 1, 0);
  EXPECT_THAT(find(all, "far").reason, HasSubstr("crash"));
}

TEST(Rates, TellPresentationAttackDetectionFromTheFullSystem) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  for (Observation& o : observations) {
    // Refused by the comparison alone: the detection missed it, the system did not accept it.
    if (o.attempt == "print.photo-01") sample::refuse(o, "face.match", "low");
    // Ended on the chip: no classification.
    if (o.attempt == "print.photo-02") sample::refuse(o, "chip.access", "link");
    if (o.attempt == "replay.screen-01") sample::accept(o);
    if (o.attempt == "genuine-01") sample::refuse(o, "liveness.passive", "moire");
    if (o.attempt == "injection.recorded-01") sample::accept(o);
  }
  const auto all = rates_of(plan, observations);
  expect_counts(find(all, "apcer.print.photo"), 1, 1, 1, 0);
  expect_counts(find(all, "iapar.print.photo"), 0, 2, 0, 0);
  expect_counts(find(all, "apcer.replay.screen"), 1, 2, 0, 0);
  expect_counts(find(all, "iapar.replay.screen"), 1, 2, 0, 0);
  expect_counts(find(all, "bpcer"), 1, 16, 0, 0);  // genuine persons and live impostors
  expect_counts(find(all, "injection_accepted.injection.recorded"), 1, 2, 0, 0);
  EXPECT_EQ(find(all, "injection_accepted.injection.recorded").verdict, Verdict::fail);  // the goal is none
  EXPECT_EQ(find(all, "apcer").species, "print.photo");                                  // 1 of 1 beats 1 of 2
}

TEST(Rates, HeadlineIsTheWorstSpeciesAndNeverAPool) {
  Plan plan = sample::plan();
  // 60 screen replays all detected, 2 prints both missed: a pool would read 3 %.
  const Attempt pattern = [&] {
    for (const Attempt& a : plan.attempts)
      if (a.species == "replay.screen") return a;
    return Attempt{};
  }();
  for (int i = 0; i < 60; ++i) {
    plan.attempts.push_back(pattern);
    plan.attempts.back().id = "more-" + std::to_string(i);
    plan.attempts.back().person = "more-" + std::to_string(i);
    plan.persons.push_back({"more-" + std::to_string(i), plan.persons[0].groups});
  }
  auto observations = sample::all_good(plan);
  for (Observation& o : observations)
    if (o.attempt.starts_with("print.photo")) sample::accept(o);
  const auto all = rates_of(plan, observations);
  EXPECT_EQ(find(all, "apcer.replay.screen").verdict, Verdict::pass);
  // As many attempts of two persons show what two persons show.
  Plan of_few = plan;
  for (Attempt& a : of_few.attempts)
    if (a.id.starts_with("more-")) a.person = pattern.person;
  EXPECT_EQ(find(rates_of(of_few, observations), "apcer.replay.screen").verdict, Verdict::inconclusive);
  const Rate& headline = find(all, "apcer");
  EXPECT_EQ(headline.species, "print.photo");
  EXPECT_EQ(*headline.rate, 1.0);
  EXPECT_EQ(headline.verdict, Verdict::fail);  // even the lower bound, 22.4 %, is above 7 %
}

TEST(Rates, WithEightAttemptsNothingIsMet) {
  const Plan plan = sample::plan();
  for (const Rate& r : rates_of(plan, sample::all_good(plan))) {
    EXPECT_EQ(r.verdict, r.limit ? Verdict::inconclusive : Verdict::not_applicable) << r.id;
    if (r.limit) {
      EXPECT_GT(*r.attempts_needed, 0U) << r.id;
    }
    EXPECT_TRUE(r.rate && r.interval && r.upper && r.worst_group) << r.id;
  }
  const auto all = rates_of(plan, sample::all_good(plan));
  EXPECT_EQ(*find(all, "frr").attempts_needed, 74U - 8U);
  EXPECT_EQ(*find(all, "bpcer").attempts_needed, 19U - 16U);
}

TEST(Rates, NameTheWorstGroup) {
  const Plan plan = sample::plan();
  auto observations = sample::all_good(plan);
  for (Observation& o : observations)
    if (o.attempt == "genuine-07") sample::refuse(o, "face.match", "low");  // the first of two persons of skin "dark"
  const auto all = rates_of(plan, observations);
  const Rate& frr = find(all, "frr");
  ASSERT_TRUE(frr.worst_group);
  EXPECT_EQ(frr.worst_group->group + "=" + frr.worst_group->value, "skin=dark");
  EXPECT_EQ(frr.worst_group->errors, 1U);
  EXPECT_EQ(frr.worst_group->n, 2U);
}

TEST(Rates, WithoutAttemptsHaveNoFigure) {
  Plan plan = sample::plan();
  const auto none = rates_of(plan, {});
  for (const Rate& r : none) {
    if (r.n > 0) continue;
    EXPECT_FALSE(r.rate || r.interval) << r.id;
    EXPECT_NE(r.verdict, Verdict::pass) << r.id;
  }
  std::erase_if(plan.attempts, [](const Attempt& a) { return a.kind == Kind::genuine; });
  EXPECT_EQ(find(rates_of(plan, sample::all_good(plan)), "frr").verdict, Verdict::not_applicable);
}

TEST(Rates, Property_APassIsBackedByThePlainBinomialSum) {
  SeededRandom random(99, "rates");
  int passed = 0, failed = 0;
  for (int i = 0; i < 20000; ++i) {
    Rate rate;
    const std::vector<Limit> limits = {limit("frr"), limit("bpcer"), limit("apcer"), limit("injection_success")};
    rate.limit = random.pick(limits);
    rate.n = random.below(260);
    rate.errors = std::min<std::uint64_t>(rate.n, random.below(4) == 0 ? random.below(rate.n + 1) : random.below(6));
    rate.missing = random.chance(0.7) ? 0 : random.below(3);
    rate.disrupted = random.chance(0.7) ? 0 : random.below(3);
    rate.planned = rate.n + rate.missing;
    ASSERT_TRUE(judge_rate(rate));
    // P(at most this many errors) if the true rate were the limit, by its own sum.
    double term = std::pow(1 - rate.limit->value, static_cast<double>(rate.n));
    double sum = term;
    for (std::uint64_t k = 0; k < rate.errors; ++k) {
      term *=
          rate.limit->value / (1 - rate.limit->value) * static_cast<double>(rate.n - k) / static_cast<double>(k + 1);
      sum += term;
    }
    if (rate.verdict == Verdict::pass) {
      ++passed;
      EXPECT_EQ(rate.missing + rate.disrupted, 0U);
      EXPECT_GT(rate.n, 0U);
      EXPECT_LE(sum, 0.05 + 1e-9);
      EXPECT_TRUE(!rate.limit->any_fails || rate.errors == 0);
    }
    if (rate.verdict == Verdict::fail) {
      ++failed;
      // P(at least this many) = 1 - P(fewer); the last term is P(exactly).
      EXPECT_TRUE(1 - sum + term <= 0.05 + 1e-9 || (rate.limit->any_fails && rate.errors > 0));
    }
    if (rate.verdict == Verdict::inconclusive && rate.missing + rate.disrupted == 0 && rate.planned > 0) {
      EXPECT_GT(*rate.attempts_needed, 0U);
    }
  }
  EXPECT_GT(passed, 500);
  EXPECT_GT(failed, 500);
}

}  // namespace
}  // namespace proofmark::reports

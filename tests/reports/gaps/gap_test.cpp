// What was not shown is never a pass, whatever happens in whatever order; and nothing gets better by getting worse.
#include <gtest/gtest.h>

#include <set>

#include "common/random.hpp"
#include "reports/verdicts/gate.hpp"
#include "reports/verdicts/judge.hpp"
#include "reports/verdicts/rates.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

// What a generated attempt met.
enum class Fate {
  as_demanded,
  wrong,  // the wrong decision, score or result
  crash,
  timeout,
  harness_error,
  missing,
  twice,
  other_kind,    // completed, with the answer of another level
  not_acquired,  // completed, a failure to acquire (levels with scores)
};
constexpr std::uint64_t kFates = 9;

struct Verdicts {
  std::vector<AttemptVerdict> attempts;
  std::vector<ScenarioVerdict> scenarios;
  std::vector<Rate> rates;
  Gate gate;
};

struct World {
  Plan plan;
  std::vector<Observation> good;
  std::vector<Limit> limits = sample::catalogue().limits;
};

// A plan small enough to be played a hundred thousand times and large enough that its limits can be met.
World world(Plan plan, const std::vector<std::pair<std::string, std::size_t>>& scenarios) {
  World out;
  std::vector<Attempt> kept;
  for (const auto& [scenario, most] : scenarios) {
    std::size_t n = 0;
    for (const Attempt& a : plan.attempts)
      if (a.scenario == scenario && n < most) {
        kept.push_back(a);
        ++n;
      }
    EXPECT_EQ(n, most) << scenario;
  }
  plan.attempts = kept;
  out.plan = std::move(plan);
  for (const Attempt& a : out.plan.attempts) {
    out.good.push_back(sample::good(out.plan, a));
    out.good.back().actions.clear();
  }
  // Wide limits, so that a handful of attempts meets or refutes them: six are enough for both at 41 %.
  for (Limit& l : out.limits) {
    l.value = l.id == "group_ratio" ? 0.25 : l.id == "frr" || l.id == "bpcer" || l.id == "fnmr" ? 0.41 : 0.6;
    l.any_fails = false;
  }
  return out;
}

Verdicts judged(const World& w, const std::vector<Observation>& observations, bool cut) {
  const Gaps gaps{match(w.plan, observations), cut};
  Verdicts out;
  for (std::size_t i = 0; i < w.plan.attempts.size(); ++i)
    out.attempts.push_back(judge(w.plan.subject.level, w.plan.attempts[i], gaps.matched.by_attempt[i]));
  auto all = rates(w.plan, gaps.matched, &w.limits);
  EXPECT_TRUE(all) << all.error().line();
  out.rates = *std::move(all);
  out.scenarios = judge_scenarios(w.plan, gaps, out.attempts, out.rates);
  out.gate = judge_gate(w.plan, gaps, out.attempts, out.rates);
  return out;
}

// A probe answers where a probe was not asked for, a decision where a probe or a score was.
Observation of_another_kind(const World& w, const Attempt& a, Observation o) {
  const bool probe = a.kind == Kind::probe;
  const bool scores = w.plan.subject.level == Level::pad || w.plan.subject.level == Level::comparison;
  o.probe.reset();
  o.pad.reset();
  o.comparison.reset();
  o.decision = Decision::none;
  o.checks.clear();
  if (probe || scores) {
    sample::accept(o);
  } else {
    o.probe = ProbeAnswer{true, "x", "x"};
  }
  return o;
}

Observation answered_wrong(const Attempt& a, Observation o) {
  if (o.probe) {
    o.probe->held = false;
  } else if (o.pad) {
    o.pad->attack = !o.pad->attack;
    o.pad->score = o.pad->attack ? 0.1 : 0.9;
  } else if (o.decision == Decision::none) {
    o.comparison->score = a.kind == Kind::genuine ? 0.1 : 0.9;
  } else if (a.kind == Kind::genuine) {
    sample::refuse(o, "face.match", "low");
  } else {
    sample::accept(o);
  }
  return o;
}

void play(std::vector<Observation>& out, const World& w, std::size_t i, Fate fate) {
  const Attempt& a = w.plan.attempts[i];
  const Observation& good = w.good[i];
  switch (fate) {
    case Fate::as_demanded:
      out.push_back(good);
      return;
    case Fate::wrong:
      out.push_back(answered_wrong(a, good));
      return;
    case Fate::crash:
      out.push_back(sample::ended(w.plan, a, Outcome::crash));
      return;
    case Fate::timeout:
      out.push_back(sample::ended(w.plan, a, Outcome::timeout));
      return;
    case Fate::harness_error:
      out.push_back(sample::ended(w.plan, a, Outcome::harness_error));
      return;
    case Fate::missing:
      return;
    case Fate::twice:
      out.push_back(good);
      out.push_back(good);
      return;
    case Fate::other_kind:
      out.push_back(of_another_kind(w, a, good));
      return;
    case Fate::not_acquired:
      out.push_back(good);
      if (w.plan.subject.level != Level::pad && w.plan.subject.level != Level::comparison) return;
      if (a.kind == Kind::probe) return;
      out.back().pad.reset();
      out.back().comparison.reset();
      out.back().failed_to_acquire = true;
      return;
  }
}

bool scores_at(const World& w) {
  return w.plan.subject.level == Level::pad || w.plan.subject.level == Level::comparison;
}

bool is_gap(Fate f) {
  return f != Fate::as_demanded && f != Fate::wrong && f != Fate::not_acquired;
}

int rank(Verdict v) {
  return v == Verdict::pass ? 2 : v == Verdict::fail ? 0 : 1;
}

struct Visited {
  int gates_passed = 0, gates_failed = 0, rates_passed = 0, rates_failed = 0, scenarios_passed = 0, with_gap = 0;
};

// One generated sequence: the promises about gaps hold, and one attempt made worse makes no verdict better.
void try_one(const World& w, SeededRandom& random, Visited& visited, bool compare) {
  const bool only_wrong = random.chance(0.3);
  const double trouble = random.below(3) == 0 ? 0 : random.uniform() * (only_wrong ? 1 : 0.4);
  std::vector<Fate> fates;
  for (std::size_t i = 0; i < w.plan.attempts.size(); ++i)
    fates.push_back(!random.chance(trouble) ? Fate::as_demanded
                    : only_wrong            ? Fate::wrong
                                            : static_cast<Fate>(1 + random.below(kFates - 1)));
  const bool foreign = random.chance(0.03);
  const bool cut = random.chance(0.03);
  const auto observed = [&](const std::vector<Fate>& of) {
    std::vector<Observation> out;
    for (std::size_t i = 0; i < of.size(); ++i) play(out, w, i, of[i]);
    if (foreign) {
      out.push_back(w.good[0]);
      if (random.chance(0.5)) {
        out.back().run = "another-run";
      } else {
        out.back().attempt = "not-planned";
      }
    }
    return out;
  };
  std::vector<Observation> observations = observed(fates);
  random.shuffle(observations);
  const Verdicts v = judged(w, observations, cut);

  bool gap = false;
  std::set<std::string> with_gap;
  for (std::size_t i = 0; i < fates.size(); ++i) {
    const Attempt& a = w.plan.attempts[i];
    if (is_gap(fates[i])) {
      gap = true;
      with_gap.insert(a.scenario);
    }
    const bool acquired = fates[i] == Fate::not_acquired && !scores_at(w);
    ASSERT_EQ(v.attempts[i].verdict == Verdict::pass, fates[i] == Fate::as_demanded || acquired) << a.id;
  }
  if (gap || foreign || cut) {
    ASSERT_NE(v.gate.verdict, Verdict::pass);
  }
  for (std::size_t i = 0; i < fates.size(); ++i)
    if (w.plan.attempts[i].gate == GateRole::required && v.attempts[i].verdict == Verdict::fail) {
      ASSERT_EQ(v.gate.verdict, Verdict::fail);
    }
  for (const ScenarioVerdict& s : v.scenarios) {
    if (with_gap.contains(s.scenario)) {
      ASSERT_NE(s.verdict, Verdict::pass) << s.scenario;
    }
    visited.scenarios_passed += s.verdict == Verdict::pass ? 1 : 0;
  }
  for (const Rate& r : v.rates) {
    for (const std::string& s : r.scenarios)
      if (with_gap.contains(s)) {
        ASSERT_NE(r.verdict, Verdict::pass) << r.id;
      }
    visited.rates_passed += r.verdict == Verdict::pass ? 1 : 0;
    visited.rates_failed += r.verdict == Verdict::fail ? 1 : 0;
  }
  visited.gates_passed += v.gate.verdict == Verdict::pass ? 1 : 0;
  visited.gates_failed += v.gate.verdict == Verdict::fail ? 1 : 0;
  visited.with_gap += gap ? 1 : 0;
  if (!compare) return;

  // One attempt that came out as demanded, made worse.
  const std::size_t at = static_cast<std::size_t>(random.below(fates.size()));
  if (fates[at] != Fate::as_demanded) return;
  fates[at] = static_cast<Fate>(1 + random.below(kFates - 1));
  const Verdicts after = judged(w, observed(fates), cut);
  ASSERT_LE(rank(after.gate.verdict), rank(v.gate.verdict)) << after.gate.reason << " | " << v.gate.reason;
  for (std::size_t i = 0; i < v.attempts.size(); ++i)
    ASSERT_LE(rank(after.attempts[i].verdict), rank(v.attempts[i].verdict));
  for (std::size_t i = 0; i < v.scenarios.size(); ++i)
    ASSERT_LE(rank(after.scenarios[i].verdict), rank(v.scenarios[i].verdict)) << v.scenarios[i].scenario;
  for (std::size_t i = 0; i < v.rates.size(); ++i)
    ASSERT_LE(rank(after.rates[i].verdict), rank(v.rates[i].verdict))
        << v.rates[i].id << ": " << v.rates[i].reason << " | " << after.rates[i].reason;
}

void expect_both_sides(const Visited& v, int sequences, bool of_limits) {
  EXPECT_GT(v.gates_passed, sequences / 20);
  EXPECT_GT(v.gates_failed, sequences / 20);
  if (of_limits) {
    EXPECT_GT(v.rates_passed, sequences / 20);
    EXPECT_GT(v.rates_failed, sequences / 100);
  }
  EXPECT_GT(v.scenarios_passed, sequences / 20);
  EXPECT_GT(v.with_gap, sequences / 10);
}

void run(const World& w, const std::string& name, int sequences, int compared_each) {
  SeededRandom random(2024, name);
  Visited visited;
  for (int s = 0; s < sequences; ++s) {
    try_one(w, random, visited, s % compared_each == 0);
    if (::testing::Test::HasFatalFailure()) FAIL() << name << ", sequence " << s;
  }
  expect_both_sides(visited, sequences, w.plan.subject.level != Level::chip_inspection);
}

// In all 100,000 sequences and more; attempts of different persons, so that nothing is resampled.
TEST(Gaps, Property_FullService) {
  run(world(sample::full_plan(), {{"genuine", 6},
                                  {"impostor.zero-effort", 3},
                                  {"presentation.print", 4},
                                  {"injection.recording", 3},
                                  {"document.clone", 1},
                                  {"tls.version", 1},
                                  {"service.health", 2}}),
      "full", 25'000, 5);
}
TEST(Gaps, Property_AttackDetection) {
  run(world(sample::pad_plan(), {{"genuine", 6}, {"presentation.print.photo", 4}, {"injection.recording", 3}}), "pad",
      35'000, 3);
}
TEST(Gaps, Property_Comparison) {
  run(world(sample::comparison_plan(), {{"genuine", 6}, {"impostor.zero-effort", 4}, {"impostor.twin", 2}}),
      "comparison", 32'000, 3);
}
TEST(Gaps, Property_ChipInspection) {
  run(world(sample::chip_plan(), {{"genuine", 3}, {"document.clone", 2}, {"document.expired", 2}}), "chip", 8'000, 1);
}
// Persons who repeat: their bounds come from resampling too, and few persons show no more than so many attempts would.
TEST(Gaps, Property_RepeatedPersons) {
  World w = world(sample::pad_plan(), {{"genuine", 12}, {"presentation.print.photo", 6}});
  for (std::size_t i = 0; i < w.plan.attempts.size(); ++i)
    w.plan.attempts[i].person = w.plan.attempts[i].holder = "person-" + std::to_string(1 + i % 6);
  run(w, "repeated", 1'500, 1);
}

}  // namespace
}  // namespace proofmark::reports

// The property that everything rests on: no crash, timeout, missing or doubled attempt, no harness error, no expired
// document ever yields a pass, whatever the stages before it claim.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/random.hpp"
#include "reports/formats/day.hpp"
#include "reports/verdicts/requirements.hpp"

namespace proofmark::reports {
namespace {

enum class Ending { as_demanded, otherwise, crash, timeout, missing, harness_error, doubled };

struct Played {
  std::vector<Ending> endings;
  [[nodiscard]] std::uint64_t count(Ending e) const {
    return static_cast<std::uint64_t>(std::count(endings.begin(), endings.end(), e));
  }
  [[nodiscard]] std::uint64_t completed() const { return count(Ending::as_demanded) + count(Ending::otherwise); }
  [[nodiscard]] bool whole() const { return !endings.empty() && completed() == endings.size(); }
};

struct Paper {
  std::string slot;
  bool counts = false;
};

// One generated run, with the truth that the verdicts must not contradict.
struct World {
  Evaluation evaluation;
  std::vector<Played> scenarios, rates;
  std::vector<Paper> papers;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed, "never-pass") {}

  World next() {
    World w;
    w.evaluation.catalogue.emplace();
    for (const char* id : {"s0", "s1"}) {
      EvidenceSlot slot;
      slot.id = id;
      slot.clause = "a clause";
      slot.accreditation = random_.chance(0.5);
      if (random_.chance(0.5)) slot.valid_months = 24;
      w.evaluation.catalogue->slots.push_back(slot);
    }
    Requirement r;
    r.id = "tender.1";
    r.kind = random_.pick(std::vector{RequirementKind::testable, RequirementKind::mechanism_and_document,
                                      RequirementKind::document_only});
    if (random_.chance(0.4)) r.limits.push_back("l0");
    if (random_.chance(0.2)) r.limits.push_back("l1");
    if (r.kind != RequirementKind::testable)
      r.slots = random_.chance(0.5) ? std::vector<std::string>{"s0"} : std::vector<std::string>{"s0", "s1"};
    for (std::uint64_t i = random_.below(4); i > 0; --i) add_scenario(w);
    // What the catalogue lists for it: sometimes nothing is known, sometimes more than was played.
    if (random_.chance(0.7))
      for (const ScenarioVerdict& s : w.evaluation.scenarios)
        if (s.requirements.front() == r.id) r.scenarios.push_back(s.scenario);
    if (random_.chance(0.15)) r.scenarios.emplace_back("not-played");
    w.evaluation.catalogue->requirements = {r};
    for (std::uint64_t i = random_.below(4); i > 0; --i) add_rate(w);
    for (std::uint64_t i = random_.below(4); i > 0; --i) add_paper(w);
    return w;
  }

 private:
  Played play() {
    // Mostly good runs, so that passes occur; the rest is as bad as it gets.
    const double good = random_.chance(0.7) ? 1.0 : 0.7;
    Played out;
    for (std::uint64_t n = random_.below(6); n > 0; --n)
      out.endings.push_back(random_.chance(good) ? Ending::as_demanded : static_cast<Ending>(1 + random_.below(6)));
    return out;
  }
  Verdict any_verdict() { return static_cast<Verdict>(random_.below(5)); }

  void add_scenario(World& w) {
    const Played played = play();
    ScenarioVerdict s;
    s.scenario = "scenario" + std::to_string(w.scenarios.size());
    s.gate = static_cast<GateRole>(random_.below(3));
    s.requirements = {random_.chance(0.8) ? "tender.1" : "tender.2"};
    s.planned = played.endings.size();
    s.observed = played.completed();
    s.as_expected = played.count(Ending::as_demanded);
    s.failed = played.count(Ending::otherwise);
    s.verdict = s.failed > 0 ? Verdict::fail : played.whole() ? Verdict::pass : Verdict::inconclusive;
    if (random_.chance(0.3)) s.verdict = any_verdict();  // a stage before this one that is wrong
    w.evaluation.scenarios.push_back(s);
    w.scenarios.push_back(played);
  }

  void add_rate(World& w) {
    const Played played = play();
    Rate rate;
    rate.id = "rate" + std::to_string(w.rates.size());
    rate.planned = played.endings.size();
    rate.disrupted = played.count(Ending::crash) + played.count(Ending::timeout);
    rate.missing = played.count(Ending::missing) + played.count(Ending::harness_error) + played.count(Ending::doubled);
    rate.n = played.completed() + (random_.chance(0.5) ? rate.disrupted : 0);
    rate.errors = played.count(Ending::otherwise);
    if (random_.chance(0.9)) {
      rate.limit = Limit{};
      rate.limit->id = "l" + std::to_string(random_.below(3));
    }
    rate.verdict = random_.chance(0.8) ? Verdict::pass : any_verdict();
    w.evaluation.rates.push_back(rate);
    w.rates.push_back(played);
  }

  void add_paper(World& w) {
    const Day today = *parse_day("2026-11-22", "today");
    Paper paper{random_.chance(0.7) ? "s0" : "s1", true};
    const EvidenceSlot& slot = w.evaluation.catalogue->slots[paper.slot == "s0" ? 0 : 1];
    FiledEvidence filed;
    filed.slot = paper.slot;
    filed.file = "paper.pdf";
    filed.issuer = "an issuer";
    if (random_.chance(0.7)) filed.accreditation = "a number";
    if (slot.accreditation && filed.accreditation.empty()) paper.counts = false;
    // Days from far before to shortly after; nothing within a month of the 24 months, which tests of dates cover.
    const auto age = static_cast<int>(random_.below(1500)) - 200;
    const int issued = age > 700 && age < 760 ? 600 : age;
    filed.issued = to_text(today - std::chrono::days(issued));
    if (issued < 0 || (slot.valid_months && issued > 731)) paper.counts = false;
    if (random_.chance(0.4)) {
      const int left = static_cast<int>(random_.below(400)) - 200;
      filed.expires = to_text(today + std::chrono::days(left));
      if (left < 0) paper.counts = false;
    }
    filed.filed = "2026-11-22";
    w.evaluation.evidence.push_back(filed);
    w.papers.push_back(paper);
  }

  SeededRandom random_;
};

bool mechanism_may_pass(const World& w, const Requirement& r) {
  bool any = false;
  if (std::find(r.scenarios.begin(), r.scenarios.end(), "not-played") != r.scenarios.end()) return false;
  for (std::size_t i = 0; i < w.scenarios.size(); ++i) {
    const ScenarioVerdict& s = w.evaluation.scenarios[i];
    if (s.requirements.front() != r.id) continue;
    any = true;
    if (!w.scenarios[i].whole()) return false;
    if (s.gate != GateRole::measured && w.scenarios[i].count(Ending::otherwise) > 0) return false;
  }
  for (const std::string& limit : r.limits) {
    bool compared = false;
    for (std::size_t i = 0; i < w.rates.size(); ++i) {
      if (!w.evaluation.rates[i].limit || w.evaluation.rates[i].limit->id != limit) continue;
      compared = true;
      if (!w.rates[i].whole()) return false;
    }
    if (!compared) return false;
  }
  return any;
}

bool documents_may_pass(const World& w, const Requirement& r) {
  return std::all_of(r.slots.begin(), r.slots.end(), [&](const std::string& slot) {
    return std::any_of(w.papers.begin(), w.papers.end(),
                       [&](const Paper& paper) { return paper.slot == slot && paper.counts; });
  });
}

TEST(NeverPass, OverGeneratedRuns) {
  constexpr int kRuns = 100'000;
  Generator generator(20261122);
  int passes = 0, fails = 0, pending = 0, inconclusive = 0;
  for (int run = 0; run < kRuns; ++run) {
    World w = generator.next();
    const auto done = judge_requirements(w.evaluation, "2026-11-22");
    ASSERT_TRUE(done) << done.error().line();
    ASSERT_EQ(w.evaluation.requirements.size(), 1U);
    const Requirement& r = w.evaluation.catalogue->requirements.front();
    const RequirementResult& result = w.evaluation.requirements.front();
    passes += result.verdict == Verdict::pass ? 1 : 0;
    fails += result.verdict == Verdict::fail ? 1 : 0;
    pending += result.verdict == Verdict::external_evidence_pending ? 1 : 0;
    inconclusive += result.verdict == Verdict::inconclusive ? 1 : 0;
    ASSERT_NE(result.verdict, Verdict::not_applicable);
    ASSERT_FALSE(result.reason.empty());
    if (result.verdict == Verdict::pass) {
      if (r.kind != RequirementKind::document_only) {
        ASSERT_TRUE(mechanism_may_pass(w, r)) << "run " << run << ": " << result.reason;
        ASSERT_TRUE(result.simulated);
      }
      if (r.kind != RequirementKind::testable) {
        ASSERT_TRUE(documents_may_pass(w, r)) << "run " << run << ": " << result.reason;
      }
    }
    // The other way round: an open slot is never claimed where every slot has a paper that counts.
    if (result.verdict == Verdict::external_evidence_pending) {
      ASSERT_FALSE(documents_may_pass(w, r)) << "run " << run;
    }
  }
  // The property is not empty: every verdict occurs.
  EXPECT_GT(passes, 5000);
  EXPECT_GT(fails, 5000);
  EXPECT_GT(pending, 5000);
  EXPECT_GT(inconclusive, 5000);
}

}  // namespace
}  // namespace proofmark::reports

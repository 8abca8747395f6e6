// The same property over the whole way: generated observations of a small run, evaluated as the reports evaluate them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "common/random.hpp"
#include "reports/verdicts/evaluate.hpp"

namespace proofmark::reports {
namespace {

constexpr const char* kChecks[] = {"session.complete", "order.match",  "chip.access",       "chip.passive",
                                   "chip.revocation",  "chip.genuine", "document.validity", "video.format",
                                   "video.continuity", "face.found",   "face.match",        "liveness.challenges",
                                   "liveness.passive"};
constexpr std::size_t kAttempts = 3;
constexpr Kind kKinds[] = {Kind::probe, Kind::document_attack, Kind::genuine};

enum class Ending { as_demanded, otherwise, other_reason, crash, timeout, harness_error, missing, doubled, foreign };

Plan plan() {
  Plan out;
  out.run = "run";
  out.suite = "generated";
  out.started = "2026-11-22T09:00:00Z";
  out.subject.level = Level::full_service;
  for (const Kind kind : kKinds) {
    const std::string name(name_of(kind));
    for (std::size_t i = 0; i < kAttempts; ++i) {
      Attempt a;
      a.id = name + "." + std::to_string(i);
      a.scenario = name;
      a.kind = kind;
      a.requirements = {"tender." + name};
      a.gate = GateRole::required;
      a.expected.decision = kind == Kind::genuine ? Decision::accepted : Decision::refused;
      if (kind == Kind::document_attack) a.expected.checks = {"chip.passive"};
      if (kind == Kind::probe) a.probe = "tls.version";
      if (kind != Kind::probe) {
        a.person = a.holder = "p" + a.id;
        out.persons.push_back({a.person, {{"sex", "female"}}});
      }
      out.attempts.push_back(std::move(a));
    }
  }
  return out;
}

Catalogue catalogue() {
  Catalogue out;
  for (const Kind kind : kKinds) {
    Requirement r;
    r.id = "tender." + std::string(name_of(kind));
    r.source = "tender";
    out.requirements.push_back(std::move(r));
  }
  return out;
}

Observation completed(const Attempt& a, Ending ending) {
  Observation o;
  o.outcome = Outcome::completed;
  const bool good = ending == Ending::as_demanded;
  if (a.kind == Kind::probe) {
    o.probe = ProbeAnswer{good, "refused", good ? "refused" : "accepted"};
    return o;
  }
  const bool accepted = (a.kind == Kind::genuine) == good;
  o.decision = accepted && ending != Ending::other_reason ? Decision::accepted : Decision::refused;
  for (const char* id : kChecks) o.checks.push_back({id, CheckResult::passed, ""});
  if (o.decision == Decision::refused) o.checks[ending == Ending::other_reason ? 10 : 3].result = CheckResult::failed;
  return o;
}

void add(std::vector<Observation>& to, const Attempt& a, Ending ending) {
  if (ending == Ending::missing) return;
  Observation o = completed(a, ending == Ending::doubled || ending == Ending::foreign ? Ending::as_demanded : ending);
  if (ending == Ending::crash || ending == Ending::timeout || ending == Ending::harness_error) {
    o = Observation{};
    o.outcome = ending == Ending::crash     ? Outcome::crash
                : ending == Ending::timeout ? Outcome::timeout
                                            : Outcome::harness_error;
    o.error = "ended";
  }
  o.run = "run";
  o.attempt = ending == Ending::foreign ? "another." + a.id : a.id;
  to.push_back(o);
  if (ending == Ending::doubled) to.push_back(o);
}

TEST(NeverPass, OverTheWholeWayFromObservations) {
  constexpr int kRuns = 5'000;
  const Plan the_plan = plan();
  const Catalogue the_catalogue = catalogue();
  SeededRandom random(7, "whole-way");
  std::array<int, 3> passes{};
  for (int run = 0; run < kRuns; ++run) {
    const double good = random.chance(0.5) ? 0.95 : 0.5;
    ObservationFile file;
    std::vector<Ending> endings;
    for (const Attempt& a : the_plan.attempts) {
      endings.push_back(random.chance(good) ? Ending::as_demanded : static_cast<Ending>(1 + random.below(8)));
      add(file.observations, a, endings.back());
    }
    random.shuffle(file.observations);
    const auto evaluation = evaluate(the_plan, file, the_catalogue, {}, "2026-11-22");
    ASSERT_TRUE(evaluation) << evaluation.error().line();
    ASSERT_EQ(evaluation->requirements.size(), 3U);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto first = endings.begin() + static_cast<std::ptrdiff_t>(k * kAttempts);
      const bool all_good = std::all_of(first, first + kAttempts, [](Ending e) { return e == Ending::as_demanded; });
      const RequirementResult& result = evaluation->requirements[k];
      ASSERT_EQ(result.verdict == Verdict::pass, all_good)
          << "run " << run << ", " << result.id << ": " << result.reason;
      if (std::any_of(first, first + kAttempts, [&](Ending e) { return e == Ending::otherwise; })) {
        ASSERT_EQ(result.verdict, Verdict::fail) << "run " << run << ", " << result.id;
      }
      passes[k] += all_good ? 1 : 0;
    }
  }
  for (const int n : passes) EXPECT_GT(n, 1000);
}

}  // namespace
}  // namespace proofmark::reports

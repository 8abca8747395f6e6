#include "reports/compare/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "reports/compare/two_samples.hpp"
#include "reports/formats/names.hpp"
#include "reports/formats/percent.hpp"

namespace proofmark::reports {
namespace {

constexpr const char* kClause = "proofmark compare";

template <typename T, typename Id>
const T* find(const std::vector<T>& all, const std::string& id, Id id_of) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return id_of(one) == id; });
  return found == all.end() ? nullptr : &*found;
}

// b's ids in its order, then those that a alone has.
template <typename T, typename Id>
std::vector<std::string> ids(const std::vector<T>& a, const std::vector<T>& b, Id id_of) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const std::vector<T>* all : {&b, &a})
    for (const T& one : *all)
      if (seen.insert(id_of(one)).second) out.push_back(id_of(one));
  return out;
}

// How many attempts came to no end of their own; counted over all of them, so that a rate over those that did end
// cannot improve by losing the others.
Rate without_end(const Evaluation& e) {
  Rate out;
  out.id = "without_end";
  out.name = "Attempts without an end of their own (crash, timeout, missing)";
  out.n = e.plan.attempts.size();
  for (const auto& o : e.observations) out.errors += o && o->outcome == Outcome::completed ? 0U : 1U;
  return out;
}

RateChange rate_change(const std::string& id, const Rate* a, const Rate* b) {
  RateChange out;
  out.id = id;
  const Rate& named = b != nullptr ? *b : *a;
  out.name = named.name + (named.species.empty() ? "" : " (" + named.species + ")");
  if (a != nullptr) out.errors_a = a->errors;
  if (a != nullptr) out.n_a = a->n;
  if (b != nullptr) out.errors_b = b->errors;
  if (b != nullptr) out.n_b = b->n;
  if (out.n_a == 0 || out.n_b == 0) {
    out.change = out.n_a > 0 ? Change::worse : Change::unknown;
    out.key = out.n_a > 0 ? "lost" : out.n_b > 0 ? "new" : "neither";
    out.reason = out.n_a > 0   ? "measured in A, no longer in B"
                 : out.n_b > 0 ? "measured in B alone"
                               : "measured in neither";
    return out;
  }
  const Count of_a{out.errors_a, out.n_a};
  const Count of_b{out.errors_b, out.n_b};
  out.difference = static_cast<double>(of_b.errors) / static_cast<double>(of_b.n) -
                   static_cast<double>(of_a.errors) / static_cast<double>(of_a.n);
  out.interval = difference_interval(of_a, of_b);
  out.p = fisher(of_a, of_b);
  out.change = Change::none;
  return out;
}

LatencyChange latency_change(const SessionTimes& a, const SessionTimes& b) {
  LatencyChange out;
  out.id = b.id;
  out.name = b.name;
  out.n_a = a.n;
  out.n_b = b.n;
  const auto value = [](const std::optional<Quantile>& q) {
    return q ? std::optional<double>(q->value) : std::nullopt;
  };
  out.p50_a = value(a.p50);
  out.p50_b = value(b.p50);
  out.p95_a = value(a.p95);
  out.p95_b = value(b.p95);
  if (a.n > 0 && b.n > 0) {
    out.p = mann_whitney(a.seconds, b.seconds).p;
    out.change = Change::none;
  }
  return out;
}

std::string beyond_noise(double adjusted) {
  return "adjusted p " + decimal(adjusted, 4) + " over all comparisons";
}

void decide(LatencyChange& l, double least_share) {
  const double shift50 = l.p50_a && l.p50_b ? *l.p50_b - *l.p50_a : 0;
  const double shift95 = l.p95_a && l.p95_b ? *l.p95_b - *l.p95_a : 0;
  const double shift = std::abs(shift50) >= std::abs(shift95) ? shift50 : shift95;
  if (!l.adjusted) {
    l.change = Change::unknown;
    l.key = "power";
    l.reason = "too few sessions to tell a difference from noise";
  } else if (*l.adjusted > kFalseAlarm) {
    l.key = "noise";
    l.reason = "no more than noise: " + beyond_noise(*l.adjusted);
  } else if (!l.p50_a || std::abs(shift) < least_share * *l.p50_a) {
    l.key = "small";
    l.reason = "beyond noise, but less than " + percent(least_share) + " of the median";
  } else {
    l.change = shift > 0 ? Change::worse : Change::better;
    l.key = "beyond";
    l.reason = beyond_noise(*l.adjusted);
  }
}

const SessionTimes* times_of(const std::vector<SessionTimes>& all, const std::string& id) {
  return find(all, id, [](const SessionTimes& one) { return one.id; });
}

// A family of its own: what a busy machine does to it must not cost the other comparisons their power.
void compare_service_times(const Evaluation& a, const Evaluation& b, RunComparison& out) {
  out.machine_a = a.plan.machine;
  out.machine_b = b.plan.machine;
  const bool same_machine = out.machine_a == out.machine_b;
  std::vector<PlannedTest> tests;
  for (const SessionTimes& t : b.service_times) {
    const SessionTimes* other = times_of(a.service_times, t.id);
    if (other == nullptr) continue;
    out.service.push_back(latency_change(*other, t));
    const RankTest ranks = mann_whitney(other->seconds, t.seconds);
    tests.push_back({ranks.p, ranks.at_best});
  }
  const auto adjusted_p = adjusted(tests, kFalseAlarm);
  for (std::size_t i = 0; i < out.service.size(); ++i) {
    LatencyChange& l = out.service[i];
    l.adjusted = adjusted_p[i];
    decide(l, kSlowerByWallClock);
    if (same_machine) continue;
    l.change = Change::unknown;
    l.key = "machine";
    l.reason = "measured on unlike machines";
  }
}

// Adjusts the p of all rates and session times together and says what is beyond noise.
void decide(const Evaluation& a, const Evaluation& b, RunComparison& out) {
  std::vector<PlannedTest> tests;
  std::vector<RateChange*> rates;
  std::vector<LatencyChange*> latencies;
  for (RateChange& r : out.rates) {
    if (!r.p) continue;
    tests.push_back({*r.p, fisher_at_best({r.errors_a, r.n_a}, {r.errors_b, r.n_b})});
    rates.push_back(&r);
  }
  for (LatencyChange& l : out.latencies) {
    if (!l.p) continue;
    tests.push_back(
        {*l.p,
         mann_whitney(times_of(a.session_times, l.id)->seconds, times_of(b.session_times, l.id)->seconds).at_best});
    latencies.push_back(&l);
  }
  const auto adjusted_p = adjusted(tests, kFalseAlarm);
  for (const auto& p : adjusted_p) out.tests += p ? 1U : 0U;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    RateChange& r = *rates[i];
    r.adjusted = adjusted_p[i];
    if (!r.adjusted) {
      if (r.errors_a * r.n_b != r.errors_b * r.n_a) r.change = Change::unknown;
      r.key = "power";
      r.reason = "too few attempts or errors to tell a difference from noise";
    } else if (*r.adjusted > kFalseAlarm) {
      r.key = "noise";
      r.reason = "no more than noise: " + beyond_noise(*r.adjusted);
    } else {
      r.change = *r.difference > 0 ? Change::worse : Change::better;
      r.key = "beyond";
      r.reason = beyond_noise(*r.adjusted);
    }
  }
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    LatencyChange& l = *latencies[i];
    l.adjusted = adjusted_p[rates.size() + i];
    decide(l, kSlower);
  }
}

VerdictChange scenario_change(const std::string& id, const ScenarioVerdict* a, const ScenarioVerdict* b) {
  VerdictChange out;
  out.id = id;
  const ScenarioVerdict& named = b != nullptr ? *b : *a;
  out.text = named.requirement;
  out.gate = named.gate;
  if (a != nullptr) {
    out.a = a->verdict;
    out.as_demanded_a = a->as_expected;
    out.planned_a = a->planned;
  }
  if (b != nullptr) {
    out.b = b->verdict;
    out.as_demanded_b = b->as_expected;
    out.planned_b = b->planned;
  }
  if (a == nullptr || b == nullptr) {
    const bool lost = b == nullptr;
    out.change = lost && a->gate == GateRole::required ? Change::worse : Change::none;
    out.key = lost ? "not-in-b" : "not-in-a";
    out.reason = lost ? "not in B" : "not in A";
    return out;
  }
  if (out.gate != GateRole::required) {
    if (out.a != out.b) {
      out.key = "rates";
      out.reason = "rests on its rates; see there whether they differ beyond noise";
    }
    return out;
  }
  const auto not_shown = [](const ScenarioVerdict& s) { return s.planned - std::min(s.planned, s.as_expected); };
  if (*out.a == Verdict::pass && *out.b != Verdict::pass) {
    out.change = Change::worse;
  } else if (*out.a != Verdict::pass && *out.b == Verdict::pass) {
    out.change = Change::better;
  } else if (a->planned == b->planned && (a->failed != b->failed || not_shown(*a) != not_shown(*b))) {
    const bool worse = b->failed != a->failed ? b->failed > a->failed : not_shown(*b) > not_shown(*a);
    out.change = worse ? Change::worse : Change::better;
  }
  if (out.change != Change::none) {
    out.key = "demanded";
    out.reason = std::to_string(a->as_expected) + " of " + std::to_string(a->planned) + " as demanded in A, " +
                 std::to_string(b->as_expected) + " of " + std::to_string(b->planned) + " in B: " + b->reason;
  }
  return out;
}

// How far a verdict is from a pass. What does not apply stands by itself: nothing is better or worse than it.
int standing(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return 3;
    case Verdict::external_evidence_pending:
      return 2;
    case Verdict::inconclusive:
      return 1;
    case Verdict::not_applicable:
    case Verdict::fail:
      return 0;
  }
  return 0;
}

VerdictChange requirement_change(const std::string& id, const Evaluation& ea, const Evaluation& eb,
                                 const RunComparison& so_far) {
  const auto id_of = [](const RequirementResult& r) { return r.id; };
  const RequirementResult* a = find(ea.requirements, id, id_of);
  const RequirementResult* b = find(eb.requirements, id, id_of);
  VerdictChange out;
  out.id = id;
  for (const Evaluation* e : {&eb, &ea})
    if (e->catalogue && out.text.empty())
      for (const Requirement& q : e->catalogue->requirements)
        if (q.id == id) out.text = q.clause;
  if (a != nullptr) out.a = a->verdict;
  if (b != nullptr) out.b = b->verdict;
  if (a == nullptr || b == nullptr) {
    out.key = b == nullptr ? "not-in-b" : "not-in-a";
    out.reason = b == nullptr ? "not in B's catalogue" : "not in A's catalogue";
    return out;
  }
  if (out.a == out.b) return out;
  if (*out.a == Verdict::not_applicable || *out.b == Verdict::not_applicable) {
    out.key = "applies";
    out.reason = "it applies in one of the two alone";
    return out;
  }
  // The same direction as what it rests on: scenarios, rates, filed evidence.
  const auto moved = [&](Change direction) {
    for (const std::string& s : b->scenarios) {
      const VerdictChange* one = find(so_far.scenarios, s, [](const VerdictChange& v) { return v.id; });
      if (one != nullptr && one->change == direction) return true;
    }
    for (const std::string& r : b->rates) {
      const RateChange* one = find(so_far.rates, r, [](const RateChange& v) { return v.id; });
      if (one != nullptr && one->change == direction) return true;
    }
    return direction == Change::worse ? b->open.size() > a->open.size() : b->open.size() < a->open.size();
  };
  const bool worse = moved(Change::worse);
  const bool better = moved(Change::better);
  const bool shown = *out.b == Verdict::pass || *out.b == Verdict::external_evidence_pending;
  if (worse && standing(*out.b) < standing(*out.a)) {
    out.change = Change::worse;
  } else if (better && shown && standing(*out.b) > standing(*out.a)) {
    out.change = Change::better;
  }
  out.key = worse || better ? "rests-change" : "rests-noise";
  out.reason = worse || better ? b->reason : "what it rests on differs by no more than noise";
  return out;
}

void add_setting(std::vector<SettingChange>& out, const std::string& name, const std::string& a, const std::string& b) {
  if (a != b) out.push_back({name, a, b});
}

std::vector<SettingChange> setting_changes(const Evaluation& ea, const Evaluation& eb) {
  const Subject& a = ea.plan.subject;
  const Subject& b = eb.plan.subject;
  std::vector<SettingChange> out;
  add_setting(out, "subject", a.name, b.name);
  add_setting(out, "version", a.version, b.version);
  add_setting(out, "reached by", a.reached_by, b.reached_by);
  add_setting(out, "thresholds set on", a.thresholds_set_on, b.thresholds_set_on);
  std::map<std::string, std::pair<std::string, std::string>> settings;
  for (const Setting& s : a.settings) settings[s.name].first = s.value;
  for (const Setting& s : b.settings) settings[s.name].second = s.value;
  for (const auto& [name, values] : settings) add_setting(out, name, values.first, values.second);
  add_setting(out, "seed", std::to_string(ea.plan.seed), std::to_string(eb.plan.seed));
  const auto persons = [](const Plan& plan) {
    return plan.population ? plan.population->name + " " + plan.population->sha256.substr(0, 16)
                           : std::string("default");
  };
  add_setting(out, "population", persons(ea.plan), persons(eb.plan));
  add_setting(out, "harness", ea.plan.harness, eb.plan.harness);
  add_setting(out, "requirements (SHA-256)", ea.plan.catalogue_sha256, eb.plan.catalogue_sha256);
  return out;
}

}  // namespace

std::string_view name_of(Change change) {
  static constexpr Names<Change, 4> kNames = {{{Change::none, "no change"},
                                               {Change::better, "better"},
                                               {Change::worse, "worse"},
                                               {Change::unknown, "cannot tell"}}};
  return look_up(kNames, change);
}

Result<RunComparison> compare(const Evaluation& a, const Evaluation& b) {
  if (a.plan.suite != b.plan.suite)
    return fail(kClause, "two runs of the same suite", a.plan.suite + " and " + b.plan.suite,
                "name two runs of one suite");
  if (a.plan.subject.level != b.plan.subject.level)
    return fail(kClause, "two runs at the same level",
                std::string(name_of(a.plan.subject.level)) + " and " + std::string(name_of(b.plan.subject.level)),
                "name two runs of one level");
  RunComparison out;
  out.run_a = a.plan.run;
  out.run_b = b.plan.run;
  out.suite = b.plan.suite;
  out.level = b.plan.subject.level;
  out.seed_a = a.plan.seed;
  out.seed_b = b.plan.seed;
  out.gate_a = a.gate.verdict;
  out.gate_b = b.gate.verdict;
  out.settings = setting_changes(a, b);
  const auto rate_id = [](const Rate& r) { return r.id; };
  const Rate lost_a = without_end(a);
  const Rate lost_b = without_end(b);
  out.rates.push_back(rate_change(lost_b.id, &lost_a, &lost_b));
  for (const std::string& id : ids(a.rates, b.rates, rate_id))
    out.rates.push_back(rate_change(id, find(a.rates, id, rate_id), find(b.rates, id, rate_id)));
  for (const SessionTimes& t : b.session_times) {
    const SessionTimes* other = times_of(a.session_times, t.id);
    if (other != nullptr) out.latencies.push_back(latency_change(*other, t));
  }
  decide(a, b, out);
  compare_service_times(a, b, out);
  const auto scenario_id = [](const ScenarioVerdict& s) { return s.scenario; };
  for (const std::string& id : ids(a.scenarios, b.scenarios, scenario_id))
    out.scenarios.push_back(
        scenario_change(id, find(a.scenarios, id, scenario_id), find(b.scenarios, id, scenario_id)));
  for (const std::string& id : ids(a.requirements, b.requirements, [](const RequirementResult& r) { return r.id; }))
    out.requirements.push_back(requirement_change(id, a, b, out));
  bool better = false;
  const auto see = [&](Change change) {
    if (change == Change::worse) out.overall = Change::worse;
    better = better || change == Change::better;
  };
  for (const RateChange& r : out.rates) see(r.change);
  for (const LatencyChange& l : out.latencies) see(l.change);
  for (const VerdictChange& v : out.scenarios) see(v.change);
  for (const VerdictChange& v : out.requirements) see(v.change);
  if (better && out.overall == Change::none) out.overall = Change::better;
  return out;
}

}  // namespace proofmark::reports

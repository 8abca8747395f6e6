#include "reports/verdicts/scores.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "reports/formats/percent.hpp"
#include "reports/statistics/sample_size.hpp"
#include "reports/verdicts/judge.hpp"

namespace proofmark::reports {
namespace {

// One score of a completed attempt that answered what was asked.
struct Scored {
  const Attempt* attempt;
  double score;
  double threshold;
};

struct Collected {
  std::vector<Scored> scores;
  std::uint64_t failed_to_acquire = 0;
};

Collected collect(const Material& m, bool pad) {
  Collected out;
  for (std::size_t i = 0; i < m.plan.attempts.size(); ++i) {
    const Attempt& a = m.plan.attempts[i];
    const Observation* o = m.matched.by_attempt[i];
    if (o == nullptr || o->outcome != Outcome::completed || a.kind == Kind::probe) continue;
    if (!wrong_answer(m.plan.subject.level, a, *o).empty()) continue;
    if (o->failed_to_acquire) ++out.failed_to_acquire;
    if (pad && o->pad) out.scores.push_back({&a, o->pad->score, o->pad->threshold});
    if (!pad && o->comparison) out.scores.push_back({&a, o->comparison->score, o->comparison->threshold});
  }
  return out;
}

// How attempts are told apart: positives, negatives by set (an empty optional: neither).
struct Sides {
  bool (*positive)(const Attempt&);
  std::optional<std::string> (*negative)(const Attempt&);
};

bool mated(const Attempt& a) {
  return a.kind == Kind::genuine;
}
std::optional<std::string> unrelated(const Attempt& a) {
  const bool plain = a.relation.empty() || a.relation == "unrelated";
  return a.kind == Kind::impostor && plain ? std::optional<std::string>("") : std::nullopt;
}
bool live(const Attempt& a) {
  return a.kind == Kind::genuine || a.kind == Kind::impostor;
}
std::optional<std::string> presented(const Attempt& a) {
  return a.kind == Kind::presentation_attack ? std::optional(a.species) : std::nullopt;
}
std::optional<std::string> injected(const Attempt& a) {
  return a.kind == Kind::injection_attack ? std::optional(a.species) : std::nullopt;
}

Result<OperatingPoint> point_at(const ScoreTable& table, const Det& det, double threshold) {
  OperatingPoint out;
  out.threshold = threshold;
  const Det::Count fp = det.false_positives(threshold);
  const Det::Count fn = det.false_negatives(threshold);
  out.species = table.negatives[fp.set].species;
  out.false_positives = fp.errors;
  out.negatives = fp.n;
  out.false_negatives = fn.errors;
  out.positives = fn.n;
  out.false_positive_rate = fp.rate();
  out.false_negative_rate = fn.rate();
  PROOFMARK_TRY(out.false_positive_interval, two_sided(fp.errors, fp.n));
  PROOFMARK_TRY(out.false_negative_interval, two_sided(fn.errors, fn.n));
  return out;
}

struct Wanted {
  const char* id;
  const char* name;
  double at;
};

Result<void> add_points(ScoreTable& table, const Det& det, const std::vector<Wanted>& wanted,
                        const std::set<double>& thresholds) {
  std::uint64_t fewest = UINT64_MAX;
  for (const SpeciesScores& s : table.negatives) fewest = std::min<std::uint64_t>(fewest, s.scores.size());
  for (const Wanted& w : wanted) {
    PROOFMARK_TRY(OperatingPoint point, point_at(table, det, det.threshold_for(w.at)));
    point.id = w.id;
    point.name = w.name;
    point.at = w.at;
    PROOFMARK_TRY(const std::uint64_t needed, attempts_to_show(w.at, 0, true));
    point.supported = fewest >= needed;
    if (!point.supported)
      point.reason = "rule of 3: with " + std::to_string(fewest) + " scores even no error shows no more than " +
                     std::string("an upper bound above ") + percent(w.at) + "; " + std::to_string(needed) +
                     " are needed";
    table.points.push_back(std::move(point));
  }
  if (table.eer) {
    PROOFMARK_TRY(OperatingPoint equal, point_at(table, det, table.eer->threshold));
    equal.id = "eer";
    equal.name = "equal error rate, for information";
    equal.supported = true;
    table.points.push_back(std::move(equal));
  }
  if (thresholds.size() != 1) return {};
  PROOFMARK_TRY(OperatingPoint own, point_at(table, det, *thresholds.begin()));
  own.id = "subject";
  own.name = "the subject's own threshold";
  own.supported = true;
  table.points.push_back(std::move(own));
  return {};
}

Result<void> add_table(std::vector<ScoreTable>& out, const Collected& all, const Sides& sides, ScoreTable table,
                       const std::vector<Wanted>& wanted) {
  std::map<std::string, std::vector<double>> sets;
  std::set<double> thresholds;
  std::set<std::string_view> persons;
  for (const Scored& s : all.scores) {
    const auto set = sides.negative(*s.attempt);
    if (set) sets[*set].push_back(s.score);
    if (sides.positive(*s.attempt)) table.positives.push_back(s.score);
    if (!set && !sides.positive(*s.attempt)) continue;
    thresholds.insert(s.threshold);
    persons.insert(s.attempt->person);
    persons.insert(s.attempt->holder);
  }
  if (table.positives.empty() || sets.empty()) return {};
  table.failed_to_acquire = all.failed_to_acquire;
  table.subjects = persons.size();
  std::vector<std::vector<double>> negatives;
  for (const auto& [species, scores] : sets) negatives.push_back(scores);
  PROOFMARK_TRY(const Det det, Det::of(std::move(table.positives), std::move(negatives)));
  table.positives = det.positives();
  std::size_t s = 0;
  for (const auto& [species, scores] : sets) table.negatives.push_back({species, det.negatives()[s++]});
  PROOFMARK_TRY(table.det, det.curve());
  table.eer = det.equal_error_rate();
  PROOFMARK_CHECK(add_points(table, det, wanted, thresholds));
  out.push_back(std::move(table));
  return {};
}

ScoreTable named(const char* id, const char* name, const char* false_positive, const char* false_negative,
                 const char* definition) {
  ScoreTable table;
  table.id = id;
  table.name = name;
  table.false_positive = false_positive;
  table.false_negative = false_negative;
  table.definition = definition;
  return table;
}

constexpr double kBothSides = 0.975;  // two bounds, so that their sum holds at 95 %

Result<std::optional<SumRate>> riapar(const Rate& iapar, const Rate& frr) {
  if (iapar.n == 0 || frr.n == 0) return std::optional<SumRate>();
  SumRate out;
  out.id = "ri" + iapar.id.substr(1);
  out.name = "RIAPAR";
  out.definition =
      "IAPAR of this species plus FRR (ISO/IEC 30107-3:2023): how often the system is wrong about attackers or its "
      "users. A sum, no proportion; its bounds are those of both parts at 97.5 %.";
  out.species = iapar.species;
  out.parts = {iapar.id, frr.id};
  PROOFMARK_TRY(const double high_attack, upper_bound(iapar.errors, iapar.n, kBothSides));
  PROOFMARK_TRY(const double high_genuine, upper_bound(frr.errors, frr.n, kBothSides));
  PROOFMARK_TRY(const double low_attack, lower_bound(iapar.errors, iapar.n, kBothSides));
  PROOFMARK_TRY(const double low_genuine, lower_bound(frr.errors, frr.n, kBothSides));
  out.value = *iapar.rate + *frr.rate;
  out.lower = low_attack + low_genuine;
  out.upper = high_attack + high_genuine;
  return std::optional(out);
}

const Rate* find(const std::vector<Rate>& rates, std::string_view id) {
  const auto at = std::find_if(rates.begin(), rates.end(), [&](const Rate& r) { return r.id == id; });
  return at == rates.end() ? nullptr : &*at;
}

}  // namespace

Result<std::vector<ScoreTable>> score_tables(const Material& m) {
  std::vector<ScoreTable> out;
  const Level level = m.plan.subject.level;
  if (level == Level::full_service || level == Level::comparison) {
    const std::vector<Wanted> wanted = {{"fnmr_at_fmr_1e-2", "FNMR at FMR 1 %", 1e-2},
                                        {"fnmr_at_fmr_1e-3", "FNMR at FMR 0.1 %", 1e-3},
                                        {"fnmr_at_fmr_1e-4", "FNMR at FMR 0.01 %", 1e-4}};
    PROOFMARK_CHECK(add_table(out, collect(m, false), {mated, unrelated},
                              named("comparison", "Face comparison", "FMR", "FNMR",
                                    "A pair matches when its score is at or above the threshold. Mated pairs are one "
                                    "person's, the others are unrelated persons' (ISO/IEC 19795-1). Failures to "
                                    "acquire have no score and are not in the curve."),
                              wanted));
  }
  if (level == Level::pad) {
    const std::vector<Wanted> wanted = {{"bpcer10", "BPCER10: BPCER at APCER 10 %", 0.10},
                                        {"bpcer20", "BPCER20: BPCER at APCER 5 %", 0.05},
                                        {"bpcer100", "BPCER100: BPCER at APCER 1 %", 0.01}};
    const Collected all = collect(m, true);
    PROOFMARK_CHECK(add_table(out, all, {live, presented},
                              named("pad", "Presentation attack detection", "APCER, maximum over the species", "BPCER",
                                    "A presentation is taken for bona fide when its score is at or above the "
                                    "threshold; at each threshold the species with the highest APCER counts "
                                    "(ISO/IEC 30107-3)."),
                              wanted));
    PROOFMARK_CHECK(add_table(
        out, all, {live, injected},
        named("injection", "Injection attack detection", "share of injections missed, maximum over the species",
              "BPCER", "As for presentations, over injected videos (CEN/TS 18099)."),
        wanted));
  }
  return out;
}

Result<std::vector<SumRate>> sums(const std::vector<Rate>& rates) {
  std::vector<SumRate> out;
  const Rate* frr = find(rates, "frr");
  if (frr == nullptr) return out;
  for (const Rate& r : rates) {
    if (r.family != "iapar") continue;
    PROOFMARK_TRY(auto one, riapar(r, *frr));
    if (!one) continue;
    if (r.id == "iapar") {
      one->name = "RIAPAR, maximum over the species";
      // The species with the highest rate need not be the one with the highest bound.
      for (const Rate& other : rates) {
        if (other.family != "iapar" || other.n == 0) continue;
        PROOFMARK_TRY(const auto of_other, riapar(other, *frr));
        one->upper = std::max(*one->upper, *of_other->upper);
      }
    }
    out.push_back(std::move(*one));
  }
  return out;
}

Result<std::vector<RelationRatio>> relations(const std::vector<Rate>& rates) {
  std::vector<RelationRatio> out;
  for (const Rate& r : rates) {
    if (r.relation.empty()) continue;
    RelationRatio one;
    one.rate = r.id;
    one.base = r.id.substr(0, r.id.find('.'));
    one.relation = r.relation;
    const Rate* base = find(rates, one.base);
    if (base == nullptr || base->n == 0 || r.n == 0) {
      one.reason = "one of the two rates has no attempt with a result";
    } else if (base->errors + r.errors == 0) {
      one.reason = "no error in either, so that no multiple can be stated";
    } else {
      PROOFMARK_TRY(one.ratio, ratio_to_other({r.errors, r.n}, {base->errors, base->n}));
      one.reason = base->errors == 0 ? "no unrelated impostor matched: the multiple has a lower bound and no upper one"
                                     : "exact given the errors of both; takes comparisons for independent";
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<Availability> availability(const std::vector<Rate>& rates) {
  const Rate* down = find(rates, "unavailability");
  if (down == nullptr) return std::nullopt;
  Availability out;
  out.rate = down->id;
  if (down->limit) out.budget_minutes = minutes_of_30_days(down->limit->value);
  out.remark =
      "Probes within one run of some minutes or hours, on a simulated or a real clock: they show that the service "
      "answers, not that it will for 30 days. Outages come in one piece, so that probes of one outage are not "
      "independent.";
  if (!down->rate) return out;
  out.available = 1 - *down->rate;
  out.interval = Interval{1 - down->interval->high, 1 - down->interval->low};
  out.down_minutes = minutes_of_30_days(*down->rate);
  out.down_interval = Interval{minutes_of_30_days(down->interval->low), minutes_of_30_days(down->interval->high)};
  return out;
}

}  // namespace proofmark::reports

// The figures of results.json: rates, scores, availability.
#include "reports/formats/results_json.hpp"

namespace proofmark::reports::results_json {
OrderedJson json_of(const std::optional<Limit>& limit) {
  if (!limit) return nullptr;
  return {{"id", limit->id},         {"value", stable(limit->value)}, {"text", limit->text},
          {"source", limit->source}, {"kind", name_of(limit->kind)},  {"checked", limit->checked}};
}

OrderedJson json_of(const std::optional<Ratio>& r) {
  if (!r) return nullptr;
  return {{"value", or_null(r->value)},
          {"interval_95", {{"low", stable(r->low)}, {"high", or_null(r->high)}}},
          {"lower_bound_95", stable(r->lower)},
          {"upper_bound_95", or_null(r->upper)}};
}

OrderedJson json_of(const std::optional<Differential>& d) {
  if (!d) return nullptr;
  return {{"worst", json_of(d->worst)},
          {"limit", json_of(d->limit)},
          {"verdict", name_of(d->verdict)},
          {"reason", d->reason}};
}

OrderedJson json_of(const std::optional<BootstrapBounds>& b) {
  if (!b) return nullptr;
  return {{"interval_95", json_of(b->interval)},
          {"lower_bound_95", stable(b->lower)},
          {"upper_bound_95", stable(b->upper)},
          {"replicates", b->replicates}};
}

OrderedJson json_of(const Interval& i) {
  return {{"low", stable(i.low)}, {"high", stable(i.high)}};
}

OrderedJson json_of(const GroupRate& group) {
  return {{"group", group.group},
          {"value", group.value},
          {"errors", group.errors},
          {"n", group.n},
          {"interval_95", json_of(group.interval)},
          {"ratio_to_everybody", json_of(group.ratio)}};
}

OrderedJson json_of(const Rate& r) {
  return {{"id", r.id},
          {"family", r.family},
          {"metric", r.metric},
          {"level", r.level},
          {"name", r.name},
          {"definition", r.definition},
          {"simulated", true},
          {"species", text_or_null(r.species)},
          {"method", text_or_null(r.method)},
          {"instrument", text_or_null(r.instrument)},
          {"relation", text_or_null(r.relation)},
          {"scenarios", r.scenarios},
          {"gate", name_of(r.gate)},
          {"planned", r.planned},
          {"n", r.n},
          {"errors", r.errors},
          {"non_responses", r.non_responses},
          {"missing", r.missing},
          {"disrupted", r.disrupted},
          {"subjects", r.subjects},
          {"rate", or_null(r.rate)},
          {"interval_95", r.interval ? json_of(*r.interval) : OrderedJson(nullptr)},
          {"upper_bound_95", or_null(r.upper)},
          {"lower_bound_95", or_null(r.lower)},
          {"upper_bound_95_if_no_error", or_null(r.upper_if_no_error)},
          {"bootstrap", json_of(r.bootstrap)},
          {"groups", list(r.groups)},
          {"worst_group", r.worst_group ? json_of(*r.worst_group) : OrderedJson(nullptr)},
          {"differential", json_of(r.differential)},
          {"limit", json_of(r.limit)},
          {"verdict", name_of(r.verdict)},
          {"reason", r.reason},
          {"unanswered", r.unanswered},
          {"attempts_needed", or_null(r.attempts_needed)}};
}

OrderedJson json_of(const PotentialMaximum& p) {
  return {{"attack_potential", text_or_null(p.potential)},
          {"family", p.maximum.family},
          {"species", p.species},
          {"maximum", json_of(p.maximum)}};
}

OrderedJson json_of(const SumRate& s) {
  return {{"id", s.id},
          {"name", s.name},
          {"definition", s.definition},
          {"simulated", true},
          {"species", text_or_null(s.species)},
          {"parts", s.parts},
          {"value", or_null(s.value)},
          {"lower_bound_95", or_null(s.lower)},
          {"upper_bound_95", or_null(s.upper)}};
}

OrderedJson json_of(const RelationRatio& r) {
  return {
      {"rate", r.rate},    {"base", r.base}, {"relation", r.relation}, {"simulated", true}, {"ratio", json_of(r.ratio)},
      {"reason", r.reason}};
}

OrderedJson json_of(const DetPoint& p) {
  return {stable(p.threshold), stable(p.false_positive_rate), stable(p.false_negative_rate)};
}

OrderedJson json_of(const OperatingPoint& p) {
  return {{"id", p.id},
          {"name", p.name},
          {"at", or_null(p.at)},
          {"threshold", or_null(p.threshold)},
          {"species", text_or_null(p.species)},
          {"false_positives", p.false_positives},
          {"negatives", p.negatives},
          {"false_negatives", p.false_negatives},
          {"positives", p.positives},
          {"false_positive_rate", or_null(p.false_positive_rate)},
          {"false_positive_interval_95",
           p.false_positive_interval ? json_of(*p.false_positive_interval) : OrderedJson(nullptr)},
          {"false_negative_rate", or_null(p.false_negative_rate)},
          {"false_negative_interval_95",
           p.false_negative_interval ? json_of(*p.false_negative_interval) : OrderedJson(nullptr)},
          {"supported", p.supported},
          {"reason", p.reason}};
}

OrderedJson json_of(const ScoreTable& t) {
  OrderedJson negatives = OrderedJson::array();
  for (const SpeciesScores& s : t.negatives)
    negatives.push_back({{"species", text_or_null(s.species)}, {"n", s.scores.size()}});
  OrderedJson eer = nullptr;
  if (t.eer)
    eer = {{"threshold", stable(t.eer->threshold)},
           {"rate", stable(t.eer->rate)},
           {"false_positive_rate", stable(t.eer->false_positive_rate)},
           {"false_negative_rate", stable(t.eer->false_negative_rate)}};
  return {{"id", t.id},
          {"name", t.name},
          {"false_positive", t.false_positive},
          {"false_negative", t.false_negative},
          {"definition", t.definition},
          {"simulated", true},
          {"positives", t.positives.size()},
          {"negatives", negatives},
          {"subjects", t.subjects},
          {"failed_to_acquire", t.failed_to_acquire},
          {"det", list(t.det)},
          {"equal_error_rate", eer},
          {"points", list(t.points)}};
}

OrderedJson json_of(const std::optional<Availability>& a) {
  if (!a) return nullptr;
  OrderedJson minutes = nullptr;
  if (a->down_interval) minutes = {{"low", stable(a->down_interval->low)}, {"high", stable(a->down_interval->high)}};
  return {{"rate", a->rate},
          {"simulated", true},
          {"available", or_null(a->available)},
          {"interval_95", a->interval ? json_of(*a->interval) : OrderedJson(nullptr)},
          {"budget_minutes_in_30_days", stable(a->budget_minutes)},
          {"down_minutes_in_30_days", or_null(a->down_minutes)},
          {"down_minutes_interval_95", minutes},
          {"remark", a->remark}};
}

}  // namespace proofmark::reports::results_json

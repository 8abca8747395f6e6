#include "reports/documents/run_report.hpp"

#include <algorithm>
#include <array>

#include "reports/documents/crew.hpp"

namespace proofmark::reports {
namespace {

using namespace parts;

constexpr std::size_t kMostNotes = 12, kMostRefusals = 60;
constexpr std::array<Kind, 7> kKinds{
    Kind::genuine,         Kind::impostor, Kind::presentation_attack, Kind::injection_attack, Kind::social_engineering,
    Kind::document_attack, Kind::probe};

std::string part_of(const Context& c, std::size_t part, std::size_t whole_) {
  return c("figure.errors_of", {{"errors", whole(c, part)}, {"n", whole(c, whole_)}});
}

// What the gate does not ask, in one sentence, so that a passed gate is not read as more than it is.
Line alongside(const Context& c) {
  const Evaluation& e = c.evaluation;
  std::array<std::size_t, 3> accepted{}, all{};
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Kind kind = e.plan.attempts[i].kind;
    if (kind == Kind::document_attack || kind == Kind::probe) continue;
    const std::size_t at = kind == Kind::genuine ? 0 : kind == Kind::impostor ? 1 : 2;
    ++all[at];
    accepted[at] += e.observations[i] && e.observations[i]->decision == Decision::accepted;
  }
  return {plain(c("gate.alongside", {{"genuine", part_of(c, accepted[0], all[0])},
                                     {"impostors", part_of(c, accepted[1], all[1])},
                                     {"attacks", part_of(c, accepted[2], all[2])}}))};
}

void add_top(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  Section& top = d.add("", "");
  add_statement(c, top);
  GateBanner gate;
  gate.verdict = e.gate.verdict;
  gate.lines.push_back({strong(c("gate.line", {{"verdict", c("verdict." + class_of(e.gate.verdict))}})),
                        plain(" " + c("figure.simulated_in_brackets"))});
  gate.lines.push_back({phrase(c.texts.sentence(e.gate.reason))});
  if (e.plan.subject.level == Level::full_service) gate.lines.push_back(alongside(c));
  top.add(std::move(gate));
}

Table outcomes(const Context& c) {
  const Evaluation& e = c.evaluation;
  Table t;
  t.columns = {
      {c("column.attempts"), Column::Kind::name, 0},      {c("column.planned"), Column::Kind::number, 0},
      {c("column.as_expected"), Column::Kind::number, 0}, {c("column.not_as_expected"), Column::Kind::number, 0},
      {c("column.undecided"), Column::Kind::number, 0},   {c("column.crash"), Column::Kind::number, 0},
      {c("column.timeout"), Column::Kind::number, 0},     {c("column.nothing"), Column::Kind::number, 0}};
  Table::Group group;
  for (const Kind kind : kKinds) {
    std::array<std::size_t, 7> n{};
    for (std::size_t i = 0; i < e.attempts.size(); ++i) {
      if (e.plan.attempts[i].kind != kind) continue;
      ++n[0];
      const auto& o = e.observations[i];
      const Verdict v = e.attempts[i].verdict;
      n[1] += v == Verdict::pass;
      n[2] += v == Verdict::fail;
      n[3] += v != Verdict::pass && v != Verdict::fail;
      n[4] += o && o->outcome == Outcome::crash;
      n[5] += o && o->outcome == Outcome::timeout;
      n[6] += !o || o->outcome == Outcome::harness_error;
    }
    if (n[0] == 0) continue;
    Row row;
    row.cells.push_back({{{plain(kind_group(c, kind))}}, {}});
    for (const std::size_t value : n) row.cells.push_back({{{plain(whole(c, value))}}, {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

void add_tested(const Context& c, Document& d) {
  Section& s = d.add("tested", c("run.tested"));
  s.add(run_facts(c));
  if (!c.evaluation.plan.subject.settings.empty()) s.add(settings(c));
  s.add(outcomes(c));
}

std::vector<Line> notes(const Context& c) {
  const Evaluation& e = c.evaluation;
  std::vector<Line> all;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Attempt& a = e.plan.attempts[i];
    const bool document = a.kind == Kind::document_attack;
    const Decision decision = e.observations[i] ? e.observations[i]->decision : Decision::none;
    const Span id = to_report(c, a.id, "attempt-" + a.id);
    const Span reason = phrase(c.texts.sentence(e.attempts[i].reason));
    if (document && decision == Decision::refused && e.attempts[i].verdict != Verdict::pass)
      all.push_back({id, plain(" " + c("note.refused_but") + " "), reason});
    if (!document && a.kind != Kind::genuine && decision == Decision::accepted)
      all.push_back({id, plain(" " + c("note.accepted"))});
    if (a.kind == Kind::genuine && decision == Decision::accepted && e.attempts[i].verdict != Verdict::pass)
      all.push_back({id, plain(": "), reason});
  }
  for (const std::string& problem : e.problems) all.push_back({phrase(c.texts.sentence(problem))});
  if (all.size() > kMostNotes) {
    const std::string more = c("note.more", {{"n", whole(c, all.size() - kMostNotes)}});
    all.resize(kMostNotes);
    all.push_back({plain(more)});
  }
  return all;
}

void add_gate(const Context& c, Document& d) {
  Section& s = d.add("gate", c("run.gate"));
  s.add(Paragraph{{plain(c("gate.explained"))}});
  Table t;
  t.columns = {{c("column.condition"), Column::Kind::name, 50},
               {c("column.observed"), Column::Kind::text, 30},
               {c("column.verdict"), Column::Kind::text, 20}};
  Table::Group group;
  for (const GateCondition& condition : c.evaluation.gate.conditions) {
    Row row;
    row.cells.push_back({{{phrase(c.texts.sentence(condition.text))}}, {}});
    row.cells.push_back({{{phrase(c.texts.sentence(condition.observed))}}, {}});
    row.cells.push_back({{{badge(c.texts, condition.verdict)}}, {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  s.add(std::move(t));
  std::vector<Line> list = notes(c);
  if (list.empty()) return;
  s.add(Heading{c("gate.to_look_at")});
  s.add(List{std::move(list)});
}

bool over_everyone(const Rate& r) {
  return r.species.empty() && r.method.empty();
}

void add_rates(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  const auto rates = choose(e, [](const Rate& r) { return over_everyone(r) || r.id == r.family; });
  if (rates.empty()) return;
  Section& s = d.add("rates", c("run.rates"));
  s.add(Paragraph{{plain(c("rates.explained"))}});
  s.add(rate_table(c, rates));
  if (!e.sums.empty()) {
    s.add(Heading{c("rates.sums")});
    s.add(sums_facts(c));
  }
  if (!e.relations.empty()) {
    s.add(Heading{c("rates.relations")});
    s.add(Paragraph{{plain(c("rates.relations_explained"))}});
    s.add(relation_table(c));
  }
  const auto grouped = choose(e, [](const Rate& r) { return !r.groups.empty() && over_everyone(r); });
  if (!grouped.empty()) {
    s.add(Heading{c("rates.groups")});
    s.add(Paragraph{{plain(c("rates.groups_explained"))}});
    s.add(group_table(c, grouped));
  }
}

Result<void> add_species(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  std::vector<std::string> families;
  for (const Rate& r : e.rates)
    if (!r.species.empty() && r.id != r.family &&
        std::find(families.begin(), families.end(), r.family) == families.end())
      families.push_back(r.family);
  if (families.empty()) return {};
  Section& s = d.add("species", c("run.species"));
  s.add(Paragraph{{plain(c("species.explained"))}});
  for (const std::string& family : families) {
    const auto rates =
        choose(e, [&](const Rate& r) { return r.family == family && !r.species.empty() && r.id != family; });
    const bool of_note = std::any_of(rates.begin(), rates.end(), [](const Rate* r) { return r->limit.has_value(); });
    const Phrase name = rate_name(c, *rates.front());
    s.add(Heading{name.text});
    if (of_note) {
      PROOFMARK_TRY(Figure figure, interval_figure(c, "species_" + std::to_string(&family - families.data()), rates,
                                                   c("chart.simulated", {{"what", name.text}})));
      s.add(std::move(figure));
    }
    Details details;
    details.summary = {{plain(c("species.table"))}, {soft(c.texts.count("count.species", rates.size()))}};
    details.blocks.push_back({rate_table(c, rates)});
    s.add(std::move(details));
  }
  if (!e.potentials.empty()) {
    s.add(Heading{c("species.potentials")});
    s.add(potential_table(c));
  }
  List by;
  std::vector<std::string> said;
  for (const Attempt& a : e.plan.attempts) {
    if (a.species.empty() || std::find(said.begin(), said.end(), a.species) != said.end()) continue;
    said.push_back(a.species);
    const auto checks = detected_by(e, a.species);
    Line line = species_line(c, a.species);
    line.push_back(plain(": " + (checks.empty() ? c("scenario.no_check") : joined(checks))));
    by.items.push_back(std::move(line));
  }
  s.add(Heading{c("species.by_checks")});
  s.add(std::move(by));
  return {};
}

Result<void> add_scores(const Context& c, Document& d) {
  for (const ScoreTable& scores : c.evaluation.scores) {
    const Phrase name = c.texts.name("scores." + scores.id, scores.name);
    Section& s = d.add("scores-" + scores.id, c("run.scores", {{"name", name.text}}));
    s.add(Paragraph{{phrase(c.texts.sentence(scores.definition))}});
    if (!scores.det.empty()) {
      PROOFMARK_TRY(Figure figure, det_figure(c, scores));
      s.add(std::move(figure));
    }
    std::size_t negatives = 0;
    for (const SpeciesScores& one : scores.negatives) negatives += one.scores.size();
    Facts facts;
    facts.rows.emplace_back(c("scores.counts"),
                            Line{plain(c("scores.counts_value", {{"positives", whole(c, scores.positives.size())},
                                                                 {"negatives", whole(c, negatives)},
                                                                 {"subjects", whole(c, scores.subjects)},
                                                                 {"fta", whole(c, scores.failed_to_acquire)}}))});
    if (scores.eer) facts.rows.emplace_back(c("scores.eer"), eer_line(c, scores));
    s.add(std::move(facts));
    if (!scores.points.empty()) s.add(points_table(c, scores));
  }
  return {};
}

void add_documents(const Context& c, Document& d) {
  const auto of = [&](const char* id, const char* key, Kind kind) {
    const auto choice = [kind](const ScenarioVerdict& s) { return s.kind == kind; };
    if (std::none_of(c.evaluation.scenarios.begin(), c.evaluation.scenarios.end(), choice)) return;
    Section& s = d.add(id, c(std::string("run.") + key));
    s.add(Paragraph{{plain(c(std::string(key) + ".explained"))}});
    s.add(scenario_table(c, choice));
  };
  of("documents", "documents", Kind::document_attack);
  of("probes", "probes", Kind::probe);
}

void add_availability(const Context& c, Document& d) {
  const auto& a = c.evaluation.availability;
  if (!a) return;
  Section& s = d.add("availability", c("run.availability"));
  Facts facts;
  facts.rows.emplace_back(c("availability.observed"),
                          Line{strong(a->available ? percent(c, *a->available) : c("figure.none")),
                               plain(a->interval ? ", " + interval(c, *a->interval) : "")});
  if (const Rate* rate = find(c.evaluation, a->rate); rate != nullptr) {
    facts.rows.emplace_back(c("availability.probes"), Line{plain(errors_of(c, rate->errors, rate->n)), plain(" "),
                                                           badge(c.texts, rate->verdict)});
    Line limit;
    for (Line& line : limit_lines(c, rate->limit)) {
      if (!limit.empty()) limit.push_back(plain("; "));
      for (Span& span : line) limit.push_back(std::move(span));
    }
    facts.rows.emplace_back(c("column.limit"), std::move(limit));
  }
  if (a->budget_minutes > 0)
    facts.rows.emplace_back(c("availability.budget"), Line{plain(decimal(c, a->budget_minutes, 1) + " min")});
  if (a->down_minutes)
    facts.rows.emplace_back(c("availability.down"),
                            Line{plain(decimal(c, *a->down_minutes, 1) + " min" +
                                       (a->down_interval ? " (" + decimal(c, a->down_interval->low, 1) + "–" +
                                                               decimal(c, a->down_interval->high, 1) + " min)"
                                                         : ""))});
  s.add(std::move(facts));
  s.add(Paragraph{{phrase(c.texts.sentence(a->remark), Span::Style::soft)}});
}

void add_refusals(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  List list;
  bool genuine = false;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const auto& o = e.observations[i];
    if (e.plan.attempts[i].kind != Kind::genuine) continue;
    genuine = true;
    if (!o || e.attempts[i].verdict == Verdict::pass || o->decision == Decision::accepted) continue;
    const std::string& id = e.plan.attempts[i].id;
    Line line{to_report(c, id, "attempt-" + id), plain(" (" + e.plan.attempts[i].person + "): " + outcome(c, o))};
    if (!o->error.empty()) line.push_back(phrase(c.texts.sentence("; " + o->error)));
    for (const Check& check : o->checks) {
      if (check.result != CheckResult::failed && check.result != CheckResult::undetermined) continue;
      line.push_back(plain("; "));
      line.push_back(code(check.id));
      if (!check.reason.empty()) {
        line.push_back(plain(" "));
        line.push_back(phrase(c.texts.sentence(check.reason)));
      }
    }
    list.items.push_back(std::move(line));
  }
  if (!genuine) return;
  if (list.items.size() > kMostRefusals) {
    const std::string more = c("note.more", {{"n", whole(c, list.items.size() - kMostRefusals)}});
    list.items.resize(kMostRefusals);
    list.items.push_back({plain(more)});
  }
  Section& s = d.add("refusals", c("run.refusals"));
  if (list.items.empty()) {
    s.add(Paragraph{{plain(c("refusals.none"))}});
  } else {
    s.add(std::move(list));
  }
}

// Wall clock differs from run to run, so its figures stand in one section of the page, which docs/report-files.md
// lists, and on no paper.
void add_service_times(const Context& c, Document& d) {
  if (c.evaluation.service_times.empty()) return;
  Section& s = d.add(std::string(kServiceTimesSection), c("run.service_times"));
  if (c.medium == Medium::paper) {
    s.add(Paragraph{{plain(c("service_times.paper"))}});
    return;
  }
  s.add(Paragraph{{plain(c("service_times.explained"))}});
  s.add(quantile_table(c, "column.step", c.evaluation.service_times));
  s.add(Paragraph{{soft(c("times.note"))}});
}

Result<void> add_times(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  if (std::any_of(e.session_times.begin(), e.session_times.end(), [](const SessionTimes& t) { return t.n > 0; })) {
    Section& s = d.add("times", c("run.times"));
    s.add(Paragraph{{plain(c("times.explained"))}});
    PROOFMARK_TRY(Figure figure, times_figure(c));
    s.add(std::move(figure));
    s.add(quantile_table(c, "column.sessions", e.session_times));
    s.add(Paragraph{{soft(c("times.note"))}});
  }
  add_service_times(c, d);
  if (e.attempts.empty()) return {};
  Section& s = d.add("timeline", c("run.timeline"));
  PROOFMARK_TRY(Figure figure, timeline_figure(c));
  s.add(std::move(figure));
  return {};
}

}  // namespace

Result<Document> run_report(const Context& c, const RunMaterial& material, const Shown& shown) {
  Document d = begin(c, "run");
  d.links = material.documents;
  add_top(c, d);
  if (c.evaluation.catalogue && !c.evaluation.requirements.empty()) {
    Section& s = d.add("coverage", c("run.coverage"));
    s.add(Paragraph{{plain(c("coverage.explained"))}});
    PROOFMARK_TRY(Figure figure, coverage_figure(c));
    s.add(std::move(figure));
  }
  add_tested(c, d);
  add_gate(c, d);
  add_rates(c, d);
  PROOFMARK_CHECK(add_species(c, d));
  PROOFMARK_CHECK(add_scores(c, d));
  add_documents(c, d);
  add_availability(c, d);
  add_refusals(c, d);
  PROOFMARK_CHECK(add_times(c, d));
  add_limits_of_the_method(c, d);
  if (c.medium == Medium::screen) add_requirements(c, d);
  if (!material.pictures.empty()) {
    Section& s = d.add("pictures", c("run.pictures"));
    Pictures pictures{material.pictures};
    for (Picture& one : pictures.pictures) one.caption = c.texts.sentence(one.caption).text;
    s.add(std::move(pictures));
  }
  add_attempts(c, material, shown, d);
  add_method(c, d);
  return d;
}

}  // namespace proofmark::reports

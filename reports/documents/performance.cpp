#include <algorithm>

#include "reports/documents/assessor.hpp"
#include "reports/documents/crew.hpp"

namespace proofmark::reports {

using namespace parts;

namespace {

bool of_performance(const Rate& r) {
  for (const char* family : {"frr", "far", "far_related", "gfrr", "gfar", "fmr", "fmr_related", "fnmr", "fta", "fte"})
    if (r.family == family) return true;
  return false;
}

// What ISO/IEC 19795-1 asks to be said of the kind of test, and what it is in a simulation.
Facts kind_of_evaluation(const Context& c) {
  const bool pictures = c.evaluation.plan.subject.level == Level::comparison;
  Facts facts;
  facts.rows = {{c("performance.kind"), {plain(c(pictures ? "performance.technology" : "performance.scenario"))}},
                {c("fact.began"), {plain(day_of_testing(c))}},
                {c("performance.reference"), {plain(c("performance.reference_text"))}},
                {c("performance.interval"), {plain(c("performance.interval_text"))}},
                {c("performance.tries"), {plain(c("performance.tries_text"))}}};
  return facts;
}

// What is in no rate, by reason, and what is in one although it did not end in a result.
Table excluded(const Context& c, const AttemptChoice& choice) {
  const Evaluation& e = c.evaluation;
  std::size_t planned = 0, unobserved = 0, harness = 0, foreign = 0, crash = 0, timeout = 0, not_acquired = 0,
              again = 0;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    if (!choice(e.plan.attempts[i])) continue;
    ++planned;
    const auto& o = e.observations[i];
    unobserved += !o;
    if (!o) continue;
    harness += o->outcome == Outcome::harness_error;
    foreign += e.attempts[i].unusable && o->outcome == Outcome::completed;
    crash += o->outcome == Outcome::crash;
    timeout += o->outcome == Outcome::timeout;
    not_acquired += o->failed_to_acquire;
    again += o->tries > 1;
  }
  Table t;
  t.columns = {{c("column.data"), Column::Kind::name, 40},
               {c("column.attempts"), Column::Kind::number, 15},
               {c("column.treatment"), Column::Kind::text, 45}};
  Table::Group group;
  const auto row = [&](const char* key, std::size_t n) {
    Row one;
    one.cells = {{{{plain(c("excluded." + std::string(key)))}}, {}},
                 {{{plain(whole(c, n))}}, {}},
                 {{{plain(c("excluded." + std::string(key) + ".treatment"))}}, {}}};
    group.rows.push_back(std::move(one));
  };
  row("planned", planned);
  row("unobserved", unobserved);
  row("harness", harness);
  row("foreign", foreign);
  row("crash", crash);
  row("timeout", timeout);
  row("not_acquired", not_acquired);
  row("again", again);
  t.groups.push_back(std::move(group));
  return t;
}

}  // namespace

Result<Document> performance_report(const Context& c) {
  const Evaluation& e = c.evaluation;
  const auto mated = [](const Attempt& a) { return a.kind == Kind::genuine; };
  const auto non_mated = [](const Attempt& a) { return a.kind == Kind::impostor; };
  const auto either = [&](const Attempt& a) { return mated(a) || non_mated(a); };
  Document d = begin(c, "performance");
  Section& top = d.add("", "");
  add_statement(c, top);
  top.add(Paragraph{{plain(c("performance.purpose"))}});
  if (count_attempts(e, either) == 0) {
    top.add(GateBanner{Verdict::not_applicable, {{plain(c("performance.none"))}}});
    return d;
  }
  d.add("under-test", c("pad.under_test")).add(run_facts(c));
  d.add("evaluation", c("performance.evaluation")).add(kind_of_evaluation(c));
  Section& thresholds = d.add("thresholds", c("pad.thresholds"));
  if (e.plan.subject.settings.empty()) {
    thresholds.add(Paragraph{{plain(c("pad.no_settings"))}});
  } else {
    thresholds.add(settings(c));
  }
  Section& crew = d.add("crew", c("performance.crew"));
  crew.add(Paragraph{{plain(c("performance.crew_text", {{"persons", whole(c, persons_of(e, either).size())},
                                                        {"mated", whole(c, count_attempts(e, mated))},
                                                        {"non_mated", whole(c, count_attempts(e, non_mated))}}))}});
  crew.add(crew_table(c, either));
  d.add("environment", c("pad.environment")).add(environment(c, either));
  Section& results = d.add("results", c("performance.results"));
  results.add(Paragraph{{plain(c("performance.results_text"))}});
  const auto rates = choose(e, of_performance);
  results.add(rate_table(c, rates));
  if (!e.relations.empty()) {
    Section& s = d.add("relations", c("rates.relations"));
    s.add(Paragraph{{plain(c("rates.relations_explained"))}});
    s.add(relation_table(c));
  }
  Section& abnormal = d.add("excluded", c("performance.excluded"));
  abnormal.add(Paragraph{{plain(c("performance.excluded_text"))}});
  abnormal.add(excluded(c, either));
  Section& times = d.add("times", c("run.times"));
  const bool timed =
      std::any_of(e.session_times.begin(), e.session_times.end(), [](const SessionTimes& t) { return t.n > 0; });
  times.add(Paragraph{{plain(c(timed ? "times.explained" : "performance.no_times"))}});
  if (timed) times.add(quantile_table(c, "column.sessions", e.session_times));
  for (const ScoreTable& scores : e.scores) {
    if (scores.id != "comparison") continue;
    Section& s = d.add("det", c("performance.det"));
    s.add(Paragraph{{phrase(c.texts.sentence(scores.definition))}});
    PROOFMARK_TRY(Figure figure, det_figure(c, scores));
    s.add(std::move(figure));
    s.add(points_table(c, scores));
    if (scores.eer) s.add(Facts{{{c("scores.eer"), eer_line(c, scores)}}});
  }
  const auto grouped = choose(e, [](const Rate& r) { return of_performance(r) && !r.groups.empty(); });
  if (!grouped.empty()) {
    Section& s = d.add("groups", c("rates.groups"));
    s.add(Paragraph{{plain(c("rates.groups_explained"))}});
    s.add(group_table(c, grouped));
  }
  Section& definition = d.add("definitions", c("performance.definitions"));
  definition.add(definitions(c, rates));
  Section& uncertainty = d.add("uncertainty", c("pad.uncertainty"));
  uncertainty.add(Paragraph{{plain(c("method.bounds"))}});
  uncertainty.add(power_table(c, choose(e, [](const Rate& r) {
                                return of_performance(r) && r.limit && r.limit->value > 0 && r.limit->value < 1 &&
                                       r.planned > 0;
                              })));
  uncertainty.add(Paragraph{{plain(c("performance.not_shown"))}});
  return d;
}

}  // namespace proofmark::reports

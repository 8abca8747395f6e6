#include "reports/documents/assessor.hpp"
#include "reports/documents/crew.hpp"

namespace proofmark::reports {

using namespace parts;

namespace {

bool of_performance(const Rate& r) {
  for (const char* family :
       {"frr", "far", "gfrr", "gfar", "fmr", "fnmr", "fta", "fte", "false_match", "false_non_match"})
    if (r.family == family) return true;
  return false;
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
  for (const ScoreTable& scores : e.scores) {
    if (scores.id != "comparison") continue;
    Section& s = d.add("det", c("performance.det"));
    s.add(Paragraph{{phrase(c.texts.sentence(scores.definition))}});
    PROOFMARK_TRY(Figure figure, det_figure(c, scores));
    s.add(std::move(figure));
    s.add(points_table(c, scores));
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

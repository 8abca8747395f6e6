#include "reports/documents/assessor.hpp"
#include "reports/documents/crew.hpp"

namespace proofmark::reports {

using namespace parts;

Result<Document> presentation_attack_report(const Context& c) {
  const Evaluation& e = c.evaluation;
  const auto attack = [](const Attempt& a) { return a.kind == Kind::presentation_attack; };
  const auto bona_fide = [](const Attempt& a) { return a.kind == Kind::genuine; };
  Document d = begin(c, "pad");
  Section& top = d.add("", "");
  add_statement(c, top);
  top.add(Paragraph{{plain(c("pad.purpose"))}});
  if (count_attempts(e, attack) == 0) {
    top.add(GateBanner{Verdict::not_applicable, {{plain(c("pad.none"))}}});
    return d;
  }
  Section& under_test = d.add("under-test", c("pad.under_test"));
  under_test.add(run_facts(c));
  under_test.add(Paragraph{{plain(c("pad.level." + std::string(name_of(e.plan.subject.level))))}});
  Section& thresholds = d.add("thresholds", c("pad.thresholds"));
  thresholds.add(Paragraph{{plain(c("pad.thresholds_text"))}});
  if (e.plan.subject.settings.empty()) {
    thresholds.add(Paragraph{{plain(c("pad.no_settings"))}});
  } else {
    thresholds.add(settings(c));
  }
  Section& species = d.add("species", c("pad.species"));
  species.add(Paragraph{{plain(c("pad.species_text"))}});
  species.add(species_table(c, Kind::presentation_attack));
  Section& persons = d.add("sources", c("pad.sources"));
  persons.add(Paragraph{{plain(c("pad.sources_text", {{"n", whole(c, persons_of(e, attack).size())}}))}});
  persons.add(crew_table(c, attack));
  Section& crew = d.add("crew", c("pad.crew"));
  crew.add(Paragraph{{plain(c("pad.crew_text", {{"n", whole(c, persons_of(e, bona_fide).size())},
                                                {"presentations", whole(c, count_attempts(e, bona_fide))}}))}});
  crew.add(crew_table(c, bona_fide));
  d.add("environment", c("pad.environment")).add(environment(c, [&](const Attempt& a) {
    return attack(a) || bona_fide(a);
  }));

  Section& results = d.add("results", c("pad.results"));
  results.add(Paragraph{{plain(c("pad.results_text"))}});
  const auto apcer = choose(e, [](const Rate& r) { return r.family == "apcer" && r.id != "apcer"; });
  if (!apcer.empty()) {
    PROOFMARK_TRY(Figure figure, interval_figure(c, "apcer", apcer, c("chart.simulated", {{"what", "APCER"}})));
    results.add(std::move(figure));
  }
  for (const char* family : {"apcer", "bpcer", "iapar"}) {
    const auto rates = choose(e, [&](const Rate& r) { return r.family == family; });
    if (rates.empty()) continue;
    results.add(Heading{rate_name(c, *rates.front()).text});
    results.add(rate_table(c, rates));
  }
  const auto silent = choose(e, [](const Rate& r) { return r.family == "apnrr" || r.family == "bpnrr"; });
  if (!silent.empty()) {
    Section& s = d.add("non-responses", c("pad.non_responses"));
    s.add(Paragraph{{plain(c("pad.non_responses_text"))}});
    s.add(rate_table(c, silent));
  }
  if (!e.sums.empty()) d.add("riapar", "RIAPAR").add(sums_facts(c));
  for (const ScoreTable& scores : e.scores) {
    if (scores.id != "pad") continue;
    Section& s = d.add("det", c("pad.det"));
    PROOFMARK_TRY(Figure figure, det_figure(c, scores));
    s.add(std::move(figure));
    s.add(points_table(c, scores));
  }
  Section& uncertainty = d.add("uncertainty", c("pad.uncertainty"));
  uncertainty.add(Paragraph{{plain(c("method.bounds"))}});
  uncertainty.add(power_table(c, choose(e, [](const Rate& r) {
                                return r.limit && r.limit->value > 0 && r.limit->value < 1 && r.planned > 0 &&
                                       (r.family == "apcer" || r.family == "bpcer" || r.family == "iapar");
                              })));
  uncertainty.add(Paragraph{{plain(c("pad.not_shown"))}});
  return d;
}

}  // namespace proofmark::reports

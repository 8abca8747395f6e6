#include <algorithm>

#include "reports/documents/assessor.hpp"
#include "reports/documents/crew.hpp"

namespace proofmark::reports {

using namespace parts;

namespace {

// The rule of 3: fewest presentations of a species that can show an APCER of at most `share`.
std::string needed(const Context& c, double share) {
  const auto n = attempts_to_show(share, 0, true);
  return n ? whole(c, *n) : c("power.never");
}

// BPCER at an APCER of 10, 5 and 1 %, or why there is none.
Result<void> add_det(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  const auto found =
      std::find_if(e.scores.begin(), e.scores.end(), [](const ScoreTable& one) { return one.id == "pad"; });
  Section& s = d.add("det", c("pad.det"));
  if (found != e.scores.end()) {
    PROOFMARK_TRY(Figure figure, det_figure(c, *found));
    s.add(std::move(figure));
    s.add(points_table(c, *found));
    if (found->eer) s.add(Facts{{{c("scores.eer"), eer_line(c, *found)}}});
  } else {
    s.add(Paragraph{{plain(c(e.plan.subject.level == Level::pad ? "pad.no_two_sides" : "pad.no_scores"))}});
  }
  s.add(Paragraph{
      {plain(c("pad.points_need", {{"ten", needed(c, 0.10)}, {"five", needed(c, 0.05)}, {"one", needed(c, 0.01)}}))}});
  return {};
}

}  // namespace

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
  species.add(series_table(c, Kind::presentation_attack));
  species.add(Heading{c("pad.presentations")});
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
  if (!e.potentials.empty()) {
    Section& s = d.add("potentials", c("species.potentials"));
    s.add(Paragraph{{plain(c("pad.potentials_text"))}});
    s.add(potential_table(c));
  }
  const auto silent = choose(e, [](const Rate& r) { return r.family == "apnrr" || r.family == "bpnrr"; });
  if (!silent.empty()) {
    Section& s = d.add("non-responses", c("pad.non_responses"));
    s.add(Paragraph{{plain(c("pad.non_responses_text"))}});
    s.add(rate_table(c, silent));
  }
  if (!e.sums.empty()) d.add("riapar", c("pad.riapar")).add(sums_facts(c));
  PROOFMARK_CHECK(add_det(c, d));
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

#include <algorithm>

#include "reports/documents/assessor.hpp"
#include "reports/documents/crew.hpp"

namespace proofmark::reports {

using namespace parts;

namespace {

// Success per cell, as the standard asks: sessions accepted by the whole system.
Table matrix(const Context& c, const std::vector<const Rate*>& cells) {
  std::vector<std::string> methods, instruments;
  const auto note = [](std::vector<std::string>& into, const std::string& word) {
    if (std::find(into.begin(), into.end(), word) == into.end()) into.push_back(word);
  };
  for (const Rate* r : cells) {
    note(methods, r->method);
    note(instruments, r->instrument);
  }
  Table t;
  t.columns.push_back({c("injection.instrument_by_method"), Column::Kind::name, 0});
  for (const std::string& method : methods) t.columns.push_back({method, Column::Kind::text, 0});
  Table::Group group;
  for (const std::string& instrument : instruments) {
    Row row;
    row.cells.push_back({{{plain(instrument)}}, {}});
    for (const std::string& method : methods) {
      const auto at = std::find_if(cells.begin(), cells.end(),
                                   [&](const Rate* r) { return r->method == method && r->instrument == instrument; });
      if (at == cells.end()) {
        row.cells.push_back({{{soft(c("injection.not_tested"))}}, {}});
        continue;
      }
      const Rate& r = **at;
      Cell cell;
      cell.lines.push_back({strong(c("figure.errors_of", {{"errors", whole(c, r.errors)}, {"n", whole(c, r.n)}})),
                            plain(r.rate ? ", " + percent(c, *r.rate) : "")});
      if (r.interval) cell.lines.push_back({soft(interval(c, *r.interval))});
      for (Line& line : limit_lines(c, r.limit)) cell.lines.push_back(std::move(line));
      cell.lines.push_back({badge(c.texts, r.verdict)});
      row.cells.push_back(std::move(cell));
    }
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

}  // namespace

Result<Document> injection_matrix(const Context& c) {
  const Evaluation& e = c.evaluation;
  const auto attack = [](const Attempt& a) { return a.kind == Kind::injection_attack; };
  const auto bona_fide = [](const Attempt& a) { return a.kind == Kind::genuine; };
  Document d = begin(c, "injection");
  Section& top = d.add("", "");
  add_statement(c, top);
  top.add(Paragraph{{plain(c("injection.purpose"))}});
  if (count_attempts(e, attack) == 0) {
    top.add(GateBanner{Verdict::not_applicable, {{plain(c("injection.none"))}}});
    return d;
  }
  d.add("under-test", c("pad.under_test")).add(run_facts(c));
  Section& success = d.add("matrix", c("injection.matrix"));
  success.add(Paragraph{{plain(c("injection.matrix_text"))}});
  const auto cells = choose(e, [](const Rate& r) { return r.family == "injection_success" && !r.method.empty(); });
  if (cells.empty()) {
    success.add(Paragraph{{plain(c("injection.no_cells"))}});
  } else {
    success.add(matrix(c, cells));
    std::vector<std::string> methods, instruments;
    for (const Rate* r : cells) {
      methods.push_back(r->method);
      instruments.push_back(r->instrument);
    }
    for (auto* words : {&methods, &instruments}) {
      std::sort(words->begin(), words->end());
      words->erase(std::unique(words->begin(), words->end()), words->end());
    }
    success.add(Paragraph{{plain(c("injection.coverage", {{"methods", std::to_string(methods.size())},
                                                          {"instruments", std::to_string(instruments.size())}}))}});
  }
  Section& species = d.add("species", c("injection.species"));
  species.add(series_table(c, Kind::injection_attack));
  species.add(Heading{c("injection.attempts")});
  species.add(species_table(c, Kind::injection_attack));
  Section& results = d.add("results", c("injection.results"));
  results.add(Paragraph{{plain(c("injection.results_text"))}});
  results.add(rate_table(c, choose(e, [](const Rate& r) { return r.family.starts_with("injection"); })));
  const auto bona = choose(e, [](const Rate& r) { return r.family == "bpcer" || r.family == "bpnrr"; });
  Section& crew = d.add("bona-fide", c("injection.bona_fide"));
  crew.add(Paragraph{{plain(c("pad.crew_text", {{"n", whole(c, persons_of(e, bona_fide).size())},
                                                {"presentations", whole(c, count_attempts(e, bona_fide))}}))}});
  if (!bona.empty()) crew.add(rate_table(c, bona));
  d.add("environment", c("pad.environment")).add(environment(c, [&](const Attempt& a) {
    return attack(a) || bona_fide(a);
  }));
  Section& uncertainty = d.add("uncertainty", c("pad.uncertainty"));
  uncertainty.add(Paragraph{{plain(c("method.bounds"))}});
  uncertainty.add(Paragraph{{plain(c("injection.not_shown"))}});
  return d;
}

}  // namespace proofmark::reports

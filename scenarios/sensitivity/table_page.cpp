// The measurement as one self-contained page.
#include "reports/documents/document.hpp"
#include "reports/formats/results.hpp"
#include "scenarios/sensitivity/table.hpp"

namespace proofmark::sensitivity {
namespace {

using namespace reports;  // NOLINT: a page is built of nothing else

Cell cell(std::vector<Line> lines) {
  Cell made;
  made.lines = std::move(lines);
  return made;
}

Span mark(Verdict verdict, std::string text) {
  Span span;
  span.text = std::move(text);
  span.verdict = verdict;
  return span;
}

Row row_of(const Weakness& weakness, const WeaknessResult& result, const Reported& reported) {
  Row row;
  row.id = weakness.name;
  row.cells.push_back(cell({{code(weakness.name)}, {plain(weakness.weakness)}, {soft(weakness.attack)}}));
  row.cells.push_back(cell({{plain(weakness.clause)}}));
  if (result.catches.empty()) {
    row.cells.push_back(cell(
        {{mark(Verdict::fail, "not caught")},
         {soft(result.reached ? "The guard was reached and nothing was noticed." : "The guard was never reached.")}}));
  } else {
    const Trial& first = result.catches.front();
    std::vector<Line> lines{{mark(Verdict::pass, "caught")}, {code(first.attempt)}};
    if (const auto found = reported.demands.find(first.scenario); found != reported.demands.end())
      lines.push_back({plain(found->second)});
    lines.push_back({soft(first.reason)});
    for (std::size_t i = 1; i < result.catches.size(); ++i)
      lines.push_back({soft("also " + result.catches[i].attempt)});
    row.cells.push_back(cell(std::move(lines)));
  }
  row.cells.push_back(cell({{plain(std::to_string(result.played))}}));
  return row;
}

}  // namespace

Result<std::string> to_html(const Reported& reported) {
  const Measurement& m = reported.measurement;
  Document page;
  page.lead = "How sensitive is the harness?";
  page.title = std::to_string(m.caught()) + " of " + std::to_string(m.results.size()) + " planted weaknesses caught";
  page.run = "simulated; harness " + reported.harness + ", seed " + std::to_string(reported.seed);
  Section& result = page.add("result", "Result");
  result.add(Notice{{plain(std::string(simulated_statement()))}});
  result.add(Paragraph{{plain(
      "One weakness at a time is switched on in a build of the reference service, and the scenarios are played against "
      "it. It is caught when a scenario that comes out as demanded without any weakness does not with it.")}});
  Facts facts;
  facts.rows.emplace_back("Weaknesses measured", Line{plain(std::to_string(m.results.size()) + " of " +
                                                            std::to_string(reported.planted) + " planted")});
  facts.rows.emplace_back("Without any weakness",
                          Line{plain(std::to_string(m.false_alarms()) + " of " + std::to_string(m.baseline.size()) +
                                     " attempts failed, against the service as it is and against the weak build; " +
                                     std::to_string(m.known_failures()) +
                                     " more are known to fail, because the service does not do yet what they ask")});
  facts.rows.emplace_back("Command", Line{code(reported.command)});
  facts.rows.emplace_back("Measurement", Line{code(reported.id)});
  result.add(std::move(facts));
  if (m.caught() < m.results.size()) {
    Section& gaps = page.add("gaps", "Open gaps");
    List list;
    for (std::size_t i = 0; i < m.results.size(); ++i)
      if (m.results[i].catches.empty())
        list.items.push_back({link(reported.weaknesses[i].name, "#" + reported.weaknesses[i].name),
                              plain(": " + reported.weaknesses[i].weakness)});
    gaps.add(std::move(list));
  }
  if (m.false_alarms() > 0) {
    Section& alarms = page.add("alarms", "Failed without any weakness");
    List list;
    for (const auto& [id, baseline] : m.baseline)
      if (!baseline.holds() && baseline.known.empty())
        list.items.push_back(
            {code(id), plain(": as it is: " + baseline.release.reason + "; weak build: " + baseline.weak.reason)});
    alarms.add(std::move(list));
  }
  Section& all = page.add("weaknesses", "Weaknesses");
  Table table;
  table.columns = {{"Weakness", Column::Kind::text, 42},
                   {"Clause", Column::Kind::text, 16},
                   {"Caught by", Column::Kind::text, 34},
                   {"Attempts", Column::Kind::number, 8}};
  for (const Area& area : areas()) {
    Table::Group group;
    group.heading = {strong(area.name)};
    for (std::size_t i = 0; i < m.results.size(); ++i)
      if (reported.weaknesses[i].area == area.name)
        group.rows.push_back(row_of(reported.weaknesses[i], m.results[i], reported));
    if (!group.rows.empty()) table.groups.push_back(std::move(group));
  }
  all.add(std::move(table));
  return render_html(page);
}

}  // namespace proofmark::sensitivity

#include <algorithm>
#include <array>

#include "reports/documents/assessor.hpp"
#include "reports/documents/crew.hpp"

namespace proofmark::reports {

using namespace parts;

namespace {

// How each check came out over genuine documents and over attacked ones.
Table checks(const Context& c) {
  const Evaluation& e = c.evaluation;
  std::vector<std::string> ids;
  std::vector<std::array<std::size_t, 8>> counts;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    if (!e.observations[i]) continue;
    const Kind kind = e.plan.attempts[i].kind;
    if (kind != Kind::genuine && kind != Kind::document_attack) continue;
    for (const Check& check : e.observations[i]->checks) {
      if (!check.id.starts_with("chip.") && !check.id.starts_with("document.") && check.id != "order.match") continue;
      auto at = std::find(ids.begin(), ids.end(), check.id);
      if (at == ids.end()) {
        at = ids.insert(ids.end(), check.id);
        counts.push_back({});
      }
      const std::size_t column = (kind == Kind::document_attack ? 4U : 0U) + static_cast<std::size_t>(check.result);
      ++counts[static_cast<std::size_t>(at - ids.begin())][column];
    }
  }
  Table t;
  t.columns = {{c("column.check"), Column::Kind::name, 0}};
  for (const char* who : {"inspection.genuine", "inspection.attacked"})
    for (const char* result : {"passed", "failed", "undetermined", "not_performed"})
      t.columns.push_back({c(who) + ": " + c("check." + std::string(result)), Column::Kind::number, 0});
  Table::Group group;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    Row row;
    row.cells.push_back({{{code(ids[i])}}, {}});
    for (const std::size_t n : counts[i]) row.cells.push_back({{{plain(whole(c, n))}}, {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

}  // namespace

Result<Document> document_inspection_report(const Context& c) {
  const Evaluation& e = c.evaluation;
  const auto chip = [](const Attempt& a) { return a.kind == Kind::document_attack || !a.card.empty(); };
  Document d = begin(c, "inspection");
  Section& top = d.add("", "");
  add_statement(c, top);
  top.add(Paragraph{{plain(c("inspection.purpose"))}});
  if (count_attempts(e, chip) == 0) {
    top.add(GateBanner{Verdict::not_applicable, {{plain(c("inspection.none"))}}});
    return d;
  }
  d.add("under-test", c("pad.under_test")).add(run_facts(c));
  Section& overview = d.add("checks", c("inspection.checks"));
  overview.add(Paragraph{{plain(c("inspection.checks_text"))}});
  overview.add(checks(c));
  Section& attacks = d.add("attacks", c("inspection.attacks"));
  const auto rates = choose(e, [](const Rate& r) { return r.level == "document" || r.family.starts_with("document"); });
  if (!rates.empty()) attacks.add(rate_table(c, rates));
  attacks.add(Paragraph{{plain(c("documents.explained"))}});
  attacks.add(scenario_table(c, [](const ScenarioVerdict& s) { return s.kind == Kind::document_attack; }));
  Section& genuine = d.add("genuine", c("inspection.genuine_documents"));
  genuine.add(scenario_table(c, [](const ScenarioVerdict& s) { return s.kind == Kind::genuine; }));
  d.add("environment", c("pad.environment")).add(environment(c, chip));
  Section& limits = d.add("not-shown", c("pad.uncertainty"));
  limits.add(Paragraph{{plain(c("inspection.not_shown"))}});
  return d;
}

}  // namespace proofmark::reports

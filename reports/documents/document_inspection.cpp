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
  using Counts = std::array<std::size_t, 4>;  // by CheckResult
  struct Side {
    const char* title;
    std::size_t attempts = 0;
    std::vector<std::pair<std::string, Counts>> checks;  // in the order in which the service names them
  };
  std::array<Side, 2> sides{Side{"inspection.genuine", 0, {}}, Side{"inspection.attacked", 0, {}}};
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    if (!e.observations[i]) continue;
    const Kind kind = e.plan.attempts[i].kind;
    if (kind != Kind::genuine && kind != Kind::document_attack) continue;
    Side& side = sides[kind == Kind::document_attack ? 1 : 0];
    ++side.attempts;
    for (const Check& check : e.observations[i]->checks) {
      if (!check.id.starts_with("chip.") && !check.id.starts_with("document.") && check.id != "order.match") continue;
      auto at =
          std::find_if(side.checks.begin(), side.checks.end(), [&](const auto& x) { return x.first == check.id; });
      if (at == side.checks.end()) at = side.checks.insert(side.checks.end(), {check.id, Counts{}});
      ++at->second[static_cast<std::size_t>(check.result)];
    }
  }
  Table t;
  t.columns = {{c("column.check"), Column::Kind::name, 36}};
  for (const char* result : {"passed", "failed", "undetermined", "not_performed"})
    t.columns.push_back({c("check." + std::string(result)), Column::Kind::number, 16});
  for (const Side& side : sides) {
    if (side.attempts == 0) continue;
    Table::Group group;
    group.heading = {plain(c(side.title)), soft(", " + c.texts.count("count.attempts", side.attempts))};
    for (const auto& [id, counts] : side.checks) {
      Row row;
      row.cells.push_back({{{code(id)}}, {}});
      for (const std::size_t n : counts) row.cells.push_back({{{plain(whole(c, n))}}, {}});
      group.rows.push_back(std::move(row));
    }
    t.groups.push_back(std::move(group));
  }
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

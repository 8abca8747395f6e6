#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "reports/documents/assessor.hpp"
#include "reports/documents/crew.hpp"
#include "reports/files/document_check.hpp"

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

constexpr std::array kStepResults{StepResult::successful, StepResult::failed, StepResult::undetermined,
                                  StepResult::not_supported, StepResult::aborted};

bool states_steps(const Evaluation& e, std::size_t i) {
  const Kind kind = e.plan.attempts[i].kind;
  return e.observations[i] && e.observations[i]->inspection && (kind == Kind::genuine || kind == Kind::document_attack);
}

// How each step came out over genuine and attacked documents, with the guideline's check that it belongs to. A step
// that was made several times in one inspection counts once, by its worst result (TR-03135-1 table 3.1).
Table steps(const Context& c) {
  constexpr std::array<unsigned, 5> severity{3, 0, 2, 4, 1};  // by StepResult
  const Evaluation& e = c.evaluation;
  using Counts = std::array<std::size_t, 5>;  // by StepResult
  std::array<std::map<std::string, Counts>, 2> sides;
  std::array<std::size_t, 2> attempts{};
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    if (!states_steps(e, i)) continue;
    const std::size_t side = e.plan.attempts[i].kind == Kind::document_attack ? 1 : 0;
    ++attempts[side];
    std::map<std::string, StepResult> worst;
    for (const InspectionStep& step : e.observations[i]->inspection->steps) {
      const auto [at, first] = worst.emplace(step.id, step.result);
      const auto rank = [&](StepResult result) { return severity[static_cast<std::size_t>(result)]; };
      if (!first && rank(step.result) < rank(at->second)) at->second = step.result;
    }
    for (const auto& [id, result] : worst) ++sides[side][id][static_cast<std::size_t>(result)];
  }
  Table t;
  t.columns = {{c("column.step") + ", BSI TR-03135-1", Column::Kind::name, 55}};
  for (const StepResult result : kStepResults)
    t.columns.push_back({c("step." + std::string(name_of(result))), Column::Kind::number, 9});
  for (const std::size_t side : {0U, 1U}) {
    if (attempts[side] == 0) continue;
    Table::Group group;
    group.heading = {plain(c(side == 0 ? "inspection.genuine" : "inspection.attacked")),
                     soft(", " + c.texts.count("count.attempts", attempts[side]))};
    for (const auto& [id, counts] : sides[side]) {
      Row row;
      row.cells.push_back({{{code(id), soft(" " + guideline_element(id))}}, {}});
      for (const std::size_t n : counts) row.cells.push_back({{{plain(whole(c, n))}}, {}});
      group.rows.push_back(std::move(row));
    }
    t.groups.push_back(std::move(group));
  }
  return t;
}

// The steps that refused each attacked document: failed or aborted ones, and those that stayed undetermined.
Table refusing_steps(const Context& c) {
  const Evaluation& e = c.evaluation;
  struct Found {
    std::size_t attempts = 0;
    std::set<std::string> failed, undetermined;
  };
  std::map<std::string, Found> of_scenario;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    if (!states_steps(e, i) || e.plan.attempts[i].kind != Kind::document_attack) continue;
    Found& found = of_scenario[e.plan.attempts[i].scenario];
    ++found.attempts;
    for (const InspectionStep& step : e.observations[i]->inspection->steps) {
      if (step.result == StepResult::failed || step.result == StepResult::aborted) found.failed.insert(step.id);
      if (step.result == StepResult::undetermined) found.undetermined.insert(step.id);
    }
  }
  Table t;
  t.columns = {{c("column.scenario"), Column::Kind::name, 30},
               {c("column.attempts"), Column::Kind::number, 10},
               {c("column.failed_steps"), Column::Kind::text, 32},
               {c("column.undetermined_steps"), Column::Kind::text, 28}};
  Table::Group group;
  const auto words = [](const std::set<std::string>& ids) -> Cell {
    if (ids.empty()) return {{{soft("-")}}, {}};
    return {{{code(joined({ids.begin(), ids.end()}))}}, {}};
  };
  for (const auto& [scenario, found] : of_scenario) {
    Row row;
    row.cells = {{{{code(scenario)}}, {}},
                 {{{plain(whole(c, found.attempts))}}, {}},
                 words(found.failed),
                 words(found.undetermined)};
    group.rows.push_back(std::move(row));
  }
  if (!group.rows.empty()) t.groups.push_back(std::move(group));
  return t;
}

void add_steps(const Context& c, Document& d) {
  const Table all = steps(c);
  Section& section = d.add("steps", c("inspection.steps"));
  if (all.groups.empty()) {
    section.add(Paragraph{{plain(c("inspection.no_steps"))}});
    return;
  }
  section.add(Paragraph{{plain(c("inspection.steps_text"))}});
  section.add(all);
  if (Table refusing = refusing_steps(c); !refusing.groups.empty()) {
    section.add(Paragraph{{plain(c("inspection.refusing_steps"))}});
    section.add(std::move(refusing));
  }
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
  add_steps(c, d);
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

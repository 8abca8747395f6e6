#include "reports/documents/crew.hpp"

#include <algorithm>
#include <map>

namespace proofmark::reports::parts {
namespace {

Cell cell(std::string words) {
  return {{{plain(std::move(words))}}, {}};
}

}  // namespace

std::vector<std::string> distinct(const Evaluation& e, const AttemptChoice& choice, std::string Attempt::*field) {
  std::vector<std::string> out;
  for (const Attempt& a : e.plan.attempts)
    if (choice(a) && !(a.*field).empty() && std::find(out.begin(), out.end(), a.*field) == out.end())
      out.push_back(a.*field);
  return out;
}

std::size_t count_attempts(const Evaluation& e, const AttemptChoice& choice) {
  return static_cast<std::size_t>(std::count_if(e.plan.attempts.begin(), e.plan.attempts.end(), choice));
}

std::vector<std::string> persons_of(const Evaluation& e, const AttemptChoice& choice) {
  return distinct(e, choice, &Attempt::person);
}

Table crew_table(const Context& c, const AttemptChoice& choice) {
  const auto ids = persons_of(c.evaluation, choice);
  std::map<std::string, std::map<std::string, std::size_t>> groups;
  for (const Person& p : c.evaluation.plan.persons)
    if (std::find(ids.begin(), ids.end(), p.id) != ids.end())
      for (const auto& [group, value] : p.groups) ++groups[group][value];
  Table t;
  t.columns = {{c("column.group"), Column::Kind::name, 0}, {c("column.persons"), Column::Kind::number, 0}};
  for (const auto& [group, values] : groups) {
    Table::Group rows;
    rows.heading = {plain(c.texts.name("group." + group, group).text)};
    for (const auto& [value, n] : values) {
      Row row;
      row.cells = {cell(c.texts.name("group." + value, value).text), cell(whole(c, n))};
      rows.rows.push_back(std::move(row));
    }
    t.groups.push_back(std::move(rows));
  }
  return t;
}

namespace {

Line population_line(const Context& c, const Plan& plan) {
  if (!plan.population) return {plain(c("environment.persons_plain"))};
  return {plain(c("environment.persons_of", {{"population", plan.population->name}})), plain(" "),
          code(plan.population->sha256.substr(0, 16))};
}

}  // namespace

Facts environment(const Context& c, const AttemptChoice& choice) {
  const Evaluation& e = c.evaluation;
  const auto or_none = [&](const std::vector<std::string>& words) {
    return Line{plain(words.empty() ? c("environment.none") : joined(words))};
  };
  Facts facts;
  facts.rows = {{c("environment.simulation"), {plain(c("environment.simulation_value"))}},
                {c("environment.devices"), or_none(distinct(e, choice, &Attempt::device))},
                {c("environment.cards"), or_none(distinct(e, choice, &Attempt::card))},
                {c("environment.persons"), population_line(c, e.plan)},
                {c("fact.machine"), {plain(e.plan.machine)}},
                {c("fact.began"), {plain(e.began.empty() ? c("fact.began_not_recorded") : e.began)}},
                {c("fact.started"), {plain(e.plan.started)}},
                {c("fact.seed"), {plain(std::to_string(e.plan.seed))}}};
  return facts;
}

}  // namespace proofmark::reports::parts

// Attack species: what they are made of, how many presentations of each there were, and rates by attack potential.
#include <algorithm>
#include <array>
#include <cmath>

#include "reports/documents/crew.hpp"

namespace proofmark::reports::parts {
namespace {

Cell cell(std::string words) {
  return {{{plain(std::move(words))}}, {}};
}

const AttackSpecies* described(const Evaluation& e, const std::string& id) {
  const auto at = std::find_if(e.plan.species.begin(), e.plan.species.end(),
                               [&](const AttackSpecies& one) { return one.id == id; });
  return at == e.plan.species.end() ? nullptr : &*at;
}

std::string potential_words(const Context& c, const std::string& potential) {
  return potential.empty() ? c("species.not_stated") : c("potential." + potential);
}

// As many digits as the species file has.
std::string bound(const Context& c, double value) {
  int places = 0;
  for (double scale = 1; places < 6 && std::abs(std::round(value * scale) / scale - value) > 1e-9; scale *= 10)
    ++places;
  return decimal(c, value, places);
}

std::string span(const Context& c, const AttackSpecies::Range& range) {
  return range.low == range.high ? bound(c, range.low)
                                 : c("figure.interval", {{"low", bound(c, range.low)}, {"high", bound(c, range.high)}});
}

Line series_of(const Context& c, const AttackSpecies& s) {
  Line line;
  const auto add = [&](const std::string& name, std::string value) {
    if (!line.empty()) line.push_back(soft("; "));
    line.push_back(code(name));
    line.push_back(soft(" " + std::move(value)));
  };
  for (const auto& [name, value] : s.choices) add(name, value);
  for (const auto& [name, range] : s.ranges) add(name, span(c, range));
  return line;
}

// How hard it is: the potential, and where it is published what one instrument takes.
Cell effort_of(const Context& c, const AttackSpecies* s) {
  Cell out = cell(potential_words(c, s == nullptr ? "" : s->attack_potential));
  if (s != nullptr && s->cost)
    out.lines.push_back(
        {soft(c("species.cost",
                {{"hours", span(c, s->cost->hours)}, {"euro", span(c, s->cost->euro)}, {"source", s->cost->source}}))});
  return out;
}

}  // namespace

Line species_line(const Context& c, const std::string& id) {
  Line line{strong(id)};
  const AttackSpecies* s = described(c.evaluation, id);
  if (s == nullptr) return line;
  line.push_back(plain(", "));
  line.push_back(phrase(c.texts.sentence(s->name), Span::Style::soft));
  return line;
}

Table series_table(const Context& c, Kind kind) {
  const Evaluation& e = c.evaluation;
  Table t;
  t.columns = {{c("column.species"), Column::Kind::name, 30},
               {c("column.potential"), Column::Kind::text, 12},
               {c("column.material"), Column::Kind::text, 16},
               {c("column.series"), Column::Kind::text, 42}};
  Table::Group group;
  for (const std::string& id : distinct(
           e, [kind](const Attempt& a) { return a.kind == kind; }, &Attempt::species)) {
    const AttackSpecies* s = described(e, id);
    Row row;
    row.cells = {
        {{species_line(c, id)}, {}},
        effort_of(c, s),
        cell(s == nullptr ? c("species.not_stated") : c.texts.name("material." + s->material, s->material).text),
        {{s == nullptr ? Line{plain(c("species.not_stated"))} : series_of(c, *s)}, {}}};
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

Table species_table(const Context& c, Kind kind) {
  const Evaluation& e = c.evaluation;
  Table t;
  t.columns = {{c("column.species"), Column::Kind::name, 22},       {c("column.persons"), Column::Kind::number, 10},
               {c("column.planned"), Column::Kind::number, 12},     {c("column.completed"), Column::Kind::number, 12},
               {c("column.no_response"), Column::Kind::number, 12}, {c("column.accepted"), Column::Kind::number, 12},
               {c("column.by_check"), Column::Kind::text, 20}};
  Table::Group group;
  for (const std::string& species : distinct(
           e, [kind](const Attempt& a) { return a.kind == kind; }, &Attempt::species)) {
    const auto of = [&](const Attempt& a) { return a.kind == kind && a.species == species; };
    std::array<std::size_t, 4> n{};
    for (std::size_t i = 0; i < e.attempts.size(); ++i) {
      if (!of(e.plan.attempts[i])) continue;
      const auto& o = e.observations[i];
      ++n[0];
      const bool completed = o && o->outcome == Outcome::completed;
      n[1] += completed;
      n[2] += !completed || o->failed_to_acquire;
      n[3] += completed && (o->decision == Decision::accepted || (o->pad && !o->pad->attack));
    }
    Row row;
    row.cells = {cell(species),
                 cell(whole(c, persons_of(e, of).size())),
                 cell(whole(c, n[0])),
                 cell(whole(c, n[1])),
                 cell(whole(c, n[2])),
                 cell(whole(c, n[3])),
                 cell(joined(detected_by(e, species)))};
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

Table potential_table(const Context& c) {
  Table t;
  t.columns = {{c("column.potential"), Column::Kind::name, 14}, {c("column.worst_species"), Column::Kind::text, 24},
               {c("column.errors"), Column::Kind::number, 9},   {c("column.figure"), Column::Kind::text, 19},
               {c("column.limit"), Column::Kind::text, 16},     {c("column.verdict"), Column::Kind::text, 18}};
  std::string family;
  for (const PotentialMaximum& p : c.evaluation.potentials) {
    const Rate& r = p.maximum;
    if (t.groups.empty() || family != r.family) {
      family = r.family;
      t.groups.push_back({{phrase(rate_name(c, r))}, {}});
    }
    Row row;
    Cell figure{{{strong(r.rate ? percent(c, *r.rate) : c("figure.none"))},
                 {plain(r.interval ? interval(c, *r.interval) : c("figure.no_interval"))}},
                {}};
    row.cells = {
        cell(potential_words(c, p.potential)),
        {{{strong(r.species)},
          {soft(c("species.of_the_potential", {{"n", whole(c, p.species.size())}}) + ": " + joined(p.species))}},
         {}},
        cell(errors_of(c, r.errors, r.n)),
        std::move(figure),
        {limit_lines(c, r.limit), {}},
        {verdict_lines(c, r.verdict, r.reason), {}}};
    t.groups.back().rows.push_back(std::move(row));
  }
  return t;
}

}  // namespace proofmark::reports::parts

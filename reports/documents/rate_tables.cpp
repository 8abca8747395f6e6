// Tables of rates: each figure with errors, n, interval, limit and the limit's source.
#include <algorithm>

#include "reports/documents/parts.hpp"
#include "reports/formats/percent.hpp"

namespace proofmark::reports::parts {
namespace {

Line text(std::string words) {
  return {plain(std::move(words))};
}

Cell cell(std::string words) {
  return {{text(std::move(words))}, {}};
}

std::vector<Line> name_lines(const Context& c, const Rate& r) {
  std::vector<Line> lines{{phrase(rate_name(c, r))}};
  std::vector<std::string> of;
  if (!r.species.empty()) of.push_back(r.family == r.id ? c("rate.worst", {{"species", r.species}}) : r.species);
  if (!r.method.empty()) of.push_back(r.method + " x " + r.instrument);
  if (!r.relation.empty()) of.push_back(c.texts.name("relation." + r.relation, r.relation).text);
  if (!r.level.empty()) of.push_back(c.texts.name("ratelevel." + r.level, r.level).text);
  if (!of.empty()) lines.push_back({soft(joined(of))});
  return lines;
}

std::vector<Line> figure_lines(const Context& c, const Rate& r) {
  std::vector<Line> lines;
  lines.push_back({strong(r.rate ? percent(c, *r.rate) : c("figure.none"))});
  lines.push_back(text(r.interval ? interval(c, *r.interval) : c("figure.no_interval")));
  const auto note = [&](std::string words) { lines.push_back({soft(std::move(words))}); };
  if (r.upper) note(c("figure.upper", {{"upper", percent(c, *r.upper)}}));
  if (r.bootstrap)
    note(c("figure.bootstrap", {{"interval", interval(c, r.bootstrap->interval)}, {"subjects", whole(c, r.subjects)}}));
  if (r.planned != r.n) note(c("figure.planned", {{"n", whole(c, r.planned)}}));
  if (r.non_responses > 0) note(c("figure.non_responses", {{"n", whole(c, r.non_responses)}}));
  if (r.disrupted > 0) note(c("figure.disrupted", {{"n", whole(c, r.disrupted)}}));
  if (r.missing > 0) note(c("figure.missing", {{"n", whole(c, r.missing)}}));
  if (r.worst_group) {
    const GroupRate& g = *r.worst_group;
    note(c("figure.worst_group", {{"group", c.texts.name("group." + g.group, g.group).text},
                                  {"value", c.texts.name("group." + g.value, g.value).text},
                                  {"errors", whole(c, g.errors)},
                                  {"n", whole(c, g.n)},
                                  {"interval", interval(c, g.interval)}}));
  }
  return lines;
}

// "FAR of related persons: 3 of 12, 25 %, 5.49 % to 57.2 %"
std::vector<Line> one_side(const Context& c, const Rate* r) {
  if (r == nullptr) return {{soft(c("figure.none"))}};
  std::vector<Line> lines{{phrase(rate_name(c, *r))}};
  lines.push_back({strong(errors_of(c, r->errors, r->n)), plain(r->rate ? ", " + percent(c, *r->rate) : "")});
  lines.push_back(text(r->interval ? interval(c, *r->interval) : c("figure.no_interval")));
  return lines;
}

}  // namespace

std::vector<Line> limit_lines(const Context& c, const std::optional<Limit>& limit) {
  if (!limit) return {{soft(c("limit.none"))}};
  return {{phrase(c.texts.sentence(limit->text))}, limit_line(c, *limit)};
}

std::string errors_of(const Context& c, std::uint64_t errors, std::uint64_t n) {
  return c("figure.errors_of", {{"errors", whole(c, errors)}, {"n", whole(c, n)}});
}

Line limit_line(const Context& c, const Limit& limit) {
  const std::string kind = c("limitkind." + std::string(name_of(limit.kind)));
  const Phrase source = c.texts.sentence(limit.source), checked = c.texts.sentence(limit.checked);
  return {soft(kind + ": "), phrase(source, Span::Style::soft), soft(" ("), phrase(checked, Span::Style::soft),
          soft(")")};
}

Table rate_table(const Context& c, const std::vector<const Rate*>& rates) {
  Table t;
  // On paper the figures alone: weasyprint knows no width for a drawing in a cell.
  const bool screen = c.medium == Medium::screen;
  t.columns = {{c("column.rate"), Column::Kind::name, screen ? 15U : 18U},
               {c("column.errors"), Column::Kind::number, 9},
               {c("column.figure"), Column::Kind::text, screen ? 19U : 23U},
               {c("column.limit"), Column::Kind::text, screen ? 20U : 23U},
               {c("column.verdict"), Column::Kind::text, screen ? 22U : 27U}};
  if (screen) t.columns.insert(t.columns.begin() + 3, {c("column.scale"), Column::Kind::gauge, 15});
  Table::Group group;
  for (const Rate* r : rates) {
    Row row;
    row.cells.push_back({name_lines(c, *r), {}});
    row.cells.push_back(cell(errors_of(c, r->errors, r->n)));
    row.cells.push_back({figure_lines(c, *r), {}});
    Cell gauge;
    if (r->rate && r->interval)
      gauge.gauge =
          Gauge{*r->rate, r->interval->low, r->interval->high, r->limit ? std::optional(r->limit->value) : std::nullopt,
                percent(c, *r->rate) + ", " + interval(c, *r->interval)};
    if (screen) row.cells.push_back(std::move(gauge));
    row.cells.push_back({limit_lines(c, r->limit), {}});
    row.cells.push_back({verdict_lines(c, r->verdict, r->reason), {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

Table power_table(const Context& c, const std::vector<const Rate*>& rates) {
  Table t;
  t.columns = {{c("column.rate"), Column::Kind::name, 0},    {c("column.n"), Column::Kind::number, 0},
               {c("column.best"), Column::Kind::number, 0},  {c("column.limit_alone"), Column::Kind::text, 0},
               {c("column.clean"), Column::Kind::number, 0}, {c("column.more"), Column::Kind::number, 0}};
  Table::Group group;
  for (const Rate* r : rates) {
    const auto clean = attempts_to_show(r->limit->value, 0, r->limit->or_equal);
    Row row;
    row.cells.push_back({name_lines(c, *r), {}});
    row.cells.push_back(cell(whole(c, r->n)));
    row.cells.push_back(cell(r->upper_if_no_error ? percent(c, *r->upper_if_no_error) : c("power.nothing")));
    row.cells.push_back({{{phrase(c.texts.sentence(r->limit->text))}}, {}});
    row.cells.push_back(cell(clean ? whole(c, *clean) : c("power.never")));
    row.cells.push_back(cell(r->attempts_needed            ? whole(c, *r->attempts_needed)
                             : r->verdict == Verdict::pass ? c("power.none")
                             : r->verdict == Verdict::fail ? c("power.refuted")
                                                           : c("power.missing")));
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

Table group_table(const Context& c, const std::vector<const Rate*>& rates) {
  Table t;
  t.columns = {{c("column.group"), Column::Kind::name, 0},
               {c("column.errors"), Column::Kind::number, 0},
               {c("column.group_interval"), Column::Kind::text, 0},
               {c("column.ratio"), Column::Kind::text, 0}};
  for (const Rate* r : rates) {
    if (r->groups.empty()) continue;
    Table::Group group;
    group.heading = {phrase(rate_name(c, *r))};
    if (r->differential) {
      group.heading.push_back(plain(" "));
      group.heading.push_back(badge(c.texts, r->differential->verdict));
      group.heading.push_back(plain(" "));
      group.heading.push_back(phrase(c.texts.sentence(r->differential->reason), Span::Style::soft));
      if (r->differential->limit) {
        group.heading.push_back(plain(" · "));
        for (Span& span : limit_line(c, *r->differential->limit)) group.heading.push_back(std::move(span));
      }
    }
    for (const GroupRate& g : r->groups) {
      Row row;
      row.cells.push_back(
          cell(c.texts.name("group." + g.group, g.group).text + ": " + c.texts.name("group." + g.value, g.value).text));
      row.cells.push_back(cell(errors_of(c, g.errors, g.n)));
      row.cells.push_back(cell(interval(c, g.interval)));
      row.cells.push_back(cell(g.ratio ? ratio(c, *g.ratio) : c("figure.no_ratio")));
      group.rows.push_back(std::move(row));
    }
    t.groups.push_back(std::move(group));
  }
  return t;
}

std::string ratio(const Context& c, const Ratio& r) {
  if (!r.value) return c("figure.no_ratio");
  return c("figure.ratio", {{"value", decimal(c, *r.value, 2)},
                            {"low", decimal(c, r.low, 2)},
                            {"high", r.high ? decimal(c, *r.high, 2) : c("figure.unbounded")}});
}

Table relation_table(const Context& c) {
  Table t;
  t.columns = {{c("column.relation"), Column::Kind::name, 14},
               {c("column.related"), Column::Kind::text, 25},
               {c("column.unrelated"), Column::Kind::text, 25},
               {c("column.multiple"), Column::Kind::text, 36}};
  Table::Group group;
  for (const RelationRatio& r : c.evaluation.relations) {
    Row row;
    row.cells.push_back(cell(c.texts.name("relation." + r.relation, r.relation).text));
    row.cells.push_back({one_side(c, find(c.evaluation, r.rate)), {}});
    row.cells.push_back({one_side(c, find(c.evaluation, r.base)), {}});
    Cell multiple;
    if (r.ratio && r.ratio->value) multiple.lines.push_back({strong(ratio(c, *r.ratio))});
    multiple.lines.push_back({phrase(c.texts.sentence(r.reason), Span::Style::soft)});
    row.cells.push_back(std::move(multiple));
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

Facts sums_facts(const Context& c) {
  Facts facts;
  for (const SumRate& sum : c.evaluation.sums) {
    Line line{strong(sum.value ? percent(c, *sum.value) : c("figure.none"))};
    if (sum.lower && sum.upper)
      line.push_back(
          plain(" (" + c("figure.bounds", {{"low", percent(c, *sum.lower)}, {"high", percent(c, *sum.upper)}}) + ")"));
    for (std::size_t i = 0; i < sum.parts.size(); ++i)
      if (const Rate* part = find(c.evaluation, sum.parts[i]); part != nullptr)
        line.push_back(
            plain((i == 0 ? ": " : " + ") + rate_name(c, *part).text + " " + errors_of(c, part->errors, part->n)));
    line.push_back(plain("; " + c("limit.none") + ". "));
    line.push_back(phrase(c.texts.sentence(sum.definition), Span::Style::soft));
    facts.rows.emplace_back(c.texts.sentence(sum.name).text + (sum.species.empty() ? "" : ", " + sum.species),
                            std::move(line));
  }
  return facts;
}

Facts definitions(const Context& c, const std::vector<const Rate*>& rates) {
  Facts facts;
  std::vector<std::string> said;
  for (const Rate* r : rates) {
    if (std::find(said.begin(), said.end(), r->definition) != said.end()) continue;
    said.push_back(r->definition);
    facts.rows.emplace_back(rate_name(c, *r).text,
                            Line{phrase(c.texts.name("rate." + r->family + ".definition", r->definition))});
  }
  return facts;
}

Table points_table(const Context& c, const ScoreTable& s) {
  Table t;
  t.columns = {{c("column.point"), Column::Kind::name, 0},
               {c("column.threshold"), Column::Kind::number, 0},
               {c.texts.sentence(s.false_positive).text, Column::Kind::text, 0},
               {c.texts.sentence(s.false_negative).text, Column::Kind::text, 0},
               {c("column.support"), Column::Kind::text, 0}};
  Table::Group group;
  const auto rate = [&](const std::optional<double>& value, const std::optional<Interval>& of, std::uint64_t errors,
                        std::uint64_t n) {
    Cell out;
    out.lines.push_back({strong(value ? percent(c, *value) : c("figure.none")), plain(", " + errors_of(c, errors, n))});
    if (of) out.lines.push_back(text(interval(c, *of)));
    return out;
  };
  for (const OperatingPoint& p : s.points) {
    Row row;
    Cell name{{{phrase(c.texts.sentence(p.name))}}, {}};
    if (!p.species.empty()) name.lines.push_back({soft(p.species)});
    row.cells.push_back(std::move(name));
    row.cells.push_back(cell(p.threshold ? decimal(c, *p.threshold, 4) : c("figure.above_all")));
    row.cells.push_back(rate(p.false_positive_rate, p.false_positive_interval, p.false_positives, p.negatives));
    row.cells.push_back(rate(p.false_negative_rate, p.false_negative_interval, p.false_negatives, p.positives));
    row.cells.push_back({{p.supported ? text(c("points.supported")) : Line{phrase(c.texts.sentence(p.reason))}}, {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

Line eer_line(const Context& c, const ScoreTable& scores) {
  Line line{plain(c("scores.eer_value",
                    {{"rate", percent(c, scores.eer->rate)}, {"threshold", decimal(c, scores.eer->threshold, 4)}}))};
  for (const OperatingPoint& p : scores.points) {
    if (p.id != "eer") continue;
    const auto side = [&](const std::string& name, std::uint64_t errors, std::uint64_t n,
                          const std::optional<Interval>& of) {
      line.push_back(plain("; " + name + " " + errors_of(c, errors, n) + (of ? " (" + interval(c, *of) + ")" : "")));
    };
    side(c.texts.sentence(scores.false_positive).text, p.false_positives, p.negatives, p.false_positive_interval);
    side(c.texts.sentence(scores.false_negative).text, p.false_negatives, p.positives, p.false_negative_interval);
  }
  return line;
}

}  // namespace proofmark::reports::parts

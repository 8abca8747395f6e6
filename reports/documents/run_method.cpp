// The end of a run's report: what its sample can show and what not, the definitions, and how to repeat it.
#include "reports/documents/run_report.hpp"

namespace proofmark::reports::parts {

void add_limits_of_the_method(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  Section& s = d.add("power", c("run.power"));
  const auto limited =
      choose(e, [](const Rate& r) { return r.limit && r.planned > 0 && r.limit->value > 0 && r.limit->value < 1; });
  const Rate* example = find(e, "frr");
  if (example == nullptr && !limited.empty()) example = limited.front();
  if (example != nullptr && example->upper_if_no_error)
    s.add(Paragraph{{plain(
        c("power.example", {{"n", whole(c, example->n)}, {"upper", percent(c, *example->upper_if_no_error)}}))}});
  if (!limited.empty()) {
    s.add(power_table(c, limited));
    s.add(Paragraph{{soft(c("power.note"))}});
  }
  s.add(Heading{c("power.can")});
  s.add(List{{{plain(c("power.can.1"))}, {plain(c("power.can.2"))}, {plain(c("power.can.3"))}}});
  s.add(Heading{c("power.cannot")});
  s.add(List{{{plain(c("power.cannot.1"))},
              {plain(c("power.cannot.2"))},
              {plain(c("power.cannot.3"))},
              {plain(c("power.cannot.4"))},
              {plain(c("power.cannot.5"))}}});
  if (e.outside.empty()) return;
  s.add(Heading{c("power.outside")});
  Table t;
  t.columns = {{c("column.clause"), Column::Kind::name, 25},
               {c("column.requirement"), Column::Kind::text, 40},
               {c("column.verdict"), Column::Kind::text, 35}};
  Table::Group group;
  for (const OutsideEvidence& o : e.outside) {
    Row row;
    row.cells.push_back({{{plain(o.clause)}}, {}});
    row.cells.push_back({{{phrase(c.texts.sentence(o.text))}}, {}});
    row.cells.push_back({verdict_lines(c, o.verdict, o.reason), {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  s.add(std::move(t));
}

void add_method(const Context& c, Document& d) {
  Section& s = d.add("method", c("run.method"));
  s.add(definitions(c, choose(c.evaluation, [](const Rate&) { return true; })));
  s.add(Paragraph{{plain(c("method.bounds"))}});
  Section& repeat = d.add("repeat", c("run.repeat"));
  repeat.add(Preformatted{c.evaluation.plan.command});
  repeat.add(Paragraph{{plain(c("repeat.explained"))}});
}

}  // namespace proofmark::reports::parts

// How long things took, with the uncertainty of each percentile.
#include "reports/documents/parts.hpp"

namespace proofmark::reports::parts {
namespace {

std::string quantile_text(const Context& c, const std::optional<Quantile>& q) {
  if (!q) return c("figure.none");
  const auto side = [&](const std::optional<double>& value) {
    return value ? seconds(c, *value) : c("figure.unbounded");
  };
  return seconds(c, q->value) + " (" + c("figure.interval", {{"low", side(q->low)}, {"high", side(q->high)}}) + ")";
}

}  // namespace

Table quantile_table(const Context& c, std::string_view of, const std::vector<SessionTimes>& all) {
  Table t;
  t.columns = {{c(of), Column::Kind::name, 0},
               {c("column.n"), Column::Kind::number, 0},
               {c("column.median"), Column::Kind::text, 0},
               {c("column.p95"), Column::Kind::text, 0},
               {c("column.p99"), Column::Kind::text, 0}};
  Table::Group group;
  for (const SessionTimes& times : all) {
    if (times.n == 0) continue;
    Row row;
    row.cells.push_back({{{phrase(c.texts.name("times." + times.id, times.name))}}, {}});
    row.cells.push_back({{{plain(whole(c, times.n))}}, {}});
    for (const auto* q : {&times.p50, &times.p95, &times.p99})
      row.cells.push_back({{{plain(quantile_text(c, *q))}}, {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

}  // namespace proofmark::reports::parts

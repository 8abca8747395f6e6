#include "reports/risk/blocks.hpp"

#include <algorithm>

#include "reports/statistics/interval.hpp"

namespace proofmark::reports::risk {
namespace {

constexpr std::size_t kMostScenarios = 6;  // that a table names one by one when they came out as demanded
constexpr std::size_t kMostNames = 8;      // in a sentence

Cell cell(std::string text) {
  return {{{plain(std::move(text))}}, {}};
}

std::string of_n(const Context& c, std::uint64_t errors, std::uint64_t n) {
  return c("figure.errors_of", {{"errors", parts::whole(c, errors)}, {"n", parts::whole(c, n)}});
}

Cell name_cell(const Context& c, const EvidenceRow& row) {
  if (row.source == EvidenceRow::Source::scenario)
    return {{{phrase(c.texts.sentence(row.name))}, {code(row.what)}}, {}};
  Cell out{{{phrase(c.texts.name("rate." + row.family, row.name))}, {code(row.what)}}, {}};
  if (row.source == EvidenceRow::Source::difference)
    out.lines.push_back(
        {soft(c("risk.evidence.worst-group", {{"group", c.texts.name("group." + row.group, row.group).text},
                                              {"value", c.texts.name("group." + row.value, row.value).text}}))});
  return out;
}

Cell figure_cell(const Context& c, const EvidenceRow& row) {
  Cell out;
  if (row.source == EvidenceRow::Source::scenario) {
    if (row.missing > 0) out.lines.push_back({soft(c("figure.missing", {{"n", parts::whole(c, row.missing)}}))});
    return out;
  }
  out.lines.push_back({strong(row.rate ? parts::percent(c, *row.rate) : c("figure.none"))});
  out.lines.push_back({plain(row.interval && row.n > 0 ? parts::interval(c, *row.interval) : c("figure.no_interval"))});
  if (row.planned != row.n && row.source == EvidenceRow::Source::rate)
    out.lines.push_back({soft(c("figure.planned", {{"n", parts::whole(c, row.planned)}}))});
  if (row.missing > 0) out.lines.push_back({soft(c("figure.missing", {{"n", parts::whole(c, row.missing)}}))});
  if (row.ratio) out.lines.push_back({soft(parts::ratio(c, *row.ratio))});
  return out;
}

Cell limit_cell(const Context& c, const EvidenceRow& row) {
  if (row.source == EvidenceRow::Source::scenario) return cell(c("risk.evidence.every"));
  if (!row.limit) return {{{soft(c("limit.none"))}}, {}};
  return {{{phrase(c.texts.sentence(row.limit->text))}, parts::limit_line(c, *row.limit)}, {}};
}

bool as_demanded(const EvidenceRow& row) {
  return row.source == EvidenceRow::Source::scenario && row.verdict == Verdict::pass && row.missing == 0;
}

// Hundreds of scenarios that all came out as demanded are one line; whatever did not has its own.
Row summed_up(const Context& c, const std::vector<EvidenceRow>& rows) {
  std::uint64_t scenarios = 0, n = 0, errors = 0;
  for (const EvidenceRow& row : rows) {
    if (!as_demanded(row)) continue;
    ++scenarios;
    n += row.n;
    errors += row.errors;
  }
  Row out;
  out.cells = {cell(c.texts.count("risk.scenarios", scenarios)),
               cell(of_n(c, errors, n)),
               {},
               cell(c("risk.evidence.every")),
               {{{badge(c.texts, Verdict::pass)}}, {}}};
  return out;
}

bool summed_up(const std::vector<EvidenceRow>& rows) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), as_demanded)) > kMostScenarios;
}

Table evidence_table(const Context& c, const std::vector<EvidenceRow>& rows) {
  Table table;
  table.columns = {{c("risk.column.evidence"), Column::Kind::name, 27},
                   {c("column.errors"), Column::Kind::number, 11},
                   {c("column.figure"), Column::Kind::text, 17},
                   {c("column.limit"), Column::Kind::text, 23},
                   {c("column.verdict"), Column::Kind::text, 22}};
  table.groups.emplace_back();
  auto& out = table.groups.back().rows;
  const bool sum_up = summed_up(rows);
  for (const EvidenceRow& row : rows) {
    if (sum_up && as_demanded(row)) continue;
    Row line;
    line.cells = {name_cell(c, row),
                  cell(of_n(c, row.errors, row.n)),
                  figure_cell(c, row),
                  limit_cell(c, row),
                  {parts::verdict_lines(c, row.verdict, row.reason), {}}};
    out.push_back(std::move(line));
  }
  if (sum_up) out.push_back(summed_up(c, rows));
  return table;
}

// The names of those that share a line, in the whole width.
void add_summed_up(std::vector<Block>& blocks, const Context& c, const std::vector<EvidenceRow>& rows) {
  std::string names;
  for (const EvidenceRow& row : rows)
    if (as_demanded(row)) names += (names.empty() ? "" : ", ") + row.what;
  blocks.push_back({Paragraph{{soft(c("risk.scenarios.names") + " " + names)}}});
}

std::string names_of(const Context& c, const std::vector<std::string>& all) {
  std::string out;
  for (std::size_t i = 0; i < std::min(all.size(), kMostNames); ++i) out += (i == 0 ? "" : ", ") + all[i];
  if (all.size() > kMostNames) out += c("risk.missing.more", {{"n", parts::whole(c, all.size() - kMostNames)}});
  return out;
}

void add_missing(std::vector<Block>& blocks, const Context& c, const Evidence& evidence) {
  List list;
  const auto say = [&](const char* key, const std::vector<std::string>& what, const std::string& why) {
    if (what.empty()) return;
    list.items.push_back({strong(c(key)), plain(" "), code(names_of(c, what)), plain(why)});
  };
  say("risk.missing.unplayed", evidence.unplayed, "");
  say("risk.missing.unanswered", evidence.unanswered, "");
  say("risk.missing.awaited", evidence.awaited, ". " + c.pick(evidence.awaited_reason));
  if (!list.items.empty()) blocks.push_back({std::move(list)});
}

void add_requirements(std::vector<Block>& blocks, const Context& c, const std::vector<RequirementRow>& rows) {
  if (rows.empty()) return;
  blocks.push_back({Paragraph{{soft(c("risk.requirements"))}}});
  List list;
  for (const RequirementRow& row : rows) {
    Line line{badge(c.texts, row.verdict), strong(" " + row.clause + ". "), plain(c.pick(row.text))};
    std::string open;
    for (const EvidenceSlot& slot : row.open) open += (open.empty() ? "" : "; ") + c.pick(slot.text);
    if (row.waits_for_plan) open += (open.empty() ? "" : "; ") + c("risk.requirement.plan");
    if (!open.empty()) line.push_back(soft(" " + c("risk.requirement.open", {{"what", open}}) + "."));
    list.items.push_back(std::move(line));
  }
  blocks.push_back({std::move(list)});
}

Row caught_row(const Context& c, const Caught& one, bool method) {
  Cell species{{{plain(one.species)}}, {}};
  if (one.n < one.planned)
    species.lines.push_back({soft(c("risk.detection.unanswered", {{"n", parts::whole(c, one.planned - one.n)},
                                                                  {"planned", parts::whole(c, one.planned)}}))});
  Cell share;
  if (const auto interval = two_sided(one.caught, one.n); interval) {
    share.lines.push_back({strong(parts::percent(c, static_cast<double>(one.caught) / static_cast<double>(one.n)))});
    share.lines.push_back({plain(parts::interval(c, *interval))});
  } else {
    share.lines.push_back({plain(c("figure.none"))});
  }
  Row row;
  row.cells = {std::move(species), cell(of_n(c, one.caught, one.n)), std::move(share),
               cell(method ? parts::whole(c, one.alone) : ""), cell(method ? parts::whole(c, one.without_result) : "")};
  return row;
}

}  // namespace

Span support_badge(const Texts& texts, Support support) {
  const Text text = text_of(support);
  Span span = strong(texts.language() == Language::lt ? text.lt : text.en);
  span.verdict = support == Support::shown     ? Verdict::pass
                 : support == Support::refuted ? Verdict::fail
                                               : Verdict::inconclusive;
  return span;
}

void add_evidence(std::vector<Block>& blocks, const Context& c, const Evidence& evidence, const RiskPlan& plan) {
  if (evidence.rows.empty()) {
    blocks.push_back({Paragraph{{strong(c("risk.evidence.none"))}}});
  } else {
    blocks.push_back({Paragraph{{soft(
        plan.began.empty() ? c("risk.evidence.of-run-undated", {{"run", plan.run}, {"started", plan.started}})
                           : c("risk.evidence.of-run", {{"run", plan.run}, {"day", plan.began.substr(0, 10)}}))}}});
    blocks.push_back({evidence_table(c, evidence.rows)});
    if (summed_up(evidence.rows)) add_summed_up(blocks, c, evidence.rows);
  }
  add_missing(blocks, c, evidence);
  add_requirements(blocks, c, evidence.requirements);
}

void add_detection(std::vector<Block>& blocks, const Context& c, const Detection& detection) {
  blocks.push_back({Heading{c("risk.detection")}});
  if (detection.methods.empty()) {
    blocks.push_back({Paragraph{{plain(c("risk.detection.none"))}}});
    return;
  }
  blocks.push_back({Paragraph{{plain(c("risk.detection.text"))}}});
  Table table;
  table.columns = {{c("column.species"), Column::Kind::name, 34},
                   {c("risk.column.caught"), Column::Kind::number, 15},
                   {c("risk.column.share"), Column::Kind::text, 23},
                   {c("risk.column.alone"), Column::Kind::number, 14},
                   {c("risk.column.no-result"), Column::Kind::number, 14}};
  for (const Method& method : detection.methods) {
    Table::Group group;
    group.heading = {phrase(c.texts.name("risk.method." + method.check, method.check)), plain(" "), code(method.check)};
    for (const Caught& one : method.species) group.rows.push_back(caught_row(c, one, true));
    table.groups.push_back(std::move(group));
  }
  Table::Group through;
  through.heading = {plain(c("risk.detection.accepted"))};
  for (const Caught& one : detection.accepted) through.rows.push_back(caught_row(c, one, false));
  table.groups.push_back(std::move(through));
  blocks.push_back({std::move(table)});
}

}  // namespace proofmark::reports::risk

// From a requirement to the scenarios, figures and documents that its verdict rests on.
#include <algorithm>

#include "reports/documents/parts.hpp"
#include "reports/formats/run_folder.hpp"

namespace proofmark::reports::parts {
namespace {

Cell cell(std::string words) {
  return {{{plain(std::move(words))}}, {}};
}

void list_links(Cell& into, const Context& c, const std::string& title, const std::vector<std::string>& ids,
                const std::string& anchor) {
  if (ids.empty()) return;
  Line line{soft(title + " ")};
  for (const std::string& id : ids) {
    if (line.size() > 1) line.push_back(soft(", "));
    line.push_back(anchor.empty() ? plain(id) : to_report(c, id, anchor + id));
  }
  into.lines.push_back(std::move(line));
}

std::string slot_text(const Context& c, const std::string& id) {
  for (const EvidenceSlot& slot : c.evaluation.catalogue->slots)
    if (slot.id == id) return c.pick(slot.text);
  return id;
}

std::string fixed_limit(const Context& c, const FixedLimit& limit) {
  std::string value = value_of(limit);
  if (c.texts.language() == Language::lt) std::replace(value.begin(), value.end(), '.', ',');
  return c(limit.at_least ? "fixed.at_least" : "fixed.at_most", {{"unit", c.pick(limit.unit)}, {"value", value}}) +
         " (" + c("limitkind." + std::string(name_of(limit.kind))) + ": " + c.texts.sentence(limit.source).text + "; " +
         c("checked." + std::string(name_of(limit.checked))) + ")";
}

Cell evidence(const Context& c, const Requirement& requirement, const RequirementResult& result) {
  Cell out;
  list_links(out, c, c("requirement.scenarios"), result.scenarios, "scenario-");
  std::vector<std::string> rates;
  for (const std::string& id : result.rates) {
    const Rate* rate = find(c.evaluation, id);
    if (rate == nullptr) continue;
    rates.push_back(rate_name(c, *rate).text + (rate->species.empty() ? "" : " " + rate->species) + " " +
                    (rate->rate ? percent(c, *rate->rate) : c("figure.none")) + " (" +
                    c("figure.errors_of", {{"errors", whole(c, rate->errors)}, {"n", whole(c, rate->n)}}) +
                    (rate->interval ? "; " + interval(c, *rate->interval) : "") + ")");
  }
  list_links(out, c, c("requirement.rates"), rates, "");
  std::vector<std::string> limits;
  for (const std::string& id : requirement.limits)
    for (const Limit& limit : c.evaluation.catalogue->limits)
      if (limit.id == id)
        limits.push_back(c.texts.sentence(limit.text).text + " (" + c("limitkind." + std::string(name_of(limit.kind))) +
                         ": " + c.texts.sentence(limit.source).text + ")");
  for (const FixedLimit& limit : requirement.fixed) limits.push_back(fixed_limit(c, limit));
  list_links(out, c, c("requirement.limits"), limits, "");
  if (!requirement.no_limit.en.empty())
    out.lines.push_back({soft(c("requirement.no_limit") + " "), plain(c.pick(requirement.no_limit))});
  std::vector<std::string> filed, open;
  for (const std::string& id : result.filed) filed.push_back(slot_text(c, id));
  for (const std::string& id : result.open) open.push_back(slot_text(c, id));
  list_links(out, c, c("requirement.filed"), filed, "");
  list_links(out, c, c("requirement.open"), open, "");
  if (out.lines.empty()) out.lines.push_back({soft(c("requirement.nothing"))});
  return out;
}

}  // namespace

Span to_report(const Context& c, std::string words, const std::string& anchor) {
  if (c.medium == Medium::paper) return plain(std::move(words));
  const std::string page = c.root.empty() ? "" : c.root + report_file(c.texts.language());
  return link(std::move(words), page + "#" + anchor);
}

std::string report_file(Language language) {
  return std::string(language == Language::lt ? kLithuanianReportFile : kReportFile);
}

std::vector<CatalogueSource> sources_of(const Evaluation& e) {
  std::vector<CatalogueSource> sources = e.catalogue->sources;
  for (const Requirement& r : e.catalogue->requirements)
    if (std::none_of(sources.begin(), sources.end(), [&](const CatalogueSource& s) { return s.id == r.source; }))
      sources.push_back({r.source, {r.source, r.source}});
  return sources;
}

Table requirement_table(const Context& c, std::string_view source) {
  const Evaluation& e = c.evaluation;
  Table t;
  t.columns = {{c("column.clause"), Column::Kind::name, 15},
               {c("column.requirement"), Column::Kind::text, 27},
               {c("column.verdict"), Column::Kind::text, 25},
               {c("column.evidence"), Column::Kind::text, 33}};
  Table::Group group;
  for (std::size_t i = 0; i < e.requirements.size(); ++i) {
    const Requirement& r = e.catalogue->requirements[i];
    const RequirementResult& result = e.requirements[i];
    if (r.source != source) continue;
    Row row;
    row.id = "requirement-" + r.id;
    row.cells.push_back(
        {{{plain(c.texts.sentence(r.clause).text)}, {soft(c("checked." + std::string(name_of(r.checked))))}}, {}});
    row.cells.push_back({{{plain(c.pick(r.text))},
                          {soft(c("requirementkind." + std::string(name_of(r.kind))) + "; " +
                                c("responsible." + std::string(name_of(r.responsible))))}},
                         {}});
    Cell verdict{{{badge(c.texts, result.verdict)}}, {}};
    if (result.simulated) verdict.lines.back().push_back(soft(" " + c("figure.simulated")));
    if (result.verdict == Verdict::not_applicable && !c.pick(r.not_applicable).empty()) {
      verdict.lines.push_back({soft(c.pick(r.not_applicable))});
    } else {
      verdict.lines.push_back({phrase(c.texts.sentence(result.reason), Span::Style::soft)});
    }
    row.cells.push_back(std::move(verdict));
    row.cells.push_back(evidence(c, r, result));
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

Table scenario_table(const Context& c, const std::function<bool(const ScenarioVerdict&)>& choice) {
  const Evaluation& e = c.evaluation;
  Table t;
  t.columns = {{c("column.scenario"), Column::Kind::name, 22},
               {c("column.requirement"), Column::Kind::text, 33},
               {c("column.as_expected"), Column::Kind::number, 10},
               {c("column.by_check"), Column::Kind::text, 15},
               {c("column.verdict"), Column::Kind::text, 20}};
  Table::Group group;
  for (const ScenarioVerdict& s : e.scenarios) {
    if (!choice(s)) continue;
    Row row;
    row.cells.push_back({{{to_report(c, s.scenario, "scenario-" + s.scenario)}}, {}});
    Cell requirement{{{phrase(c.texts.sentence(s.requirement))}}, {}};
    if (!s.requirements.empty()) requirement.lines.push_back({soft(joined(s.requirements))});
    row.cells.push_back(std::move(requirement));
    row.cells.push_back(cell(c("figure.errors_of", {{"errors", whole(c, s.as_expected)}, {"n", whole(c, s.planned)}})));
    const auto document = std::find_if(e.document_attacks.begin(), e.document_attacks.end(),
                                       [&](const ScenarioResult& d) { return d.scenario == s.scenario; });
    Cell by;
    if (document != e.document_attacks.end()) {
      by.lines.push_back(
          {document->refusing_checks.empty() ? soft(c("scenario.no_check")) : code(joined(document->refusing_checks))});
      by.lines.push_back({soft(document->expected_checks.empty()
                                   ? c("scenario.any_check")
                                   : c("scenario.expected", {{"checks", joined(document->expected_checks)}}))});
    } else {
      by.lines.push_back({soft(c("scenario.gate." + std::string(name_of(s.gate))))});
    }
    row.cells.push_back(std::move(by));
    row.cells.push_back({verdict_lines(c, s.verdict, s.reason), {}});
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  return t;
}

}  // namespace proofmark::reports::parts

#include <algorithm>
#include <initializer_list>

#include "reports/documents/assessor.hpp"

namespace proofmark::reports {

using namespace parts;

Result<Document> conformity_matrix(const Context& c) {
  const Evaluation& e = c.evaluation;
  Document d = begin(c, "conformity");
  Section& top = d.add("", "");
  add_statement(c, top);
  top.add(Paragraph{{plain(c("conformity.purpose"))}});
  Section& subject = d.add("subject", c("run.tested"));
  subject.add(run_facts(c));
  if (!e.catalogue || e.requirements.empty()) {
    d.add("none", c("conformity.none_title")).add(Paragraph{{plain(c("conformity.none"))}});
    return d;
  }
  Section& overview = d.add("overview", c("conformity.overview"));
  PROOFMARK_TRY(Figure figure, coverage_figure(c));
  overview.add(std::move(figure));
  Facts words;
  for (const Verdict v : {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::external_evidence_pending,
                          Verdict::not_applicable})
    words.rows.emplace_back(c("verdict." + class_of(v)), Line{plain(c("verdict." + class_of(v) + ".means"))});
  overview.add(std::move(words));
  for (const CatalogueSource& source : sources_of(e)) {
    const bool any = std::any_of(e.catalogue->requirements.begin(), e.catalogue->requirements.end(),
                                 [&](const Requirement& r) { return r.source == source.id; });
    if (any) d.add("source-" + source.id, c.pick(source.title)).add(requirement_table(c, source.id));
  }
  Section& filed = d.add("filed", c("conformity.filed"));
  if (e.evidence.empty()) {
    filed.add(Paragraph{{plain(c("conformity.nothing_filed"))}});
    return d;
  }
  Table t;
  t.columns = {{c("column.slot"), Column::Kind::name, 0},
               {c("column.file"), Column::Kind::text, 0},
               {c("column.issuer"), Column::Kind::text, 0},
               {c("column.issued"), Column::Kind::text, 0},
               {c("column.expires"), Column::Kind::text, 0}};
  Table::Group group;
  for (const FiledEvidence& f : e.evidence) {
    Row row;
    row.cells = {{{{plain(f.slot)}}, {}},
                 {{{plain(f.file)}, {code(f.sha256)}}, {}},
                 {{{plain(f.issuer)}, {soft(f.accreditation)}}, {}},
                 {{{plain(f.issued)}}, {}},
                 {{{plain(f.expires.empty() ? c("conformity.no_expiry") : f.expires)}}, {}}};
    group.rows.push_back(std::move(row));
  }
  t.groups.push_back(std::move(group));
  filed.add(std::move(t));
  return d;
}

namespace {

bool holds(const Evaluation& e, std::initializer_list<Kind> kinds) {
  return std::any_of(e.plan.attempts.begin(), e.plan.attempts.end(),
                     [&](const Attempt& a) { return std::find(kinds.begin(), kinds.end(), a.kind) != kinds.end(); });
}

}  // namespace

const std::vector<AssessorDocument>& assessor_documents() {
  static const std::vector<AssessorDocument> kAll = {
      {"conformity-matrix", "conformity", conformity_matrix,
       [](const Evaluation& e) { return e.catalogue.has_value(); }},
      {"presentation-attack-report", "pad", presentation_attack_report,
       [](const Evaluation& e) { return holds(e, {Kind::presentation_attack}); }},
      {"injection-matrix", "injection", injection_matrix,
       [](const Evaluation& e) { return holds(e, {Kind::injection_attack}); }},
      {"performance-report", "performance", performance_report,
       [](const Evaluation& e) {
         return holds(e, {Kind::genuine, Kind::impostor}) && e.plan.subject.level != Level::chip_inspection;
       }},
      {"document-inspection-report", "inspection", document_inspection_report, [](const Evaluation& e) {
         return holds(e, {Kind::document_attack}) || e.plan.subject.level == Level::chip_inspection;
       }}};
  return kAll;
}

}  // namespace proofmark::reports

#include "reports/risk/documents.hpp"

#include <algorithm>
#include <array>

#include "common/files.hpp"
#include "reports/formats/percent.hpp"

namespace proofmark::reports::risk {
namespace {

const std::string& in(Language language, const Text& text) {
  return language == Language::lt ? text.lt : text.en;
}

// 1 to 25 in four bands, the usual ones of a 5 x 5 matrix; the document prints the rule.
std::size_t band_of(int risk) {
  return risk >= 15 ? 3 : risk >= 10 ? 2 : risk >= 5 ? 1 : 0;
}
constexpr std::array<const char*, 4> kBands = {"risk.band.low", "risk.band.medium", "risk.band.high",
                                               "risk.band.very-high"};

std::string scored(const Texts& texts, int risk) {
  return std::to_string(risk) + " (" + texts.get(kBands[band_of(risk)]) + ")";
}

Cell cell(std::string text) {
  return {{{plain(std::move(text))}}, {}};
}

// A span whose colour follows how far the treatment is supported.
Span support_badge(const Texts& texts, Support support) {
  Span span = strong(in(texts.language(), text_of(support)));
  span.verdict = support == Support::shown     ? Verdict::pass
                 : support == Support::refuted ? Verdict::fail
                                               : Verdict::inconclusive;
  return span;
}

std::string figures(const Texts& texts, const EvidenceRow& row) {
  std::string out;
  if (row.source == EvidenceRow::Source::requirement) return texts.get("risk.evidence.requirement");
  out = "n = " + with_thousands(row.n) + ", " + texts.get("risk.evidence.errors") + " " + with_thousands(row.errors);
  if (row.rate) out += ", " + percent(*row.rate);
  if (row.interval)
    out += ", " + texts.get("risk.evidence.interval") + " " + percent(row.interval->low) + " – " +
           percent(row.interval->high);
  return out;
}

Table evidence_table(const Texts& texts, const std::vector<EvidenceRow>& rows) {
  Table table;
  table.columns = {{texts.get("risk.column.evidence"), Column::Kind::name, 34},
                   {texts.get("risk.column.figures"), Column::Kind::text, 46},
                   {texts.get("risk.column.verdict"), Column::Kind::text, 20}};
  table.groups.emplace_back();
  for (const EvidenceRow& row : rows) {
    Row out;
    Cell what{{{code(row.what)}}, {}};
    if (!row.species.empty()) what.lines.push_back({soft(row.species)});
    out.cells = {std::move(what), cell(figures(texts, row)), Cell{{{badge(texts, row.verdict)}}, {}}};
    table.groups.back().rows.push_back(std::move(out));
  }
  return table;
}

void add_evidence(std::vector<Block>& blocks, const Texts& texts, const std::vector<EvidenceRow>& rows,
                  const std::string& run) {
  if (rows.empty()) {
    blocks.push_back({Paragraph{{strong(texts.get("risk.evidence.none"))}}});
    return;
  }
  blocks.push_back({Paragraph{{soft(texts.get("risk.evidence.of-run", {{"run", run}}))}}});
  blocks.push_back({evidence_table(texts, rows)});
}

std::string owner_name(const Register& entries, const std::string& id, Language language) {
  const auto at =
      std::find_if(entries.owners.begin(), entries.owners.end(), [&](const Owner& owner) { return owner.id == id; });
  return at == entries.owners.end() ? id : in(language, at->name);
}

void add_facts(Section& section, const Texts& texts, const RiskPlan& plan) {
  Facts facts;
  const auto fact = [&](const char* key, std::string value) {
    facts.rows.push_back({texts.get(key), {plain(std::move(value))}});
  };
  fact("risk.fact.date", plan.date);
  fact("risk.fact.previous", plan.previous_date.empty() ? texts.get("risk.fact.first") : plan.previous_date);
  fact("risk.fact.subject", plan.subject + " " + plan.subject_version);
  fact("risk.fact.run", plan.run);
  fact("risk.fact.suite", plan.suite);
  fact("risk.fact.attempts", texts.get("risk.fact.observed", {{"observed", with_thousands(plan.observed)},
                                                              {"planned", with_thousands(plan.planned)}}));
  facts.rows.push_back({texts.get("risk.fact.register"), {code(plan.register_sha256.substr(0, 16))}});
  section.add(std::move(facts));
}

void add_triggers(Document& document, const Texts& texts, const RiskPlan& plan) {
  Section& section = document.add("triggers", texts.get("risk.triggers"));
  section.add(Paragraph{{plain(texts.get("risk.triggers.text"))}});
  Table table;
  table.columns = {{texts.get("risk.column.trigger"), Column::Kind::name, 28},
                   {texts.get("risk.column.state"), Column::Kind::text, 14},
                   {texts.get("risk.column.reason"), Column::Kind::text, 58}};
  table.groups.emplace_back();
  for (const Trigger& trigger : plan.triggers) {
    Row row;
    row.cells = {cell(texts.get("risk.trigger." + trigger.id)),
                 Cell{{{strong(texts.get(trigger.open ? "risk.open" : "risk.closed"))}}, {}},
                 cell(in(texts.language(), trigger.reason))};
    table.groups.back().rows.push_back(std::move(row));
  }
  section.add(std::move(table));
}

void add_overview(Document& document, const Texts& texts, const RiskPlan& plan) {
  Section& section = document.add("overview", texts.get("risk.overview"));
  std::array<std::uint64_t, 4> inherent{};
  std::array<std::uint64_t, 4> residual{};
  std::array<std::uint64_t, 4> support{};
  for (const AssessedRisk& one : plan.risks) {
    ++inherent[band_of(one.inherent)];
    ++residual[band_of(one.residual)];
    ++support[static_cast<std::size_t>(one.support)];
  }
  Table table;
  table.columns = {{texts.get("risk.column.band"), Column::Kind::name, 40},
                   {texts.get("risk.column.inherent"), Column::Kind::number, 30},
                   {texts.get("risk.column.residual"), Column::Kind::number, 30}};
  table.groups.emplace_back();
  for (std::size_t i = kBands.size(); i-- > 0;) {
    Row row;
    row.cells = {cell(texts.get(kBands[i])), cell(std::to_string(inherent[i])), cell(std::to_string(residual[i]))};
    table.groups.back().rows.push_back(std::move(row));
  }
  section.add(std::move(table));
  List list;
  for (const Support one : {Support::shown, Support::inconclusive, Support::refuted, Support::not_measured})
    list.items.push_back(
        {support_badge(texts, one), plain(" " + texts.count("risk.risks", support[static_cast<std::size_t>(one)]))});
  section.add(std::move(list));
  section.add(Paragraph{{plain(texts.get("risk.rule"))}});
}

Details details_of(const Texts& texts, const Register& entries, const RiskPlan& plan, const AssessedRisk& one) {
  const Language language = texts.language();
  Details details;
  details.id = "risk-" + one.risk.id;
  details.summary = {{strong(in(language, one.risk.threat)), plain(" "), soft(one.risk.id)},
                     {plain(texts.get("risk.column.inherent") + " " + scored(texts, one.inherent))},
                     {plain(texts.get("risk.column.residual") + " " + scored(texts, one.residual))},
                     {support_badge(texts, one.support)}};
  Facts facts;
  const auto level = [&](const char* key, const Level& value) {
    facts.rows.push_back(
        {texts.get(key), {strong(std::to_string(value.level)), plain(". " + in(language, value.reason))}});
  };
  level("risk.likelihood", one.risk.likelihood);
  level("risk.impact", one.risk.impact);
  facts.rows.push_back({texts.get("risk.treatment"),
                        {strong(texts.get("risk.treatment." + std::string(name_of(one.risk.treatment)))),
                         plain(". " + in(language, one.risk.measures))}});
  level("risk.residual-likelihood", one.risk.residual);
  if (one.support != Support::shown)
    facts.rows.push_back({texts.get("risk.column.residual"), {plain(texts.get("risk.stays"))}});
  facts.rows.push_back({texts.get("risk.owner"), {plain(owner_name(entries, one.risk.owner, language))}});
  facts.rows.push_back({texts.get("risk.next-review"), {plain(to_text(one.next_review))}});
  details.blocks.push_back({std::move(facts)});
  add_evidence(details.blocks, texts, one.evidence, plan.run);
  return details;
}

void add_risks(Document& document, const Texts& texts, const RiskPlan& plan, const Register& entries) {
  for (const RiskGroup& group : entries.groups) {
    std::string id = "clause-" + group.clause.substr(group.clause.rfind(' ') + 1);
    std::replace(id.begin(), id.end(), '.', '-');
    Section& section = document.add(id, group.clause + " · " + in(texts.language(), group.title));
    for (const AssessedRisk& one : plan.risks)
      if (one.clause == group.clause) section.add(details_of(texts, entries, plan, one));
  }
}

void add_changes(Document& document, const Texts& texts, const RiskPlan& plan) {
  Section& section = document.add("changes", texts.get("risk.changes"));
  if (plan.previous_date.empty()) {
    section.add(Paragraph{{plain(texts.get("risk.changes.first"))}});
    return;
  }
  section.add(Paragraph{{plain(texts.get("risk.changes.since", {{"date", plan.previous_date}}))}});
  if (plan.changes.empty()) {
    section.add(Paragraph{{plain(texts.get("risk.changes.none"))}});
    return;
  }
  Table table;
  table.columns = {{texts.get("risk.column.risk"), Column::Kind::name, 34},
                   {texts.get("risk.column.change"), Column::Kind::text, 66}};
  table.groups.emplace_back();
  for (const Change& change : plan.changes) {
    Row row;
    row.cells = {Cell{{{code(change.risk)}}, {}}, cell(in(texts.language(), change.text))};
    table.groups.back().rows.push_back(std::move(row));
  }
  section.add(std::move(table));
}

Document begin(const Texts& texts, const RiskPlan& plan, Medium medium, const std::string& name, const char* title) {
  Document document;
  document.language = texts.language();
  document.medium = medium;
  document.lead = texts.get("risk.lead");
  document.title = texts.get(title, {{"subject", plan.subject + " " + plan.subject_version}});
  document.run = texts.get("risk.run-line", {{"run", plan.run}, {"date", plan.date}});
  const bool lithuanian = texts.language() == Language::lt;
  document.links = {{texts.get("risk.other-language"), name + (lithuanian ? ".html" : ".lt.html")},
                    {"PDF", name + (lithuanian ? ".lt.pdf" : ".pdf")}};
  Section& section = document.add("about", texts.get("risk.about"));
  section.add(Notice{{strong(texts.get("risk.simulated"))}});
  add_facts(section, texts, plan);
  return document;
}

Result<void> write_all(const std::filesystem::path& folder, const std::string& name, const Document& screen,
                       const Document& paper) {
  const std::string stem = name + (screen.language == Language::lt ? ".lt" : "");
  PROOFMARK_TRY(const std::string html, render_html(screen));
  PROOFMARK_TRY(const std::string pdf, render_pdf(paper));
  PROOFMARK_CHECK(write_text(folder / (stem + ".html"), html));
  return write_text(folder / (stem + ".pdf"), pdf);
}

}  // namespace

Document plan_document(const RiskPlan& plan, const Register& entries, Language language, Medium medium) {
  const Texts& texts = Texts::in(language);
  Document document = begin(texts, plan, medium, "risk-plan", "risk.title");
  add_triggers(document, texts, plan);
  add_overview(document, texts, plan);
  add_risks(document, texts, plan, entries);
  add_changes(document, texts, plan);
  return document;
}

Document security_document(const RiskPlan& plan, const Register& entries, const Evaluation& evaluation,
                           Language language, Medium medium) {
  const Texts& texts = Texts::in(language);
  Document document = begin(texts, plan, medium, "security", "risk.security.title");
  for (const SecurityEntry& entry : entries.security) {
    std::string id = "clause-" + entry.clause.substr(entry.clause.rfind(' ') + 1);
    std::replace(id.begin(), id.end(), '.', '-');
    Section& section = document.add(id, entry.clause + " · " + in(language, entry.title));
    const auto rows = gather(entry.evidence, evaluation);
    List list;
    for (const Text& measure : entry.measures) list.items.push_back({plain(in(language, measure))});
    section.add(std::move(list));
    section.add(Paragraph{{plain(texts.get("risk.security.evidence") + " "), support_badge(texts, support_of(rows))}});
    add_evidence(section.blocks, texts, rows, plan.run);
  }
  return document;
}

Result<void> write_documents(const std::filesystem::path& folder, const RiskPlan& plan, const Register& entries,
                             const Evaluation& evaluation) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail("risk-plan", "a folder " + folder.string(), error.message(), "Give a folder to write to.");
  std::filesystem::remove(folder / "plan.json", error);
  for (const Language language : {Language::en, Language::lt}) {
    PROOFMARK_CHECK(write_all(folder, "risk-plan", plan_document(plan, entries, language, Medium::screen),
                              plan_document(plan, entries, language, Medium::paper)));
    PROOFMARK_CHECK(write_all(folder, "security",
                              security_document(plan, entries, evaluation, language, Medium::screen),
                              security_document(plan, entries, evaluation, language, Medium::paper)));
  }
  return write_text(folder / "plan.json", plan_to_json(plan));
}

}  // namespace proofmark::reports::risk

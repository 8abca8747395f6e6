#include "reports/risk/documents.hpp"

#include <algorithm>
#include <array>

#include "common/files.hpp"
#include "reports/documents/parts.hpp"
#include "reports/risk/blocks.hpp"

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

constexpr const char* kLivenessClause = "tender 7.5.3.5";

constexpr std::array kSupports = {Support::shown, Support::inconclusive, Support::refuted, Support::no_limit,
                                  Support::not_measured};

std::string scored(const Texts& texts, int risk) {
  return std::to_string(risk) + " (" + texts.get(kBands[band_of(risk)]) + ")";
}

Cell cell(std::string text) {
  return {{{plain(std::move(text))}}, {}};
}

std::string owner_name(const Register& entries, const std::string& id, Language language) {
  const auto at =
      std::find_if(entries.owners.begin(), entries.owners.end(), [&](const Owner& owner) { return owner.id == id; });
  return at == entries.owners.end() ? id : in(language, at->name);
}

void add_facts(Section& section, const Context& c, const RiskPlan& plan) {
  const Texts& texts = c.texts;
  Facts facts;
  const auto fact = [&](const char* key, std::string value) {
    facts.rows.push_back({texts.get(key), {plain(std::move(value))}});
  };
  fact("risk.fact.date", plan.date);
  fact("risk.fact.previous", plan.previous_date.empty() ? texts.get("risk.fact.first") : plan.previous_date);
  fact("risk.fact.subject", plan.subject + " " + plan.subject_version);
  fact("risk.fact.run", plan.run);
  fact("risk.fact.began", plan.began.empty() ? texts.get("risk.fact.undated") : plan.began);
  fact("risk.fact.started", plan.started);
  fact("risk.fact.suite", plan.suite);
  fact("risk.fact.attempts", texts.get("risk.fact.observed", {{"observed", parts::whole(c, plan.observed)},
                                                              {"planned", parts::whole(c, plan.planned)}}));
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
  std::array<std::uint64_t, kSupports.size()> support{};
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
  for (const Support one : kSupports)
    list.items.push_back(
        {support_badge(texts, one), plain(" " + texts.count("risk.risks", support[static_cast<std::size_t>(one)]))});
  section.add(std::move(list));
  section.add(Paragraph{{plain(texts.get("risk.rule"))}});
}

Details details_of(const Context& c, const Register& entries, const RiskPlan& plan, const AssessedRisk& one) {
  const Texts& texts = c.texts;
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
  add_evidence(details.blocks, c, one.evidence, plan);
  return details;
}

void add_risks(Document& document, const Context& c, const RiskPlan& plan, const Register& entries) {
  for (const RiskGroup& group : entries.groups) {
    std::string id = "clause-" + group.clause.substr(group.clause.rfind(' ') + 1);
    std::replace(id.begin(), id.end(), '.', '-');
    Section& section = document.add(id, group.clause + " · " + c.pick(group.title));
    for (const AssessedRisk& one : plan.risks)
      if (one.clause == group.clause) section.add(details_of(c, entries, plan, one));
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

Document begin(const Context& c, const RiskPlan& plan, const std::string& name, const char* title) {
  const Texts& texts = c.texts;
  Document document;
  document.language = texts.language();
  document.medium = c.medium;
  document.lead = texts.get("risk.lead");
  document.title = texts.get(title, {{"subject", plan.subject + " " + plan.subject_version}});
  document.run = texts.get("risk.run-line", {{"run", plan.run}, {"date", plan.date}});
  const bool lithuanian = texts.language() == Language::lt;
  document.links = {
      {texts.get("risk.other-language"), name + (lithuanian ? ".html" : ".lt.html"), lithuanian ? "en" : "lt"},
      {"PDF", name + (lithuanian ? ".lt.pdf" : ".pdf")}};
  Section& section = document.add("about", texts.get("risk.about"));
  section.add(Notice{{strong(texts.get("risk.simulated"))}});
  add_facts(section, c, plan);
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

Document plan_document(const RiskPlan& plan, const Register& entries, const Evaluation& evaluation, Language language,
                       Medium medium) {
  const Texts& texts = Texts::in(language);
  const Context c{evaluation, texts, medium, ""};
  Document document = begin(c, plan, "risk-plan", "risk.title");
  add_triggers(document, texts, plan);
  add_overview(document, texts, plan);
  add_risks(document, c, plan, entries);
  add_changes(document, texts, plan);
  return document;
}

Document security_document(const RiskPlan& plan, const Register& entries, const Evaluation& evaluation,
                           Language language, Medium medium) {
  const Texts& texts = Texts::in(language);
  const Context c{evaluation, texts, medium, ""};
  Document document = begin(c, plan, "security", "risk.security.title");
  for (const SecurityEntry& entry : entries.security) {
    std::string id = "clause-" + entry.clause.substr(entry.clause.rfind(' ') + 1);
    std::replace(id.begin(), id.end(), '.', '-');
    Section& section = document.add(id, entry.clause + " · " + c.pick(entry.title));
    const Evidence evidence = gather(entry.evidence, evaluation);
    List list;
    for (const Text& measure : entry.measures) list.items.push_back({plain(c.pick(measure))});
    section.add(std::move(list));
    // 7.5.3.5 asks of every method what it catches.
    if (entry.clause == kLivenessClause) add_detection(section.blocks, c, detection_of(evaluation));
    section.add(
        Paragraph{{plain(texts.get("risk.security.evidence") + " "), support_badge(texts, support_of(evidence))}});
    add_evidence(section.blocks, c, evidence, plan);
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
    PROOFMARK_CHECK(write_all(folder, "risk-plan", plan_document(plan, entries, evaluation, language, Medium::screen),
                              plan_document(plan, entries, evaluation, language, Medium::paper)));
    PROOFMARK_CHECK(write_all(folder, "security",
                              security_document(plan, entries, evaluation, language, Medium::screen),
                              security_document(plan, entries, evaluation, language, Medium::paper)));
  }
  return write_text(folder / "plan.json", plan_to_json(plan));
}

}  // namespace proofmark::reports::risk

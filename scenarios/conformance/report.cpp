#include "scenarios/conformance/report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "reports/documents/document.hpp"
#include "reports/formats/results.hpp"

namespace proofmark::conformance {
namespace {

using namespace reports;  // NOLINT: a page is built of nothing else
using Json = nlohmann::ordered_json;

constexpr Verdict kVerdicts[] = {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable};

std::string asked(const Row& row) {
  if (!row.not_applicable.empty()) return "";
  std::string text(name_of(row.expected));
  for (std::size_t i = 0; i < row.checks.size(); ++i) text += (i == 0 ? ": " : " or ") + row.checks[i];
  return text;
}

// The steps that decide, of all variants, each once: "passive.sod_vs_com".
std::string deciding(const Row& row) {
  std::vector<std::string> steps;
  for (const Variant& variant : row.variants) {
    const std::size_t count =
        row.expected == Expected::failed ? std::min<std::size_t>(1, variant.steps.size()) : variant.steps.size();
    for (std::size_t i = 0; i < count; ++i)
      if (std::find(steps.begin(), steps.end(), variant.steps[i]) == steps.end()) steps.push_back(variant.steps[i]);
  }
  std::string text;
  for (const std::string& step : steps) text += (text.empty() ? "" : ", ") + step;
  return text;
}

// "LDS_H" of "LDS_H_22".
std::string unit_of(const std::string& id) {
  return id.substr(0, id.rfind('_'));
}

Span mark(Verdict verdict) {
  Span span;
  span.text = std::string(name_of(verdict));
  span.verdict = verdict;
  return span;
}

Cell cell(std::vector<Line> lines) {
  Cell made;
  made.lines = std::move(lines);
  return made;
}

reports::Row line_of(const Row& row, const RowResult& result) {
  reports::Row line;
  line.id = row.id;
  std::vector<Line> first{{code(row.id)}, {plain(row.what)}};
  if (!row.icao.empty())
    first.push_back({soft("text: ICAO, RF and Protocol Testing part 4, " + row.icao + "; title alone at hand")});
  if (!row.remark.empty()) first.push_back({soft(row.remark)});
  if (!row.known.empty()) first.push_back({soft("known of the reference: " + row.known)});
  line.cells.push_back(cell(std::move(first)));
  line.cells.push_back(cell({{code(row.card)}}));
  std::vector<Line> wanted{{plain(asked(row))}};
  if (const std::string steps = deciding(row); !steps.empty()) wanted.push_back({soft("by " + steps)});
  line.cells.push_back(cell(std::move(wanted)));
  std::vector<Line> last{{mark(result.verdict)}};
  if (!row.not_applicable.empty()) last.push_back({plain(row.not_applicable)});
  if (!result.observed.empty()) last.push_back({soft(result.observed)});
  if (result.variants.size() > 1) {
    std::string count = std::to_string(result.variants.size()) + " variants";
    for (const VariantResult& variant : result.variants)
      if (variant.verdict != Verdict::pass) count += "; " + variant.name + ": " + std::string(name_of(variant.verdict));
    last.push_back({soft(count)});
  }
  line.cells.push_back(cell(std::move(last)));
  return line;
}

Json to_json(const std::vector<reports::InspectionStep>& steps) {
  Json all = Json::array();
  for (const reports::InspectionStep& step : steps)
    all.push_back({{"id", step.id}, {"result", name_of(step.result)}, {"reason", step.reason}});
  return all;
}

Json to_json(const RowResult& result) {
  Json variants = Json::array();
  for (const VariantResult& variant : result.variants)
    variants.push_back({{"name", variant.name},
                        {"verdict", name_of(variant.verdict)},
                        {"observed", variant.observed},
                        {"steps_not_successful", to_json(variant.steps)}});
  return variants;
}

}  // namespace

std::string to_json(const Reported& reported) {
  const Table& table = reported.table;
  Json json{
      {"format", "proofmark-conformance-result/1"},
      {"simulated", true},
      {"statement", simulated_statement()},
      {"table", {{"name", table.name}, {"title", table.title}, {"source", table.source}, {"sha256", table.sha256}}},
      {"harness", reported.harness},
      {"subject", {{"name", reported.played.subject.name}, {"version", reported.played.subject.version}}},
      {"seed", reported.seed},
      {"command", reported.command}};
  Json counts = Json::object();
  for (const Verdict verdict : kVerdicts) counts[std::string(name_of(verdict))] = reported.played.count(verdict);
  json["rows"] = reported.played.rows.size();
  json["counts"] = counts;
  Json bases = Json::object();
  for (const Base& base : table.bases)
    bases[base.name] = {
        {"follows", base.follows}, {"differs", base.differs}, {"card", Json::parse(base.card, nullptr, false)}};
  json["bases"] = std::move(bases);
  Json rows = Json::array();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row& row = table.rows[i];
    const RowResult& result = reported.played.rows[i];
    Json one{{"id", row.id}, {"what", row.what}, {"verdict", name_of(result.verdict)}};
    if (!row.icao.empty()) one["icao"] = row.icao;
    if (!row.remark.empty()) one["remark"] = row.remark;
    if (!row.known.empty()) one["known_of_the_reference"] = row.known;
    if (!row.not_applicable.empty()) {
      one["reason"] = row.not_applicable;
    } else {
      one["profile"] = Json::parse(row.card, nullptr, false);
      one["expected"] = asked(row);
      if (const std::string steps = deciding(row); !steps.empty()) one["by"] = steps;
      one["observed"] = result.observed;
      if (row.variants.size() > 1)
        one["variants"] = to_json(result);
      else if (!result.variants.empty())
        one["steps_not_successful"] = to_json(result.variants[0].steps);
    }
    rows.push_back(std::move(one));
  }
  json["results"] = std::move(rows);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<std::string> to_html(const Reported& reported) {
  const Table& table = reported.table;
  const Played& played = reported.played;
  Document page;
  page.lead = "Conformance table";
  page.title = table.title;
  page.run = "simulated; harness " + reported.harness + ", seed " + std::to_string(reported.seed);
  Section& result = page.add("result", "Result");
  result.add(Notice{{plain(std::string(simulated_statement()))}});
  Facts facts;
  facts.rows.emplace_back("Plan", Line{plain(table.source)});
  facts.rows.emplace_back("System under test", Line{plain(played.subject.name + " " + played.subject.version)});
  for (const Verdict verdict : kVerdicts)
    facts.rows.emplace_back(std::string(name_of(verdict)), Line{plain(std::to_string(played.count(verdict)) + " of " +
                                                                      std::to_string(played.rows.size()))});
  facts.rows.emplace_back("Command", Line{code(reported.command)});
  result.add(std::move(facts));
  List notes;
  for (const std::string& note : table.notes) notes.items.push_back({plain(note)});
  result.add(std::move(notes));
  Section& cards = page.add("bases", "Base cards");
  Facts bases;
  for (const Base& base : table.bases) bases.rows.emplace_back(base.name + ": " + base.follows, Line{code(base.card)});
  cards.add(std::move(bases));
  List differences;
  for (const Base& base : table.bases)
    for (const std::string& difference : base.differs)
      differences.items.push_back({strong(base.name), plain(": " + difference)});
  cards.add(std::move(differences));
  for (const Verdict verdict : {Verdict::fail, Verdict::inconclusive}) {
    if (played.count(verdict) == 0) continue;
    Section& section = page.add(verdict == Verdict::fail ? "failed" : "inconclusive",
                                verdict == Verdict::fail ? "Not as the plan asks" : "Inconclusive");
    List list;
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      if (played.rows[i].verdict == verdict)
        list.items.push_back({link(table.rows[i].id, "#" + table.rows[i].id),
                              plain(": " + table.rows[i].what + " Observed: " + played.rows[i].observed)});
    section.add(std::move(list));
  }
  Section& all = page.add("cases", "Cases");
  reports::Table cases;
  cases.columns = {{"Case", Column::Kind::text, 34},
                   {"Card", Column::Kind::text, 26},
                   {"Expected", Column::Kind::text, 12},
                   {"Verdict and observation", Column::Kind::text, 28}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string unit = unit_of(table.rows[i].id);
    if (i == 0 || unit_of(table.rows[i - 1].id) != unit) cases.groups.push_back({{strong(unit)}, {}});
    cases.groups.back().rows.push_back(line_of(table.rows[i], played.rows[i]));
  }
  all.add(std::move(cases));
  return render_html(page);
}

Result<void> write(const std::filesystem::path& folder, const Reported& reported) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return fail("--out", "a folder " + folder.string(), problem.message(), "Give another folder.");
  PROOFMARK_TRY(const std::string html, to_html(reported));
  PROOFMARK_CHECK(write_text(folder / "conformance.json", to_json(reported)));
  return write_text(folder / "conformance.html", html);
}

}  // namespace proofmark::conformance

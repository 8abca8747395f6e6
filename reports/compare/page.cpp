// A comparison as a page in both languages.
#include <algorithm>
#include <system_error>

#include "common/files.hpp"
#include "reports/compare/compare.hpp"
#include "reports/documents/document.hpp"
#include "reports/formats/percent.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

class Page {
 public:
  Page(const RunComparison& comparison, const Texts& texts) : c_(comparison), texts_(texts) {}

  Document document() {
    Document d;
    d.language = texts_.language();
    d.lead = get("compare.lead");
    d.title = get("compare.title", {{"suite", c_.suite}});
    d.run = get("compare.run", {{"title", d.title}, {"a", c_.run_a}, {"b", c_.run_b}});
    const bool english = texts_.language() == Language::en;
    d.links.push_back({get(english ? "document.in_lithuanian" : "document.in_english"),
                       english ? "comparison.lt.html" : "comparison.html", english ? "lt" : "en"});
    overview(d.add("overview", get("compare.overview")));
    settings(d.add("settings", get("compare.settings")));
    rates(d.add("rates", get("compare.rates")));
    times(d.add("times", get("compare.times")), "compare.sessions", c_.latencies, kSlower);
    Section& service = d.add("service-times", get("compare.service_times"));
    service.add(
        Paragraph{{plain(get("compare.service_times.explained", {{"share", local(percent(kSlowerByWallClock))}}))}});
    times(service, "column.step", c_.service, kSlowerByWallClock);
    verdicts(d.add("scenarios", get("compare.scenarios")), "compare.scenario", c_.scenarios);
    verdicts(d.add("requirements", get("compare.requirements")), "compare.requirement", c_.requirements);
    return d;
  }

 private:
  std::string get(std::string_view key, Texts::Values values = {}) const { return texts_.get(key, values); }
  // The decimal comma of Lithuanian.
  std::string local(std::string number) const {
    if (texts_.language() == Language::lt) std::replace(number.begin(), number.end(), '.', ',');
    return number;
  }
  static Cell cell(std::string text) { return {{{plain(std::move(text))}}, {}}; }
  static Cell cell(Line line) { return {{std::move(line)}, {}}; }

  Span change(Change change) const {
    const char* key = change == Change::worse    ? "compare.change.worse"
                      : change == Change::better ? "compare.change.better"
                      : change == Change::none   ? "compare.change.none"
                                                 : "compare.change.unknown";
    Span out = strong(get(key));
    out.verdict = change == Change::worse    ? Verdict::fail
                  : change == Change::better ? Verdict::pass
                  : change == Change::none   ? Verdict::not_applicable
                                             : Verdict::inconclusive;
    return out;
  }
  Cell change_with(Change what, const std::string& reason) const {
    Cell out{{{change(what)}}, {}};
    if (!reason.empty()) out.lines.push_back({soft(reason)});
    return out;
  }
  std::string reason(const std::string& key, double slower = kSlower) const {
    return key.empty() ? "" : get("compare.reason." + key, {{"share", local(percent(slower))}});
  }

  void overview(Section& s) const {
    s.add(Notice{{plain(get("document.statement"))}});
    const char* overall = c_.overall == Change::worse    ? "compare.overall.worse"
                          : c_.overall == Change::better ? "compare.overall.better"
                                                         : "compare.overall.none";
    s.add(Paragraph{{change(c_.overall), plain(" " + get(overall))}});
    const std::string level = get("level." + std::string(name_of(c_.level)));
    Facts facts;
    facts.rows = {{"A", {code(c_.run_a)}},
                  {"B", {code(c_.run_b)}},
                  {get("compare.gate") + ", A", {badge(texts_, c_.gate_a)}},
                  {get("compare.gate") + ", B", {badge(texts_, c_.gate_b)}},
                  {get("compare.seed"), {plain(std::to_string(c_.seed_a) + ", " + std::to_string(c_.seed_b))}},
                  {get("compare.level"), {plain(level)}}};
    s.add(facts);
    s.add(Paragraph{
        {soft(get("compare.method", {{"tests", std::to_string(c_.tests)}, {"level", local(percent(kFalseAlarm))}}))}});
  }

  void settings(Section& s) const {
    if (c_.settings.empty()) {
      s.add(Paragraph{{plain(get("compare.settings.none"))}});
      return;
    }
    Table t;
    t.columns = {
        {get("compare.setting"), Column::Kind::name, 30}, {"A", Column::Kind::text, 35}, {"B", Column::Kind::text, 35}};
    t.groups.emplace_back();
    const auto value = [&](const std::string& text) { return cell(text.empty() ? get("compare.not_stated") : text); };
    for (const SettingChange& one : c_.settings) {
      std::string key = "compare.setting." + one.name.substr(0, one.name.find(" ("));
      std::replace(key.begin(), key.end(), ' ', '-');
      const Line name = {phrase(texts_.name(key, one.name))};
      t.groups[0].rows.push_back({{cell(name), value(one.a), value(one.b)}, ""});
    }
    s.add(t);
  }

  std::string points(double difference) const {
    return (difference > 0 ? "+" : "") + local(decimal(difference * 100, 2));
  }
  std::string counts(std::uint64_t errors, std::uint64_t n) const {
    return n == 0 ? "–" : with_thousands(errors) + " / " + with_thousands(n);
  }

  void rates(Section& s) const {
    Table t;
    t.columns = {{get("compare.rate"), Column::Kind::name, 30},
                 {get("compare.errors"), Column::Kind::number, 16},
                 {get("compare.difference"), Column::Kind::number, 22},
                 {get("compare.adjusted"), Column::Kind::number, 10},
                 {get("compare.change"), Column::Kind::text, 22}};
    t.groups.emplace_back();
    std::size_t quiet = 0;
    for (const RateChange& r : c_.rates) {
      if (r.errors_a == r.errors_b && r.n_a == r.n_b) {
        ++quiet;
        continue;
      }
      const Phrase name = r.id == "without_end" ? Phrase{get("compare.rate.without_end"), false}
                                                : texts_.name("rate." + r.id.substr(0, r.id.find('.')), r.name);
      Row row;
      row.cells.push_back({{{phrase(name)}, {code(r.id)}}, {}});
      row.cells.push_back({{{plain(counts(r.errors_a, r.n_a))}, {plain(counts(r.errors_b, r.n_b))}}, {}});
      Cell difference = cell(r.difference ? points(*r.difference) : "–");
      if (r.interval) difference.lines.push_back({soft(points(r.interval->low) + " … " + points(r.interval->high))});
      row.cells.push_back(difference);
      row.cells.push_back(cell(r.adjusted ? local(decimal(*r.adjusted, 4)) : "–"));
      row.cells.push_back(change_with(r.change, reason(r.key)));
      t.groups[0].rows.push_back(row);
    }
    if (!t.groups[0].rows.empty()) s.add(t);
    if (quiet > 0) s.add(Paragraph{{plain(get("compare.rates.quiet", {{"n", std::to_string(quiet)}}))}});
  }

  void times(Section& s, std::string_view of, const std::vector<LatencyChange>& all, double slower) const {
    Table t;
    t.columns = {{get(of), Column::Kind::name, 26},
                 {"n", Column::Kind::number, 10},
                 {get("compare.median"), Column::Kind::number, 18},
                 {get("compare.p95"), Column::Kind::number, 18},
                 {get("compare.adjusted"), Column::Kind::number, 8},
                 {get("compare.change"), Column::Kind::text, 20}};
    t.groups.emplace_back();
    for (const LatencyChange& l : all) {
      if (!l.p50_a || !l.p50_b || !l.p95_a || !l.p95_b) continue;
      const auto both = [&](double a, double b) {
        return Cell{{{plain(local(seconds(a)))}, {plain(local(seconds(b)))}}, {}};
      };
      t.groups[0].rows.push_back({{{{{phrase(texts_.name("times." + l.id, l.name))}}, {}},
                                   {{{plain(std::to_string(l.n_a))}, {plain(std::to_string(l.n_b))}}, {}},
                                   both(*l.p50_a, *l.p50_b),
                                   both(*l.p95_a, *l.p95_b),
                                   cell(l.adjusted ? local(decimal(*l.adjusted, 4)) : "–"),
                                   change_with(l.change, reason(l.key, slower))},
                                  ""});
    }
    if (t.groups[0].rows.empty()) {
      s.add(Paragraph{{plain(get("compare.times.none"))}});
    } else {
      s.add(t);
    }
  }

  void verdicts(Section& s, const char* what, const std::vector<VerdictChange>& all) const {
    Table t;
    t.columns = {{get(what), Column::Kind::name, 44},
                 {get("compare.verdicts"), Column::Kind::text, 22},
                 {get("compare.change"), Column::Kind::text, 34}};
    t.groups.emplace_back();
    for (const VerdictChange& v : all) {
      if (v.change == Change::none && v.a == v.b) continue;
      Row row;
      row.cells.push_back({{{code(v.id)}, {phrase(texts_.sentence(v.text), Span::Style::soft)}}, {}});
      const auto verdict = [&](const std::optional<Verdict>& one) { return one ? badge(texts_, *one) : plain("–"); };
      row.cells.push_back({{{verdict(v.a)}, {verdict(v.b)}}, {}});
      const std::string why = v.key == "demanded"
                                  ? get("compare.reason.demanded", {{"a", std::to_string(v.as_demanded_a)},
                                                                    {"n", std::to_string(v.planned_a)},
                                                                    {"b", std::to_string(v.as_demanded_b)},
                                                                    {"m", std::to_string(v.planned_b)}})
                                  : reason(v.key);
      row.cells.push_back(change_with(v.change, why));
      t.groups[0].rows.push_back(row);
    }
    if (t.groups[0].rows.empty()) {
      s.add(Paragraph{{plain(get("compare.none_differs"))}});
    } else {
      s.add(t);
    }
  }

  const RunComparison& c_;
  const Texts& texts_;
};

}  // namespace

Result<void> write_comparison(const fs::path& folder, const RunComparison& comparison) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return fail("proofmark compare", "to make " + folder.string(), error.message(), "name a folder that can be made");
  PROOFMARK_CHECK(write_text(folder / "comparison.json", comparison_to_json(comparison)));
  for (const Language language : {Language::en, Language::lt}) {
    PROOFMARK_TRY(const std::string html, render_html(Page(comparison, Texts::in(language)).document()));
    PROOFMARK_CHECK(write_text(folder / (language == Language::en ? "comparison.html" : "comparison.lt.html"), html));
  }
  return {};
}

}  // namespace proofmark::reports

// What the documents of a run share: words, figures with their n, errors, interval and limit, tables and charts of an
// evaluation. Every figure that comes from the simulation says so in its heading.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/documents/document.hpp"
#include "reports/formats/results.hpp"

namespace proofmark::reports {

struct Context {
  const Evaluation& evaluation;
  const Texts& texts;
  Medium medium = Medium::screen;
  std::string root;  // from the document's folder to the run folder: "" or "../"

  [[nodiscard]] std::string operator()(std::string_view key, Texts::Values values = {}) const {
    return texts.get(key, values);
  }
  [[nodiscard]] const std::string& pick(const Text& text) const {
    return texts.language() == Language::lt ? text.lt : text.en;
  }
};

namespace parts {

// Numbers as the language writes them.
[[nodiscard]] std::string percent(const Context& c, double proportion);
[[nodiscard]] std::string seconds(const Context& c, double value);
[[nodiscard]] std::string decimal(const Context& c, double value, int places);
[[nodiscard]] std::string whole(const Context& c, std::uint64_t n);
[[nodiscard]] std::string interval(const Context& c, const Interval& interval);
[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");

[[nodiscard]] std::string kind(const Context& c, Kind kind);        // "document attack"
[[nodiscard]] std::string kind_group(const Context& c, Kind kind);  // "document attacks"
[[nodiscard]] std::string outcome(const Context& c, const std::optional<Observation>& observation);
[[nodiscard]] Phrase rate_name(const Context& c, const Rate& rate);

// "Report of ...": run, subject, "simulated", language, the links that every document has, the statement on top.
[[nodiscard]] Document begin(const Context& c, std::string_view key);
[[nodiscard]] std::string day_of_testing(const Context& c);  // by the machine's clock; that it was not recorded
void add_statement(const Context& c, Section& section);
[[nodiscard]] Facts run_facts(const Context& c);
[[nodiscard]] Details settings(const Context& c);  // as the subject states them, one a line

using Choice = std::function<bool(const Rate&)>;
[[nodiscard]] std::vector<const Rate*> choose(const Evaluation& e, const Choice& choice);
[[nodiscard]] const Rate* find(const Evaluation& e, std::string_view id);

// Rate, errors of n, interval, scale, limit with its source, verdict with its reason: a row for each.
[[nodiscard]] Table rate_table(const Context& c, const std::vector<const Rate*>& rates);
[[nodiscard]] std::string errors_of(const Context& c, std::uint64_t errors, std::uint64_t n);  // "1 of 20"
// The limit's text and its source; that there is none.
[[nodiscard]] std::vector<Line> limit_lines(const Context& c, const std::optional<Limit>& limit);
[[nodiscard]] Line limit_line(const Context& c, const Limit& limit);
[[nodiscard]] std::vector<Line> verdict_lines(const Context& c, Verdict verdict, const std::string& reason);
[[nodiscard]] Table power_table(const Context& c, const std::vector<const Rate*>& rates);
[[nodiscard]] std::string ratio(const Context& c, const Ratio& ratio);  // "1.4 times (0.9 to 2.1)"
// Sums of rates with their parts (errors of n of each), bounds, limit and definitions.
[[nodiscard]] Facts sums_facts(const Context& c);
// Related impostors beside unrelated ones: each rate by its name with errors of n, the multiple with its interval.
[[nodiscard]] Table relation_table(const Context& c);
[[nodiscard]] Table group_table(const Context& c, const std::vector<const Rate*>& rates);
[[nodiscard]] Facts definitions(const Context& c, const std::vector<const Rate*>& rates);
// The operating points of scores; and their equal error rate with errors of n and interval of both sides.
[[nodiscard]] Table points_table(const Context& c, const ScoreTable& scores);
[[nodiscard]] Line eer_line(const Context& c, const ScoreTable& scores);
// Median and percentiles with their intervals, a row for each that has a length; `of` is the key of the first column.
[[nodiscard]] Table quantile_table(const Context& c, std::string_view of, const std::vector<SessionTimes>& all);
[[nodiscard]] Table scenario_table(const Context& c, const std::function<bool(const ScenarioVerdict&)>& choice);
[[nodiscard]] Table requirement_table(const Context& c, std::string_view source);
[[nodiscard]] std::vector<std::string> detected_by(const Evaluation& e, const std::string& species);

// The name of the run's page in a language, and a link to an anchor of it from any document (none on paper).
[[nodiscard]] std::string report_file(Language language);
[[nodiscard]] Span to_report(const Context& c, std::string words, const std::string& anchor);

// The sources of the catalogue's requirements; by their id where the catalogue names none.
[[nodiscard]] std::vector<CatalogueSource> sources_of(const Evaluation& e);

// Charts; `name` is unique in its document.
[[nodiscard]] Result<Figure> interval_figure(const Context& c, const std::string& name,
                                             const std::vector<const Rate*>& rates, const std::string& axis);
[[nodiscard]] Result<Figure> det_figure(const Context& c, const ScoreTable& scores);
[[nodiscard]] Result<Figure> coverage_figure(const Context& c);
[[nodiscard]] Result<Figure> times_figure(const Context& c);
[[nodiscard]] Result<Figure> timeline_figure(const Context& c);

}  // namespace parts
}  // namespace proofmark::reports

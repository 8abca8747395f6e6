// The charts of the documents, drawn by gnuplot: a child process, data on its standard input, SVG on its output.
// Same chart, same bytes. Colours are the roles of Palette: on the screen CSS custom properties of the page (so that
// they follow light and dark), on paper fixed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/verdict.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::reports::charts {

enum class Palette { screen, paper };
enum class Width { wide, narrow };  // 960 px (desktop, paper) and 350 px (phone)

// How and where a chart is drawn. `name` is for gnuplot alone ([a-z0-9_]); the SVG holds no ids.
struct Look {
  std::string name;
  Palette palette = Palette::screen;
  Width width = Width::wide;
  bool decimal_comma = false;  // numbers as Lithuanian writes them
};

// A proportion of a row with its interval and limit; without `rate` the row stays empty.
struct IntervalRow {
  std::string label;
  std::optional<double> rate;  // proportions, 0 to 1
  Interval interval;
  std::optional<double> limit;
  Verdict verdict = Verdict::not_applicable;  // colours the row
};
struct IntervalChart {
  std::vector<IntervalRow> rows;
  std::string axis;  // what the axis shows, "APCER (simulated)"; per cent
};
[[nodiscard]] Result<std::string> draw(const IntervalChart& chart, const Look& look);

// Detection error tradeoff: both error rates on probit axes (ISO/IEC 19795-1).
struct DetPoint {
  double x = 0, y = 0;  // proportions; 0 and 1 are drawn at the axes' ends
};
struct DetSeries {
  std::string label;
  std::vector<DetPoint> points;        // in the order of the threshold
  std::optional<DetPoint> working_at;  // at the subject's own threshold
};
struct DetChart {
  std::vector<DetSeries> series;
  std::string x_axis, y_axis;
};
[[nodiscard]] Result<std::string> draw(const DetChart& chart, const Look& look);

// Counts side by side in one bar per row, each of its verdict's colour. The page holds the key.
struct StackRow {
  std::string label;
  std::vector<std::uint64_t> counts;  // one per verdict of StackChart::parts
};
struct StackChart {
  std::vector<Verdict> parts;
  std::vector<StackRow> rows;
  std::string axis;
};
[[nodiscard]] Result<std::string> draw(const StackChart& chart, const Look& look);

// Every session of a row as a mark, with median and 95th percentile.
struct TimesRow {
  std::string label;
  std::vector<double> seconds;
  std::optional<double> p50, p95;
};
struct TimesChart {
  std::vector<TimesRow> rows;
  std::string axis;
};
[[nodiscard]] Result<std::string> draw(const TimesChart& chart, const Look& look);

// The run from its first attempt to its last: one lane per kind, one box per attempt.
struct TimelineSpan {
  std::size_t lane = 0;
  double begin = 0, end = 0;  // in the axis' unit
  Verdict verdict = Verdict::inconclusive;
};
struct TimelineChart {
  std::vector<std::string> lanes;
  std::vector<TimelineSpan> spans;
  std::string axis;
};
[[nodiscard]] Result<std::string> draw(const TimelineChart& chart, const Look& look);

}  // namespace proofmark::reports::charts

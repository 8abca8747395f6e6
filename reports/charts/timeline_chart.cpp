// The attempts in their order, end to end on the simulated clock.
#include <algorithm>
#include <array>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {
namespace {

// Later ones are drawn over earlier ones: what did not pass stays visible.
constexpr std::array<Verdict, 5> kVerdicts{Verdict::pass, Verdict::not_applicable, Verdict::external_evidence_pending,
                                           Verdict::inconclusive, Verdict::fail};

}  // namespace

Result<std::string> draw(const TimelineChart& chart, const Look& look) {
  double end = 0;
  for (const TimelineSpan& span : chart.spans) end = std::max(end, span.end);
  const Rows rows = lay_out(chart.lanes, chart.axis, look);
  std::string s = rows.script;
  s += "set xrange [0:" + number(end > 0 ? end : 1) + "]\nset style fill solid 1 noborder\n";
  std::string plots;
  const double pixel = end / width_of(look);
  for (std::size_t v = 0; v < kVerdicts.size(); ++v) {
    std::string boxes;
    for (std::size_t lane = 0; lane < chart.lanes.size(); ++lane) {
      const double middle = static_cast<double>(lane) + rows.middle;
      double begin = 0, until = -1, before = -1;
      const auto box = [&] {
        if (until < 0) return;
        boxes += number((begin + until) / 2) + " " + std::to_string(lane) + " " + number(begin) + " " + number(until) +
                 " " + number(middle - rows.half) + " " + number(middle + rows.half) + "\n";
      };
      for (const TimelineSpan& span : chart.spans) {
        if (span.lane != lane || span.verdict != kVerdicts[v]) continue;
        const bool large = span.end - span.begin > 3 * pixel;
        // Boxes too small to be told apart become one with their neighbour of the same verdict.
        if (large || until < 0 || span.begin - before > pixel / 10) {
          box();
          begin = span.begin;
        }
        before = span.end;
        until = large ? span.end - pixel : std::max(span.end, span.begin + 1.5 * pixel);
      }
      box();
    }
    if (boxes.empty()) continue;
    const std::string block = "$spans" + std::to_string(v);
    s += block + " << EOD\n" + boxes + "EOD\n";
    plots += (plots.empty() ? "plot " : ", ") + block + " using 1:2:3:4:5:6 with boxxyerror lc " +
             colour(colour_of(kVerdicts[v]));
  }
  return run(s + (plots.empty() ? "plot NaN notitle" : plots) + "\n", look);
}

}  // namespace proofmark::reports::charts

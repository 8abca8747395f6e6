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
  const bool wide = look.width == Width::wide;
  const auto lanes = static_cast<unsigned>(chart.lanes.size());
  std::size_t widest = 4;
  for (const std::string& lane : chart.lanes) widest = std::max(widest, characters(lane));
  double end = 0;
  for (const TimelineSpan& span : chart.spans) end = std::max(end, span.end);
  std::string s = header(look, lanes * (wide ? 30U : 44U) + 54);
  s += "set lmargin " + std::to_string(wide ? std::min<std::size_t>(widest + 2, 44) : 3) + "\nset rmargin 3\n";
  s += "set tmargin 0.4\nunset key\n";
  s += "set xrange [0:" + number(end > 0 ? end : 1) + "]\nset yrange [" + number(lanes - 0.5) + ":-0.5]\n";
  s += "set xlabel " + quoted(chart.axis) + "\nset style fill solid 1 noborder\n";
  s += wide ? "set ytics (" : "unset ytics\n";
  for (unsigned i = 0; i < lanes; ++i) {
    if (wide) {
      s += (i == 0 ? "" : ", ") + tick(chart.lanes[i]) + " " + std::to_string(i);
    } else {
      s += "set label " + quoted(chart.lanes[i]) + " at graph 0, first " + number(i - 0.28) + " left textcolor " +
           colour(Colour::ink) + "\n";
    }
  }
  if (wide) s += ")\n";
  std::string plots;
  const double top = wide ? -0.34 : -0.06, bottom = wide ? 0.34 : 0.36;
  const double pixel = end / width_of(look);
  for (std::size_t v = 0; v < kVerdicts.size(); ++v) {
    std::string boxes;
    for (unsigned lane = 0; lane < lanes; ++lane) {
      double begin = 0, until = -1, before = -1;
      const auto box = [&] {
        if (until < 0) return;
        boxes += number((begin + until) / 2) + " " + std::to_string(lane) + " " + number(begin) + " " + number(until) +
                 " " + number(lane + top) + " " + number(lane + bottom) + "\n";
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

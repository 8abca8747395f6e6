// The attempts in their order, end to end on the simulated clock.
#include <algorithm>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {

Result<std::string> draw(const TimelineChart& chart, const Look& look) {
  const bool wide = look.width == Width::wide;
  const auto lanes = static_cast<unsigned>(chart.lanes.size());
  std::size_t widest = 4;
  for (const std::string& lane : chart.lanes) widest = std::max(widest, characters(lane));
  const double below = lanes * (wide ? 30.0 : 44.0);
  const double key = wide ? 30 : 20.0 * static_cast<double>(chart.legend.size()) + 6;
  double end = 0;
  for (const TimelineSpan& span : chart.spans) end = std::max(end, span.end);
  std::string s = header(look, static_cast<unsigned>(below + 50 + key));
  s += "set lmargin " + std::to_string(wide ? std::min<std::size_t>(widest + 2, 44) : 1) + "\nset rmargin 3\n";
  s += "set tmargin at screen " + number(1 - key / (below + 50 + key)) + "\n";
  s += "set xrange [0:" + number(end > 0 ? end : 1) + "]\nset yrange [" + number(lanes - 0.5) + ":-0.5]\n";
  s += "set xlabel " + quoted(chart.axis) + "\nset style fill solid 1 noborder\n";
  s += wide ? "set key at screen 0.99, screen 0.99 right top horizontal Left reverse samplen 1 maxrows 1\n"
            : "set key at screen 0.02, screen 0.99 left top vertical Left reverse samplen 1 maxcols 1\n";
  s += wide ? "set ytics (" : "unset ytics\n";
  for (unsigned i = 0; i < lanes; ++i) {
    if (wide) {
      s += (i == 0 ? "" : ", ") + quoted(chart.lanes[i]) + " " + std::to_string(i);
    } else {
      s += "set label " + quoted(chart.lanes[i]) + " at graph 0, first " + number(i - 0.28) + " left textcolor " +
           colour(Colour::ink) + "\n";
    }
  }
  if (wide) s += ")\n";
  std::string plots;
  const double top = wide ? -0.34 : -0.06, bottom = wide ? 0.34 : 0.36;
  for (std::size_t v = 0; v < chart.legend.size(); ++v) {
    const std::string block = "$spans" + std::to_string(v);
    s += block + " << EOD\n";
    // Neighbours of the same verdict become one box where a gap between them could not be seen.
    const double gap = end / width_of(look);
    for (unsigned lane = 0; lane < lanes; ++lane) {
      double begin = -1, until = -1;
      const auto box = [&] {
        if (begin < 0) return;
        s += number((begin + until) / 2) + " " + std::to_string(lane) + " " + number(begin) + " " + number(until) +
             " " + number(lane + top) + " " + number(lane + bottom) + "\n";
      };
      for (const TimelineSpan& span : chart.spans) {
        if (span.lane != lane || span.verdict != chart.legend[v].verdict) continue;
        const double shown = std::max(span.end - gap * 0.6, span.begin + gap * 0.6);
        if (begin >= 0 && span.begin - until < gap * 0.5) {
          until = shown;
          continue;
        }
        box();
        begin = span.begin;
        until = shown;
      }
      box();
    }
    s += "NaN NaN NaN NaN NaN NaN\nEOD\n";
    plots += (v == 0 ? "plot " : ", ") + block + " using 1:2:3:4:5:6 with boxxyerror lc " +
             colour(colour_of(chart.legend[v].verdict)) + " title " + quoted(chart.legend[v].label);
  }
  return run(s + (plots.empty() ? "plot NaN notitle" : plots) + "\n", look);
}

}  // namespace proofmark::reports::charts

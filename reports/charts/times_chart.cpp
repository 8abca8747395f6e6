// The length of every session, with the median and the 95th percentile of each row.
#include <algorithm>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {

Result<std::string> draw(const TimesChart& chart, const Look& look) {
  const bool wide = look.width == Width::wide;
  const auto rows = static_cast<unsigned>(chart.rows.size());
  std::size_t widest = 4;
  for (const TimesRow& r : chart.rows) widest = std::max(widest, characters(r.label));
  std::string s = header(look, rows * (wide ? 30U : 46U) + 54);
  s += "set lmargin " + std::to_string(wide ? std::min<std::size_t>(widest + 2, 44) : 3) + "\nset rmargin 3\n";
  s += "set tmargin 0.4\nunset key\n";
  s += "set xrange [0:*]\nset yrange [" + number(rows - 0.5) + ":-0.5]\nset xlabel " + quoted(chart.axis) + "\n";
  s += wide ? "set ytics (" : "unset ytics\n";
  const double middle = wide ? 0 : 0.15;
  std::string sessions, medians, percentiles;
  for (unsigned i = 0; i < rows; ++i) {
    const TimesRow& r = chart.rows[i];
    if (wide) {
      s += (i == 0 ? "" : ", ") + tick(r.label) + " " + std::to_string(i);
    } else {
      s += "set label " + quoted(r.label) + " at graph 0, first " + number(i - 0.28) + " left textcolor " +
           colour(Colour::ink) + "\n";
    }
    // A mark per pixel is all that can be seen; more would only make the page longer.
    const double pixel = r.seconds.empty() ? 0 : *std::max_element(r.seconds.begin(), r.seconds.end()) / width_of(look);
    double last = -1;
    for (const double t : r.seconds) {
      if (last >= 0 && t - last < pixel) continue;
      sessions += number(t) + " " + number(i + middle - 0.25) + " 0 0.5\n";
      last = t;
    }
    const std::string y = " " + number(i + middle) + "\n";
    if (r.p50) medians += number(*r.p50) + y;
    if (r.p95) percentiles += number(*r.p95) + y;
  }
  if (wide) s += ")\n";
  s += "$sessions << EOD\n" + (sessions.empty() ? "NaN NaN NaN NaN\n" : sessions) + "EOD\n";
  s += "$medians << EOD\n" + (medians.empty() ? "NaN NaN\n" : medians) + "EOD\n";
  s += "$percentiles << EOD\n" + (percentiles.empty() ? "NaN NaN\n" : percentiles) + "EOD\n";
  return run(s + "plot $sessions using 1:2:3:4 with vectors nohead lw 1.5 lc " + colour(Colour::blue) +
                 ", $medians using 1:2 with points pt 7 ps 1 lc " + colour(Colour::ink) +
                 ", $percentiles using 1:2 with points pt 6 ps 1.2 lw 2 lc " + colour(Colour::ink) + "\n",
             look);
}

}  // namespace proofmark::reports::charts

// The length of every session, with the median and the 95th percentile of each row.
#include <algorithm>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {

Result<std::string> draw(const TimesChart& chart, const Look& look) {
  std::vector<std::string> labels;
  for (const TimesRow& r : chart.rows) labels.push_back(r.label);
  const Rows rows = lay_out(labels, chart.axis, look);
  std::string s = rows.script + "set xrange [0:*]\n";
  std::string sessions, medians, percentiles;
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const TimesRow& r = chart.rows[i];
    const double middle = static_cast<double>(i) + rows.middle;
    // A mark per pixel is all that can be seen; more would only make the page longer.
    const double pixel = r.seconds.empty() ? 0 : *std::max_element(r.seconds.begin(), r.seconds.end()) / width_of(look);
    double last = -1;
    for (const double t : r.seconds) {
      if (last >= 0 && t - last < pixel) continue;
      sessions += number(t) + " " + number(middle - 0.8 * rows.half) + " 0 " + number(1.6 * rows.half) + "\n";
      last = t;
    }
    const std::string y = " " + number(middle) + "\n";
    if (r.p50) medians += number(*r.p50) + y;
    if (r.p95) percentiles += number(*r.p95) + y;
  }
  s += "$sessions << EOD\n" + (sessions.empty() ? "NaN NaN NaN NaN\n" : sessions) + "EOD\n";
  s += "$medians << EOD\n" + (medians.empty() ? "NaN NaN\n" : medians) + "EOD\n";
  s += "$percentiles << EOD\n" + (percentiles.empty() ? "NaN NaN\n" : percentiles) + "EOD\n";
  return run(s + "plot $sessions using 1:2:3:4 with vectors nohead lw 1.5 lc " + colour(Colour::blue) +
                 ", $medians using 1:2 with points pt 7 ps 1 lc " + colour(Colour::ink) +
                 ", $percentiles using 1:2 with points pt 6 ps 1.2 lw 2 lc " + colour(Colour::ink) + "\n",
             look);
}

}  // namespace proofmark::reports::charts

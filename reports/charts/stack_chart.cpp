// How many of each source, method or group came to which verdict.
#include <algorithm>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {

Result<std::string> draw(const StackChart& chart, const Look& look) {
  const bool wide = look.width == Width::wide;
  const auto rows = static_cast<unsigned>(chart.rows.size());
  const auto parts = static_cast<unsigned>(chart.parts.size());
  std::uint64_t longest = 1;
  std::size_t widest = 4;
  for (const StackRow& r : chart.rows) {
    std::uint64_t sum = 0;
    for (const std::uint64_t n : r.counts) sum += n;
    longest = std::max(longest, sum);
    widest = std::max(widest, characters(r.label));
  }
  std::string s = header(look, rows * (wide ? 30U : 42U) + 54);
  s += "set lmargin " + std::to_string(wide ? std::min<std::size_t>(widest + 2, 44) : 3) + "\nset rmargin 3\n";
  s += "set tmargin 0.4\nunset key\n";
  s += "set xrange [0:" + std::to_string(longest) + "]\nset yrange [" + number(rows - 0.5) + ":-0.5]\n";
  s += "set xlabel " + quoted(chart.axis) + "\nset style fill solid 1 noborder\n";
  s += wide ? "set ytics (" : "unset ytics\n";
  for (unsigned i = 0; i < rows; ++i) {
    const std::string& label = chart.rows[i].label;
    if (wide) {
      s += (i == 0 ? "" : ", ") + tick(label) + " " + std::to_string(i);
    } else {
      s += "set label " + quoted(label) + " at graph 0, first " + number(i - 0.3) + " left textcolor " +
           colour(Colour::ink) + "\n";
    }
  }
  if (wide) s += ")\n";
  std::string plots;
  std::vector<std::uint64_t> from(rows, 0);
  const double top = wide ? -0.3 : -0.06, bottom = wide ? 0.3 : 0.34;
  for (unsigned p = 0; p < parts; ++p) {
    const std::string block = "$part" + std::to_string(p);
    s += block + " << EOD\n";
    for (unsigned i = 0; i < rows; ++i) {
      const std::uint64_t n = p < chart.rows[i].counts.size() ? chart.rows[i].counts[p] : 0;
      if (n == 0) continue;
      s += number(static_cast<double>(2 * from[i] + n) / 2) + " " + std::to_string(i) + " " + std::to_string(from[i]) +
           " " + std::to_string(from[i] + n) + " " + number(i + top) + " " + number(i + bottom) + "\n";
      from[i] += n;
    }
    s += "NaN NaN NaN NaN NaN NaN\nEOD\n";
    plots += (p == 0 ? "plot " : ", ") + block + " using 1:2:3:4:5:6 with boxxyerror lc " +
             colour(colour_of(chart.parts[p]));
  }
  return run(s + (plots.empty() ? "plot NaN notitle" : plots) + "\n", look);
}

}  // namespace proofmark::reports::charts

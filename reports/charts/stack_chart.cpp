// How many of each source, method or group came to which verdict.
#include <algorithm>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {

Result<std::string> draw(const StackChart& chart, const Look& look) {
  const auto parts = static_cast<unsigned>(chart.parts.size());
  std::uint64_t longest = 1;
  std::vector<std::string> labels;
  for (const StackRow& r : chart.rows) {
    std::uint64_t sum = 0;
    for (const std::uint64_t n : r.counts) sum += n;
    longest = std::max(longest, sum);
    labels.push_back(r.label);
  }
  const Rows rows = lay_out(labels, chart.axis, look);
  std::string s = rows.script;
  s += "set xrange [0:" + std::to_string(longest) + "]\nset style fill solid 1 noborder\n";
  std::string plots;
  std::vector<std::uint64_t> from(chart.rows.size(), 0);
  for (unsigned p = 0; p < parts; ++p) {
    const std::string block = "$part" + std::to_string(p);
    s += block + " << EOD\n";
    for (std::size_t i = 0; i < chart.rows.size(); ++i) {
      const std::uint64_t n = p < chart.rows[i].counts.size() ? chart.rows[i].counts[p] : 0;
      if (n == 0) continue;
      const double middle = static_cast<double>(i) + rows.middle;
      s += number(static_cast<double>(2 * from[i] + n) / 2) + " " + std::to_string(i) + " " + std::to_string(from[i]) +
           " " + std::to_string(from[i] + n) + " " + number(middle - rows.half) + " " + number(middle + rows.half) +
           "\n";
      from[i] += n;
    }
    s += "NaN NaN NaN NaN NaN NaN\nEOD\n";
    plots += (p == 0 ? "plot " : ", ") + block + " using 1:2:3:4:5:6 with boxxyerror lc " +
             colour(colour_of(chart.parts[p]));
  }
  return run(s + (plots.empty() ? "plot NaN notitle" : plots) + "\n", look);
}

}  // namespace proofmark::reports::charts

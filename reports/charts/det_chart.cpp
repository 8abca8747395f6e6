// Both axes are probits: normally distributed scores give a straight line (ISO/IEC 19795-1).
#include <algorithm>
#include <array>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {

Result<std::string> draw(const DetChart& chart, const Look& look) {
  const bool wide = look.width == Width::wide;
  double least = 0.01;
  for (const DetSeries& series : chart.series)
    for (const DetPoint& p : series.points)
      for (const double rate : {p.x, p.y})
        if (rate > 0) least = std::min(least, rate / 2);
  least = std::max(least, 1e-5);
  const double most = 0.99;
  const auto place = [&](double rate) { return number(std::clamp(rate, least, most)); };
  std::string ticks;
  for (const double t : {0.00001, 0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99}) {
    const bool dense = t == 0.05 || t == 0.2 || t == 0.9;
    if (t < least || (!wide && dense)) continue;
    ticks += (ticks.empty() ? "" : ", ") + tick(per_cent(t * 100, look)) + " " + number(t);
  }
  std::string s = header(look, wide ? 520 : 400);
  s += "set nonlinear x via invnorm(x) inverse norm(x)\nset nonlinear y via invnorm(y) inverse norm(y)\n";
  for (const char* axis : {"x", "y"})
    s += "set " + std::string(axis) + "range [" + number(least) + ":" + number(most) + "]\nset " + axis + "tics (" +
         ticks + ")\n";
  s += "set grid xtics ytics lt 1 lw 1 lc " + colour(Colour::grid) + "\n";
  s += "set xlabel " + in_quotes(chart.x_axis) + "\nset ylabel " + in_quotes(chart.y_axis) + "\n";
  if (!wide) s += "set xtics rotate by -45\nset lmargin 9\nset bmargin 7\n";
  s += wide ? "set key outside right top Left reverse samplen 2\n"
            : "set key tmargin left Left reverse samplen 2 maxcols 1\n";
  std::string plots;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const DetSeries& series = chart.series[i];
    const std::string block = "$det" + std::to_string(i), ink = colour(series_colour(i));
    s += block + " << EOD\n";
    std::string before;
    for (const DetPoint& p : series.points) {
      std::string line = place(p.x) + " " + place(p.y) + "\n";
      if (line != before) s += line;
      before = std::move(line);
    }
    if (series.points.empty()) s += "NaN NaN\n";
    s += "EOD\n";
    plots += (plots.empty() ? "plot " : ", ") + block + " using 1:2 with lines lw 2 dt " + std::to_string(i % 5 + 1) +
             " lc " + ink + " title " + in_quotes(series.label);
    if (!series.working_at) continue;
    s += block + "at << EOD\n" + place(series.working_at->x) + " " + place(series.working_at->y) + "\nEOD\n";
    plots += ", " + block + "at using 1:2 with points pt 7 ps 1 lc " + ink + " notitle";
  }
  return run(s + (plots.empty() ? "plot NaN notitle" : plots) + "\n", look);
}

}  // namespace proofmark::reports::charts

// One row per species: the observed rate, its interval and the limit that it is compared with.
#include <algorithm>
#include <array>

#include "reports/charts/gnuplot.hpp"

namespace proofmark::reports::charts {
namespace {

constexpr std::array<Verdict, 5> kVerdicts{Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable,
                                           Verdict::external_evidence_pending};

}  // namespace

Result<std::string> draw(const IntervalChart& chart, const Look& look) {
  const bool wide = look.width == Width::wide;
  const auto rows = static_cast<unsigned>(chart.rows.size());
  const unsigned row = wide ? 26 : 40;
  double longest = 0.05;
  std::size_t widest = 4;
  for (const IntervalRow& r : chart.rows) {
    if (r.rate) longest = std::max(longest, r.interval.high);
    longest = std::max(longest, r.limit.value_or(0) * 1.2);
    widest = std::max(widest, characters(r.label));
  }
  const double right = longest > 0.5 ? 100 : longest > 0.25 ? 50 : longest > 0.1 ? 25 : longest > 0.05 ? 10 : 5;
  std::string s = header(look, rows * row + 58);
  s += "set lmargin " + std::to_string(wide ? std::min<std::size_t>(widest + 2, 52) : 3) +
       "\nset rmargin 3\nset tmargin 0.6\n";
  s += "set xrange [0:" + number(right) + "]\nset yrange [" + number(rows - 0.5) + ":-0.5]\n";
  s += "set xlabel " + quoted(chart.axis) + "\nset format x '%g %%'\nunset key\n";
  s += wide ? "set ytics (" : "unset ytics\n";
  for (unsigned i = 0; i < rows; ++i) {
    const std::string& label = chart.rows[i].label;
    if (wide) {
      s += (i == 0 ? "" : ", ") + tick(label) + " " + std::to_string(i);
    } else {
      s += "set label " + quoted(label) + " at graph 0, first " + number(i - 0.28) + " left textcolor " +
           colour(Colour::ink) + "\n";
    }
  }
  if (wide) s += ")\n";
  std::string limits, plots;
  std::array<std::string, kVerdicts.size()> rates;
  const double shift = wide ? 0 : 0.12;
  for (unsigned i = 0; i < rows; ++i) {
    const IntervalRow& r = chart.rows[i];
    const std::string y = number(i + shift);
    if (r.limit) limits += number(*r.limit * 100) + " " + number(i + shift - 0.36) + " 0 0.72\n";
    if (!r.rate) continue;
    for (std::size_t v = 0; v < kVerdicts.size(); ++v)
      if (kVerdicts[v] == r.verdict)
        rates[v] += number(*r.rate * 100) + " " + y + " " + number(r.interval.low * 100) + " " +
                    number(r.interval.high * 100) + "\n";
  }
  const auto plot = [&](const std::string& what) { plots += (plots.empty() ? "plot " : ", ") + what; };
  if (!limits.empty()) {
    s += "$limits << EOD\n" + limits + "EOD\n";
    plot("$limits using 1:2:3:4 with vectors nohead lw 2 dt (4,3) lc " + colour(Colour::fail));
  }
  for (std::size_t v = 0; v < kVerdicts.size(); ++v) {
    if (rates[v].empty()) continue;
    const std::string block = "$rates" + std::to_string(v);
    s += block + " << EOD\n" + rates[v] + "EOD\n";
    const std::string ink = colour(colour_of(kVerdicts[v]));
    plot(block + " using 1:2:3:4 with xerrorbars pt 7 ps 0.9 lw 2.5 lc " + ink);
  }
  if (plots.empty()) plot("NaN");
  return run(s + plots + "\n", look);
}

}  // namespace proofmark::reports::charts

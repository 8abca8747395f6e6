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
  double longest = 0.05;
  std::vector<std::string> labels;
  for (const IntervalRow& r : chart.rows) {
    if (r.rate) longest = std::max(longest, r.interval.high);
    longest = std::max(longest, r.limit.value_or(0) * 1.2);
    labels.push_back(r.label);
  }
  const double right = longest > 0.5 ? 100 : longest > 0.25 ? 50 : longest > 0.1 ? 25 : longest > 0.05 ? 10 : 5;
  const Rows rows = lay_out(labels, chart.axis, look);
  std::string s = rows.script;
  s += "set xrange [0:" + number(right) + "]\nset format x '%g\u00a0%%'\n";
  std::string limits, plots;
  std::array<std::string, kVerdicts.size()> rates;
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const IntervalRow& r = chart.rows[i];
    const double middle = static_cast<double>(i) + rows.middle;
    const std::string y = number(middle);
    if (r.limit)
      limits +=
          number(*r.limit * 100) + " " + number(middle - 1.1 * rows.half) + " 0 " + number(2.2 * rows.half) + "\n";
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

// Session times on the simulated clock: a mark for every session, the median and the 95th percentile.
#include <cmath>

#include "reports/documents/page_parts.hpp"
#include "reports/formats/percent.hpp"

namespace proofmark::reports::page {
namespace {

// A step of 1, 2 or 5 times a power of ten, so that at most eight of them span the longest session.
double step_for(double longest) {
  double step = 1;
  for (int i = 0; longest / step > 8 && i < 60; ++i) step *= i % 3 == 1 ? 2.5 : 2;
  return step;
}

std::string quantile_text(const Quantile& q) {
  const auto side = [](const std::optional<double>& value, const char* without) {
    return value ? seconds(*value) : std::string(without);
  };
  return side(q.low, "no lower bound") + " to " + side(q.high, "no upper bound");
}

void set_quantile(Dictionary& row, const std::string& prefix, const std::optional<Quantile>& q, double span) {
  set(row, (prefix + "_VALUE").c_str(), q ? seconds(q->value) : "no figure");
  set(row, (prefix + "_INTERVAL").c_str(), q ? quantile_text(*q) : "none, as n = 0");
  if (q) say(row, (prefix + "_MARK").c_str(), "AT", position(q->value / span));
}

}  // namespace

void fill_session_times(Dictionary& into, const Evaluation& e) {
  double longest = 0;
  for (const SessionTimes& t : e.session_times)
    if (!t.seconds.empty()) longest = std::max(longest, t.seconds.back());
  const double step = step_for(longest);
  const double span = step * std::max(1.0, std::ceil(longest / step));
  for (double at = 0; at <= span * 1.000001; at += step) {
    Dictionary& tick = add(into, "TICK");
    set(tick, "AT", position(at / span));
    set(tick, "TEXT", std::to_string(std::lround(at)));
  }
  for (const SessionTimes& t : e.session_times) {
    if (t.n == 0) continue;
    Dictionary& row = add(into, "TIME_ROW");
    set(row, "NAME", t.name);
    set(row, "N", std::to_string(t.n));
    for (const double value : t.seconds) say(row, "SESSION", "AT", position(value / span));
    set_quantile(row, "P50", t.p50, span);
    set_quantile(row, "P95", t.p95, span);
  }
  const Quantile* example = nullptr;
  for (const SessionTimes& t : e.session_times)
    if (example == nullptr && t.p95) example = &*t.p95;
  if (example != nullptr) say(into, "TIME_NOTE", "N", std::to_string(example->n_for_high));
}

}  // namespace proofmark::reports::page

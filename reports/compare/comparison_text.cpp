// A comparison for the terminal and as JSON.
#include <algorithm>

#include "reports/compare/compare.hpp"
#include "reports/formats/json_fields.hpp"
#include "reports/formats/percent.hpp"

namespace proofmark::reports {
namespace {

std::string counts(std::uint64_t errors, std::uint64_t n) {
  return n == 0 ? "-" : std::to_string(errors) + "/" + std::to_string(n);
}

// "+3.1 points": a difference of proportions, in per cent points.
std::string points(double difference) {
  const std::string text = decimal(difference * 100, 2);
  return (difference > 0 ? "+" : "") + text;
}

std::string verdict(const std::optional<Verdict>& v) {
  return v ? std::string(name_of(*v)) : "-";
}

OrderedJson number(const std::optional<double>& value) {
  return value ? OrderedJson(stable(*value)) : OrderedJson(nullptr);
}

// Columns as wide as their widest cell, counted in characters.
class Grid {
 public:
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] std::string text() const {
    std::vector<std::size_t> widths;
    for (const auto& cells : rows_)
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (widths.size() <= i) widths.push_back(0);
        widths[i] = std::max(widths[i], width(cells[i]));
      }
    std::string out;
    for (const auto& cells : rows_) {
      std::string line = " ";
      for (std::size_t i = 0; i < cells.size(); ++i)
        line += " " + cells[i] + std::string(i + 1 < cells.size() ? widths[i] - width(cells[i]) + 1 : 0, ' ');
      out += line + "\n";
    }
    return out;
  }

 private:
  static std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
  }
  std::vector<std::vector<std::string>> rows_;
};

void add_verdicts(std::string& out, const char* title, const std::vector<VerdictChange>& all) {
  Grid grid;
  std::size_t shown = 0;
  for (const VerdictChange& v : all) {
    if (v.change == Change::none && v.a == v.b) continue;
    ++shown;
    grid.row({v.id, verdict(v.a) + " -> " + verdict(v.b), std::string(name_of(v.change)), v.reason});
  }
  if (shown > 0) out += std::string("\n") + title + "\n" + grid.text();
}

void add_times(std::string& out, const char* title, const char* of, const std::vector<LatencyChange>& all) {
  Grid times;
  times.row({of, "n", "p50", "p95", "adjusted p", "change"});
  bool any = false;
  for (const LatencyChange& l : all) {
    if (!l.p50_a || !l.p50_b || !l.p95_a || !l.p95_b) continue;
    any = true;
    times.row({l.name, std::to_string(l.n_a) + ", " + std::to_string(l.n_b),
               seconds(*l.p50_a) + " -> " + seconds(*l.p50_b), seconds(*l.p95_a) + " -> " + seconds(*l.p95_b),
               l.adjusted ? decimal(*l.adjusted, 4) : "-", std::string(name_of(l.change))});
  }
  if (any) out += std::string("\n") + title + "\n" + times.text();
}

OrderedJson times_json(const std::vector<LatencyChange>& all, const char* clock) {
  OrderedJson out = OrderedJson::array();
  for (const LatencyChange& l : all)
    out.push_back({{"id", l.id},
                   {"name", l.name},
                   {"clock", clock},
                   {"a", {{"n", l.n_a}, {"p50_s", number(l.p50_a)}, {"p95_s", number(l.p95_a)}}},
                   {"b", {{"n", l.n_b}, {"p50_s", number(l.p50_b)}, {"p95_s", number(l.p95_b)}}},
                   {"p", number(l.p)},
                   {"p_adjusted", number(l.adjusted)},
                   {"change", std::string(name_of(l.change))},
                   {"reason", l.reason}});
  return out;
}

OrderedJson verdicts(const std::vector<VerdictChange>& all) {
  OrderedJson out = OrderedJson::array();
  for (const VerdictChange& v : all)
    out.push_back({{"id", v.id},
                   {"text", v.text},
                   {"gate", std::string(name_of(v.gate))},
                   {"a", v.a ? OrderedJson(std::string(name_of(*v.a))) : OrderedJson(nullptr)},
                   {"b", v.b ? OrderedJson(std::string(name_of(*v.b))) : OrderedJson(nullptr)},
                   {"change", std::string(name_of(v.change))},
                   {"reason", v.reason}});
  return out;
}

}  // namespace

std::string comparison_to_text(const RunComparison& c) {
  std::string out = "A  " + c.run_a + "  gate " + std::string(name_of(c.gate_a)) + "\nB  " + c.run_b + "  gate " +
                    std::string(name_of(c.gate_b)) + "\n";
  if (!c.settings.empty()) {
    Grid grid;
    for (const SettingChange& s : c.settings)
      grid.row({s.name, s.a.empty() ? "-" : s.a, "->", s.b.empty() ? "-" : s.b});
    out += "\nSettings that differ\n" + grid.text();
  }
  Grid rates;
  rates.row({"rate", "A", "B", "points", "95 % interval", "adjusted p", "change"});
  std::size_t quiet = 0;
  for (const RateChange& r : c.rates) {
    if (r.errors_a == r.errors_b && r.n_a == r.n_b) {
      ++quiet;
      continue;
    }
    rates.row({r.id, counts(r.errors_a, r.n_a), counts(r.errors_b, r.n_b), r.difference ? points(*r.difference) : "-",
               r.interval ? points(r.interval->low) + " to " + points(r.interval->high) : "-",
               r.adjusted ? decimal(*r.adjusted, 4) : "-",
               std::string(name_of(r.change)) + (r.p ? "" : ": " + r.reason)});
  }
  if (quiet < c.rates.size()) out += "\nRates (simulated)\n" + rates.text();
  if (quiet > 0) out += "  " + std::to_string(quiet) + " rates are equal or in neither run.\n";
  add_times(out, "Session times (simulated clock)", "sessions", c.latencies);
  add_times(out,
            c.machine_a == c.machine_b ? "Time of the subject itself (wall clock; shown, never decides)"
                                       : "Time of the subject itself (wall clock, unlike machines: not comparable)",
            "step", c.service);
  add_verdicts(out, "Scenarios that differ", c.scenarios);
  add_verdicts(out, "Requirements that differ", c.requirements);
  out += "\n" +
         std::string(c.overall == Change::worse    ? "Worse beyond noise."
                     : c.overall == Change::better ? "Better beyond noise; nothing is worse."
                                                   : "Nothing differs beyond noise.") +
         " Chance of a false alarm by noise at most " + percent(kFalseAlarm) + " over " + std::to_string(c.tests) +
         " comparisons (Fisher, Mann-Whitney, Holm); required scenarios as they are.\n";
  return out;
}

std::string comparison_to_json(const RunComparison& c) {
  OrderedJson settings = OrderedJson::array();
  for (const SettingChange& s : c.settings) settings.push_back({{"name", s.name}, {"a", s.a}, {"b", s.b}});
  OrderedJson rates = OrderedJson::array();
  for (const RateChange& r : c.rates) {
    OrderedJson one = {{"id", r.id},
                       {"name", r.name},
                       {"simulated", true},
                       {"a", {{"errors", r.errors_a}, {"n", r.n_a}}},
                       {"b", {{"errors", r.errors_b}, {"n", r.n_b}}},
                       {"difference", number(r.difference)}};
    one["interval_95"] =
        r.interval ? OrderedJson::array({stable(r.interval->low), stable(r.interval->high)}) : OrderedJson(nullptr);
    one["p"] = number(r.p);
    one["p_adjusted"] = number(r.adjusted);
    one["change"] = std::string(name_of(r.change));
    one["reason"] = r.reason;
    rates.push_back(one);
  }
  return dump_pretty({{"format", "proofmark-comparison/1"},
                      {"suite", c.suite},
                      {"level", std::string(name_of(c.level))},
                      {"a", {{"run", c.run_a}, {"seed", c.seed_a}, {"gate", std::string(name_of(c.gate_a))}}},
                      {"b", {{"run", c.run_b}, {"seed", c.seed_b}, {"gate", std::string(name_of(c.gate_b))}}},
                      {"false_alarm_at_most", kFalseAlarm},
                      {"tests", c.tests},
                      {"change", std::string(name_of(c.overall))},
                      {"settings", settings},
                      {"rates", rates},
                      {"session_times", times_json(c.latencies, "simulated")},
                      {"service_times", times_json(c.service, "wall")},
                      {"scenarios", verdicts(c.scenarios)},
                      {"requirements", verdicts(c.requirements)}});
}

}  // namespace proofmark::reports

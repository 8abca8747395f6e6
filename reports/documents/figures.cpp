// The charts of an evaluation, each for a desktop and a phone, or once for paper.
#include <algorithm>
#include <array>

#include "reports/charts/chart.hpp"
#include "reports/documents/parts.hpp"

namespace proofmark::reports::parts {
namespace {

constexpr std::array<Verdict, 5> kVerdicts{Verdict::pass, Verdict::fail, Verdict::inconclusive,
                                           Verdict::external_evidence_pending, Verdict::not_applicable};

template <typename Chart>
Result<Figure> drawn(const Context& c, const Chart& chart, const std::string& name, std::string label) {
  Figure figure;
  figure.label = std::move(label);
  const auto palette = c.medium == Medium::paper ? charts::Palette::paper : charts::Palette::screen;
  const bool comma = c.texts.language() == Language::lt;
  PROOFMARK_TRY(figure.wide, charts::draw(chart, {name + "_wide", palette, charts::Width::wide, comma}));
  if (c.medium == Medium::screen) {
    PROOFMARK_TRY(figure.narrow, charts::draw(chart, {name + "_narrow", palette, charts::Width::narrow, comma}));
  }
  return figure;
}

std::vector<Figure::Key> verdict_keys(const Context& c, const std::vector<Verdict>& verdicts) {
  std::vector<Figure::Key> keys;
  for (const Verdict v : kVerdicts)
    if (std::find(verdicts.begin(), verdicts.end(), v) != verdicts.end())
      keys.push_back({c("verdict." + class_of(v)), class_of(v)});
  return keys;
}

}  // namespace

Result<Figure> interval_figure(const Context& c, const std::string& name, const std::vector<const Rate*>& rates,
                               const std::string& axis) {
  charts::IntervalChart chart;
  chart.axis = axis;
  std::vector<Verdict> seen;
  std::vector<std::string> said;
  bool limits = false;
  for (const Rate* r : rates) {
    const std::string of = !r->species.empty() ? r->species
                           : r->method.empty() ? rate_name(c, *r).text
                                               : r->method + " x " + r->instrument;
    chart.rows.push_back({of, r->rate, r->interval.value_or(Interval{}),
                          r->limit ? std::optional(r->limit->value) : std::nullopt, r->verdict});
    limits = limits || r->limit;
    seen.push_back(r->verdict);
    said.push_back(of + " " +
                   (r->rate ? percent(c, *r->rate) + " (" + interval(c, *r->interval) + ")" : c("figure.none")));
  }
  PROOFMARK_TRY(Figure figure, drawn(c, chart, name, axis + ": " + joined(said, "; ")));
  figure.keys = verdict_keys(c, seen);
  figure.keys.push_back({c("chart.interval"), "interval"});
  if (limits) figure.keys.push_back({c("chart.limit"), "limit"});
  return figure;
}

Result<Figure> det_figure(const Context& c, const ScoreTable& s) {
  charts::DetChart chart;
  chart.x_axis = c("chart.simulated", {{"what", c.texts.sentence(s.false_positive).text}});
  chart.y_axis = c("chart.simulated", {{"what", c.texts.sentence(s.false_negative).text}});
  charts::DetSeries series;
  const Phrase name = c.texts.name("scores." + s.id, s.name);
  series.label = name.text;
  for (const DetPoint& p : s.det) series.points.push_back({p.false_positive_rate, p.false_negative_rate});
  for (const OperatingPoint& p : s.points)
    if (p.id == "subject" && p.false_positive_rate && p.false_negative_rate)
      series.working_at = charts::DetPoint{*p.false_positive_rate, *p.false_negative_rate};
  const bool marked = series.working_at.has_value();
  chart.series.push_back(std::move(series));
  PROOFMARK_TRY(Figure figure, drawn(c, chart, "det_" + s.id, c("chart.det_label", {{"name", name.text}})));
  if (marked) figure.keys.push_back({c("chart.own_threshold"), "point"});
  figure.caption = {plain(c("chart.det_caption"))};
  return figure;
}

Result<Figure> coverage_figure(const Context& c) {
  const Evaluation& e = c.evaluation;
  charts::StackChart chart;
  chart.parts.assign(kVerdicts.begin(), kVerdicts.end());
  chart.axis = c("chart.requirements");
  std::vector<Verdict> seen;
  std::vector<std::string> said;
  for (const CatalogueSource& source : sources_of(e)) {
    charts::StackRow row{c.pick(source.title), std::vector<std::uint64_t>(kVerdicts.size(), 0)};
    const std::size_t cut = row.label.find_first_of(",:(");
    if (cut != std::string::npos && cut > 4) row.label.resize(cut);
    while (!row.label.empty() && row.label.back() == ' ') row.label.pop_back();
    std::vector<std::string> counts;
    for (std::size_t v = 0; v < kVerdicts.size(); ++v) {
      for (std::size_t i = 0; i < e.requirements.size(); ++i)
        row.counts[v] += e.catalogue->requirements[i].source == source.id && e.requirements[i].verdict == kVerdicts[v];
      if (row.counts[v] == 0) continue;
      seen.push_back(kVerdicts[v]);
      counts.push_back(whole(c, row.counts[v]) + " " + c("verdict." + class_of(kVerdicts[v])));
    }
    said.push_back(row.label + ": " + joined(counts));
    chart.rows.push_back(std::move(row));
  }
  PROOFMARK_TRY(Figure figure, drawn(c, chart, "coverage", c("chart.coverage_label") + " " + joined(said, "; ")));
  figure.keys = verdict_keys(c, seen);
  return figure;
}

Result<Figure> times_figure(const Context& c) {
  charts::TimesChart chart;
  chart.axis = c("chart.seconds");
  std::vector<std::string> said;
  for (const SessionTimes& t : c.evaluation.session_times) {
    if (t.n == 0) continue;
    const std::string name = c.texts.name("times." + t.id, t.name).text;
    chart.rows.push_back({name + ", n = " + whole(c, t.n), t.seconds,
                          t.p50 ? std::optional(t.p50->value) : std::nullopt,
                          t.p95 ? std::optional(t.p95->value) : std::nullopt});
    if (t.p50) said.push_back(name + ": " + seconds(c, t.p50->value));
  }
  PROOFMARK_TRY(Figure figure, drawn(c, chart, "times", c("chart.times_label") + " " + joined(said, "; ")));
  figure.keys = {{c("chart.session"), "session"}, {c("chart.median"), "median"}, {c("chart.p95"), "percentile"}};
  return figure;
}

Result<Figure> timeline_figure(const Context& c) {
  const Evaluation& e = c.evaluation;
  charts::TimelineChart chart;
  std::vector<Kind> lanes;
  std::vector<Verdict> seen;
  double at = 0;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Kind kind = e.plan.attempts[i].kind;
    auto lane = std::find(lanes.begin(), lanes.end(), kind);
    if (lane == lanes.end()) lane = lanes.insert(lanes.end(), kind);
    const auto& o = e.observations[i];
    // What has no length on the simulated clock (a crash, a probe) gets a second, so that it can be seen.
    const double length = o && o->session_seconds ? std::max(*o->session_seconds, 1.0) : 1.0;
    chart.spans.push_back(
        {static_cast<std::size_t>(lane - lanes.begin()), at / 60, (at + length) / 60, e.attempts[i].verdict});
    seen.push_back(e.attempts[i].verdict);
    at += length;
  }
  for (const Kind kind : lanes) chart.lanes.push_back(kind_group(c, kind));
  chart.axis = c("chart.minutes");
  PROOFMARK_TRY(Figure figure, drawn(c, chart, "timeline",
                                     c("chart.timeline_label",
                                       {{"n", whole(c, e.attempts.size())}, {"minutes", decimal(c, at / 60, 1)}})));
  figure.keys = verdict_keys(c, seen);
  figure.caption = {plain(c("chart.timeline_caption"))};
  return figure;
}

}  // namespace proofmark::reports::parts

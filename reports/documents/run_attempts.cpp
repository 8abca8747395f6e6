// The way down: requirement, scenario, attempt, its checks, frames and APDU log.
#include <algorithm>
#include <map>
#include <string_view>

#include "reports/documents/run_report.hpp"
#include "reports/formats/run_folder.hpp"

namespace proofmark::reports::parts {
namespace {

constexpr std::size_t kMostRanges = 24;

Cell cell(Span span) {
  return {{{std::move(span)}}, {}};
}

Span result_badge(const Context& c, CheckResult result) {
  const Verdict colour = result == CheckResult::passed         ? Verdict::pass
                         : result == CheckResult::failed       ? Verdict::fail
                         : result == CheckResult::undetermined ? Verdict::inconclusive
                                                               : Verdict::not_applicable;
  Span span = badge(c.texts, colour);
  span.text = c("check." + std::string(name_of(result)));
  return span;
}

void add_checks(const Context& c, std::vector<Block>& into, const std::vector<Check>& checks) {
  std::vector<std::string> passed, not_performed;
  Table t;
  t.columns = {{c("column.check"), Column::Kind::name, 25},
               {c("column.result"), Column::Kind::text, 20},
               {c("column.reason"), Column::Kind::text, 55}};
  Table::Group group;
  for (const Check& check : checks) {
    if (check.result == CheckResult::passed && check.reason.empty()) {
      passed.push_back(check.id);
    } else if (check.result == CheckResult::not_performed && check.reason.empty()) {
      not_performed.push_back(check.id);
    } else {
      Row row;
      row.cells = {cell(code(check.id)), cell(result_badge(c, check.result)),
                   cell(phrase(c.texts.sentence(check.reason)))};
      group.rows.push_back(std::move(row));
    }
  }
  if (!group.rows.empty()) {
    t.groups.push_back(std::move(group));
    into.push_back({std::move(t)});
  }
  if (!passed.empty()) into.push_back({Paragraph{{soft(c("check.passed") + ": "), code(joined(passed))}}});
  if (!not_performed.empty())
    into.push_back({Paragraph{{soft(c("check.not_performed") + ": "), code(joined(not_performed))}}});
}

// What the checks rest on: the steps that did not succeed, and why, where no check has said it already. Those that the
// chip does not offer say nothing.
void add_steps(const Context& c, std::vector<Block>& into, const Observation& o) {
  if (!o.inspection) return;
  const auto told = [&](const InspectionStep& step) {
    return step.reason.empty() || std::any_of(o.checks.begin(), o.checks.end(),
                                              [&](const Check& check) { return check.reason.ends_with(step.reason); });
  };
  List list;
  for (const InspectionStep& step : o.inspection->steps) {
    if (step.result == StepResult::successful || step.result == StepResult::not_supported) continue;
    Line line{code(step.id), plain(" " + c("step." + std::string(name_of(step.result))))};
    if (!told(step)) {
      line.push_back(plain(": "));
      line.push_back(phrase(c.texts.sentence(step.reason)));
    }
    list.items.push_back(std::move(line));
  }
  if (list.items.empty()) return;
  into.push_back({Paragraph{{soft(
      c("attempt.steps", {{"n", whole(c, list.items.size())}, {"all", whole(c, o.inspection->steps.size())}}))}}});
  into.push_back({std::move(list)});
}

std::vector<std::string> figures_of(const Context& c, const Observation& o) {
  std::vector<std::string> out;
  if (o.session_seconds) out.push_back(c("attempt.session", {{"seconds", seconds(c, *o.session_seconds)}}));
  if (o.tries > 1) out.push_back(c("attempt.tries", {{"n", std::to_string(o.tries)}}));
  if (o.video)
    out.push_back(c("attempt.video", {{"frames", std::to_string(o.video->frames)},
                                      {"width", std::to_string(o.video->width)},
                                      {"height", std::to_string(o.video->height)},
                                      {"rate", decimal(c, o.video->frames_per_second, 2)}}));
  if (o.comparison)
    out.push_back(c("attempt.comparison", {{"score", decimal(c, o.comparison->score, 4)},
                                           {"threshold", decimal(c, o.comparison->threshold, 4)}}));
  if (o.pad)
    out.push_back(
        c("attempt.pad", {{"score", decimal(c, o.pad->score, 4)}, {"threshold", decimal(c, o.pad->threshold, 4)}}));
  return out;
}

void add_actions(const Context& c, std::vector<Block>& into, const std::vector<ActionRecord>& actions) {
  if (actions.empty()) return;
  const auto ms = [&](std::int64_t value) { return seconds(c, static_cast<double>(value) / 1000); };
  Line line{soft(c("attempt.actions") + " ")};
  for (const ActionRecord& a : actions) {
    if (line.size() > 1) line.push_back(plain("; "));
    line.push_back(code(a.action));
    line.push_back(
        plain(c("attempt.action", {{"asked", ms(a.asked_at_ms)},
                                   {"window", ms(a.window_ms)},
                                   {"answered", a.answered_at_ms ? ms(*a.answered_at_ms) : c("attempt.unanswered")},
                                   {"result", c.texts.name("check." + a.result, a.result).text}})));
  }
  into.push_back({Paragraph{std::move(line)}});
}

bool filmed(const Context& c, const Attempt& a) {
  return a.kind != Kind::probe && c.evaluation.plan.subject.level != Level::chip_inspection;
}

void add_files(const Context& c, std::vector<Block>& into, const Attempt& a, const RunMaterial& material, bool frame) {
  if (c.medium == Medium::paper) return;
  static const AttemptFiles none{};
  const auto at = material.attempts.find(a.id);
  const AttemptFiles& files = at == material.attempts.end() ? none : at->second;
  const std::string folder = c.root + std::string(kAttemptsFolder) + "/" + a.id + "/";
  Line line;
  if (files.apdus) line.push_back(link(c("attempt.apdus"), folder + "apdu.jsonl"));
  for (const std::string& name : files.frames) {
    if (!line.empty()) line.push_back(plain(" · "));
    line.push_back(link(name, folder + name));
  }
  if (!line.empty()) line.insert(line.begin(), soft(c("attempt.files") + " "));
  if (files.frames.empty() && filmed(c, a)) {
    if (!line.empty()) line.push_back(plain(" · "));
    line.push_back(soft(c("attempt.no_frames")));
  }
  if (!line.empty()) into.push_back({Paragraph{std::move(line)}});
  if (frame && !files.thumbnail.empty())
    into.push_back(
        {Pictures{{{a.id, c("attempt.frame", {{"id", a.id}}), files.thumbnail, folder + files.frames.front()}}}});
}

Line requirement_links(const Context& c, const ScenarioVerdict& s) {
  Line line;
  for (const std::string& id : s.requirements) {
    line.push_back(line.empty() ? soft(c("scenario.requirements") + " ") : soft(", "));
    const bool known = c.evaluation.catalogue.has_value() && c.medium == Medium::screen;
    line.push_back(known ? link(id, "#requirement-" + id) : plain(id));
  }
  return line;
}

// The attempts of a scenario that are not shown in full, in lines by how they ended: "refused, 297: a-004 to a-300".
class Brief {
 public:
  explicit Brief(const Context& c) : c_(c) {}

  void skip() { ++place_; }
  void add(const std::string& id, Verdict verdict, const std::string& how) {
    ++place_;
    const auto same = [&](const Ending& one) { return one.verdict == verdict && one.how == how; };
    auto at = std::find_if(endings_.begin(), endings_.end(), same);
    if (at == endings_.end()) at = endings_.insert(endings_.end(), {verdict, how, 0, 0, {}});
    ++at->n;
    if (at->last != 0 && at->last + 1 == place_) {
      at->ranges.back().second = id;
    } else {
      at->ranges.emplace_back(id, id);
    }
    at->last = place_;
  }
  [[nodiscard]] List lines() const {
    List out;
    for (const Ending& one : endings_) {
      std::vector<std::string> ids;
      for (std::size_t i = 0; i < std::min(kMostRanges, one.ranges.size()); ++i) {
        const auto& [first, last] = one.ranges[i];
        ids.push_back(first == last ? first : c_("attempts.range", {{"first", first}, {"last", last}}));
      }
      if (one.ranges.size() > kMostRanges) ids.push_back(c_("attempts.more_ids"));
      out.items.push_back(
          {badge(c_.texts, one.verdict), plain(" " + one.how + ", " + whole(c_, one.n) + ": "), soft(joined(ids))});
    }
    return out;
  }

 private:
  struct Ending {
    Verdict verdict;
    std::string how;
    std::size_t n, last;  // place of the latest
    std::vector<std::pair<std::string, std::string>> ranges;
  };
  const Context& c_;
  std::size_t place_ = 0;
  std::vector<Ending> endings_;
};

}  // namespace

Details attempt_details(const Context& c, std::size_t i, const RunMaterial& material, bool frame) {
  const Evaluation& e = c.evaluation;
  const Attempt& a = e.plan.attempts[i];
  Details d;
  d.id = "attempt-" + a.id;
  d.summary = {{strong(a.id)}, {plain(outcome(c, e.observations[i]))}, {badge(c.texts, e.attempts[i].verdict)}};
  d.blocks.push_back({Paragraph{{phrase(c.texts.sentence(e.attempts[i].reason))}}});
  std::vector<std::string> set_up;
  const auto fact = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) set_up.push_back(c(key, {{"value", value}}));
  };
  fact("attempt.person", a.person);
  if (a.holder != a.person) fact("attempt.holder", a.holder);
  fact("attempt.species", a.species);
  fact("attempt.card", a.card);
  fact("attempt.device", a.device);
  fact("attempt.probe", a.probe);
  if (a.kind != Kind::probe)
    fact("attempt.expected", c("outcome." + std::string(name_of(a.expected.decision))) +
                                 (a.expected.checks.empty() ? "" : " (" + joined(a.expected.checks, " | ") + ")"));
  d.blocks.push_back({Paragraph{{soft(joined(set_up, "; "))}}});
  if (e.observations[i]) {
    const Observation& o = *e.observations[i];
    if (!o.error.empty()) d.blocks.push_back({Paragraph{{phrase(c.texts.sentence(o.error))}}});
    if (o.probe)
      d.blocks.push_back({Facts{{{c("attempt.probe_expected"), {phrase(c.texts.sentence(o.probe->expected))}},
                                 {c("attempt.probe_observed"), {phrase(c.texts.sentence(o.probe->observed))}}}}});
    const auto figures = figures_of(c, o);
    if (!figures.empty()) d.blocks.push_back({Paragraph{{soft(joined(figures, "; "))}}});
    add_checks(c, d.blocks, o.checks);
    add_steps(c, d.blocks, o);
    add_actions(c, d.blocks, o.actions);
  }
  add_files(c, d.blocks, a, material, frame);
  return d;
}

void add_requirements(const Context& c, Document& d) {
  const Evaluation& e = c.evaluation;
  if (!e.catalogue || e.requirements.empty()) return;
  Section& s = d.add("requirements", c("run.requirements"));
  s.add(Paragraph{{plain(c("requirements.explained"))}});
  for (const CatalogueSource& source : sources_of(e)) {
    std::size_t n = 0, passed = 0, failed = 0;
    for (std::size_t i = 0; i < e.requirements.size(); ++i) {
      if (e.catalogue->requirements[i].source != source.id) continue;
      ++n;
      passed += e.requirements[i].verdict == Verdict::pass;
      failed += e.requirements[i].verdict == Verdict::fail;
    }
    if (n == 0) continue;
    Details details;
    details.id = "source-" + source.id;
    details.summary = {
        {strong(c.pick(source.title))},
        {soft(c("requirements.counts",
                {{"n", std::to_string(n)}, {"passed", std::to_string(passed)}, {"failed", std::to_string(failed)}}))}};
    details.blocks.push_back({requirement_table(c, source.id)});
    s.add(std::move(details));
  }
}

void add_attempts(const Context& c, const RunMaterial& material, const Shown& shown, Document& d) {
  const Evaluation& e = c.evaluation;
  const bool paper = c.medium == Medium::paper;
  Section& s = d.add("attempts", c(paper ? "run.attempts_paper" : "run.attempts"));
  s.add(Paragraph{{soft(c(paper ? "attempts.paper" : "attempts.explained"))}});
  const auto in_full = static_cast<std::size_t>(std::count(shown.details.begin(), shown.details.end(), true));
  if (!paper && in_full < e.attempts.size())
    s.add(
        Paragraph{{plain(c("attempts.left_out", {{"shown", whole(c, in_full)}, {"n", whole(c, e.attempts.size())}}))}});
  if (paper) {
    Table all = scenario_table(c, [](const ScenarioVerdict&) { return true; });
    s.add(std::move(all));
  }
  std::map<std::string_view, std::vector<std::size_t>> of_scenario;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) of_scenario[e.plan.attempts[i].scenario].push_back(i);
  for (const ScenarioVerdict& scenario : e.scenarios) {
    Details details;
    details.id = "scenario-" + scenario.scenario;
    details.summary = {{strong(scenario.scenario)},
                       {soft(c("scenario.counts", {{"kind", kind(c, scenario.kind)},
                                                   {"good", whole(c, scenario.as_expected)},
                                                   {"n", whole(c, scenario.planned)}}))},
                       {badge(c.texts, scenario.verdict)}};
    details.blocks.push_back({Paragraph{{phrase(c.texts.sentence(scenario.requirement))}}});
    if (!scenario.reason.empty())
      details.blocks.push_back({Paragraph{{phrase(c.texts.sentence(scenario.reason), Span::Style::soft)}}});
    if (Line links = requirement_links(c, scenario); !links.empty())
      details.blocks.push_back({Paragraph{std::move(links)}});
    Brief brief(c);
    bool any = false;
    for (const std::size_t i : of_scenario[scenario.scenario]) {
      const bool passed = e.attempts[i].verdict == Verdict::pass;
      if (paper && passed) {
        brief.skip();
        continue;
      }
      any = true;
      if (shown.details[i]) {
        brief.skip();
        details.blocks.push_back({attempt_details(c, i, material, shown.frames[i])});
      } else {
        brief.add(e.plan.attempts[i].id, e.attempts[i].verdict, outcome(c, e.observations[i]));
      }
    }
    if (List lines = brief.lines(); !lines.items.empty()) details.blocks.push_back({std::move(lines)});
    if (!paper || any) s.add(std::move(details));
  }
}

}  // namespace proofmark::reports::parts

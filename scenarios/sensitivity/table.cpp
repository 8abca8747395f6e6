#include "scenarios/sensitivity/table.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>

#include "reports/formats/json_fields.hpp"
#include "reports/formats/percent.hpp"
#include "reports/formats/results.hpp"
#include "reports/statistics/interval.hpp"

namespace proofmark::sensitivity {
namespace {

using reports::OrderedJson;
using reports::Outcome;

std::string count_text(std::size_t part, std::size_t whole) {
  return std::to_string(part) + " of " + std::to_string(whole);
}

std::string caught_by(const Reported& reported, const WeaknessResult& result) {
  if (result.catches.empty()) return result.reached ? "not caught" : "not caught (its guard was never reached)";
  const Trial& first = result.catches.front();
  std::string text = first.scenario;
  if (first.outcome != Outcome::completed) text += ", by a " + std::string(name_of(first.outcome));
  if (const auto found = reported.required.find(first.scenario); found != reported.required.end() && !found->second)
    text += " (measured)";
  if (result.catches.size() > 1) text += " and " + std::to_string(result.catches.size() - 1) + " more";
  return text;
}

std::size_t caught_by_required(const Reported& reported) {
  const auto required = [&](const Trial& trial) {
    const auto found = reported.required.find(trial.scenario);
    return found != reported.required.end() && found->second;
  };
  const auto& results = reported.measurement.results;
  return static_cast<std::size_t>(std::count_if(results.begin(), results.end(), [&](const WeaknessResult& each) {
    return std::any_of(each.catches.begin(), each.catches.end(), required);
  }));
}

std::string alarms_text(const Measurement& measurement) {
  const std::size_t alarms = measurement.false_alarms();
  const std::string of = std::to_string(measurement.baseline.size()) + " attempts without any weakness";
  std::string text = alarms == 0
                         ? "no false alarm in " + of
                         : count_text(alarms, measurement.baseline.size()) + " attempts failed without any weakness";
  if (const std::size_t known = measurement.known_failures(); known > 0)
    text += " (" + std::to_string(known) + " more are known to fail: the service does not do yet what they ask)";
  return text;
}

// Every pair of area and its results, in the table's order.
void by_area(const Reported& reported,
             const std::function<void(const std::string&, const std::vector<std::size_t>&)>& take) {
  for (const Area& area : areas()) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < reported.weaknesses.size(); ++i)
      if (reported.weaknesses[i].area == area.name) members.push_back(i);
    if (!members.empty()) take(area.name, members);
  }
}

std::size_t caught_of(const Reported& reported, const std::vector<std::size_t>& members) {
  return static_cast<std::size_t>(std::count_if(
      members.begin(), members.end(), [&](std::size_t i) { return !reported.measurement.results[i].catches.empty(); }));
}

}  // namespace

int exit_code(const Measurement& measurement) {
  return measurement.caught() == measurement.results.size() && measurement.false_alarms() == 0 ? 0 : 1;
}

std::string summary(const Reported& reported) {
  const Measurement& m = reported.measurement;
  std::string text = "Caught: " + count_text(m.caught(), m.results.size()) + " planted weaknesses";
  text += " (" + std::to_string(caught_by_required(reported)) + " by a required scenario); " + alarms_text(m) + ".\n";
  for (std::size_t i = 0; i < m.results.size(); ++i)
    if (m.results[i].catches.empty())
      text += "Open gap: " + reported.weaknesses[i].area + "/" + m.results[i].name + ": " +
              reported.weaknesses[i].weakness + (m.results[i].reached ? "" : " (guard never reached)") + "\n";
  for (const auto& [id, baseline] : m.baseline)
    if (!baseline.holds() && baseline.known.empty()) {
      const bool release = baseline.release.verdict != reports::Verdict::pass;
      text += "Without any weakness: " + id + ": " + (release ? baseline.release.reason : baseline.weak.reason) + "\n";
    }
  return text;
}

std::string to_text(const Reported& reported) {
  std::string text;
  by_area(reported, [&](const std::string& area, const std::vector<std::size_t>& members) {
    text += area + ": " + count_text(caught_of(reported, members), members.size()) + " caught\n";
    for (const std::size_t i : members) {
      char line[96];
      std::snprintf(line, sizeof line, "  %-34s ", reported.weaknesses[i].name.c_str());
      text += line + caught_by(reported, reported.measurement.results[i]) + "\n";
    }
  });
  return text + summary(reported);
}

std::string to_json(const Reported& reported) {
  const Measurement& m = reported.measurement;
  OrderedJson json{{"format", 1},
                   {"simulated", std::string(reports::simulated_statement())},
                   {"measurement", reported.id},
                   {"harness", reported.harness},
                   {"command", reported.command},
                   {"seed", reported.seed},
                   {"thorough", reported.thorough},
                   {"planted", reported.planted},
                   {"measured", m.results.size()},
                   {"caught", m.caught()},
                   {"caught_by_required", caught_by_required(reported)},
                   {"baseline_attempts", m.baseline.size()},
                   {"failed_without_weakness", m.false_alarms()},
                   {"known_to_fail", m.known_failures()}};
  OrderedJson rows = OrderedJson::array();
  OrderedJson times = OrderedJson::object();
  for (std::size_t i = 0; i < m.results.size(); ++i) {
    const Weakness& weakness = reported.weaknesses[i];
    const WeaknessResult& result = m.results[i];
    OrderedJson catches = OrderedJson::array();
    for (const Trial& trial : result.catches)
      catches.push_back({{"scenario", trial.scenario},
                         {"attempt", trial.attempt},
                         {"verdict", name_of(trial.verdict)},
                         {"outcome", name_of(trial.outcome)},
                         {"reason", trial.reason}});
    rows.push_back({{"name", weakness.name},
                    {"area", weakness.area},
                    {"weakness", weakness.weakness},
                    {"clause", weakness.clause},
                    {"attack", weakness.attack},
                    {"caught", !result.catches.empty()},
                    {"catches", std::move(catches)},
                    {"attempts", result.played},
                    {"unjudged", result.unjudged},
                    {"unsteady", result.unsteady},
                    {"guard_reached", result.reached}});
    times[weakness.name] = result.seconds;
  }
  OrderedJson alarms = OrderedJson::array();
  for (const auto& [id, baseline] : m.baseline)
    if (!baseline.holds())
      alarms.push_back(
          {{"attempt", id},
           {"known", baseline.known},
           {"release", {{"verdict", name_of(baseline.release.verdict)}, {"reason", baseline.release.reason}}},
           {"weak_build", {{"verdict", name_of(baseline.weak.verdict)}, {"reason", baseline.weak.reason}}}});
  json["weaknesses"] = std::move(rows);
  json["failures_without_weakness"] = std::move(alarms);
  json["times"] = {{"unit", "seconds of wall clock"}, {"weaknesses", std::move(times)}};
  return reports::dump_pretty(json);
}

std::string to_markdown(const Reported& reported) {
  const Measurement& m = reported.measurement;
  std::string text = "Simulated. Harness " + reported.harness + ", seed " + std::to_string(reported.seed) + ", `" +
                     reported.command + "`.\n\n";
  std::string told = summary(reported);
  for (std::size_t at = 0; (at = told.find('\n', at)) != std::string::npos; at += 3) told.replace(at, 1, "\n\n");
  text += told;
  text += "| area | weakness | caught by |\n|---|---|---|\n";
  by_area(reported, [&](const std::string& area, const std::vector<std::size_t>& members) {
    for (const std::size_t i : members)
      text += "| " + area + " | `" + reported.weaknesses[i].name + "` | " + caught_by(reported, m.results[i]) + " |\n";
  });
  return text;
}

}  // namespace proofmark::sensitivity

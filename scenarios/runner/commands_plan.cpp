// `proofmark plan`: what a run would do, how long it would take and what it could show.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <thread>

#include "scenarios/runner/attempt.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/power.hpp"
#include "scenarios/runner/prepare.hpp"

namespace proofmark::runner {
namespace {

constexpr std::size_t most_listed = 100;  // attempts that are listed without being asked for

void print_attempt(const reports::Attempt& attempt) {
  std::printf("%-28s %-20s", attempt.id.c_str(), std::string(name_of(attempt.kind)).c_str());
  if (!attempt.probe.empty()) {
    std::printf(" probe %s\n", attempt.probe.c_str());
    return;
  }
  std::printf(" holder %s, shown %s%s%s%s%s%s%s, expected %s", attempt.holder.c_str(), attempt.person.c_str(),
              attempt.species.empty() ? "" : ", species ", attempt.species.c_str(),
              attempt.device.empty() ? "" : ", device ", attempt.device.c_str(),
              attempt.network.empty() ? "" : ", network ", attempt.network.c_str(),
              std::string(name_of(attempt.expected.decision)).c_str());
  for (std::size_t c = 0; c < attempt.expected.checks.size(); ++c)
    std::printf("%s%s", c == 0 ? " by " : " or ", attempt.expected.checks[c].c_str());
  std::printf("\n");
}

std::string minutes(double seconds) {
  const long whole = std::lround(seconds);
  char text[48];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%ld:%02ld hours", whole / 3600, whole / 60 % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld:%02ld minutes", whole / 60, whole % 60);
  }
  return text;
}

void print_scenarios(const Suite& suite) {
  for (const Scenario& scenario : suite.scenarios)
    std::printf("%-32s %5zu x %-20s %-9s %s\n", scenario.name.c_str(), scenario.attempts,
                std::string(name_of(scenario.kind)).c_str(), std::string(name_of(scenario.gate)).c_str(),
                scenario.requirement.c_str());
}

void print_time(const std::vector<double>& costs, std::size_t jobs) {
  double seconds = 0;
  double longest = 0;
  for (const double cost : costs) {
    seconds += cost;
    longest = std::max(longest, cost);
  }
  const auto wall = [&](std::size_t workers) { return std::max(longest, seconds / static_cast<double>(workers)); };
  const std::size_t workers = jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
  std::printf("\n%zu attempts, about %.0f s of one core; with %zu workers about %s", costs.size(), seconds, workers,
              minutes(wall(workers)).c_str());
  for (const std::size_t each : {std::size_t{1}, std::size_t{4}, std::size_t{16}, std::size_t{64}})
    if (each != workers && each <= costs.size()) std::printf(", with %zu %s", each, minutes(wall(each)).c_str());
  std::printf(".\n");
}

bool asks_availability(const Scenario& scenario) {
  return scenario.metric == "unavailability" || scenario.limit == "unavailability";
}

void print_power(const std::vector<RatePower>& powers, const Suite& suite) {
  std::map<std::string, std::size_t> fixed;
  for (const Scenario& scenario : suite.scenarios) {
    const bool probes = scenario.metric == "probes" && !asks_availability(scenario);
    if (probes || scenario.metric == "document_accepted" || scenario.metric == "false_alarm")
      fixed[scenario.metric] += scenario.attempts;
  }
  std::printf("\nWhat this sample can show (simulated data: regression evidence only, no conformity claim):\n");
  std::string unjudged;
  for (const RatePower& power : powers) {
    if (power.limit) {
      std::printf("  %s\n", line_of(power).c_str());
    } else {
      unjudged += (unjudged.empty() ? "" : ", ") + name_of(power) + " (n = " + std::to_string(power.n) + ")";
    }
  }
  if (!unjudged.empty()) std::printf("  without a limit, stated and not judged: %s\n", unjudged.c_str());
  for (const auto& [metric, n] : fixed)
    std::printf("  %s: n = %zu, each of which must be as expected\n", metric.c_str(), n);
}

Result<void> print_plan(const PlanOptions& options) {
  const Project& project = options.project;
  RunContext context;
  PROOFMARK_TRY(context.suite, load_suite(project.suites(), project.cases(), options.suite));
  PROOFMARK_CHECK(load_mechanisms(project, context));
  PROOFMARK_TRY(const Requirements requirements, load_requirements(project));
  const Suite& suite = context.suite;
  PlanInput input;
  input.suite = &suite;
  input.seed = options.seed;
  // Nothing is started, so the subject's version is not known yet; it enters the run's id alone.
  input.subject.name = "the subject";
  input.subject.version = "not started";
  input.subject.level = suite.level;
  input.machine = machine_line();
  if (requirements.catalogue) input.catalogue = &*requirements.catalogue;
  input.species = &context.species;
  PROOFMARK_TRY(const PlannedRun run, make_plan(input));
  PROOFMARK_TRY(const auto powers, power_of(run.plan, input.catalogue));
  std::vector<std::string> ids;
  if (options.shard) {
    PROOFMARK_TRY(const Shard shard, with_attempts(*options.shard, run, suite));
    ids = shard.attempts;
  }
  std::printf("%s: %s\n%s\n", suite.name.c_str(), suite.title.c_str(), suite.description.c_str());
  std::printf("Level %s, %zu scenarios, one attempt each %.0f minutes of simulated time.\n\n",
              std::string(name_of(suite.level)).c_str(), suite.scenarios.size(),
              std::chrono::duration<double>(suite.spacing).count() / 60);
  std::vector<double> costs;
  const bool list = options.attempts || options.shard || run.tasks.size() <= most_listed;
  if (!list) print_scenarios(suite);
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    if (options.shard && std::find(ids.begin(), ids.end(), run.tasks[i].id) == ids.end()) continue;
    costs.push_back(expected_seconds(suite.scenarios[run.tasks[i].scenario], suite.level));
    if (list) print_attempt(run.plan.attempts[i]);
  }
  print_time(costs, options.jobs);
  print_power(powers, suite);
  std::printf("Nothing was run. Run it with: %s\n", run.plan.command.c_str());
  return {};
}

}  // namespace

int command_plan(const PlanOptions& options) {
  const auto printed = print_plan(options);
  return printed ? 0 : print_error(printed.error());
}

}  // namespace proofmark::runner

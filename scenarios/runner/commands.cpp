#include "scenarios/runner/commands.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <thread>

#include "reports/documents/report.hpp"
#include "reports/formats/verdict.hpp"
#include "reports/statistics/interval.hpp"
#include "scenarios/runner/attempt.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/suite.hpp"

namespace proofmark::runner {
namespace {

void print_summary(const reports::RunSummary& summary) {
  std::printf("Gate: %s. %s\n", std::string(name_of(summary.gate)).c_str(), summary.gate_reason.c_str());
  std::printf("Observed %zu of %zu attempts.\n", summary.observed, summary.planned);
  std::printf("Report: %s\n", summary.report.c_str());
}

const char* measure_of(reports::Kind kind) {
  switch (kind) {
    case reports::Kind::genuine:
      return "FRR";
    case reports::Kind::impostor:
      return "FAR";
    case reports::Kind::presentation_attack:
      return "APCER";
    case reports::Kind::injection_attack:
      return "injection success";
    case reports::Kind::document_attack:
      return "document attacks";
    case reports::Kind::probe:
      return "probes";
  }
  return "";
}

Result<PlannedRun> plan_without_subject(const Suite& suite, std::uint64_t seed) {
  // Nothing is started, so the subject's version is not known yet; it enters the run's id alone.
  reports::Subject subject;
  subject.name = "proofmarkd";
  subject.version = "not started";
  subject.level = suite.level;
  PlanInput input;
  input.suite = &suite;
  input.seed = seed;
  input.subject = subject;
  input.machine = machine_line();
  return make_plan(input);
}

unsigned long long needed(double limit) {
  return reports::attempts_to_show(limit, 0, false).value_or(0);
}

void print_power(const Suite& suite) {
  std::map<std::string, std::pair<reports::Kind, std::size_t>> groups;
  for (const Scenario& scenario : suite.scenarios) {
    if (scenario.kind == reports::Kind::document_attack || scenario.kind == reports::Kind::probe) continue;
    std::string group = measure_of(scenario.kind);
    if (!scenario.species.empty()) {
      for (std::size_t i = 0; i < scenario.attempts; ++i) {
        auto& entry = groups[group + " of " + scenario.species[i % scenario.species.size()]];
        entry = {scenario.kind, entry.second + 1};
      }
    } else {
      auto& entry = groups[group];
      entry = {scenario.kind, entry.second + scenario.attempts};
    }
  }
  std::printf("\nWhat this sample can show (simulated data: regression evidence only, no conformity claim):\n");
  for (const auto& [name, group] : groups)
    std::printf("  %-44s n = %3zu: without any error the 95 %% upper bound is %.1f %%\n", name.c_str(), group.second,
                100 * reports::upper_bound(0, group.second).value_or(1));
  std::printf("  Attempts without any error that would show a rate below 7 %%: %llu, 1 %%: %llu, 0.01 %%: %llu.\n",
              needed(0.07), needed(0.01), needed(1e-4));
}

}  // namespace

int print_error(const Error& error) {
  std::string line = error.line();
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::fprintf(stderr, "proofmark: %s\n", line.c_str());
  return 2;
}

int command_run(const RunOptions& options) {
  const auto summary = run_suite(options);
  if (!summary) return print_error(summary.error());
  print_summary(*summary);
  return summary->exit_code();
}

int command_report(const std::filesystem::path& folder) {
  const auto summary = reports::write_reports(folder);
  if (!summary) return print_error(summary.error());
  print_summary(*summary);
  return summary->exit_code();
}

int command_suites(const Project& project) {
  const auto suites = list_suites(project.suites(), project.cases());
  if (!suites) return print_error(suites.error());
  for (const Suite& suite : *suites) {
    std::size_t attempts = 0;
    for (const Scenario& scenario : suite.scenarios) attempts += scenario.attempts;
    std::printf("%-12s %zu attempts in %zu scenarios. %s\n", suite.name.c_str(), attempts, suite.scenarios.size(),
                suite.title.c_str());
    std::printf("             %s\n", suite.description.c_str());
  }
  return 0;
}

int command_plan(const Project& project, const std::string& name, std::uint64_t seed, std::size_t jobs) {
  const auto suite = load_suite(project.suites(), project.cases(), name);
  if (!suite) return print_error(suite.error());
  RunContext context;
  context.suite = *suite;
  if (const auto known =
          load_mechanisms(project.card_profiles(), project.document_species(), project.attacks(), context);
      !known)
    return print_error(known.error());
  const auto run = plan_without_subject(*suite, seed);
  if (!run) return print_error(run.error());
  std::printf("%s: %s\n%s\n\n", suite->name.c_str(), suite->title.c_str(), suite->description.c_str());
  double seconds = 0;
  for (std::size_t i = 0; i < run->tasks.size(); ++i) {
    const reports::Attempt& attempt = run->plan.attempts[i];
    seconds += expected_seconds(suite->scenarios[run->tasks[i].scenario], suite->level);
    std::printf("%-28s %-20s holder %s, shown %s%s%s, expected %s", attempt.id.c_str(),
                std::string(name_of(attempt.kind)).c_str(), attempt.holder.c_str(), attempt.person.c_str(),
                attempt.species.empty() ? "" : ", species ", attempt.species.c_str(),
                std::string(name_of(attempt.expected.decision)).c_str());
    for (std::size_t c = 0; c < attempt.expected.checks.size(); ++c)
      std::printf("%s%s", c == 0 ? " by " : " or ", attempt.expected.checks[c].c_str());
    std::printf("\n");
  }
  const std::size_t workers = jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
  const double wall = seconds / static_cast<double>(std::min(workers, run->tasks.size()));
  std::printf("\n%zu attempts, about %.0f s of one core; with %zu workers about %.0f:%02.0f minutes.\n",
              run->tasks.size(), seconds, workers, std::floor(wall / 60), std::fmod(wall, 60));
  print_power(*suite);
  std::printf("Nothing was run. Run it with: %s\n", run->plan.command.c_str());
  return 0;
}

int command_serve(const Project& project, const std::filesystem::path& state, const std::filesystem::path& config,
                  const std::vector<std::string>& more) {
  std::vector<std::string> words = {project.service().string(), "--state", state.string(), "--config",
                                    (config.empty() ? project.service_config() / "service.json" : config).string()};
  words.insert(words.end(), more.begin(), more.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  return print_error({"serve", "to start " + words[0], std::strerror(errno), "Build it, then start again."});
}

}  // namespace proofmark::runner

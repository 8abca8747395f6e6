#include "scenarios/runner/commands.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "reports/documents/report.hpp"
#include "reports/formats/verdict.hpp"
#include "scenarios/runner/sealing.hpp"
#include "scenarios/runner/suite.hpp"

namespace proofmark::runner {
namespace {

void print_summary(const reports::RunSummary& summary) {
  std::printf("Gate: %s. %s\n", std::string(name_of(summary.gate)).c_str(), summary.gate_reason.c_str());
  std::printf("Observed %zu of %zu attempts.\n", summary.observed, summary.planned);
  std::printf("Report: %s\n", summary.report.c_str());
}

int finish(const Result<reports::RunSummary>& summary) {
  if (!summary) return print_error(summary.error());
  print_summary(*summary);
  if (!summary->pdf_problem.empty()) std::fprintf(stderr, "proofmark: %s\n", summary->pdf_problem.c_str());
  return summary->exit_code();
}

}  // namespace

int print_error(const Error& error) {
  std::string line = error.line();
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::fprintf(stderr, "proofmark: %s\n", line.c_str());
  return 2;
}

int command_run(const RunOptions& options) {
  if (options.shard) {
    const auto attempts = run_shard(options);
    if (!attempts) return print_error(attempts.error());
    std::printf("Shard %zu/%zu: all %zu attempts observed in %s.\n", options.shard->number, options.shard->of,
                *attempts, run_folder_of(options).c_str());
    std::printf("When every shard is done: proofmark merge --out DIR SHARD...\n");
    return 0;
  }
  return finish(run_suite(options));
}

int command_run_on_slurm(const RunOptions& options, const SlurmOptions& slurm) {
  return finish(run_on_slurm(options, slurm));
}

int command_merge(const MergeOptions& options) {
  if (const auto merged = merge_shards(options); !merged) return print_error(merged.error());
  return finish(reports::write_reports(options.out, sealed_now(options.report)));
}

int command_report(const std::filesystem::path& folder, const reports::ReportOptions& options) {
  return finish(reports::write_reports(folder, sealed_now(options)));
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

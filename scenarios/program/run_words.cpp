#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/plan.hpp"

namespace proofmark::program {
namespace {

using runner::Project;

struct Options {
  runner::RunOptions run;
  std::string service;
  std::filesystem::path folder;
};

void add_suite(CLI::App* word, Options& options) {
  word->add_option("--suite", options.run.suite, "Name of the suite")->capture_default_str();
  word->add_option("--seed", options.run.seed, "Seed of everything random on this side")->capture_default_str();
  word->add_option("--jobs", options.run.jobs, "Workers, each with a service of its own [number of cores]")
      ->check(CLI::Range(1, 256));
}

}  // namespace

void add_run_words(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  auto* run = line.word("run", "Run a suite and write its report",
                        "Example: proofmark run --suite first --seed 7 --out runs/mine --jobs 2");
  add_suite(run, *options);
  run->add_option("--out", options->run.out, "Run folder; one of a killed run goes on [runs/SUITE-SEED]");
  run->add_option("--service", options->service,
                  "Program to test in proofmarkd's place, started as docs/interface.md says [proofmarkd]")
      ->check(CLI::ExistingFile);
  line.on(run, [options, stop = line.stop()](const Project& project) {
    options->run.project = project;
    if (!options->service.empty()) options->run.project.other_service = std::filesystem::absolute(options->service);
    options->run.stop = stop;
    return runner::command_run(options->run);
  });

  auto* suites = line.word("suites", "List the suites", "Example: proofmark suites");
  line.on(suites, [](const Project& project) { return runner::command_suites(project); });

  auto* plan = line.word("plan", "Show what a run would do and could show; runs nothing",
                         "Example: proofmark plan --suite first");
  add_suite(plan, *options);
  line.on(plan, [options](const Project& project) {
    return runner::command_plan(project, options->run.suite, options->run.seed, options->run.jobs);
  });

  auto* report =
      line.word("report", "Write the reports of a run folder again", "Example: proofmark report runs/first-1");
  report->add_option("folder", options->folder, "Run folder")->required();
  line.on_alone(report, [options] { return runner::command_report(options->folder); });

  auto* version = line.word("version", "Print the version", "Example: proofmark version");
  line.on_alone(version, [] {
    std::printf("proofmark %s\n", runner::harness_version().c_str());
    return 0;
  });
}

}  // namespace proofmark::program

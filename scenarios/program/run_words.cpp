#include "scenarios/conformance/conformance.hpp"
#include "scenarios/program/command_line.hpp"
#include "scenarios/program/seal_options.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/plan.hpp"

namespace proofmark::program {
namespace {

using runner::Project;

struct Run {
  runner::RunOptions run;
  runner::SlurmOptions slurm;
  std::string service, config, shard, engine = "local";
  std::vector<std::string> only;
  SealWords seal;
};
struct Plan {
  runner::PlanOptions plan;
  std::string shard;
};

template <typename Options>
void add_suite(CLI::App* word, Options& options) {
  word->add_option("--suite", options.suite, "Name of the suite")->capture_default_str();
  word->add_option("--seed", options.seed, "Seed of everything random on this side")->capture_default_str();
  word->add_option("--jobs", options.jobs, "Workers, each with a service of its own [number of cores]")
      ->check(CLI::Range(1, 256));
}

// Laying out the PDFs takes longer than a small run: a gate that only a machine reads can do without.
void add_pdf(CLI::App* word, reports::ReportOptions& report) {
  word->add_flag("!--no-pdf", report.pdf, "Write no PDF; `report` writes them later");
}

Result<std::optional<runner::Shard>> shard_of(const std::string& text) {
  if (text.empty()) return std::optional<runner::Shard>();
  PROOFMARK_TRY(runner::Shard shard, runner::parse_shard(text));
  return std::optional(std::move(shard));
}

// The program that is tested and the configuration it is started with, where they are not the project's own.
Project with_service(const Run& options, Project project) {
  if (!options.service.empty()) project.other_service = std::filesystem::absolute(options.service);
  if (!options.config.empty()) project.other_config = std::filesystem::absolute(options.config);
  return project;
}

// A conformance table is played as a whole: no shards, no plan.
int start_table(const Run& options, const Project& project, const std::filesystem::path& table) {
  if (!options.shard.empty() || options.engine != "local" || options.run.real_time || !options.run.start.empty())
    return runner::print_error({"run", "a conformance table without --shard, --engine, --real-time and --start",
                                "one of them", "Leave it out."});
  conformance::Options made;
  made.play.project = with_service(options, project);
  made.play.subject = options.run.subject;
  made.play.seed = options.run.seed;
  made.play.jobs = options.run.jobs;
  made.play.only = options.only;
  made.play.progress = stderr;
  made.play.stop = options.run.stop;
  made.table = table;
  made.out = options.run.out;
  return conformance::command_conformance(made);
}

int start(Run& options, const Project& project) {
  if (const auto table = conformance::table_file(project, options.run.suite); !table.empty())
    return start_table(options, project, table);
  if (!options.only.empty())
    return runner::print_error({"--only", "a conformance table", "suite " + options.run.suite, "Leave it out."});
  options.run.project = with_service(options, project);
  options.run.report.seal = seal_of(options.seal, project);
  auto shard = shard_of(options.shard);
  if (!shard) return runner::print_error(shard.error());
  options.run.shard = *std::move(shard);
  if (options.engine == "slurm") return runner::command_run_on_slurm(options.run, options.slurm);
  return runner::command_run(options.run);
}

void add_run(CommandLine& line) {
  const auto options = std::make_shared<Run>();
  auto* run = line.word("run", "Run a suite and write its report",
                        "Example: proofmark run --suite first --seed 7 --out runs/mine --jobs 2\n"
                        "Example: proofmark run --suite gate --shard 2/4 --out runs/gate-2\n"
                        "Example: proofmark run --suite annual --engine slurm --shards 40\n"
                        "Example: proofmark run --suite tr-03105-5.1 --only LDS_H_22");
  add_suite(run, options->run);
  run->add_option("--out", options->run.out, "Run folder; one of a killed run goes on [runs/SUITE-SEED]");
  run->add_option("--subject", options->run.subject,
                  "What is tested: reference, https:MAPPING.json, stdio:\"COMMAND...\", null:accept or null:refuse")
      ->capture_default_str();
  run->add_option("--service", options->service,
                  "Program to test in proofmarkd's place, started as docs/interface.md says [proofmarkd]")
      ->check(CLI::ExistingFile);
  run->add_option("--service-config", options->config,
                  "Folder of service.json and thresholds.json to start it with [reference-impl/config]")
      ->check(CLI::ExistingDirectory);
  run->add_flag("--real-time", options->run.real_time,
                "The subject has the system's clock: documents are of today; always so for https");
  run->add_option("--start", options->run.start,
                  "UTC time from which the run's persons and documents are counted [the suite's; in real time today]");
  run->add_option("--evidence", options->run.evidence, "Store of filed evidence [evidence/, if it is there]");
  run->add_option("--only", options->only, "Of a conformance table: these cases alone, for example LDS_H_22");
  run->add_option("--shard", options->shard, "K/N: play only this share of the attempts; `merge` makes one run of all");
  run->add_option("--engine", options->engine, "local, or slurm: submit the shards as a job array, merge, report")
      ->check(CLI::IsMember({"local", "slurm"}))
      ->capture_default_str();
  run->add_option("--shards", options->slurm.shards, "Shards for --engine slurm")
      ->check(CLI::Range(std::size_t{1}, runner::kMostShards))
      ->capture_default_str();
  run->add_option("--partition", options->slurm.partition, "Partition for --engine slurm [Slurm's default]");
  add_pdf(run, options->run.report);
  add_seal_options(run, options->seal);
  line.on(run, [options, stop = line.stop()](const Project& project) {
    options->run.stop = stop;
    return start(*options, project);
  });
}

void add_merge(CommandLine& line) {
  const auto options = std::make_shared<runner::MergeOptions>();
  const auto seal = std::make_shared<SealWords>();
  auto* merge = line.word("merge", "Make one run of its shards and write the report",
                          "Example: proofmark merge --out runs/gate runs/gate-1 runs/gate-2");
  merge->add_option("--out", options->out, "Run folder to make")->required();
  merge->add_option("shards", options->shards, "Run folders of the shards")->required();
  merge->add_flag("--incomplete", options->incomplete, "Merge although shards or attempts are missing");
  add_pdf(merge, options->report);
  options->report.stop = line.stop();
  add_seal_options(merge, *seal);
  line.on(merge, [options, seal](const Project& project) {
    options->report.seal = seal_of(*seal, project);
    return runner::command_merge(*options);
  });
}

void add_plan(CommandLine& line) {
  const auto options = std::make_shared<Plan>();
  auto* plan = line.word("plan", "Show what a run would do, how long it takes and what it could show; runs nothing",
                         "Example: proofmark plan --suite annual --jobs 16");
  add_suite(plan, options->plan);
  plan->add_option("--shard", options->shard, "K/N: this share of the attempts alone");
  plan->add_flag("--attempts", options->plan.attempts, "List every attempt, however many they are");
  line.on(plan, [options](const Project& project) {
    options->plan.project = project;
    auto shard = shard_of(options->shard);
    if (!shard) return runner::print_error(shard.error());
    options->plan.shard = *std::move(shard);
    return runner::command_plan(options->plan);
  });
}

}  // namespace

void add_run_words(CommandLine& line) {
  add_run(line);
  add_merge(line);
  add_plan(line);

  auto* suites = line.word("suites", "List the suites", "Example: proofmark suites");
  line.on(suites, [](const Project& project) {
    const int listed = runner::command_suites(project);
    return listed == 0 ? conformance::list_tables(project) : listed;
  });

  const auto folder = std::make_shared<std::filesystem::path>();
  auto* report =
      line.word("report", "Write the reports of a run folder again", "Example: proofmark report runs/first-1");
  report->add_option("folder", *folder, "Run folder")->required();
  const auto seal = std::make_shared<SealWords>();
  const auto written = std::make_shared<reports::ReportOptions>();
  add_pdf(report, *written);
  written->stop = line.stop();
  add_seal_options(report, *seal);
  line.on(report, [folder, seal, written](const Project& project) {
    written->seal = seal_of(*seal, project);
    return runner::command_report(*folder, *written);
  });

  auto* version = line.word("version", "Print the version", "Example: proofmark version");
  line.on_alone(version, [] {
    std::printf("proofmark %s\n", runner::harness_version().c_str());
    return 0;
  });
}

}  // namespace proofmark::program

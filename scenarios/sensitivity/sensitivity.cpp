#include "scenarios/sensitivity/sensitivity.hpp"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "common/files.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/sensitivity/player.hpp"
#include "scenarios/sensitivity/selection.hpp"
#include "scenarios/sensitivity/table.hpp"

namespace proofmark::sensitivity {
namespace {

namespace fs = std::filesystem;

Result<std::string> hash_of(const fs::path& file) {
  PROOFMARK_TRY(const Bytes content, read_file(file));
  return sha256_hex(content);
}

// Everything that a result depends on; a record of something else is not continued. Which weaknesses are chosen is not
// among it: one record takes one area after the other.
Result<std::string> id_of(const Options& options, const runner::Suite& suite) {
  std::string all = suite.sha256 + "/" + std::to_string(options.seed) + (options.thorough ? "/thorough" : "");
  for (const char* program : {"proofmark", "proofmarkd", "proofmarkd-weak"}) {
    const auto hash = hash_of(options.project.programs / program);
    if (!hash)
      return fail("sensitivity", "the program " + (options.project.programs / program).string(), hash.error().observed,
                  "Build it: ninja -C build proofmark proofmarkd proofmarkd-weak.");
    all += "/" + *hash;
  }
  return "sensitivity-" + sha256_hex(to_bytes(all)).substr(0, 16);
}

Result<void> set_stage(const Options& options, Stage& stage) {
  stage.project = options.project;
  stage.folder = options.out;
  runner::RunContext& context = stage.context;
  PROOFMARK_TRY(auto cases, runner::list_cases(options.project.cases()));
  context.suite = all_cases(std::move(cases));
  context.seed = options.seed;
  PROOFMARK_CHECK(runner::verify_packages(options.project.packages));
  PROOFMARK_CHECK(runner::load_mechanisms(options.project, context));
  PROOFMARK_TRY(const card::IssuerPki issuer,
                card::IssuerPki::create(SeededRandom(options.seed).derive("issuer"), context.suite.start));
  context.issuer = std::make_shared<const card::IssuerPki>(issuer);
  PROOFMARK_TRY(const auto assets, person::load_assets(options.project.people(), options.project.cache()));
  context.census = std::make_shared<const runner::Census>(options.seed, context.suite.start);
  context.people = std::make_shared<runner::People>(assets, context.census);
  runner::PlanInput input;
  input.suite = &context.suite;
  input.seed = options.seed;
  input.subject.name = "proofmarkd";
  input.subject.version = runner::harness_version();
  input.subject.reached_by = "reference";
  input.machine = runner::machine_line();
  input.species = &context.species;
  PROOFMARK_TRY(stage.planned, runner::make_plan(input));
  return {};
}

std::string command_of(const Options& options) {
  std::string text = "./proofmark sensitivity";
  if (!options.area.empty()) text += " --area " + options.area;
  for (const std::string& name : options.only) text += (&name == &options.only.front() ? " --only " : " ") + name;
  if (options.thorough) text += " --thorough";
  return text + " --seed " + std::to_string(options.seed);
}

int print_list(const std::vector<Weakness>& chosen) {
  for (const Weakness& each : chosen)
    std::printf("%-12s %-34s %s\n", each.area.c_str(), each.name.c_str(), each.weakness.c_str());
  std::printf("%zu weaknesses.\n", chosen.size());
  return 0;
}

Result<Reported> run(const Options& options, std::size_t planted, const std::vector<Weakness>& chosen) {
  std::error_code problem;
  fs::create_directories(options.out, problem);
  if (problem)
    return fail("option --out", "a folder that can be written, " + options.out.string(), problem.message(),
                "Give another folder.");
  Stage stage;
  PROOFMARK_CHECK(set_stage(options, stage));
  const runner::Suite& suite = stage.context.suite;
  MeasureJob job;
  PROOFMARK_TRY(job.id, id_of(options, suite));
  job.record = options.out / "sensitivity.jsonl";
  PROOFMARK_TRY(const auto open, load_not_yet(options.project.root / "scenarios" / "sensitivity" / "not_yet.json"));
  for (const runner::Task& task : stage.planned.tasks) {
    job.attempts.push_back(task.id);
    job.known.push_back(not_yet(open, suite.scenarios[task.scenario].name));
    // What a probe observes may hang on real time.
    job.confirm.push_back(suite.scenarios[task.scenario].kind == reports::Kind::probe);
  }
  job.weaknesses = chosen;
  for (const Weakness& each : chosen)
    job.order.push_back(attempts_for(each, suite, stage.planned.tasks, options.thorough));
  job.thorough = options.thorough;
  job.workers = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  job.start = [&](const Target& target, std::size_t worker) { return start_player(stage, target, worker); };
  job.progress = stderr;
  job.stop = options.stop;
  Reported reported;
  PROOFMARK_TRY(reported.measurement, measure(job));
  reported.weaknesses = chosen;
  for (const runner::Scenario& each : suite.scenarios) {
    reported.required[each.name] = each.gate == reports::GateRole::required;
    reported.demands[each.name] = each.requirement;
  }
  reported.id = job.id;
  reported.harness = runner::harness_version();
  reported.command = command_of(options);
  reported.seed = options.seed;
  reported.thorough = options.thorough;
  reported.planted = planted;
  return reported;
}

// The last section of a page of the documentation.
Result<void> renew(const fs::path& page, const std::string& result) {
  constexpr std::string_view heading = "## Last result\n";
  PROOFMARK_TRY(const std::string text, read_text(page));
  const std::size_t at = text.find(heading);
  if (at == std::string::npos)
    return fail("option --page", "the line '## Last result' in " + page.string(), "none", "Give docs/sensitivity.md.");
  return write_text(page, text.substr(0, at + heading.size()) + result);
}

Result<void> write(const Options& options, const Reported& reported) {
  PROOFMARK_CHECK(write_text(options.out / "sensitivity.json", to_json(reported)));
  PROOFMARK_CHECK(write_text(options.out / "sensitivity.md", to_markdown(reported)));
  PROOFMARK_TRY(const std::string page, to_html(reported));
  PROOFMARK_CHECK(write_text(options.out / "sensitivity.html", page));
  return options.page.empty() ? Result<void>() : renew(options.page, to_markdown(reported));
}

}  // namespace

int command_sensitivity(const Options& options) {
  const auto all = load_weaknesses(options.project.root / "scenarios" / "sensitivity" / "weaknesses");
  if (!all) return runner::print_error(all.error());
  const auto chosen = select(*all, options.area, options.only);
  if (!chosen) return runner::print_error(chosen.error());
  if (options.list) return print_list(*chosen);
  const auto reported = run(options, all->size(), *chosen);
  if (!reported) return runner::print_error(reported.error());
  if (const auto written = write(options, *reported); !written) return runner::print_error(written.error());
  std::printf("%s\nReport: %s\n", to_text(*reported).c_str(), (options.out / "sensitivity.html").c_str());
  return exit_code(reported->measurement);
}

}  // namespace proofmark::sensitivity

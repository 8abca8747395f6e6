#include "scenarios/conformance/conformance.hpp"

#include <algorithm>

#include "scenarios/conformance/report.hpp"
#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/plan.hpp"

namespace proofmark::conformance {
namespace {

using reports::Verdict;

std::filesystem::path folder_of(const runner::Project& project) {
  return project.root / "scenarios" / "conformance";
}

std::string repeated_by(const Table& table, const PlayOptions& options) {
  std::string command = "proofmark run --suite " + table.name + " --seed " + std::to_string(options.seed);
  if (options.subject != "reference") command += " --subject '" + options.subject + "'";
  for (const std::string& id : options.only) command += " --only " + id;
  return command;
}

}  // namespace

std::filesystem::path table_file(const runner::Project& project, const std::string& name) {
  const std::filesystem::path file = folder_of(project) / (name + ".json");
  std::error_code problem;
  const bool plain = name.find('/') == std::string::npos;
  return plain && std::filesystem::is_regular_file(file, problem) ? file : std::filesystem::path();
}

int command_conformance(const Options& options) {
  auto table = load_table(options.table);
  if (!table) return runner::print_error(table.error());
  const std::filesystem::path out =
      options.out.empty() ? std::filesystem::path("runs") / (table->name + "-" + std::to_string(options.play.seed))
                          : options.out;
  const auto played = play(*table, options.play);
  if (!played) return runner::print_error(played.error());
  const Reported reported{*table, *played, runner::harness_version(), repeated_by(*table, options.play),
                          options.play.seed};
  if (const auto written = write(out, reported); !written) return runner::print_error(written.error());
  std::printf("%zu cases: %zu pass, %zu fail, %zu inconclusive, %zu not applicable. Simulated.\n", played->rows.size(),
              played->count(Verdict::pass), played->count(Verdict::fail), played->count(Verdict::inconclusive),
              played->count(Verdict::not_applicable));
  std::printf("Report: %s\n", (out / "conformance.html").c_str());
  return played->count(Verdict::fail) + played->count(Verdict::inconclusive) == 0 ? 0 : 1;
}

int list_tables(const runner::Project& project) {
  std::error_code problem;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(project), problem))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const auto table = load_table(file);
    if (!table) return runner::print_error(table.error());
    std::printf("%-12s %zu cases. %s\n", table->name.c_str(), table->rows.size(), table->title.c_str());
  }
  return 0;
}

}  // namespace proofmark::conformance

#include "scenarios/program/command_line.hpp"
#include "scenarios/sensitivity/sensitivity.hpp"

namespace proofmark::program {

void add_sensitivity_words(CommandLine& line) {
  const auto options = std::make_shared<sensitivity::Options>();
  auto* word = line.word("sensitivity", "Measure how many planted weaknesses the scenarios catch",
                         "Exit codes: 0 all caught and no false alarm, 1 not so, 2 could not be completed.\n"
                         "Example: proofmark sensitivity --area passive --out runs/passive");
  word->add_option("--only", options->only, "Names of weaknesses [all]");
  word->add_option("--area", options->area, "One area of weaknesses [every]");
  word->add_option("--jobs", options->jobs, "Workers, each with a service of its own [number of cores]")
      ->check(CLI::Range(1, 256));
  word->add_option("--seed", options->seed, "Seed of everything random on this side")->capture_default_str();
  word->add_option("--out", options->out, "Folder of the result; a measurement that was stopped goes on")
      ->capture_default_str();
  word->add_option("--page", options->page,
                   "Markdown file whose section \"Last result\" is renewed (docs/sensitivity.md)");
  word->add_flag("--thorough", options->thorough, "Play every scenario against every weakness");
  word->add_flag("--list", options->list, "List the weaknesses and end");
  line.on(word, [options, stop = line.stop()](const runner::Project& project) {
    options->project = project;
    options->stop = stop;
    return sensitivity::command_sensitivity(*options);
  });
}

}  // namespace proofmark::program

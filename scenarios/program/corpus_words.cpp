// corpus make: films and pictures of simulated people and attacks, with a manifest.
#include "scenarios/corpus/commands.hpp"
#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"

namespace proofmark::program {
namespace {

using runner::Project;

void add_make(CommandLine& line, CLI::App* corpus) {
  struct Words {
    corpus::MakeOptions make;
    bool list = false;
  };
  const auto words = std::make_shared<Words>();
  auto* word = corpus->add_subcommand("make", "Make the files that a specification asks for, and their manifest");
  word->footer(
      "A folder in which the same specification was begun goes on. The fields are in docs/corpus.md.\n"
      "Exit codes: 0 done, 2 could not be completed.\n"
      "Example: proofmark corpus make --spec tiny --out corpora/tiny\n"
      "Example: proofmark corpus make --spec mine.json --out corpora/mine --jobs 8");
  word->add_flag("--list", words->list, "List the project's own specifications and end");
  word->add_option("--spec", words->make.spec, "File, or name of one of the project's own; `--list`");
  word->add_option("--out", words->make.out, "Folder of the corpus");
  word->add_option("--jobs", words->make.jobs, "Workers [number of cores]")->check(CLI::Range(1, 256));
  line.on(word, [words, stop = line.stop()](const Project& project) {
    words->make.project = project;
    words->make.stop = stop;
    return words->list ? corpus::command_specs(project) : corpus::command_make(words->make);
  });
}

}  // namespace

void add_corpus_words(CommandLine& line) {
  auto* corpus = line.word("corpus", "Make, import, show and check collections of films and pictures",
                           "Example: proofmark corpus make --spec species --out corpora/species");
  corpus->require_subcommand(1);
  add_make(line, corpus);
}

}  // namespace proofmark::program

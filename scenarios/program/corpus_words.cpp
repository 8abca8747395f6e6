// corpus make, import, check, show: collections of films and pictures with a manifest.
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

void add_import(CommandLine& line, CLI::App* corpus) {
  struct Words {
    corpus::ImportOptions import;
    std::string layout;
  };
  const auto words = std::make_shared<Words>();
  auto* word =
      corpus->add_subcommand("import", "Bring your own recordings under a manifest; nothing is copied unless asked");
  word->footer(
      "Exit codes: 0 done, 1 some files are of no use (each is named with the reason), 2 could not be completed.\n"
      "Example: proofmark corpus import faces/ --layout folders --licence \"consent form 7\" --out corpora/own\n"
      "Example: proofmark corpus import clips/ --layout list --list clips.csv --out corpora/own --copy\n"
      "Example: proofmark corpus import lfw/ --layout lfw --licence \"research only\" --out corpora/lfw");
  word->add_option("folder", words->import.folder, "Folder of the recordings")->required();
  word->add_option("--out", words->import.out, "New folder for the manifest")->required();
  word->add_option("--layout", words->layout, "What says who is shown: list, lfw, oulu-npu or folders")
      ->required()
      ->check(CLI::IsMember({"list", "lfw", "oulu-npu", "folders"}));
  word->add_option("--list", words->import.list, "A .csv or .json for list; for lfw [FOLDER/pairs.txt]");
  word->add_option("--licence", words->import.licence, "Of files for which the list says none");
  word->add_option("--split", words->import.split, "Of files for which the list says none: development or evaluation")
      ->check(CLI::IsMember({"development", "evaluation"}));
  word->add_option("--name", words->import.name, "Name of the corpus [the folder's]");
  word->add_flag("--copy", words->import.copy, "Copy the files to OUT/files");
  word->add_option("--jobs", words->import.jobs, "Workers [number of cores]")->check(CLI::Range(1, 256));
  line.on_alone(word, [words, stop = line.stop()] {
    const auto layout = corpus::parse_layout(words->layout);
    if (!layout) return runner::print_error(layout.error());
    words->import.layout = *layout;
    words->import.stop = stop;
    return corpus::command_import(words->import);
  });
}

void add_check(CommandLine& line, CLI::App* corpus) {
  struct Words {
    std::filesystem::path folder;
    std::size_t jobs = 0;
  };
  const auto words = std::make_shared<Words>();
  auto* word = corpus->add_subcommand("check", "Hold a corpus against its manifest: hashes, probes, splits");
  word->footer(
      "Exit codes: 0 nothing found, 1 a changed, missing or added file, or a leak between splits, 2 could not be "
      "completed.\n"
      "Example: proofmark corpus check corpora/own");
  word->add_option("folder", words->folder, "Folder of the corpus")->required();
  word->add_option("--jobs", words->jobs, "Workers [number of cores]")->check(CLI::Range(1, 256));
  line.on_alone(word, [words, stop = line.stop()] { return corpus::command_check(words->folder, words->jobs, stop); });
}

void add_show(CommandLine& line, CLI::App* corpus) {
  const auto show = std::make_shared<corpus::ShowOptions>();
  auto* word = corpus->add_subcommand("show", "Write a contact sheet that plays the clips: FOLDER/index.html");
  word->footer(
      "Exit codes: 0 done, 2 could not be completed.\n"
      "Example: proofmark corpus show corpora/tiny\n"
      "Example: proofmark corpus show corpora/species --pictures docs/pictures/species --page docs/corpus.md");
  word->add_option("folder", show->folder, "Folder of the corpus")->required();
  word->add_option("--pictures", show->pictures, "Write one small JPEG of each species and of a person to this folder");
  word->add_option("--page", show->page, "Markdown file whose section \"The species\" is renewed (docs/corpus.md)");
  line.on_alone(word, [show, stop = line.stop()] {
    show->stop = stop;
    return corpus::command_show(*show);
  });
}

}  // namespace

void add_corpus_words(CommandLine& line) {
  auto* corpus = line.word("corpus", "Make, import, show and check collections of films and pictures",
                           "Example: proofmark corpus make --spec species --out corpora/species");
  corpus->require_subcommand(1);
  add_make(line, corpus);
  add_import(line, corpus);
  add_check(line, corpus);
  add_show(line, corpus);
}

}  // namespace proofmark::program

// The command line of `proofmark`: one function per group of words, each in a file of its own.
#pragma once
#include <CLI/CLI.hpp>
#include <atomic>
#include <functional>
#include <memory>

#include "scenarios/runner/project.hpp"

namespace proofmark::program {

class CommandLine {
 public:
  CommandLine();
  int parse_and_run(int argc, char** argv);

  // A word with its one-line help and, as a footer, an example. Exit codes are those of runner/commands.hpp.
  CLI::App* word(const char* name, const char* help, const char* footer);
  // What runs when the word was given; the project is found first.
  void on(CLI::App* word, std::function<int(const runner::Project&)> action);
  // Likewise, for a word that needs no project.
  void on_alone(CLI::App* word, std::function<int()> action);
  [[nodiscard]] const std::atomic<bool>* stop() const;  // set by the first SIGINT or SIGTERM

 private:
  CLI::App app_{"proofmark: simulation and conformance tests for remote identity proofing"};
  std::filesystem::path root_, packages_;
  std::function<int()> action_;
};

// Options live in a shared object that the actions hold, so that a group needs no class of its own.
void add_run_words(CommandLine& line);          // run, suites, plan, report, version
void add_service_words(CommandLine& line);      // serve
void add_device_words(CommandLine& line);       // card, lt-pki, camera, inspect
void add_risk_words(CommandLine& line);         // risk-plan
void add_catalogue_words(CommandLine& line);    // requirements, evidence
void add_file_words(CommandLine& line);         // verify, seal, compare
void add_sensitivity_words(CommandLine& line);  // sensitivity
void add_trust_words(CommandLine& line);        // trust import, trust list
void add_corpus_words(CommandLine& line);       // corpus make, import, check, show

}  // namespace proofmark::program

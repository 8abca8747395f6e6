// The program `proofmark`.
#include <csignal>
#include <opencv2/core.hpp>

#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"

namespace proofmark::program {
namespace {

std::atomic<bool> stop_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

void ask_to_stop(int) {
  stop_asked = true;
}

// The first signal lets attempts in progress finish; the second ends the program, which may then be started again.
void install_signals() {
  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

CommandLine::CommandLine() {
  app_.require_subcommand(1);
  app_.fallthrough();
  app_.add_option("--project", root_, "The project's root [PROOFMARK_PROJECT, or above this program]");
  app_.add_option("--packages", packages_,
                  "Folder of people data and models [PROOFMARK_PACKAGES, or ROOT/setup/packages]");
  app_.footer(
      "Example: proofmark run --suite first --seed 7 --out runs/mine\n"
      "Exit codes: 0 gate passed or done, 1 gate failed, 2 could not be completed.");
}

CLI::App* CommandLine::word(const char* name, const char* help, const char* footer) {
  CLI::App* word = app_.add_subcommand(name, help);
  word->footer(footer);
  return word;
}

void CommandLine::on(CLI::App* word, std::function<int(const runner::Project&)> action) {
  word->final_callback([this, action = std::move(action)] {
    action_ = [this, action] {
      const auto project = runner::find_project(root_, packages_);
      return project ? action(*project) : runner::print_error(project.error());
    };
  });
}

void CommandLine::on_alone(CLI::App* word, std::function<int()> action) {
  word->final_callback([this, action = std::move(action)] { action_ = action; });
}

const std::atomic<bool>* CommandLine::stop() const {
  return &stop_asked;
}

int CommandLine::parse_and_run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_.exit(error) == 0 ? 0 : 2;
  }
  return action_();
}

}  // namespace proofmark::program

int main(int argc, char** argv) {
  using namespace proofmark::program;  // NOLINT
  install_signals();
  cv::setNumThreads(1);  // one worker, one core; and results must not depend on the machine's number of cores
  CommandLine line;
  add_run_words(line);
  add_service_words(line);
  add_device_words(line);
  add_risk_words(line);
  add_catalogue_words(line);
  add_file_words(line);
  add_sensitivity_words(line);
  add_trust_words(line);
  add_corpus_words(line);
  return line.parse_and_run(argc, argv);
}

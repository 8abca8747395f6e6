// The command line of the harness.
#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <functional>
#include <opencv2/core.hpp>

#include "scenarios/runner/commands.hpp"
#include "scenarios/runner/plan.hpp"

namespace {

using namespace proofmark;          // NOLINT
using namespace proofmark::runner;  // NOLINT

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

// Options of the service's own that `serve` hands on unchanged.
struct PassedOn {
  const char* name;
  const char* help;
};
constexpr std::array<PassedOn, 5> passed_on = {{
    {"--trust", "Folder with csca/*.cer and crl/*.crl; mandatory unless the configuration names one"},
    {"--models", "Folder of the face models, instead of the configuration's"},
    {"--relying", "ADDR:PORT of the relying side; port 0 takes a free one"},
    {"--device", "ADDR:PORT of the persons' devices; port 0 takes a free one"},
    {"--log", "Log to this file instead of standard error"},
}};

struct Common {
  std::filesystem::path root, packages;
};

class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--project", common_.root, "The project's root [PROOFMARK_PROJECT, or above this program]");
    app_.add_option("--packages", common_.packages,
                    "Folder of people data and models [PROOFMARK_PACKAGES, or ROOT/setup/packages]");
    app_.footer(
        "Example: proofmark run --suite first --seed 7 --out runs/mine\n"
        "Exit codes: 0 gate passed or done, 1 gate failed, 2 could not be completed.");
    add_run();
    add_lists();
    add_serve();
    add_card();
    add_camera();
    add_inspect();
    add_report();
  }

  int parse_and_run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? 0 : 2;
    }
    return action_();
  }

 private:
  // What runs when the subcommand was given; it finds the project first.
  void on(CLI::App* command, std::function<int(const Project&)> action) {
    command->final_callback([this, action = std::move(action)] {
      action_ = [this, action] {
        const auto project = find_project(common_.root, common_.packages);
        return project ? action(*project) : print_error(project.error());
      };
    });
  }
  void add_seed(CLI::App* command) {
    command->add_option("--seed", seed_, "Seed of everything random on this side")->capture_default_str();
  }
  void add_person(CLI::App* command) {
    command->add_option("--person", person_, "Number of the simulated person")->capture_default_str();
  }

  void add_run() {
    auto* command = app_.add_subcommand("run", "Run a suite and write its report");
    command->add_option("--suite", suite_, "Name of the suite")->capture_default_str();
    add_seed(command);
    command->add_option("--out", out_, "Run folder; one of a killed run goes on [runs/SUITE-SEED]");
    command->add_option("--jobs", jobs_, "Workers, each with a service of its own [number of cores]")
        ->check(CLI::Range(1, 256));
    command
        ->add_option("--service", service_,
                     "Program to test in proofmarkd's place, started as docs/interface.md says [proofmarkd]")
        ->check(CLI::ExistingFile);
    command->footer("Example: proofmark run --suite first --seed 7 --out runs/mine --jobs 2");
    on(command, [this](const Project& project) {
      RunOptions options;
      options.project = project;
      if (!service_.empty()) options.project.other_service = std::filesystem::absolute(service_);
      options.suite = suite_;
      options.seed = seed_;
      options.out = out_;
      options.jobs = jobs_;
      options.stop = &stop_asked;
      return command_run(options);
    });
  }

  void add_lists() {
    auto* suites = app_.add_subcommand("suites", "List the suites");
    suites->footer("Example: proofmark suites");
    on(suites, [](const Project& project) { return command_suites(project); });
    auto* plan = app_.add_subcommand("plan", "Show what a run would do and could show; runs nothing");
    plan->add_option("--suite", suite_, "Name of the suite")->capture_default_str();
    add_seed(plan);
    plan->add_option("--jobs", jobs_, "Workers [number of cores]")->check(CLI::Range(1, 256));
    plan->footer("Example: proofmark plan --suite first");
    on(plan, [this](const Project& project) { return command_plan(project, suite_, seed_, jobs_); });
    auto* version = app_.add_subcommand("version", "Print the version");
    version->footer("Example: proofmark version");
    version->final_callback([this] {
      action_ = [] {
        std::printf("proofmark %s\n", harness_version().c_str());
        return 0;
      };
    });
  }

  void add_serve() {
    auto* command = app_.add_subcommand("serve", "Start the reference service with system clock and generator");
    command->add_option("--state", state_, "Folder of the service's state, made at first start")->capture_default_str();
    command->add_option("--config", config_, "Its configuration file [reference-impl/config/service.json]");
    for (std::size_t i = 0; i < passed_on.size(); ++i)
      command->add_option(passed_on[i].name, passed_values_[i], passed_on[i].help);
    command->footer(
        "Exit codes: 0 stopped on request, 2 could not start.\n"
        "Example: proofmark serve --state /var/lib/proofmark --trust /etc/proofmark/trust");
    on(command, [this](const Project& project) {
      std::vector<std::string> more;
      for (std::size_t i = 0; i < passed_on.size(); ++i)
        if (!passed_values_[i].empty()) more.insert(more.end(), {passed_on[i].name, passed_values_[i]});
      return command_serve(project, state_, config_, more);
    });
  }

  void add_card() {
    auto* command = app_.add_subcommand("card", "Present a simulated card at a virtual PC/SC reader");
    command->add_flag("--list", card_.list, "List the card profiles and end");
    command->add_option("--profile", card_.profile, "Card profile")->capture_default_str();
    add_person(command);
    add_seed(command);
    command->add_option("--vpcd", card_.vpcd, "HOST:PORT of the virtual reader (vsmartcard's vpcd)");
    command->add_option("--trust", card_.trust, "Also write the issuer's CSCA certificate and CRL to this folder");
    command->footer("Example: proofmark card --profile genuine --person 3 --vpcd 127.0.0.1:35963");
    on(command, [this](const Project& project) {
      card_.project = project;
      card_.person = person_;
      card_.seed = seed_;
      card_.stop = &stop_asked;
      return command_card(card_);
    });
  }

  void add_camera() {
    auto* command = app_.add_subcommand("camera", "Film a simulated person");
    add_person(command);
    add_seed(command);
    command->add_option("--out", camera_.out, "MP4 file to write")->required();
    command->add_option("--seconds", camera_.seconds, "Length")->check(CLI::Range(0.1, 600.0))->capture_default_str();
    command->footer("Example: proofmark camera --person 3 --out person3.mp4 --seconds 5");
    on(command, [this](const Project& project) {
      camera_.project = project;
      camera_.person = person_;
      camera_.seed = seed_;
      return command_camera(camera_);
    });
  }

  void add_inspect() {
    auto* command = app_.add_subcommand("inspect", "Let the reference service inspect a card and print its checks");
    command->add_option("--profile", inspect_.profile, "Simulated card profile, in process")->capture_default_str();
    add_person(command);
    add_seed(command);
    command->add_option("--reader", inspect_.reader, "PC/SC reader whose name begins so, instead of a simulated card");
    command->add_option("--can", inspect_.can, "Card access number [that of the simulated person]");
    command->add_option("--trust", inspect_.trust, "Folder with csca/*.cer and crl/*.crl [the simulated issuer's]");
    command->footer(
        "Exit code 0 when the document's checks have passed, 1 when not.\n"
        "Example: proofmark inspect --profile cloned-chip\n"
        "Example: proofmark inspect --reader \"ACS ACR1252\" --can 123456 --trust trust/");
    on(command, [this](const Project& project) {
      inspect_.project = project;
      inspect_.person = person_;
      inspect_.seed = seed_;
      return command_inspect(inspect_);
    });
  }

  void add_report() {
    auto* command = app_.add_subcommand("report", "Write the reports of a run folder again");
    command->add_option("folder", out_, "Run folder")->required();
    command->footer("Example: proofmark report runs/first-1");
    on(command, [this](const Project&) { return command_report(out_); });
  }

  CLI::App app_{"proofmark: simulation and conformance tests for remote identity proofing"};
  Common common_;
  std::function<int()> action_;
  std::string suite_ = "first";
  std::string service_;
  std::uint64_t seed_ = 1, person_ = 0;
  std::size_t jobs_ = 0;
  std::filesystem::path out_, state_ = "proofmark-state", config_;
  std::array<std::string, passed_on.size()> passed_values_;
  CardOptions card_;
  CameraOptions camera_;
  InspectOptions inspect_;
};

}  // namespace

int main(int argc, char** argv) {
  install_signals();
  cv::setNumThreads(1);  // one worker, one core; and results must not depend on the machine's number of cores
  return CommandLine().parse_and_run(argc, argv);
}

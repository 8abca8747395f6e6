// proofmarkd, the verification service. Options and exit codes: docs/interface.md.
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <opencv2/core/utility.hpp>

#include "reference-impl/api/program.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace {

constexpr int could_not_start = 2;

int refuse(std::string line) {
  for (char& c : line)
    if (c == '\n') c = ' ';
  std::cerr << "proofmarkd: " << line << '\n';
  return could_not_start;
}

std::shared_ptr<spdlog::logger> make_log(const std::string& file) {
  auto log = file.empty() ? spdlog::stderr_logger_mt("proofmarkd") : spdlog::basic_logger_mt("proofmarkd", file);
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  log->flush_on(spdlog::level::info);
  return log;
}

int serve(const proofmark::api::Options& options) {
  // Blocked before any thread is made, so that only the wait below takes them.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  cv::setNumThreads(1);
  auto program = proofmark::api::Program::start(options);
  if (!program) return refuse(program.error().line());
  std::cout << (*program)->ready_line() << std::endl;
  const timespec second{.tv_sec = 1, .tv_nsec = 0};
  while (sigtimedwait(&stop_signals, nullptr, &second) < 0) (*program)->sweep();
  (*program)->stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Verification service: identity proofing by chip and video."};
  app.footer("Example: proofmarkd --state /var/lib/proofmark --config service.json --trust /etc/proofmark/trust");
  app.set_version_flag("--version", "proofmarkd " PROOFMARK_VERSION);
  proofmark::api::Options options;
  std::string log_file;
  app.add_option("--state", options.state, "folder of the database and the service's own PKI")->required();
  app.add_option("--config", options.config, "configuration file (reference-impl/config/service.json)")->required();
  app.add_option("--relying", options.relying, "ADDR:PORT of the relying side, port 0 for a free one");
  app.add_option("--device", options.device, "ADDR:PORT of the persons' devices, port 0 for a free one");
  app.add_option("--clock", options.clock, "system, or simulated:FILE");
  app.add_option("--challenge-seed", options.challenge_seed, "64 hex digits; only with a simulated clock on loopback");
  app.add_option("--trust", options.trust, "folder with csca/*.cer and crl/*.crl, instead of the configuration's");
  app.add_option("--models", options.models, "folder of the models, instead of the configuration's");
  app.add_option("--log", log_file, "log to this file instead of standard error");
#ifdef PROOFMARK_WEAKNESSES
  std::string weakness, weakness_note;
  app.add_option("--weakness", weakness, "switch on the weakness of that name");
  app.add_option("--weakness-note", weakness_note, "file that is made once its guard was reached");
#endif
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wish) {
    return app.exit(wish);
  } catch (const CLI::ParseError& problem) {
    return refuse(std::string(problem.what()) + " (see --help)");
  }
#ifdef PROOFMARK_WEAKNESSES
  proofmark::weakness::choose(weakness, weakness_note);
#endif
  try {
    const auto log = make_log(log_file);
    options.log = [log](const std::string& line) { log->info(line); };
    return serve(options);
  } catch (const std::exception& problem) {
    return refuse(problem.what());
  }
}

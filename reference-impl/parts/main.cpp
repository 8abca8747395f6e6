// proofmark-parts: the service's chip inspection, presentation attack detection or face comparison on standard input
// and output. Exit codes: 0 the input ended, 2 could not start or go on, with one line on standard error.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <opencv2/core/utility.hpp>

#include "reference-impl/parts/parts.hpp"

namespace {

int refuse(std::string line) {
  for (char& c : line)
    if (c == '\n') c = ' ';
  std::cerr << "proofmark-parts: " << line << '\n';
  return 2;
}

int serve(const std::string& config_file, const std::string& trust, const std::string& seed) {
  using namespace proofmark;  // NOLINT
  const auto config = api::read_config(config_file, {.trust = trust, .models = {}});
  if (!config) return refuse(config.error().line());
  std::unique_ptr<api::Entropy> entropy = std::make_unique<api::SystemEntropy>();
  if (!seed.empty()) {
    const auto key = from_hex(seed);
    if (!key || key->size() != 32) return refuse("option --challenge-seed: expected 64 hexadecimal digits");
    entropy = std::make_unique<api::SeededEntropy>(*key);
  }
  parts::Lines lines;
  lines.read = []() -> std::optional<std::string> {
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    return line;
  };
  lines.write = [](const std::string& line) { std::cout << line << std::endl; };
  const auto done = parts::serve(*config, *entropy, lines);
  return done ? 0 : refuse(done.error().line());
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  cv::setNumThreads(1);
  CLI::App app{"Parts of the verification service on standard input and output."};
  app.footer("Example: proofmark-parts --config reference-impl/config/service.json --trust trust/");
  app.set_version_flag("--version", "proofmark-parts " PROOFMARK_VERSION);
  std::string config, trust, seed;
  app.add_option("--config", config, "configuration file of the service")->required();
  app.add_option("--trust", trust, "folder with csca/*.cer and crl/*.crl, instead of the configuration's");
  app.add_option("--challenge-seed", seed, "64 hex digits: the terminal's nonces and keys, for a repeatable run");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wish) {
    return app.exit(wish);
  } catch (const CLI::ParseError& problem) {
    return refuse(std::string(problem.what()) + " (see --help)");
  }
  try {
    return serve(config, trust, seed);
  } catch (const std::exception& problem) {
    return refuse(problem.what());
  }
}

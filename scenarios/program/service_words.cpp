#include <array>

#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"

namespace proofmark::program {
namespace {

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

struct Options {
  std::filesystem::path state = "proofmark-state", config;
  std::array<std::string, passed_on.size()> values;
};

}  // namespace

void add_service_words(CommandLine& line) {
  const auto options = std::make_shared<Options>();
  auto* serve = line.word("serve", "Start the reference service with system clock and generator",
                          "Exit codes: 0 stopped on request, 2 could not start.\n"
                          "Example: proofmark serve --state /var/lib/proofmark --trust /etc/proofmark/trust");
  serve->add_option("--state", options->state, "Folder of the service's state, made at first start")
      ->capture_default_str();
  serve->add_option("--config", options->config, "Its configuration file [reference-impl/config/service.json]");
  for (std::size_t i = 0; i < passed_on.size(); ++i)
    serve->add_option(passed_on[i].name, options->values[i], passed_on[i].help);
  line.on(serve, [options](const runner::Project& project) {
    std::vector<std::string> more;
    for (std::size_t i = 0; i < passed_on.size(); ++i)
      if (!options->values[i].empty()) more.insert(more.end(), {passed_on[i].name, options->values[i]});
    return runner::command_serve(project, options->state, options->config, more);
  });
}

}  // namespace proofmark::program

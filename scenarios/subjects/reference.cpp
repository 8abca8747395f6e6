#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "scenarios/subjects/child_process.hpp"
#include "scenarios/subjects/https_session.hpp"
#include "scenarios/subjects/stdio_subject.hpp"
#include "scenarios/subjects/subject.hpp"

namespace proofmark::subjects {
namespace {

namespace fs = std::filesystem;

class Reference final : public Subject {
 public:
  Reference(ChildProcess process, Endpoints endpoints, std::shared_ptr<SimulatedClock> clock,
            centre::StateRegisters* registers, std::chrono::milliseconds stop_within)
      : process_(std::move(process)),
        endpoints_(std::move(endpoints)),
        clock_(std::move(clock)),
        registers_(registers),
        stop_within_(stop_within) {}
  reports::Level level() const override { return reports::Level::full_service; }
  Answer session(const SessionTask& task) override {
    HttpsRoute route;
    route.relying = {.url = endpoints_.relying,
                     .ca = endpoints_.pki / "ca.pem",
                     .client_certificate = endpoints_.pki / "relying-client.pem",
                     .client_key = endpoints_.pki / "relying-client.key",
                     .seal_ca = endpoints_.pki / "ca.pem",
                     .bearer = {},
                     .dialect = {}};
    route.device_url = endpoints_.device;
    route.device_ca = endpoints_.pki / "ca.pem";
    return play_https(route, clock_, task);
  }
  const Endpoints& endpoints() const override { return endpoints_; }
  std::shared_ptr<SimulatedClock> clock() const override { return clock_; }
  bool running() override { return process_.running(); }
  std::string ending() const override { return process_.ending(); }
  long peak_memory_kib() override { return process_.peak_memory_kib(); }
  void stop() override { process_.stop(stop_within_); }
  centre::StateRegisters* registers() override { return registers_; }

 private:
  ChildProcess process_;
  Endpoints endpoints_;
  std::shared_ptr<SimulatedClock> clock_;
  centre::StateRegisters* registers_;
  std::chrono::milliseconds stop_within_;
};

Result<Endpoints> parse_ready_line(const std::string& line) {
  const auto json = parse_json_or_null(line);
  const auto bad = [&] {
    return fail("docs/interface.md, starting the service", R"({"relying":URL,"device":URL,"pki":DIR})",
                "'" + line.substr(0, 200) + "'", "Correct the service's ready line.");
  };
  if (!json.is_object()) return bad();
  for (const char* field : {"relying", "device", "pki"})
    if (!json.contains(field) || !json[field].is_string()) return bad();
  Endpoints endpoints{json["relying"], json["device"], json["pki"].get<std::string>()};
  if (endpoints.relying.rfind("https://", 0) != 0 || endpoints.device.rfind("https://", 0) != 0) return bad();
  return endpoints;
}

}  // namespace

Result<std::unique_ptr<Subject>> start_reference(const ReferenceOptions& options) {
  std::error_code problem;
  fs::create_directories(options.folder / "state", problem);
  if (problem)
    return fail("subject", "a folder " + options.folder.string(), problem.message(),
                "Give a folder on a disk that can be written.");
  const fs::path clock_file = options.folder / "clock";
  PROOFMARK_TRY(auto clock, SimulatedClock::create(clock_file, options.start));
  const fs::path log = options.folder / "service.log";
  std::vector<std::string> command = {options.program.string(),
                                      "--state",
                                      (options.folder / "state").string(),
                                      "--config",
                                      options.config.string(),
                                      "--relying",
                                      "127.0.0.1:0",
                                      "--device",
                                      "127.0.0.1:0",
                                      "--clock",
                                      "simulated:" + clock_file.string(),
                                      "--challenge-seed",
                                      options.challenge_seed};
  command.insert(command.end(), options.more.begin(), options.more.end());
  PROOFMARK_TRY(ChildProcess process, ChildProcess::start(command, log));
  auto line = process.read_line(options.ready_within);
  if (!line) {
    const std::string said = last_line_of(log);
    return fail("docs/interface.md, starting the service",
                "a ready line within " + std::to_string(options.ready_within.count()) + " ms",
                line.error().observed + (said.empty() ? std::string() : "; its log ends: " + said),
                "See " + log.string() + ".");
  }
  PROOFMARK_TRY(Endpoints endpoints, parse_ready_line(*line));
  if (endpoints.pki.is_relative()) endpoints.pki = fs::current_path() / endpoints.pki;
  return std::unique_ptr<Subject>(std::make_unique<Reference>(
      std::move(process), std::move(endpoints), std::move(clock), options.registers, options.stop_within));
}

}  // namespace proofmark::subjects

#include "tests/scenarios/fake_run.hpp"

#include <stdexcept>

#include "common/bytes.hpp"
#include "reports/formats/run_folder.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::testing {
namespace {

using reports::CheckResult;
using reports::Kind;

runner::Scenario scenario(Kind kind, const std::string& name, std::size_t attempts) {
  runner::Scenario made;
  made.name = name;
  made.kind = kind;
  made.requirement = "What is demanded of " + name + ".";
  made.requirements = {"tender.7.4.4"};
  made.levels = {reports::Level::full_service};
  made.attempts = attempts;
  made.metric = runner::metrics_of(kind).front();
  made.gate = reports::GateRole::required;
  made.expected.decision = kind == Kind::genuine ? reports::Decision::accepted : reports::Decision::refused;
  if (kind == Kind::document_attack) made.expected.checks = {"chip.genuine"};
  if (kind == Kind::probe) made.probe = "tls.version";
  return made;
}

const std::vector<std::string> check_ids = {
    "session.complete", "order.match",         "chip.access",     "chip.passive",     "chip.revocation",
    "chip.genuine",     "document.validity",   "video.format",    "video.continuity", "face.found",
    "face.match",       "liveness.challenges", "liveness.passive"};

template <typename Value>
Value need(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().line());
  return *std::move(result);
}

}  // namespace

FakeRun fake_run(std::size_t each, const std::string& machine) {
  FakeRun run;
  run.suite.name = "fake";
  run.suite.title = "In no time";
  run.suite.start = noon;
  run.suite.spacing = std::chrono::seconds(600);
  run.suite.time_limit = std::chrono::seconds(60);
  run.suite.sha256 = std::string(64, 'a');
  run.suite.scenarios = {scenario(Kind::genuine, "genuine", each),
                         scenario(Kind::document_attack, "document.cloned-chip", each),
                         scenario(Kind::probe, "tls.version", each)};
  run.suite.scenarios[1].cast.first_holder = each;
  runner::PlanInput input;
  input.suite = &run.suite;
  input.seed = 7;
  input.subject.name = "service";
  input.subject.version = "1";
  input.machine = machine;
  run.planned = need(runner::make_plan(input));
  run.files.plan = run.planned.plan;
  run.files.began = "2026-11-22T08:00:00Z";
  return run;
}

FakeRun fake_shard(std::size_t each, std::size_t number, std::size_t of, const std::string& machine) {
  FakeRun run = fake_run(each, machine);
  run.files.shard = need(runner::with_attempts({number, of, {}}, run.planned, run.suite));
  return run;
}

reports::Observation fake_observation(const FakeRun& run, const runner::Task& task) {
  const runner::Scenario& of = run.suite.scenarios[task.scenario];
  reports::Observation made;
  made.attempt = task.id;
  made.outcome = reports::Outcome::completed;
  made.wall_seconds = 0.5;
  if (of.kind == Kind::probe) {
    made.probe = reports::ProbeAnswer{true, "a refusal", "a refusal"};
    return made;
  }
  made.decision = of.expected.decision;
  made.session_seconds = 20 + static_cast<double>(task.index);
  made.package_sha256 = sha256_hex(to_bytes(task.id));
  for (const std::string& id : check_ids) made.checks.push_back({id, CheckResult::passed, "as required"});
  if (of.kind == Kind::document_attack) made.checks[5] = {"chip.genuine", CheckResult::failed, "no proof of the key"};
  return made;
}

Result<void> play_fake(const FakeRun& run, const std::filesystem::path& folder, const std::set<std::string>& broken) {
  PROOFMARK_TRY(runner::RunFolder opened, runner::RunFolder::open(folder, run.files));
  runner::Player player;
  player.start_subject = [](Instant start) {
    return Result<std::unique_ptr<subjects::Subject>>(std::make_unique<FakeSubject>(start));
  };
  player.attempt = [&](const runner::Task& task, subjects::Subject&) {
    if (broken.count(task.id) == 0) return fake_observation(run, task);
    reports::Observation error;
    error.attempt = task.id;
    error.error = "no card";
    return error;
  };
  std::FILE* nowhere = std::fopen("/dev/null", "w");
  const auto played = runner::play(run.suite, run.planned, opened, player, {1, nowhere, nullptr});
  std::fclose(nowhere);
  return played;
}

std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != reports::kResourcesFile)
      all[entry.path().lexically_relative(folder).string()] = slurp(entry.path());
  return all;
}

}  // namespace proofmark::testing

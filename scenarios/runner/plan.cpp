#include "scenarios/runner/plan.hpp"

#include <sys/utsname.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <thread>

#include "common/bytes.hpp"

namespace proofmark::runner {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

std::string person_id(std::uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "person-%03llu", static_cast<unsigned long long>(number));
  return text;
}

int age_on(year_month_day born, year_month_day today) {
  int age = static_cast<int>(today.year()) - static_cast<int>(born.year());
  if (std::pair(today.month(), today.day()) < std::pair(born.month(), born.day())) --age;
  return age;
}

reports::Person describe(std::uint64_t seed, std::uint64_t number, Instant start) {
  const person::CivilRecord civil = civil_record(seed, number, start);
  const int age = age_on(civil.date_of_birth, year_month_day(std::chrono::floor<days>(start)));
  const char* band = age < 30 ? "18-29" : age < 45 ? "30-44" : age < 60 ? "45-59" : "60 and over";
  return {person_id(number), {{"sex", civil.sex == person::Sex::female ? "female" : "male"}, {"age", band}}};
}

// A registry's running number; it says nothing about the attempt.
std::string draw_reference(SeededRandom& random, std::set<std::string>& used) {
  for (;;) {
    char text[32];
    std::snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(4000000000ULL + random.below(999999999)));
    if (used.insert(text).second) return text;
  }
}

std::string run_id(const Suite& suite, std::uint64_t seed, const reports::Subject& subject) {
  std::string all = suite.sha256 + "/" + std::to_string(seed) + "/" + harness_version() + "/" + subject.name + "/" +
                    subject.version + "/" + subject.thresholds_set_on;
  for (const reports::Setting& setting : subject.settings) all += "/" + setting.name + "=" + setting.value;
  return suite.name + "-" + std::to_string(seed) + "-" + sha256_hex(to_bytes(all)).substr(0, 12);
}

reports::Attempt describe(const Scenario& scenario, const Task& task) {
  reports::Attempt attempt;
  attempt.id = task.id;
  attempt.scenario = scenario.name;
  attempt.kind = scenario.kind;
  attempt.holder = person_id(task.holder);
  attempt.person = scenario.camera == Role::other ? person_id(task.other.value_or(task.holder)) : attempt.holder;
  attempt.species = task.species;
  attempt.requirement = scenario.requirement;
  attempt.clauses = scenario.clauses;
  attempt.expected = scenario.expected;
  return attempt;
}

}  // namespace

SeededRandom person_stream(std::uint64_t seed, std::uint64_t number) {
  return SeededRandom(seed).derive("evaluation/person", number);
}

person::CivilRecord civil_record(std::uint64_t seed, std::uint64_t number, Instant start) {
  return person::make_civil_record(person_stream(seed, number), year_month_day(std::chrono::floor<days>(start)));
}

SeededRandom attempt_stream(std::uint64_t seed, const std::string& attempt) {
  return SeededRandom(seed).derive("attempt/" + attempt);
}

std::string challenge_seed(std::uint64_t seed) {
  return to_hex(SeededRandom(seed).derive("challenges").bytes(32));
}

Result<PlannedRun> make_plan(const Suite& suite, std::uint64_t seed, const reports::Subject& subject,
                             const std::string& machine) {
  PlannedRun run;
  SeededRandom numbers = SeededRandom(seed).derive("orders");
  std::set<std::string> references;
  std::set<std::uint64_t> persons;
  Instant start = suite.start;
  for (std::size_t s = 0; s < suite.scenarios.size(); ++s) {
    const Scenario& scenario = suite.scenarios[s];
    for (std::size_t i = 0; i < scenario.attempts; ++i) {
      Task task;
      task.scenario = s;
      task.index = i;
      char number[24];
      std::snprintf(number, sizeof number, "-%02zu", i + 1);
      task.id = scenario.name + number;
      task.holder = scenario.first_holder + i;
      if (scenario.first_other) task.other = *scenario.first_other + i;
      if (!scenario.species.empty()) task.species = scenario.species[i % scenario.species.size()];
      task.reference = draw_reference(numbers, references);
      task.start = start;
      start += suite.spacing;
      run.plan.attempts.push_back(describe(scenario, task));
      persons.insert(task.holder);
      if (task.other) persons.insert(*task.other);
      run.tasks.push_back(std::move(task));
    }
  }
  run.plan.run = run_id(suite, seed, subject);
  run.plan.suite = suite.name;
  run.plan.seed = seed;
  run.plan.harness = harness_version();
  run.plan.machine = machine;
  run.plan.command = "./proofmark run --suite " + suite.name + " --seed " + std::to_string(seed);
  run.plan.started = to_rfc3339(suite.start);
  run.plan.subject = subject;
  for (const std::uint64_t number : persons) run.plan.persons.push_back(describe(seed, number, suite.start));
  PROOFMARK_CHECK(reports::validate(run.plan));
  return run;
}

std::string machine_line() {
  std::string processor = "unknown processor";
  std::ifstream cpu("/proc/cpuinfo");
  for (std::string line; std::getline(cpu, line);)
    if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos) {
      processor = line.substr(line.find(": ") + 2);
      break;
    }
  std::string system = "Linux";
  std::ifstream release("/etc/os-release");
  for (std::string line; std::getline(release, line);)
    if (line.rfind("PRETTY_NAME=\"", 0) == 0) system = line.substr(13, line.size() - 14);
  struct utsname name {};
  const std::string architecture = ::uname(&name) == 0 ? name.machine : "";
  return processor + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " + system + " " +
         architecture;
}

std::string harness_version() {
  return PROOFMARK_VERSION;
}

double expected_seconds(const Scenario& scenario) {
  // Measured on two cores of 2024's servers: a session with video, one that ends at the chip, and a recording to be
  // made beforehand.
  double seconds = scenario.kind == reports::Kind::document_attack ? 1.5 : 16;
  if (scenario.capture == CaptureKind::replay || scenario.capture == CaptureKind::injection) seconds += 8;
  return seconds;
}

}  // namespace proofmark::runner

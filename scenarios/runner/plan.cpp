#include "scenarios/runner/plan.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <thread>

#include "attacks/classes.hpp"
#include "common/bytes.hpp"
#include "reports/statistics/sample_size.hpp"
#include "scenarios/catalogue/catalogue.hpp"

namespace proofmark::runner {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

std::string person_id(std::uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "person-%03llu", static_cast<unsigned long long>(number));
  return text;
}

reports::Person describe(const Census& census, std::uint64_t number) {
  return {person_id(number), census.groups(number)};
}

// A registry's running number; it says nothing about the attempt.
std::string draw_reference(SeededRandom& random, std::set<std::string>& used) {
  for (;;) {
    char text[32];
    std::snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(4000000000ULL + random.below(999999999)));
    if (used.insert(text).second) return text;
  }
}

std::string run_id(const PlanInput& input) {
  std::string all = input.suite->sha256 + "/" + std::to_string(input.seed) + "/" + harness_version() + "/" +
                    input.subject_choice + "/" + input.subject.name + "/" + input.subject.version + "/" +
                    input.subject.thresholds_set_on + "/" + input.catalogue_sha256 + input.more_words;
  if (input.census != nullptr && input.census->population() != nullptr) all += "/" + input.census->population()->sha256;
  for (const reports::Setting& setting : input.subject.settings) all += "/" + setting.name + "=" + setting.value;
  return input.suite->name + "-" + std::to_string(input.seed) + "-" + sha256_hex(to_bytes(all)).substr(0, 12);
}

// Which means of an attempt are in play: a chip is read, somebody is filmed.
bool reads_chip(reports::Level level) {
  return level == reports::Level::full_service || level == reports::Level::chip_inspection;
}

reports::Attempt describe(const Scenario& scenario, const Task& task, reports::Level level) {
  reports::Attempt attempt;
  attempt.id = task.id;
  attempt.scenario = scenario.name;
  attempt.kind = scenario.kind;
  attempt.gate = scenario.gate;
  attempt.metric = scenario.metric;
  attempt.limit = scenario.limit;
  attempt.requirement = scenario.requirement;
  attempt.requirements = scenario.requirements;
  attempt.probe = scenario.probe;
  if (scenario.kind == reports::Kind::probe) return attempt;
  attempt.holder = person_id(task.holder);
  attempt.person = scenario.camera == Role::other ? person_id(task.other.value_or(task.holder)) : attempt.holder;
  attempt.species = task.species;
  attempt.relation = scenario.relation;
  if (reads_chip(level)) attempt.card = scenario.card;
  if (level != reports::Level::chip_inspection && scenario.kind != reports::Kind::injection_attack)
    attempt.device = scenario.device;
  attempt.network = scenario.network;
  attempt.expected = scenario.expected;
  // A detector or a comparer answers with a score: it has no checks to name.
  if (!reads_chip(level)) attempt.expected.checks.clear();
  return attempt;
}

bool is_member(const reports::Person& person, const Group& group) {
  return std::all_of(group.begin(), group.end(), [&](const auto& property) {
    const auto found = person.groups.find(property.first);
    return found != person.groups.end() && found->second == property.second;
  });
}

// The first `count` persons of the group from number `from` on; `from` is left behind the last.
Result<std::vector<std::uint64_t>> members(const Census& census, const Scenario& scenario, const Group& group,
                                           std::uint64_t& from, const std::set<std::uint64_t>& but) {
  constexpr std::uint64_t farthest = 100000;  // a group of which one in a thousand is gives a hundred
  std::vector<std::uint64_t> found;
  const std::uint64_t end = from + (group.empty() ? scenario.attempts : farthest);
  for (; from < end && found.size() < scenario.attempts; ++from)
    if (group.empty() || (but.count(from) == 0 && is_member(describe(census, from), group))) found.push_back(from);
  if (found.size() == scenario.attempts) return found;
  std::string wanted;
  for (const auto& [name, value] : group) wanted += (wanted.empty() ? "" : ", ") + name + " " + value;
  return fail("case " + scenario.name, std::to_string(scenario.attempts) + " persons of the group " + wanted,
              std::to_string(found.size()) + " among " + std::to_string(farthest),
              "Correct the group: sex is female or male, age is 18-29, 30-44, 45-59 or 60 and over; in a "
              "population skin is I to VI.");
}

// A twin or a sibling looks like the holder: of the same groups, so that a figure of a group is of the faces in it.
Result<std::vector<std::uint64_t>> relatives(const Census& census, const Scenario& scenario,
                                             const std::vector<std::uint64_t>& holders, std::uint64_t from) {
  const std::set<std::uint64_t> taken(holders.begin(), holders.end());
  std::map<Group, std::uint64_t> next;  // behind the last one taken of these groups
  Scenario one = scenario;
  one.attempts = 1;
  std::vector<std::uint64_t> found;
  for (const std::uint64_t holder : holders) {
    const Group groups = describe(census, holder).groups;
    PROOFMARK_TRY(const auto relative,
                  members(census, one, groups, next.try_emplace(groups, from).first->second, taken));
    found.push_back(relative.front());
  }
  return found;
}

struct Pair {
  std::uint64_t holder = 0;
  std::optional<std::uint64_t> other;
};

// Person 0 with 1, 0 with 2, 1 with 2, 0 with 3, ...: the first pairs are of the fewest persons. Who is the holder
// changes from pair to pair, so that a person's portrait and live picture are both used.
Result<std::vector<Pair>> cross_pairs(const Census& census, const Scenario& scenario) {
  Scenario persons = scenario;
  persons.attempts = reports::persons_for_cross_comparisons(scenario.attempts);
  std::uint64_t from = scenario.cast.first_holder;
  PROOFMARK_TRY(const auto all, members(census, persons, scenario.cast.group, from, {}));
  std::vector<Pair> pairs;
  for (std::size_t later = 1; later < all.size(); ++later)
    for (std::size_t earlier = 0; earlier < later && pairs.size() < scenario.attempts; ++earlier) {
      Pair pair{all[earlier], all[later]};
      if ((earlier + later) % 2 == 0) std::swap(pair.holder, *pair.other);
      pairs.push_back(pair);
    }
  return pairs;
}

// Whom the scenario's attempts are about.
Result<std::vector<Pair>> choose(const Census& census, const Scenario& scenario) {
  const Cast& cast = scenario.cast;
  if (cast.cross) return cross_pairs(census, scenario);
  std::uint64_t from = cast.first_holder;
  PROOFMARK_TRY(const auto holders, members(census, scenario, cast.group, from, {}));
  const bool needed = scenario.order == Role::other || scenario.camera == Role::other;
  std::vector<std::uint64_t> others;
  if (cast.first_other || needed || scenario.kind == reports::Kind::probe) {
    // Without a number of their own the others follow on the holders: nobody is his own impostor.
    std::uint64_t first = cast.first_other.value_or(from);
    if (scenario.relation.empty() || scenario.relation == "unrelated") {
      PROOFMARK_TRY(others, members(census, scenario, cast.other_group, first, {holders.begin(), holders.end()}));
    } else {
      PROOFMARK_TRY(others, relatives(census, scenario, holders, first));
    }
  }
  std::vector<Pair> pairs(scenario.attempts);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].holder = holders[i];
    if (!others.empty()) pairs[i].other = others[i];
  }
  return pairs;
}

Result<std::vector<std::string>> clauses_of(const PlanInput& input, const Scenario& scenario) {
  if (input.catalogue == nullptr) return scenario.requirements;
  auto clauses = catalogue::clauses_of(*input.catalogue, scenario.requirements);
  if (!clauses) {
    Error error = clauses.error();
    error.clause = "case " + scenario.name;
    return fail(error);
  }
  return clauses;
}

// What the report says of a species, once for all its attempts.
void describe_species(const PlanInput& input, const std::string& id, std::vector<reports::AttackSpecies>& all) {
  if (id.empty() || input.species == nullptr) return;
  const auto found = input.species->find(id);
  if (found == input.species->end()) return;
  if (std::any_of(all.begin(), all.end(), [&](const reports::AttackSpecies& known) { return known.id == id; })) return;
  const attack::Species& of = found->second;
  reports::AttackSpecies made;
  made.id = id;
  made.name = of.name;
  made.attack_potential = of.attack_potential;
  made.material = of.material;
  for (const auto& [name, range] : of.parameters) made.ranges[name] = {range.low, range.high};
  made.choices = of.choices;
  if (of.cost)
    made.cost = reports::AttackSpecies::Cost{
        {of.cost->hours.low, of.cost->hours.high}, {of.cost->euro.low, of.cost->euro.high}, of.cost->source};
  all.push_back(std::move(made));
}

// The cell of the injection matrix (CEN/TS 18099: method x instrument).
void name_cell(const PlanInput& input, reports::Attempt& attempt) {
  if (attempt.kind != reports::Kind::injection_attack || input.species == nullptr) return;
  const auto found = input.species->find(attempt.species);
  if (found == input.species->end()) return;
  attempt.method = found->second.method;
  attempt.instrument = found->second.instrument;
}

}  // namespace

SeededRandom attempt_stream(std::uint64_t seed, const std::string& attempt) {
  return SeededRandom(seed).derive("attempt/" + attempt);
}

std::string challenge_seed(std::uint64_t seed) {
  return to_hex(SeededRandom(seed).derive("challenges").bytes(32));
}

Result<PlannedRun> make_plan(const PlanInput& input) {
  const Suite& suite = *input.suite;
  const Census census = input.census != nullptr ? *input.census : Census(input.seed, suite.start);
  PlannedRun run;
  SeededRandom numbers = SeededRandom(input.seed).derive("orders");
  std::set<std::string> references;
  std::set<std::uint64_t> persons;
  Instant start = suite.start;
  for (std::size_t s = 0; s < suite.scenarios.size(); ++s) {
    const Scenario& scenario = suite.scenarios[s];
    PROOFMARK_TRY(const auto clauses, clauses_of(input, scenario));
    PROOFMARK_TRY(const auto cast, choose(census, scenario));
    for (std::size_t i = 0; i < scenario.attempts; ++i) {
      Task task;
      task.scenario = s;
      task.index = i;
      char number[24];
      std::snprintf(number, sizeof number, "-%02zu", i + 1);
      task.id = scenario.name + number;
      task.holder = cast[i].holder;
      task.other = cast[i].other;
      if (!scenario.species.empty()) task.species = scenario.species[i % scenario.species.size()];
      task.reference = draw_reference(numbers, references);
      task.start = start;
      start += suite.spacing;
      run.plan.attempts.push_back(describe(scenario, task, suite.level));
      run.plan.attempts.back().clauses = clauses;
      name_cell(input, run.plan.attempts.back());
      describe_species(input, task.species, run.plan.species);
      if (scenario.kind != reports::Kind::probe) {
        persons.insert(task.holder);
        if (task.other) persons.insert(*task.other);
      }
      run.tasks.push_back(std::move(task));
    }
  }
  run.plan.run = run_id(input);
  run.plan.suite = suite.name;
  run.plan.seed = input.seed;
  run.plan.harness = harness_version();
  run.plan.machine = input.machine;
  run.plan.command = "./proofmark run --suite " + suite.name + " --seed " + std::to_string(input.seed);
  if (input.subject_choice != "reference") run.plan.command += " --subject '" + input.subject_choice + "'";
  run.plan.command += input.more_words;
  run.plan.started = to_rfc3339(suite.start);
  run.plan.catalogue_sha256 = input.catalogue_sha256;
  run.plan.subject = input.subject;
  if (const NamedPopulation* of = census.population(); of != nullptr)
    run.plan.population = reports::PopulationUsed{of->population.name, of->sha256};
  for (const std::uint64_t number : persons) run.plan.persons.push_back(describe(census, number));
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

double expected_seconds(const Scenario& scenario, reports::Level level) {
  // Measured on two cores of 2024's servers with both at work: a session with video, one that ends at the chip, what a
  // recording costs that is made beforehand and shown on a screen or fed in, a film or two pictures without a session,
  // a conversation of APDUs alone. Probes that play films say themselves what they take.
  if (scenario.seconds) return *scenario.seconds;
  if (level == reports::Level::chip_inspection) return 0.3;
  // Two pictures rendered and compared; of a cross-comparison each picture is rendered once.
  if (level == reports::Level::comparison) return scenario.cast.cross ? 0.15 : 2;
  if (scenario.kind == reports::Kind::probe) return 0.3;
  double seconds = 22;
  if (level == reports::Level::pad)
    seconds = 8;
  else if (scenario.kind == reports::Kind::document_attack)
    seconds = 0.6;
  const double recorded = level == reports::Level::pad ? 8 : 24;
  const attack::AttackClass* attack = attack::find_class(scenario.attack_class);
  if (attack == nullptr || !attack->recorded) return seconds;
  seconds += recorded;
  if (attack->presented && level != reports::Level::pad) seconds += 14;  // and the screen filmed
  return seconds;
}

}  // namespace proofmark::runner

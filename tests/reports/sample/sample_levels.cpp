// The made-up runs of the four levels.
#include <map>
#include <tuple>

#include "common/random.hpp"
#include "tests/reports/sample/sample_parts.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports::sample {
namespace {

constexpr double kComparisonThreshold = 0.363;
constexpr double kPadThreshold = 0.5;

std::vector<Person> people(std::size_t n) {
  std::vector<Person> out;
  for (std::size_t i = 1; i <= n; ++i)
    out.push_back({"person-" + std::to_string(i),
                   {{"age", i % 3 == 0   ? "50-69"
                            : i % 3 == 1 ? "18-29"
                                         : "30-49"},
                    {"sex", i % 2 == 0 ? "male" : "female"},
                    {"skin", i % 4 == 0   ? "dark"
                             : i % 4 == 1 ? "medium"
                                          : "light"}}});
  return out;
}

Plan base(const std::string& suite, Level level, std::size_t persons) {
  Plan p = plan();
  p.run = suite + "-7-sample";
  p.suite = suite;
  p.command = "./proofmark run --suite " + suite + " --seed 7";
  p.subject.level = level;
  p.subject.reached_by = level == Level::full_service ? "reference" : "stdio";
  p.persons = people(persons);
  p.attempts.clear();
  return p;
}

// One scenario; add() repeats it.
struct Row {
  std::string name;
  Kind kind = Kind::genuine;
  GateRole gate = GateRole::measured;
  std::string metric;
  std::string requirement;
  std::vector<std::string> requirements;
  std::vector<std::string> checks;
  std::string species, method, instrument, relation;
};

void add(Plan& plan, const Row& row, std::size_t person, std::size_t holder) {
  Attempt a;
  std::size_t number = 1;
  for (const Attempt& other : plan.attempts) number += other.scenario == row.name ? 1U : 0U;
  a.id = row.name + "-" + (number < 10 ? "0" : "") + std::to_string(number);
  a.scenario = row.name;
  a.kind = row.kind;
  a.gate = row.gate;
  a.metric = row.metric;
  a.requirement = row.requirement;
  a.requirements = row.requirements;
  for (const std::string& id : row.requirements)
    for (const Requirement& r : catalogue().requirements)
      if (r.id == id) a.clauses.push_back(r.clause);
  if (row.kind == Kind::probe) {
    a.probe = row.name;
    if (row.metric == "unavailability") a.limit = row.metric;
    plan.attempts.push_back(std::move(a));
    return;
  }
  a.person = plan.persons[person % plan.persons.size()].id;
  a.holder = plan.persons[holder % plan.persons.size()].id;
  a.species = row.species;
  a.method = row.method;
  a.instrument = row.instrument;
  a.relation = row.relation;
  if (plan.subject.level != Level::comparison) a.card = "genuine";
  if (plan.subject.level == Level::full_service || plan.subject.level == Level::pad) a.device = "phone";
  a.expected.decision = row.kind == Kind::genuine ? Decision::accepted : Decision::refused;
  a.expected.checks = row.checks;
  plan.attempts.push_back(std::move(a));
}

const Row kGenuine = {"genuine",
                      Kind::genuine,
                      GateRole::measured,
                      "frr",
                      "The document's holder, live and with the own card, is accepted.",
                      {"ts119461.BIN-8.4.3-08X", "table.36"},
                      {},
                      "",
                      "",
                      "",
                      ""};
const Row kPrint = {"presentation.print",
                    Kind::presentation_attack,
                    GateRole::measured,
                    "apcer",
                    "A printed photograph before the camera is refused.",
                    {"ts119461.BIN-8.4.2-08X"},
                    {"liveness.challenges", "liveness.passive"},
                    "print.photo",
                    "",
                    "",
                    ""};
const Row kInjection = {"injection.recording",
                        Kind::injection_attack,
                        GateRole::measured,
                        "injection_success",
                        "A recorded session sent in the camera's place is refused.",
                        {"ts119461.BIN-8.4.2-02A"},
                        {"liveness.challenges"},
                        "injection.recorded",
                        "virtual camera",
                        "replay",
                        ""};
const Row kImpostor = {"impostor.zero-effort",
                       Kind::impostor,
                       GateRole::measured,
                       "far",
                       "Another person's live face is refused.",
                       {"ts119461.BIN-8.4.3-07X"},
                       {"face.match"},
                       "",
                       "",
                       "",
                       "unrelated"};

Row twins_of(Row row) {
  row.name = "impostor.twin";
  row.gate = GateRole::reported;
  row.relation = "twin";
  return row;
}

void add_documents(Plan& p) {
  for (const Attempt& a : plan().attempts) {
    if (a.kind != Kind::document_attack) continue;
    if (p.subject.level == Level::chip_inspection && a.expected.checks.front() == "order.match") continue;
    p.attempts.push_back(a);
    p.attempts.back().card = a.scenario.substr(a.scenario.find('.') + 1);
    p.attempts.back().gate = GateRole::required;
    p.attempts.back().metric = "document_accepted";
    p.attempts.back().requirements = {"ts119461.VAL-8.3.2-02"};
  }
}

// Two species of one potential and one of a higher one.
void describe_species(Plan& p) {
  for (const auto& [id, name, potential] : {std::tuple{"print.photo", "a photograph on paper", "basic"},
                                            {"replay.screen", "a session on a screen", "basic"},
                                            {"mask.silicone", "a mask of silicone", "moderate"},
                                            {"injection.still", "a still picture", "enhanced-basic"}}) {
    AttackSpecies species;
    species.id = id;
    species.name = name;
    species.attack_potential = potential;
    species.material = "photograph";
    species.ranges["distance_m"] = {0.25, 0.5};
    species.choices["held"] = "hand";
    if (species.id == "replay.screen")
      species.cost = AttackSpecies::Cost{{16, 40.5}, {300, 300}, "a made-up price list"};
    p.species.push_back(std::move(species));
  }
}

}  // namespace

Plan full_plan() {
  Plan p = base("full", Level::full_service, 8);
  describe_species(p);
  for (std::size_t i = 0; i < 24; ++i) add(p, kGenuine, i, i);
  for (std::size_t i = 0; i < 16; ++i) add(p, kImpostor, i, i + 1 + i / 8);
  for (std::size_t i = 0; i < 4; ++i) add(p, twins_of(kImpostor), 2 * i, 2 * i + 1);
  Row replay = kPrint;
  replay.name = "presentation.replay";
  replay.requirement = "A session shown on a screen is refused.";
  replay.species = "replay.screen";
  for (std::size_t i = 0; i < 6; ++i) add(p, kPrint, i, i);
  for (std::size_t i = 0; i < 4; ++i) add(p, replay, i, i);
  Row still = kInjection;
  still.species = "injection.still";
  still.instrument = "still";
  for (std::size_t i = 0; i < 4; ++i) add(p, kInjection, i, i);
  for (std::size_t i = 0; i < 4; ++i) add(p, still, i, i);
  add_documents(p);
  Row probe;
  probe.kind = Kind::probe;
  probe.gate = GateRole::required;
  probe.metric = "probes";
  for (const auto& [name, sentence] : {std::pair{"tls.version", "Nothing below TLS 1.2 is negotiated."},
                                       {"log.erased", "A record that was erased from the log is noticed."}}) {
    probe.name = name;
    probe.requirement = sentence;
    probe.requirements = {"ts119461.VAL-8.3.2-01"};
    add(p, probe, 0, 0);
  }
  probe.name = "service.health";
  probe.gate = GateRole::measured;
  probe.metric = "unavailability";
  probe.requirement = "The service answers.";
  probe.requirements = {"tender.7.4.15"};
  for (std::size_t i = 0; i < 40; ++i) add(p, probe, 0, 0);
  return p;
}

Plan pad_plan() {
  Plan p = base("pad", Level::pad, 20);
  describe_species(p);
  Row live = kGenuine;
  live.metric = "bpcer";
  live.requirement = "A live person is classified as bona fide.";
  live.requirements = {"ts119461.BIN-8.4.2-09X"};
  for (std::size_t i = 0; i < 40; ++i) add(p, live, i, i);
  Row attack = kPrint;
  attack.requirement = "A presentation of this species is classified as an attack.";
  attack.checks = {};
  for (const char* species : {"print.photo", "replay.screen", "mask.silicone"}) {
    attack.species = species;
    attack.name = std::string("presentation.") + species;
    for (std::size_t i = 0; i < 45; ++i) add(p, attack, i, i);
  }
  Row injected = kInjection;
  injected.metric = "injection_detection";
  injected.checks = {};
  for (std::size_t i = 0; i < 10; ++i) add(p, injected, i, i);
  return p;
}

Plan comparison_plan() {
  Plan p = base("comparison", Level::comparison, 20);
  Row mated = kGenuine;
  mated.metric = "fnmr";
  mated.requirement = "Two pictures of one person match.";
  for (std::size_t i = 0; i < 60; ++i) add(p, mated, i, i);
  Row other = kImpostor;
  other.metric = "fmr";
  other.requirement = "Pictures of two persons do not match.";
  other.checks = {};
  for (std::size_t i = 0; i < 20; ++i)
    for (std::size_t j = i + 1; j < 20; ++j) add(p, other, i, j);
  for (std::size_t i = 0; i < 12; ++i) add(p, twins_of(other), i, i + 8);
  return p;
}

Plan chip_plan() {
  Plan p = base("document", Level::chip_inspection, 8);
  Row card = kGenuine;
  card.gate = GateRole::required;
  card.metric = "false_alarm";
  card.requirement = "A genuine card is accepted.";
  card.requirements = {"ts119461.VAL-8.3.2-02"};
  for (std::size_t i = 0; i < 6; ++i) add(p, card, i, i);
  add_documents(p);
  return p;
}

// A step or two for each check that was performed.
static InspectionRecord steps_of(const std::vector<Check>& checks) {
  InspectionRecord record{1, {{"access.bac", StepResult::not_supported, "not needed"}}};
  const std::map<std::string, std::string> step_of = {{"chip.access", "access.pace"},
                                                      {"chip.passive", "passive.hash.dg2"},
                                                      {"chip.revocation", "revocation.ds"},
                                                      {"chip.genuine", "genuine.chip_authentication"},
                                                      {"document.validity", "validity.expiry"}};
  for (const Check& check : checks)
    if (check.result != CheckResult::not_performed)
      record.steps.push_back({step_of.at(check.id),
                              check.result == CheckResult::passed ? StepResult::successful : StepResult::failed,
                              check.reason});
  return record;
}

Observation good_at_level(const Plan& plan, const Attempt& a) {
  SeededRandom random = SeededRandom(plan.seed, "sample").derive(a.id);
  Observation o;
  o.run = plan.run;
  o.attempt = a.id;
  o.outcome = Outcome::completed;
  o.wall_seconds = 0.2 + 0.1 * random.uniform();
  const bool genuine = a.kind == Kind::genuine;
  if (a.kind == Kind::probe) {
    o.probe = ProbeAnswer{true, "what " + a.probe + " demands", "the same"};
  } else if (plan.subject.level == Level::pad) {
    const double score = genuine ? 0.85 + 0.03 * random.normal() : 0.15 + 0.03 * random.normal();
    o.pad = PadScore{score, kPadThreshold, score < kPadThreshold};
  } else if (plan.subject.level == Level::comparison) {
    o.comparison =
        Comparison{genuine ? 0.65 + 0.04 * random.normal() : 0.08 + 0.05 * random.normal(), kComparisonThreshold};
  } else {
    o.session_seconds = 2 + random.uniform();
    o.decision = a.expected.decision;
    CheckResult result = CheckResult::passed;
    for (const char* id : {"chip.access", "chip.passive", "chip.revocation", "chip.genuine", "document.validity"}) {
      const bool here = !genuine && id == a.expected.checks.front();
      o.checks.push_back({id, here ? CheckResult::failed : result, here ? "expected X, observed Y" : ""});
      if (here) result = CheckResult::not_performed;
    }
    o.inspection = steps_of(o.checks);
  }
  return o;
}

std::vector<Observation> fair(const Plan& plan) {
  SeededRandom random(plan.seed, "fair");
  std::vector<Observation> out;
  for (const Attempt& a : plan.attempts) {
    Observation o = good(plan, a);
    const bool genuine = a.kind == Kind::genuine;
    // Whoever errs once errs often: persons differ more than their attempts.
    const double habit = a.person.empty() ? 0 : random.derive(a.person).normal();
    if (o.pad) {
      o.pad->score += genuine ? 0.10 * habit + 0.08 * random.normal() - 0.1 : 0.13 * random.normal() + 0.06;
      o.pad->attack = o.pad->score < o.pad->threshold;
    }
    if (o.comparison && plan.subject.level == Level::comparison)
      o.comparison->score += genuine                ? 0.07 * habit + 0.08 * random.normal() - 0.06
                             : a.relation == "twin" ? 0.25 + 0.08 * random.normal()
                                                    : 0.07 * habit + 0.05 * random.normal();
    if (plan.subject.level == Level::full_service && a.kind != Kind::probe) {
      if (genuine && random.chance(0.12)) refuse(o, "liveness.challenges", "tender 7.4.5.4: no turn_left in 2.5 s");
      if (a.relation == "twin" && random.chance(0.5)) accept(o);
      if (a.species == "replay.screen" && random.chance(0.3)) accept(o);
    }
    out.push_back(std::move(o));
  }
  for (Observation& o : out)
    if ((o.pad || (o.comparison && plan.subject.level == Level::comparison)) && o.attempt.ends_with("-07")) {
      o.pad.reset();
      o.comparison.reset();
      o.failed_to_acquire = true;
    }
  return out;
}

}  // namespace proofmark::reports::sample

#include "reports/formats/plan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "common/clock.hpp"
#include "common/files.hpp"
#include "reports/formats/json_fields.hpp"
#include "reports/formats/names.hpp"

namespace proofmark::reports {
namespace {

constexpr std::uint64_t kFormat = 2;
constexpr Names<Kind, 7> kKinds{{{Kind::genuine, "genuine"},
                                 {Kind::impostor, "impostor"},
                                 {Kind::presentation_attack, "presentation_attack"},
                                 {Kind::injection_attack, "injection_attack"},
                                 {Kind::social_engineering, "social_engineering"},
                                 {Kind::document_attack, "document_attack"},
                                 {Kind::probe, "probe"}}};
constexpr Names<Level, 4> kLevels{{{Level::full_service, "full_service"},
                                   {Level::chip_inspection, "chip_inspection"},
                                   {Level::pad, "pad"},
                                   {Level::comparison, "comparison"}}};
constexpr Names<GateRole, 3> kGateRoles{
    {{GateRole::required, "required"}, {GateRole::measured, "measured"}, {GateRole::reported, "reported"}}};
constexpr Names<Decision, 3> kDecisions{
    {{Decision::none, "none"}, {Decision::accepted, "accepted"}, {Decision::refused, "refused"}}};

tl::unexpected<Error> broken(std::string expected, std::string observed) {
  return fail("proofmark plan", std::move(expected), std::move(observed), "correct the plan's maker and plan again");
}

// Ids become file names, XML attributes and HTML anchors.
bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= 120 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

Result<void> validate_attempt(const Attempt& a, const std::set<std::string, std::less<>>& persons) {
  if (!is_id(a.scenario)) return broken("a scenario name of letters, digits, '.', '_', '-' in " + a.id, a.scenario);
  if (a.kind == Kind::probe) {
    if (!is_id(a.probe)) return broken("the name of the probe of attempt " + a.id, "'" + a.probe + "'");
    if (!a.person.empty() || !a.holder.empty() || !a.species.empty())
      return broken("neither person nor species for probe attempt " + a.id, "one");
    return {};
  }
  if (!a.probe.empty()) return broken("a probe's name for kind probe alone in " + a.id, a.probe);
  for (const auto& id : {a.person, a.holder})
    if (!persons.contains(id)) return broken("attempt " + a.id + " to name a person of the plan", "'" + id + "'");
  const bool attack =
      a.kind == Kind::presentation_attack || a.kind == Kind::injection_attack || a.kind == Kind::social_engineering;
  if (attack && !is_id(a.species)) return broken("a species for attack " + a.id, "'" + a.species + "'");
  if (a.kind == Kind::genuine && !a.species.empty()) return broken("no species for genuine attempt " + a.id, a.species);
  // A look-alike of a species is no unrelated impostor: it may not enter FAR (ISO/IEC 19795-1).
  const bool unrelated = a.relation.empty() || a.relation == "unrelated";
  if (a.kind == Kind::impostor && unrelated && !a.species.empty())
    return broken("no species for the unrelated impostor of attempt " + a.id, a.species);
  const Decision right = a.kind == Kind::genuine ? Decision::accepted : Decision::refused;
  if (a.expected.decision != right)
    return broken(
        "attempt " + a.id + " (" + std::string(name_of(a.kind)) + ") to expect " + std::string(name_of(right)),
        std::string(name_of(a.expected.decision)));
  if (a.kind == Kind::genuine && a.person != a.holder)
    return broken("genuine attempt " + a.id + " to be made by the holder", a.person + " with the card of " + a.holder);
  if (a.kind == Kind::impostor && a.person == a.holder)
    return broken("impostor attempt " + a.id + " to be made by another person", a.person + " with the own card");
  return {};
}

OrderedJson to_json(const Attempt& a) {
  OrderedJson json = {{"id", a.id},
                      {"scenario", a.scenario},
                      {"kind", name_of(a.kind)},
                      {"person", a.person},
                      {"holder", a.holder},
                      {"species", a.species},
                      {"relation", a.relation},
                      {"method", a.method},
                      {"instrument", a.instrument},
                      {"card", a.card},
                      {"device", a.device},
                      {"probe", a.probe},
                      {"metric", a.metric},
                      {"limit", a.limit},
                      {"gate", name_of(a.gate)},
                      {"requirement", a.requirement},
                      {"requirements", a.requirements},
                      {"clauses", a.clauses},
                      {"expected", {{"decision", name_of(a.expected.decision)}, {"checks", a.expected.checks}}}};
  if (!a.network.empty()) json["network"] = a.network;
  return json;
}

Attempt read_attempt(Fields& in) {
  Attempt a;
  a.id = in.text("id");
  a.scenario = in.text("scenario");
  a.kind = in.word<Kind>("kind", parse_kind);
  a.person = in.text("person");
  a.holder = in.text("holder");
  a.species = in.text("species");
  a.relation = in.text("relation");
  a.method = in.text("method");
  a.instrument = in.text("instrument");
  a.card = in.text("card");
  a.device = in.text("device");
  if (in.has("network")) a.network = in.text("network");
  a.probe = in.text("probe");
  a.metric = in.text("metric");
  a.limit = in.text("limit");
  a.gate = in.word<GateRole>("gate", parse_gate_role);
  a.requirement = in.text("requirement");
  a.requirements = in.texts("requirements");
  a.clauses = in.texts("clauses");
  Fields expected(in.object("expected"), "attempt " + a.id + ".expected");
  a.expected.decision = expected.word<Decision>("decision", parse_decision);
  a.expected.checks = expected.texts("checks");
  in.take(expected);
  return a;
}

Person read_person(Fields& in) {
  Person p;
  p.id = in.text("id");
  const Json& groups = in.object("groups");
  Fields values(groups, "person " + p.id + ".groups");
  for (const auto& [name, value] : groups.items()) p.groups[name] = values.text(name.c_str());
  in.take(values);
  return p;
}

OrderedJson to_json(const AttackSpecies& s) {
  OrderedJson ranges = OrderedJson::object(), choices = OrderedJson::object();
  for (const auto& [name, range] : s.ranges) ranges[name] = {range.low, range.high};
  for (const auto& [name, value] : s.choices) choices[name] = value;
  OrderedJson json{
      {"id", s.id},       {"name", s.name},    {"attack_potential", s.attack_potential}, {"material", s.material},
      {"ranges", ranges}, {"choices", choices}};
  if (s.cost)
    json["cost"] = {{"hours", {s.cost->hours.low, s.cost->hours.high}},
                    {"euro", {s.cost->euro.low, s.cost->euro.high}},
                    {"source", s.cost->source}};
  return json;
}

AttackSpecies::Range read_range(Fields& in, const char* name) {
  const Json& pair = in.array(name);
  if (pair.size() == 2 && pair[0].is_number() && pair[1].is_number())
    return {pair[0].get<double>(), pair[1].get<double>()};
  return {1, 0};  // which validate() refuses
}

AttackSpecies read_species(Fields& in) {
  AttackSpecies s;
  s.id = in.text("id");
  s.name = in.text("name");
  s.attack_potential = in.text("attack_potential");
  s.material = in.text("material");
  const Json& ranges = in.object("ranges");
  Fields of_ranges(ranges, "species " + s.id + ".ranges");
  for (const auto& [name, value] : ranges.items()) s.ranges[name] = read_range(of_ranges, name.c_str());
  in.take(of_ranges);
  const Json& choices = in.object("choices");
  Fields of_choices(choices, "species " + s.id + ".choices");
  for (const auto& [name, value] : choices.items()) s.choices[name] = of_choices.text(name.c_str());
  in.take(of_choices);
  if (in.has("cost")) {
    Fields of_cost(in.object("cost"), "species " + s.id + ".cost");
    s.cost = AttackSpecies::Cost{read_range(of_cost, "hours"), read_range(of_cost, "euro"), of_cost.text("source")};
    in.take(of_cost);
  }
  return s;
}

Subject read_subject(Fields& in) {
  Subject s;
  s.name = in.text("name");
  s.version = in.text("version");
  s.level = in.word<Level>("level", parse_level);
  s.reached_by = in.text("reached_by");
  s.settings = in.list<Setting>("settings", [](Fields& one) { return Setting{one.text("name"), one.text("value")}; });
  s.thresholds_set_on = in.text("thresholds_set_on");
  return s;
}

}  // namespace

std::string_view name_of(Kind kind) {
  return look_up(kKinds, kind);
}
Result<Kind> parse_kind(std::string_view name) {
  return look_up(kKinds, name, "the kind");
}
std::string_view name_of(Decision decision) {
  return look_up(kDecisions, decision);
}
Result<Decision> parse_decision(std::string_view name) {
  return look_up(kDecisions, name, "the decision");
}
std::string_view name_of(Level level) {
  return look_up(kLevels, level);
}
Result<Level> parse_level(std::string_view name) {
  return look_up(kLevels, name, "the level");
}
std::string_view name_of(GateRole role) {
  return look_up(kGateRoles, role);
}
Result<GateRole> parse_gate_role(std::string_view name) {
  return look_up(kGateRoles, name, "the gate role");
}

Result<void> validate(const Plan& plan) {
  if (plan.run.empty()) return broken("a run id", "an empty one");
  if (plan.suite.empty()) return broken("a suite's name", "an empty one");
  if (plan.subject.name.empty()) return broken("the subject's name", "an empty one");
  if (plan.attempts.empty()) return broken("at least one attempt", "none");
  if (const auto started = from_rfc3339(plan.started); !started) return fail(started.error());
  std::set<std::string, std::less<>> persons;
  for (const Person& p : plan.persons) {
    if (!is_id(p.id)) return broken("person ids of letters, digits, '.', '_', '-'", "'" + p.id + "'");
    if (!persons.insert(p.id).second) return broken("unique person ids", "two persons '" + p.id + "'");
  }
  std::set<std::string, std::less<>> attempts;
  for (const Attempt& a : plan.attempts) {
    if (!is_id(a.id)) return broken("attempt ids of letters, digits, '.', '_', '-'", "'" + a.id + "'");
    if (!attempts.insert(a.id).second) return broken("unique attempt ids", "two attempts '" + a.id + "'");
    PROOFMARK_CHECK(validate_attempt(a, persons));
  }
  std::set<std::string, std::less<>> species;
  for (const AttackSpecies& s : plan.species) {
    if (s.id.empty() || !species.insert(s.id).second) return broken("unique species ids", "two species '" + s.id + "'");
    auto ranges = s.ranges;
    if (s.cost) {
      ranges["cost, hours"] = s.cost->hours;
      ranges["cost, euro"] = s.cost->euro;
      if (s.cost->source.empty()) return broken("where the cost of species " + s.id + " is published", "nothing");
    }
    for (const auto& [name, range] : ranges)
      if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low > range.high)
        return broken(name + " of species " + s.id + " as [low, high]", "another order or no numbers");
  }
  return {};
}

Result<std::string> plan_to_json(const Plan& plan) {
  PROOFMARK_CHECK(validate(plan));
  OrderedJson settings = OrderedJson::array();
  for (const Setting& s : plan.subject.settings) settings.push_back({{"name", s.name}, {"value", s.value}});
  OrderedJson persons = OrderedJson::array();
  for (const Person& p : plan.persons) {
    OrderedJson groups = OrderedJson::object();
    for (const auto& [name, value] : p.groups) groups[name] = value;
    persons.push_back({{"id", p.id}, {"groups", groups}});
  }
  OrderedJson species = OrderedJson::array();
  for (const AttackSpecies& s : plan.species) species.push_back(to_json(s));
  OrderedJson attempts = OrderedJson::array();
  for (const Attempt& a : plan.attempts) attempts.push_back(to_json(a));
  // The seed is a text: a 64-bit number loses digits in readers that hold numbers as doubles (RFC 8259 section 6).
  OrderedJson json = {{"format", kFormat},
                      {"run", plan.run},
                      {"suite", plan.suite},
                      {"seed", std::to_string(plan.seed)},
                      {"harness", plan.harness},
                      {"machine", plan.machine},
                      {"command", plan.command},
                      {"started", plan.started},
                      {"catalogue_sha256", plan.catalogue_sha256},
                      {"subject",
                       {{"name", plan.subject.name},
                        {"version", plan.subject.version},
                        {"level", name_of(plan.subject.level)},
                        {"reached_by", plan.subject.reached_by},
                        {"settings", settings},
                        {"thresholds_set_on", plan.subject.thresholds_set_on}}},
                      {"persons", persons},
                      {"species", species},
                      {"attempts", attempts}};
  if (plan.population) json["population"] = {{"name", plan.population->name}, {"sha256", plan.population->sha256}};
  return dump_pretty(json);
}

Result<Plan> plan_from_json(std::string_view text) {
  PROOFMARK_TRY(const Json json, parse_json(text, "the plan"));
  Fields in(json, "plan");
  in.expect_format(kFormat);
  Plan plan;
  plan.run = in.text("run");
  plan.suite = in.text("suite");
  const std::string seed = in.text("seed");
  plan.harness = in.text("harness");
  plan.machine = in.text("machine");
  plan.command = in.text("command");
  plan.started = in.text("started");
  plan.catalogue_sha256 = in.text("catalogue_sha256");
  Fields subject(in.object("subject"), "plan.subject");
  plan.subject = read_subject(subject);
  in.take(subject);
  if (in.has("population")) {
    Fields population(in.object("population"), "plan.population");
    plan.population = PopulationUsed{population.text("name"), population.text("sha256")};
    in.take(population);
  }
  plan.persons = in.list<Person>("persons", read_person);
  if (in.has("species")) plan.species = in.list<AttackSpecies>("species", read_species);  // older plans have none
  plan.attempts = in.list<Attempt>("attempts", read_attempt);
  PROOFMARK_CHECK(in.finish());
  const auto [end, error] = std::from_chars(seed.data(), seed.data() + seed.size(), plan.seed);
  if (error != std::errc() || end != seed.data() + seed.size() || std::to_string(plan.seed) != seed)
    return broken("plan.seed to be the decimal digits of a 64-bit number", "'" + seed + "'");
  PROOFMARK_CHECK(validate(plan));
  return plan;
}

Result<Plan> read_plan(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  return plan_from_json(text);
}

Result<void> write_plan(const std::filesystem::path& file, const Plan& plan) {
  PROOFMARK_TRY(const std::string text, plan_to_json(plan));
  return write_text(file, text);
}

}  // namespace proofmark::reports

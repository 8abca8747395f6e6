#include "scenarios/runner/case_file.hpp"

#include <algorithm>
#include <set>

#include "attacks/classes.hpp"
#include "common/bytes.hpp"
#include "common/files.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/strict_json.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using reports::Kind;
using reports::Level;

// The check ids of docs/interface.md.
const std::set<std::string> check_ids = {"session.complete", "order.match",  "chip.access",       "chip.passive",
                                         "chip.revocation",  "chip.genuine", "document.validity", "video.format",
                                         "video.continuity", "face.found",   "face.match",        "liveness.challenges",
                                         "liveness.passive"};

constexpr std::uint64_t most_persons = 1000000000;

reports::Expectation parse_expectation(StrictObject& object, const std::string& origin) {
  reports::Expectation expected;
  StrictObject fields(object.value("expected"), origin, object.place() + "/expected");
  expected.decision = fields.one_of("decision", {"accepted", "refused"}) == "accepted" ? reports::Decision::accepted
                                                                                       : reports::Decision::refused;
  if (fields.has("checks")) {
    expected.checks = fields.texts("checks");
    for (const std::string& id : expected.checks)
      if (check_ids.count(id) == 0) fields.complain("checks", "check ids of docs/interface.md", "'" + id + "'");
    if (expected.decision == reports::Decision::accepted)
      fields.complain("checks", "none, because an acceptance has passed every check", "some");
  }
  object.adopt(fields);
  return expected;
}

Group parse_group(StrictObject& object, const char* field, const std::string& origin) {
  Group group;
  const Json& json = object.value(field);
  StrictObject fields(json, origin, object.place() + "/" + field);
  if (json.is_object())
    for (const auto& [name, ignored] : json.items()) group[name] = fields.text(name.c_str());
  if (group.empty()) fields.complain("", "at least one property, for example \"sex\"", "none");
  object.adopt(fields);
  return group;
}

Cast parse_cast(StrictObject& object, const std::string& origin) {
  Cast cast;
  StrictObject fields(object.value("persons"), origin, object.place() + "/persons");
  if (fields.has("group")) cast.group = cast.other_group = parse_group(fields, "group", origin);
  if (fields.has("other_group")) cast.other_group = parse_group(fields, "other_group", origin);
  if (fields.has("first_holder") || !fields.has("group"))
    cast.first_holder = fields.number("first_holder", 0, most_persons);
  if (fields.has("first_other")) cast.first_other = fields.number("first_other", 0, most_persons);
  object.adopt(fields);
  return cast;
}

Role role_of(StrictObject& object, const char* field) {
  return object.has(field) && object.one_of(field, {"holder", "other"}) == "other" ? Role::other : Role::holder;
}

// "live" or a class of attacks/.
std::string parse_capture(StrictObject& object) {
  std::vector<std::string> known{"live"};
  for (const attack::AttackClass& each : attack::attack_classes()) known.emplace_back(each.name);
  const std::string capture = object.has("capture") ? object.one_of("capture", known) : "live";
  return capture == "live" ? "" : capture;
}

// What a kind of attempt is by definition; a file that contradicts it would be counted under the wrong metric.
void check_kind(const Scenario& scenario, StrictObject& object) {
  const attack::AttackClass* attack = attack::find_class(scenario.attack_class);
  const bool live = attack == nullptr;
  const bool other_face = scenario.camera == Role::other;
  const bool accepted = scenario.expected.decision == reports::Decision::accepted;
  if (accepted != (scenario.kind == Kind::genuine))
    object.complain("expected", "accepted for kind genuine and refused for every other",
                    accepted ? "accepted" : "refused");
  if (scenario.kind == Kind::genuine && (!live || other_face || scenario.order == Role::other))
    object.complain("kind", "the holder, live, with an order of his own", "something else");
  if (scenario.kind == Kind::impostor && (!(live || attack->impostor) || !other_face))
    object.complain("kind", "another person, live (ISO/IEC 19795-1)", "something else");
  if (scenario.kind == Kind::impostor && !live && scenario.metric != "far_related")
    object.complain("metric", "far_related, since the species resembles the holder", scenario.metric);
  if (scenario.kind == Kind::presentation_attack && (live || !attack->presented))
    object.complain("capture", "a class that stands before the camera for a presentation attack", "another");
  if (scenario.kind == Kind::injection_attack && (live || !attack->injected))
    object.complain("capture", "a class that takes the camera's place for an injection attack", "another");
  if (scenario.kind == Kind::social_engineering && (live || !attack->social || other_face))
    object.complain("capture", "a class that forces or misleads the holder, who is before the camera", "another");
  if (scenario.kind == Kind::document_attack && !live)
    object.complain("capture", "live, so that the document alone is attacked", "another");
  if ((scenario.order == Role::other || other_face) && !scenario.cast.first_other &&
      scenario.cast.other_group.empty() && !scenario.cast.cross)
    object.complain("persons/first_other", "the other person, since order or camera names him", "nothing");
}

void check_cross(const Scenario& scenario, StrictObject& object) {
  if (!scenario.cast.cross) return;
  if (scenario.kind != Kind::impostor || scenario.relation != "unrelated" ||
      scenario.levels != std::vector<Level>{Level::comparison})
    object.complain("pairs", "apart, but for unrelated impostors at level comparison alone", "cross");
  if (scenario.cast.first_other || scenario.cast.group != scenario.cast.other_group)
    object.complain("persons", "first_holder alone, since the pairs are of one set of persons", "another set");
}

void parse_levels(Scenario& scenario, StrictObject& object) {
  std::set<Level> seen;
  for (const std::string& name : object.texts("levels")) {
    const auto level = reports::parse_level(name);
    if (!level || !seen.insert(*level).second) {
      object.complain("levels", "full_service, chip_inspection, pad or comparison, each once", "'" + name + "'");
      continue;
    }
    if (!playable(scenario.kind, *level))
      object.complain("levels", "levels at which kind " + std::string(name_of(scenario.kind)) + " can be played",
                      "'" + name + "'");
    scenario.levels.push_back(*level);
  }
}

// An attempt that somebody makes with card and camera.
void parse_means(Scenario& scenario, StrictObject& object, const std::string& origin) {
  scenario.expected = parse_expectation(object, origin);
  scenario.cast = parse_cast(object, origin);
  if (object.has("card")) scenario.card = object.text("card");
  if (!plain_name(scenario.card)) object.complain("card", "the name of a card profile", "'" + scenario.card + "'");
  scenario.order = role_of(object, "order");
  scenario.camera = role_of(object, "camera");
  if (object.has("device")) scenario.device = object.text("device");
  if (!plain_name(scenario.device)) object.complain("device", "the name of a device", "'" + scenario.device + "'");
  if (object.has("network")) {
    scenario.network = object.text("network");
    if (!plain_name(scenario.network))
      object.complain("network", "the name of a network", "'" + scenario.network + "'");
    if (scenario.levels != std::vector<Level>{Level::full_service})
      object.complain("network", "level full_service alone, where a stream goes to a service", "another level");
  }
  scenario.attack_class = parse_capture(object);
  if (!scenario.attack_class.empty()) scenario.species = object.texts("species");
  if (scenario.kind == Kind::impostor)
    scenario.relation = object.has("relation") ? object.text("relation") : "unrelated";
  if (object.has("pairs")) scenario.cast.cross = object.one_of("pairs", {"cross", "apart"}) == "cross";
  check_kind(scenario, object);
  check_cross(scenario, object);
}

void parse_probe(Scenario& scenario, StrictObject& object, const std::string& origin) {
  scenario.probe = object.text("probe");
  if (!plain_name(scenario.probe)) object.complain("probe", "the name of a probe", "'" + scenario.probe + "'");
  if (object.has("parameters")) {
    const Json& parameters = object.value("parameters");
    if (!parameters.is_object()) object.complain("parameters", "an object", parameters.dump());
    scenario.parameters = parameters.dump();
  }
  if (object.has("persons")) scenario.cast = parse_cast(object, origin);
  scenario.expected.decision = reports::Decision::none;
}

}  // namespace

const std::vector<std::string>& metrics_of(Kind kind) {
  static const std::map<Kind, std::vector<std::string>> metrics = {
      {Kind::genuine, {"frr", "bpcer", "fnmr", "false_alarm"}},
      {Kind::impostor, {"far", "fmr", "far_related"}},
      {Kind::presentation_attack, {"apcer", "iapar"}},
      {Kind::injection_attack, {"injection_success", "injection_detection"}},
      {Kind::social_engineering, {"social_engineering_accepted"}},
      {Kind::document_attack, {"document_accepted"}},
      {Kind::probe, {"probes"}}};
  return metrics.at(kind);
}

bool playable(Kind kind, Level level) {
  switch (level) {
    case Level::full_service:
      return true;
    case Level::chip_inspection:
      return kind == Kind::genuine || kind == Kind::document_attack || kind == Kind::probe;
    case Level::pad:
      return kind == Kind::genuine || kind == Kind::presentation_attack || kind == Kind::injection_attack ||
             kind == Kind::probe;
    case Level::comparison:
      return kind == Kind::genuine || kind == Kind::impostor || kind == Kind::probe;
  }
  return false;
}

Result<Scenario> parse_case(const std::string& text, const std::string& origin) {
  PROOFMARK_TRY(const Json json, parse_strict(text, origin));
  StrictObject object(json, origin, "");
  static_cast<void>(object.one_of("format", {"proofmark-case/1"}));
  Scenario scenario;
  scenario.name = object.text("name");
  if (!scenario.name.empty() && !plain_name(scenario.name))
    object.complain("name", "a-z 0-9 . - _", "'" + scenario.name + "'");
  const std::string kind = object.one_of("kind", {"genuine", "impostor", "presentation_attack", "injection_attack",
                                                  "social_engineering", "document_attack", "probe"});
  if (const auto parsed = reports::parse_kind(kind); parsed) scenario.kind = *parsed;
  scenario.requirement = object.text("requirement");
  scenario.requirements = object.texts("requirements");
  parse_levels(scenario, object);
  scenario.metric = object.one_of("metric", metrics_of(scenario.kind));
  if (object.has("limit")) scenario.limit = object.text("limit");
  if (const auto gate = reports::parse_gate_role(object.one_of("gate", {"required", "measured", "reported"})); gate)
    scenario.gate = *gate;
  scenario.attempts = static_cast<std::size_t>(object.number("attempts", 1, 100000));
  if (object.has("seconds")) scenario.seconds = static_cast<double>(object.number("seconds", 1, 3600));
  if (scenario.kind == Kind::probe) {
    parse_probe(scenario, object, origin);
  } else {
    parse_means(scenario, object, origin);
  }
  PROOFMARK_CHECK(object.finish());
  scenario.sha256 = sha256_hex(to_bytes(text));
  return scenario;
}

Result<Scenario> load_case(const fs::path& folder, const std::string& name) {
  PROOFMARK_CHECK(known_file(folder, name, "case"));
  PROOFMARK_TRY(const std::string text, read_text(folder / (name + ".json")));
  PROOFMARK_TRY(Scenario scenario, parse_case(text, "cases/" + name + ".json"));
  if (scenario.name != name)
    return fail("cases/" + name + ".json at /name", "the file's own name '" + name + "'", "'" + scenario.name + "'",
                "Rename one.");
  return scenario;
}

Result<std::vector<Scenario>> list_cases(const fs::path& folder) {
  PROOFMARK_TRY(const auto names, file_names(folder));
  std::vector<Scenario> cases;
  for (const std::string& name : names) {
    PROOFMARK_TRY(Scenario scenario, load_case(folder, name));
    cases.push_back(std::move(scenario));
  }
  return cases;
}

}  // namespace proofmark::runner

#include "scenarios/runner/suite.hpp"

#include <algorithm>
#include <set>

#include "common/files.hpp"
#include "scenarios/runner/strict_json.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// The check ids of docs/interface.md.
const std::set<std::string> check_ids = {"session.complete", "order.match",  "chip.access",       "chip.passive",
                                         "chip.revocation",  "chip.genuine", "document.validity", "video.format",
                                         "video.continuity", "face.found",   "face.match",        "liveness.challenges",
                                         "liveness.passive"};

bool plain_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

Result<reports::Expectation> parse_expectation(const Json& json, const std::string& origin, const std::string& place) {
  StrictObject object(json, origin, place);
  reports::Expectation expected;
  expected.decision = object.one_of("decision", {"accepted", "refused"}) == "accepted" ? reports::Decision::accepted
                                                                                       : reports::Decision::refused;
  if (object.has("checks")) {
    expected.checks = object.texts("checks");
    for (const std::string& id : expected.checks)
      if (check_ids.count(id) == 0) object.complain("checks", "check ids of docs/interface.md", "'" + id + "'");
    if (expected.decision == reports::Decision::accepted)
      object.complain("checks", "none, because an acceptance has passed every check", "some");
  }
  PROOFMARK_CHECK(object.finish());
  return expected;
}

Role role_of(StrictObject& object, const char* field) {
  return object.has(field) && object.one_of(field, {"holder", "other"}) == "other" ? Role::other : Role::holder;
}

CaptureKind capture_of(const std::string& name) {
  if (name == "print") return CaptureKind::print;
  if (name == "replay") return CaptureKind::replay;
  if (name == "injection") return CaptureKind::injection;
  return CaptureKind::live;
}

// What a kind of attempt is by definition; a file that contradicts it would be counted under the wrong metric.
void check_kind(const Scenario& scenario, StrictObject& object) {
  using reports::Kind;
  const bool live = scenario.capture == CaptureKind::live;
  const bool other_face = scenario.camera == Role::other;
  const bool accepted = scenario.expected.decision == reports::Decision::accepted;
  if (accepted != (scenario.kind == Kind::genuine))
    object.complain("expected", "accepted for kind genuine and refused for every other",
                    accepted ? "accepted" : "refused");
  if (scenario.kind == Kind::genuine && (!live || other_face || scenario.order == Role::other))
    object.complain("kind", "the holder, live, with an order of his own", "something else");
  if (scenario.kind == Kind::impostor && (!live || !other_face))
    object.complain("kind", "another person, live (ISO/IEC 19795-1)", "something else");
  if (scenario.kind == Kind::presentation_attack && scenario.capture != CaptureKind::print &&
      scenario.capture != CaptureKind::replay)
    object.complain("capture", "print or replay for a presentation attack", "another");
  if (scenario.kind == Kind::injection_attack && scenario.capture != CaptureKind::injection)
    object.complain("capture", "injection for an injection attack", "another");
  if (scenario.kind == Kind::document_attack && !live)
    object.complain("capture", "live, so that the document alone is attacked", "another");
}

Result<Scenario> parse_scenario(const Json& json, const std::string& origin, const std::string& place) {
  StrictObject object(json, origin, place);
  Scenario scenario;
  scenario.name = object.text("name");
  if (!scenario.name.empty() && !plain_name(scenario.name))
    object.complain("name", "a-z 0-9 . - _", "'" + scenario.name + "'");
  const std::string kind =
      object.one_of("kind", {"genuine", "impostor", "presentation_attack", "injection_attack", "document_attack"});
  if (auto parsed = reports::parse_kind(kind); parsed) scenario.kind = *parsed;
  scenario.requirement = object.text("requirement");
  scenario.clauses = object.texts("clauses");
  scenario.attempts = static_cast<std::size_t>(object.number("attempts", 1, 100000));
  scenario.first_holder = object.number("first_holder", 0, 1000000000);
  if (object.has("first_other")) scenario.first_other = object.number("first_other", 0, 1000000000);
  if (object.has("card")) scenario.card = object.text("card");
  if (!plain_name(scenario.card)) object.complain("card", "the name of a card profile", "'" + scenario.card + "'");
  scenario.order = role_of(object, "order");
  scenario.camera = role_of(object, "camera");
  if (object.has("capture"))
    scenario.capture = capture_of(object.one_of("capture", {"live", "print", "replay", "injection"}));
  if (scenario.capture != CaptureKind::live) scenario.species = object.texts("species");
  auto expected = parse_expectation(object.value("expected"), origin, place + "/expected");
  if (!expected) return fail(expected.error());
  scenario.expected = *std::move(expected);
  if ((scenario.order == Role::other || scenario.camera == Role::other) && !scenario.first_other)
    object.complain("first_other", "the other person's number, since order or camera names him", "nothing");
  check_kind(scenario, object);
  PROOFMARK_CHECK(object.finish());
  return scenario;
}

}  // namespace

Result<Suite> parse_suite(const std::string& text, const std::string& origin) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::exception& error) {
    return fail(origin, "JSON", error.what(), "Correct the file.");
  }
  StrictObject object(json, origin, "");
  Suite suite;
  static_cast<void>(object.one_of("format", {"proofmark-suite/1"}));
  suite.name = object.text("name");
  if (!suite.name.empty() && !plain_name(suite.name)) object.complain("name", "a-z 0-9 . - _", "'" + suite.name + "'");
  suite.title = object.text("title");
  suite.description = object.text("description");
  const std::string start = object.text("start");
  if (auto instant = from_rfc3339(start)) {
    suite.start = *instant;
  } else {
    object.complain("start", "a UTC time such as 2026-03-02T09:00:00Z", "'" + start + "'");
  }
  suite.spacing = std::chrono::seconds(object.number("spacing_s", 60, 86400));
  suite.time_limit = std::chrono::seconds(object.number("time_limit_s", 1, 3600));
  const Json& scenarios = object.value("scenarios");
  if (!scenarios.is_array() || scenarios.empty())
    object.complain("scenarios", "a list of one or more", scenarios.dump());
  PROOFMARK_CHECK(object.finish());
  std::set<std::string> names;
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const std::string place = "/scenarios/" + std::to_string(i);
    PROOFMARK_TRY(Scenario scenario, parse_scenario(scenarios[i], origin, place));
    if (!names.insert(scenario.name).second)
      return fail(origin + " at " + place + "/name", "each name once", "'" + scenario.name + "' again", "Rename one.");
    suite.scenarios.push_back(std::move(scenario));
  }
  suite.sha256 = sha256_hex(to_bytes(text));
  return suite;
}

Result<Suite> load_suite(const fs::path& folder, const std::string& name) {
  std::error_code problem;
  if (!plain_name(name) || !fs::exists(folder / (name + ".json"), problem)) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder, problem))
      if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    std::string known;
    for (const std::string& each : names) known += (known.empty() ? "" : ", ") + each;
    return fail("suite", "one of: " + (known.empty() ? "(none in " + folder.string() + ")" : known), "'" + name + "'",
                "Choose one; `proofmark suites` describes them.");
  }
  PROOFMARK_TRY(const std::string text, read_text(folder / (name + ".json")));
  PROOFMARK_TRY(Suite suite, parse_suite(text, name + ".json"));
  if (suite.name != name)
    return fail(name + ".json at /name", "the file's own name '" + name + "'", "'" + suite.name + "'", "Rename one.");
  return suite;
}

Result<std::vector<Suite>> list_suites(const fs::path& folder) {
  std::error_code problem;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder, problem))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  if (problem)
    return fail("suites", "a readable folder " + folder.string(), problem.message(),
                "Set --project to the project's root.");
  std::sort(names.begin(), names.end());
  std::vector<Suite> suites;
  for (const std::string& name : names) {
    PROOFMARK_TRY(Suite suite, load_suite(folder, name));
    suites.push_back(std::move(suite));
  }
  return suites;
}

}  // namespace proofmark::runner

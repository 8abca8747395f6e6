#include "scenarios/runner/suite.hpp"

#include <algorithm>
#include <set>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/strict_json.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A case as this suite plays it.
Result<Scenario> parse_entry(const Json& json, const std::string& origin, const std::string& place,
                             const fs::path& cases) {
  StrictObject object(json, origin, place);
  const std::string name = object.text("case");
  std::optional<std::size_t> attempts;
  std::optional<std::uint64_t> first_holder, first_other;
  std::optional<reports::GateRole> gate;
  if (object.has("attempts")) attempts = static_cast<std::size_t>(object.number("attempts", 1, 100000));
  if (object.has("first_holder")) first_holder = object.number("first_holder", 0, 1000000000);
  if (object.has("first_other")) first_other = object.number("first_other", 0, 1000000000);
  if (object.has("gate"))
    if (const auto role = reports::parse_gate_role(object.one_of("gate", {"required", "measured", "reported"})); role)
      gate = *role;
  PROOFMARK_CHECK(object.finish());
  PROOFMARK_TRY(Scenario scenario, load_case(cases, name));
  if (attempts) scenario.attempts = *attempts;
  if (first_holder) scenario.cast.first_holder = *first_holder;
  if (first_other) scenario.cast.first_other = first_other;
  if (gate) scenario.gate = *gate;
  if (scenario.cast.cross && first_other)
    return fail(origin + " at " + place + "/first_other", "none, as the case compares one set of persons",
                std::to_string(*first_other), "Leave it out.");
  return scenario;
}

Suite parse_head(StrictObject& object) {
  Suite suite;
  static_cast<void>(object.one_of("format", {"proofmark-suite/2"}));
  suite.name = object.text("name");
  if (!suite.name.empty() && !plain_name(suite.name)) object.complain("name", "a-z 0-9 . - _", "'" + suite.name + "'");
  suite.title = object.text("title");
  suite.description = object.text("description");
  const std::string level = object.one_of("level", {"full_service", "chip_inspection", "pad", "comparison"});
  if (const auto parsed = reports::parse_level(level); parsed) suite.level = *parsed;
  if (object.has("population")) {
    suite.population = object.text("population");
    if (!plain_name(suite.population))
      object.complain("population", "the name of a population", "'" + suite.population + "'");
  }
  if (object.has("places"))
    for (const std::string& name : object.texts("places")) {
      const auto place = camera::parse_place(name);
      if (place)
        suite.places.push_back(*place);
      else
        object.complain("places", place.error().expected, "'" + name + "'");
    }
  const std::string start = object.text("start");
  if (const auto instant = from_rfc3339(start); instant) {
    suite.start = *instant;
  } else {
    object.complain("start", "a UTC time such as 2026-03-02T09:00:00Z", "'" + start + "'");
  }
  suite.spacing = std::chrono::seconds(object.number("spacing_s", 60, 86400));
  suite.time_limit = std::chrono::seconds(object.number("time_limit_s", 1, 3600));
  return suite;
}

}  // namespace

Result<Suite> parse_suite(const std::string& text, const std::string& origin, const fs::path& cases) {
  PROOFMARK_TRY(const Json json, parse_strict(text, origin));
  StrictObject object(json, origin, "");
  Suite suite = parse_head(object);
  const Json& entries = object.value("cases");
  if (!entries.is_array() || entries.empty()) object.complain("cases", "a list of one or more", entries.dump());
  PROOFMARK_CHECK(object.finish());
  std::set<std::string> names;
  std::string digests = sha256_hex(to_bytes(text));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string place = "/cases/" + std::to_string(i);
    PROOFMARK_TRY(Scenario scenario, parse_entry(entries[i], origin, place, cases));
    if (!names.insert(scenario.name).second)
      return fail(origin + " at " + place + "/case", "each case once", "'" + scenario.name + "' again",
                  "Raise its attempts instead.");
    if (std::find(scenario.levels.begin(), scenario.levels.end(), suite.level) == scenario.levels.end())
      return fail(origin + " at " + place + "/case", "a case for level " + std::string(name_of(suite.level)),
                  "'" + scenario.name + "', which is for others", "Choose another, or another level.");
    digests += scenario.sha256;
    suite.scenarios.push_back(std::move(scenario));
  }
  suite.sha256 = sha256_hex(to_bytes(digests));
  return suite;
}

Result<Suite> load_suite(const fs::path& folder, const fs::path& cases, const std::string& name) {
  PROOFMARK_CHECK(known_file(folder, name, "suite"));
  PROOFMARK_TRY(const std::string text, read_text(folder / (name + ".json")));
  PROOFMARK_TRY(Suite suite, parse_suite(text, name + ".json", cases));
  if (suite.name != name)
    return fail(name + ".json at /name", "the file's own name '" + name + "'", "'" + suite.name + "'", "Rename one.");
  return suite;
}

Result<std::vector<Suite>> list_suites(const fs::path& folder, const fs::path& cases) {
  PROOFMARK_TRY(const auto names, file_names(folder));
  std::vector<Suite> suites;
  for (const std::string& name : names) {
    PROOFMARK_TRY(Suite suite, load_suite(folder, cases, name));
    suites.push_back(std::move(suite));
  }
  return suites;
}

}  // namespace proofmark::runner

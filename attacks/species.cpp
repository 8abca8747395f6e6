#include "attacks/species.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "attacks/classes.hpp"
#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::attack {
namespace {

constexpr const char* kClause = "species file";

std::string all_classes() {
  std::string names;
  for (const AttackClass& known : attack_classes()) names += (names.empty() ? "" : ", ") + std::string(known.name);
  return names;
}

bool one_of(const std::string& value, std::initializer_list<std::string_view> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

bool is_range(const Range& range) {
  return range.low <= range.high && std::isfinite(range.high - range.low);
}

Result<void> check_cost(const Cost& cost, const std::string& origin) {
  for (const auto& [key, range] : {std::pair{"cost/hours", cost.hours}, std::pair{"cost/euro", cost.euro}})
    if (!is_range(range) || range.low < 0)
      return fail(kClause, std::string(key) + " as [low, high], from 0 on",
                  std::to_string(range.low) + ", " + std::to_string(range.high), "Correct " + origin + ".");
  if (cost.source.empty())
    return fail(kClause, "cost/source: where the cost is published", "an empty text",
                "Name the source in " + origin + " or leave the cost away.");
  return {};
}

Result<Range> range_of(const nlohmann::json& json, const std::string& key, const std::string& origin) {
  if (json.is_array() && json.size() == 2 && json[0].is_number() && json[1].is_number())
    return Range{json[0].get<double>(), json[1].get<double>()};
  return fail(kClause, key + " as [low, high]", json.dump().substr(0, 60), "Correct " + origin + ".");
}

Result<void> check(const Species& s, const std::string& origin) {
  const auto wrong = [&](const std::string& expected, const std::string& observed) {
    return fail(kClause, expected, observed, "Correct " + origin + ".");
  };
  const bool id = !s.id.empty() && s.id.size() <= 64 &&
                  s.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!id) return wrong("an id of small letters, digits and hyphens", "'" + s.id + "'");
  const AttackClass* attack_class = find_class(s.attack_class);
  if (attack_class == nullptr) return wrong("class " + all_classes(), "'" + s.attack_class + "'");
  if (!one_of(s.split, {"evaluation", "development"}))
    return wrong("split evaluation or development", "'" + s.split + "'");
  if (!one_of(s.attack_potential, {"basic", "enhanced-basic", "moderate", "high"}))
    return wrong("attack_potential basic, enhanced-basic, moderate or high", "'" + s.attack_potential + "'");
  const auto& materials = attack_class->materials;
  if (std::find(materials.begin(), materials.end(), s.material) == materials.end()) {
    std::string known;
    for (const std::string_view material : materials) known += (known.empty() ? "" : " or ") + std::string(material);
    return wrong("material " + known, "'" + s.material + "'");
  }
  // CEN/TS 18099 reports by method x instrument; the words are those of its matrix.
  const bool injected = attack_class->injected && (!attack_class->presented || !s.method.empty());
  if (injected && !one_of(s.method, {"virtual camera", "HDMI grabber", "emulator", "hooked capture call",
                                     "man in the middle", "substitution in mid-session"}))
    return wrong("an injection method of CEN/TS 18099", "'" + s.method + "'");
  if (injected && !one_of(s.instrument, {"still", "replay", "face swap", "re-enactment", "synthetic", "morph"}))
    return wrong("an injection instrument of CEN/TS 18099", "'" + s.instrument + "'");
  if (!injected && !(s.method.empty() && s.instrument.empty()))
    return wrong("method and instrument for what takes the camera's place alone", "'" + s.method + s.instrument + "'");
  if (s.name.empty() || s.clause.empty()) return wrong("a name and a clause", "an empty text");
  for (const auto& [key, range] : s.parameters)
    if (!is_range(range))
      return wrong(key + " as [low, high]", std::to_string(range.low) + ", " + std::to_string(range.high));
  return s.cost ? check_cost(*s.cost, origin) : Result<void>();
}

}  // namespace

double Species::draw(const std::string& parameter, double otherwise, const SeededRandom& seed) const {
  const auto found = parameters.find(parameter);
  if (found == parameters.end()) return otherwise;
  return seed.derive("species/" + parameter).uniform(found->second.low, found->second.high);
}

std::string Species::choice(const std::string& key, const std::string& otherwise) const {
  const auto found = choices.find(key);
  return found == choices.end() ? otherwise : found->second;
}

Result<void> Species::allow(const std::vector<std::string>& known_parameters,
                            const std::map<std::string, std::vector<std::string>>& known_choices) const {
  for (const auto& [key, range] : parameters)
    if (std::find(known_parameters.begin(), known_parameters.end(), key) == known_parameters.end())
      return fail(kClause, "a parameter that the class " + attack_class + " knows", key,
                  "Correct the species " + id + ".");
  for (const auto& [key, value] : choices) {
    const auto known = known_choices.find(key);
    if (known == known_choices.end() ||
        std::find(known->second.begin(), known->second.end(), value) == known->second.end())
      return fail(kClause, "a choice that the class " + attack_class + " knows", key + " = " + value,
                  "Correct the species " + id + ".");
  }
  return {};
}

Result<Species> parse_species(const std::string& json_text, const std::string& origin) {
  Species s;
  try {
    const auto parsed = parse_json_text(json_text, origin);
    if (!parsed) return fail(kClause, parsed.error().expected, parsed.error().observed, "Correct " + origin + ".");
    const nlohmann::json& json = *parsed;
    if (!json.is_object()) return fail(kClause, "an object", json.type_name(), "Correct " + origin + ".");
    static const std::set<std::string> known{
        "id",       "class",      "name",    "clause", "split",      "attack_potential",
        "material", "parameters", "choices", "method", "instrument", "cost"};
    for (const auto& [key, value] : json.items())
      if (!known.contains(key)) return fail(kClause, "only known fields", "'" + key + "'", "Correct " + origin + ".");
    s.id = json.at("id").get<std::string>();
    s.attack_class = json.at("class").get<std::string>();
    s.name = json.at("name").get<std::string>();
    s.clause = json.at("clause").get<std::string>();
    s.split = json.at("split").get<std::string>();
    s.attack_potential = json.at("attack_potential").get<std::string>();
    s.material = json.at("material").get<std::string>();
    s.method = json.value("method", "");
    s.instrument = json.value("instrument", "");
    if (const auto cost = json.find("cost"); cost != json.end()) {
      for (const auto& [key, value] : cost->items())
        if (key != "hours" && key != "euro" && key != "source")
          return fail(kClause, "cost with hours, euro and source alone", "'" + key + "'", "Correct " + origin + ".");
      PROOFMARK_TRY(const Range hours, range_of(cost->at("hours"), "cost/hours", origin));
      PROOFMARK_TRY(const Range euro, range_of(cost->at("euro"), "cost/euro", origin));
      s.cost = Cost{hours, euro, cost->at("source").get<std::string>()};
    }
    const nlohmann::json parameters = json.value("parameters", nlohmann::json::object());
    const nlohmann::json choices = json.value("choices", nlohmann::json::object());
    for (const auto& [key, value] : parameters.items()) {
      PROOFMARK_TRY(s.parameters[key], range_of(value, key, origin));
    }
    for (const auto& [key, value] : choices.items()) s.choices[key] = value.get<std::string>();
  } catch (const nlohmann::json::exception& e) {
    return fail(kClause, "the fields of attacks/species.hpp", e.what(), "Correct " + origin + ".");
  }
  PROOFMARK_CHECK(check(s, origin));
  return s;
}

Result<Species> load_species(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  return parse_species(text, file.string());
}

Result<std::vector<Species>> load_all_species(const std::filesystem::path& attacks_folder) {
  std::vector<Species> out;
  for (const AttackClass& known : attack_classes()) {
    const std::string_view attack_class = known.name;
    const std::filesystem::path folder = attacks_folder / attack_class / "species";
    std::error_code error;
    std::filesystem::directory_iterator files(folder, error);
    if (error)
      return fail(kClause, "the folder " + folder.string(), error.message(), "Give the project's attacks folder.");
    for (const auto& entry : files) {
      if (entry.path().extension() != ".json") continue;
      PROOFMARK_TRY(Species species, load_species(entry.path()));
      if (species.attack_class != attack_class)
        return fail(kClause, "class " + std::string(attack_class), species.attack_class,
                    "Move " + entry.path().string() + " or correct it.");
      out.push_back(std::move(species));
    }
  }
  std::sort(out.begin(), out.end(), [](const Species& a, const Species& b) { return a.id < b.id; });
  const auto twice =
      std::adjacent_find(out.begin(), out.end(), [](const Species& a, const Species& b) { return a.id == b.id; });
  if (twice != out.end()) return fail(kClause, "every id once", twice->id + " twice", "Rename one of the two.");
  return out;
}

}  // namespace proofmark::attack

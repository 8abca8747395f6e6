#include "scenarios/conformance/table.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "common/files.hpp"
#include "common/inspection_steps.hpp"
#include "scenarios/conformance/recipe_json.hpp"
#include "scenarios/runner/strict_json.hpp"

namespace proofmark::conformance {
namespace {

using Json = nlohmann::json;

tl::unexpected<Error> wrong(const std::string& place, const std::string& expected, const std::string& observed) {
  return fail("conformance table, " + place, expected, observed, "Correct the table.");
}

std::string text_of(const Json& object, const char* field) {
  return object.contains(field) && object[field].is_string() ? object[field].get<std::string>() : "";
}

constexpr std::uint64_t most_cases = 999;  // of a unit; plans have some hundred

// "LDS_A" with 10 cases: LDS_A_01 to LDS_A_10.
Result<std::vector<std::string>> identifiers(const Json& units) {
  if (!units.is_object()) return wrong("units", "an object of units and their number of cases", units.type_name());
  std::vector<std::string> all;
  for (const auto& [unit, count] : units.items()) {
    if (!count.is_number_unsigned() || count.get<std::uint64_t>() > most_cases)
      return wrong("unit " + unit, "a number of cases up to " + std::to_string(most_cases), count.dump().substr(0, 60));
    for (unsigned i = 1; i <= count.get<unsigned>(); ++i) {
      char number[16];
      std::snprintf(number, sizeof number, "_%02u", i);
      all.push_back(unit + number);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

const std::set<std::string> kChecks{"order.match",     "chip.access",  "chip.passive",
                                    "chip.revocation", "chip.genuine", "document.validity"};

// The row's own fields of the card with those of the variant in their place.
Json card_of(const Json& row, const Json& variant) {
  Json fields = Json::object();
  for (const Json* part : {&row, &variant})
    for (const auto& [name, value] : part->items())
      if (card_fields().count(name) > 0) fields[name] = value;
  return fields;
}

Result<void> read_expectation(const Json& json, Row& row) {
  const std::string expected = text_of(json, "expected");
  for (const Expected one : {Expected::successful, Expected::failed, Expected::either})
    if (name_of(one) == expected) row.expected = one;
  if (name_of(row.expected) != expected)
    return wrong(row.id, "\"expected\": successful, failed or either", "\"" + expected + "\"");
  if ((row.expected == Expected::failed) != json.contains("checks"))
    return wrong(row.id, "\"checks\" where the inspection is to fail, nowhere else", json.dump().substr(0, 200));
  if (json.contains("checks"))
    for (const Json& check : json["checks"]) {
      if (!check.is_string() || kChecks.count(check.get<std::string>()) == 0)
        return wrong(row.id, "checks of docs/interface.md", check.dump());
      row.checks.push_back(check.get<std::string>());
    }
  if (row.expected == Expected::failed && row.checks.empty()) return wrong(row.id, "a check", "none");
  const std::string password = json.contains("password") ? text_of(json, "password") : "zone";
  if (password != "zone" && password != "can" && password != "both")
    return wrong(row.id, "\"password\": zone, can or both", "\"" + password + "\"");
  row.password = password == "zone" ? Password::zone : password == "can" ? Password::can : Password::both;
  row.twice = json.contains("twice") && json["twice"] == true;
  return {};
}

// The variant's steps, else the row's. The one that decides belongs to a check that the row names.
Result<std::vector<std::string>> steps_of(const Json& json, const Json& variant, const Row& row) {
  const Json& listed = variant.contains("steps") ? variant["steps"] : json.contains("steps") ? json["steps"] : Json();
  std::vector<std::string> steps;
  if (listed.is_null()) return steps;
  if (!listed.is_array() || listed.empty() || row.expected == Expected::either)
    return wrong(row.id, "\"steps\": a list, where a result is asked for", listed.dump());
  for (const Json& step : listed) {
    const std::string_view check = step.is_string() ? check_of_step(step.get_ref<const std::string&>()) : "";
    const bool named = std::find(row.checks.begin(), row.checks.end(), check) != row.checks.end();
    if (check.empty() || (row.expected == Expected::failed && !named))
      return wrong(row.id, "steps of docs/interface.md that belong to the row's checks", step.dump());
    steps.push_back(step.get<std::string>());
  }
  return steps;
}

Result<void> read_cards(const Json& json, const Json& bases, Row& row) {
  Json shown = card_of(json, Json::object());
  if (!json.contains("variants")) {
    PROOFMARK_TRY(std::vector<std::string> steps, steps_of(json, Json::object(), row));
    PROOFMARK_TRY(attacks::malformed::Recipe recipe, parse_recipe(shown, bases, row.id));
    row.variants.push_back({"", std::move(steps), std::move(recipe)});
  } else {
    if (!json["variants"].is_array() || json["variants"].empty())
      return wrong(row.id, "a list of variants", json["variants"].dump());
    for (const Json& variant : json["variants"]) {
      const std::string name = text_of(variant, "name");
      if (name.empty()) return wrong(row.id, "a name of each variant", variant.dump());
      for (const auto& [field, value] : variant.items())
        if (field != "name" && field != "steps" && card_fields().count(field) == 0)
          return wrong(row.id, "fields of a card in a variant", "\"" + field + "\"");
      PROOFMARK_TRY(std::vector<std::string> steps, steps_of(json, variant, row));
      PROOFMARK_TRY(attacks::malformed::Recipe recipe,
                    parse_recipe(card_of(json, variant), bases, row.id + " " + name));
      row.variants.push_back({name, std::move(steps), std::move(recipe)});
    }
    shown["variants"] = json["variants"];
  }
  row.card = shown.dump();
  return {};
}

Result<Row> parse_row(const Json& json, const Json& reasons, const Json& bases) {
  static const std::set<std::string> fields{"id",       "what",   "icao",  "not_applicable", "remark", "known",
                                            "expected", "checks", "steps", "password",       "twice",  "variants"};
  Row row;
  row.id = text_of(json, "id");
  if (row.id.empty()) return wrong("a row", "the field \"id\"", json.dump().substr(0, 200));
  for (const auto& [name, value] : json.items())
    if (fields.count(name) == 0 && card_fields().count(name) == 0)
      return wrong(row.id, "known fields only", "the field \"" + name + "\"");
  row.what = text_of(json, "what");
  row.icao = text_of(json, "icao");
  row.remark = text_of(json, "remark");
  row.known = text_of(json, "known");
  if (row.what.empty()) return wrong(row.id, "the field \"what\"", "none");
  if (!json.contains("not_applicable")) {
    PROOFMARK_CHECK(read_expectation(json, row));
    PROOFMARK_CHECK(read_cards(json, bases, row));
    return row;
  }
  const std::string reason = text_of(json, "not_applicable");
  if (!reasons.contains(reason) || text_of(reasons, reason.c_str()).empty())
    return wrong(row.id, "a reason of the table", "\"" + reason + "\"");
  row.not_applicable = text_of(reasons, reason.c_str());
  for (const auto& [name, value] : json.items())
    if (name != "id" && name != "what" && name != "icao" && name != "remark" && name != "not_applicable")
      return wrong(row.id, "no card beside \"not_applicable\"", "\"" + name + "\"");
  return row;
}

Result<Base> parse_base(const std::string& name, Json json) {
  Base base;
  base.name = name;
  base.follows = text_of(json, "follows");
  if (base.follows.empty()) return wrong("base " + name, "the field \"follows\"", json.dump().substr(0, 200));
  if (json.contains("differs")) {
    if (!json["differs"].is_array()) return wrong("base " + name, "a list in \"differs\"", json["differs"].dump());
    for (const Json& one : json["differs"])
      if (one.is_string()) base.differs.push_back(one.get<std::string>());
  }
  json.erase("follows");
  json.erase("differs");
  for (const auto& [field, value] : json.items())
    if (field == "base" || card_fields().count(field) == 0)
      return wrong("base " + name, "fields of a card", "\"" + field + "\"");
  base.card = json.dump();
  return base;
}

template <typename Get>
std::vector<std::string> collected(const Table& table, Get get) {
  std::set<std::string> all;
  for (const Row& row : table.rows)
    for (const Variant& variant : row.variants) {
      get(variant.recipe.security_object, all);
      if (variant.recipe.card_security) get(*variant.recipe.card_security, all);
    }
  return {all.begin(), all.end()};
}

}  // namespace

std::string_view name_of(Expected expected) {
  switch (expected) {
    case Expected::successful:
      return "successful";
    case Expected::failed:
      return "failed";
    case Expected::either:
      break;
  }
  return "either";
}

Result<Table> parse_table(const std::string& text, const std::string& origin) {
  PROOFMARK_TRY(const Json json, runner::parse_strict(text, origin));
  if (!json.is_object() || text_of(json, "format") != "proofmark-conformance/1")
    return wrong(origin, "an object of format proofmark-conformance/1", text.substr(0, 60));
  static const std::set<std::string> fields{"format", "name",    "title", "source", "notes",
                                            "units",  "reasons", "bases", "rows"};
  for (const std::string& name : fields)
    if (!json.contains(name)) return wrong(origin, "the field \"" + name + "\"", "none");
  for (const auto& [name, value] : json.items())
    if (fields.count(name) == 0) return wrong(origin, "known fields only", "the field \"" + name + "\"");
  Table table;
  table.name = text_of(json, "name");
  table.title = text_of(json, "title");
  table.source = text_of(json, "source");
  table.sha256 = sha256_hex(to_bytes(text));
  for (const Json& note : json["notes"])
    if (note.is_string()) table.notes.push_back(note.get<std::string>());
  for (const auto& [name, card] : json["bases"].items()) {
    PROOFMARK_TRY(Base base, parse_base(name, card));
    table.bases.push_back(std::move(base));
  }
  PROOFMARK_TRY(const std::vector<std::string> known, identifiers(json["units"]));
  std::set<std::string> seen;
  for (const Json& one : json["rows"]) {
    PROOFMARK_TRY(Row row, parse_row(one, json["reasons"], json["bases"]));
    if (!std::binary_search(known.begin(), known.end(), row.id))
      return wrong(row.id, "an identifier of the table's units", "another");
    if (!seen.insert(row.id).second) return wrong(row.id, "one row", "two");
    row.number = table.rows.size();
    table.rows.push_back(std::move(row));
  }
  for (const std::string& id : known)
    if (seen.count(id) == 0) return wrong(id, "a row", "none");
  return table;
}

Result<Table> load_table(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  return parse_table(text, file.string());
}

std::vector<std::string> chains_of(const Table& table) {
  return collected(table, [](const auto& recipe, std::set<std::string>& all) {
    if (!recipe.scheme.empty()) all.insert(recipe.chain.empty() ? recipe.scheme : recipe.chain);
  });
}

std::vector<std::string> schemes_of(const Table& table) {
  return collected(table, [](const auto& recipe, std::set<std::string>& all) {
    if (!recipe.scheme.empty()) all.insert(recipe.scheme);
  });
}

}  // namespace proofmark::conformance

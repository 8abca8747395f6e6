#include "scenarios/conformance/recipe_json.hpp"

#include <map>

#include "simulators/card/profile.hpp"

namespace proofmark::conformance {
namespace {

using attacks::malformed::AnswerEdit;
using attacks::malformed::Edit;
using attacks::malformed::FileEdit;
using attacks::malformed::Recipe;
using attacks::malformed::SecurityObjectRecipe;
using Json = nlohmann::json;

tl::unexpected<Error> wrong(const std::string& place, const std::string& expected, const std::string& observed) {
  return fail("conformance table, " + place, expected, observed, "Correct the row.");
}

std::string text_of(const Json& object, const char* field) {
  return object.contains(field) && object[field].is_string() ? object[field].get<std::string>() : "";
}

Result<void> only(const Json& object, const std::set<std::string>& allowed, const std::string& place) {
  if (!object.is_object()) return wrong(place, "an object", object.type_name());
  for (const auto& [name, value] : object.items())
    if (allowed.count(name) == 0) return wrong(place, "known fields only", "the field \"" + name + "\"");
  return {};
}

Result<Bytes> hex(const Json& value, const std::string& place) {
  if (!value.is_string()) return wrong(place, "hexadecimal digits", value.dump());
  auto bytes = from_hex(value.get<std::string>());
  if (!bytes) return wrong(place, "hexadecimal digits", value.dump());
  return *std::move(bytes);
}

Result<std::uint16_t> status(const Json& value, const std::string& place) {
  PROOFMARK_TRY(const Bytes bytes, hex(value, place));
  if (bytes.size() != 2) return wrong(place, "a status word of two bytes", value.dump());
  return static_cast<std::uint16_t>(bytes[0] << 8U | bytes[1]);
}

Result<bool> flag(const Json& value, const std::string& place) {
  if (!value.is_boolean()) return wrong(place, "true or false", value.dump());
  return value.get<bool>();
}

Result<unsigned> number(const Json& value, const std::string& place) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > 1000000)
    return wrong(place, "a number up to 1000000", value.dump());
  return value.get<unsigned>();
}

const std::set<std::string> kEditFields{"at", "do", "hex", "offset", "by"};

std::set<std::string> with(std::set<std::string> fields, const std::set<std::string>& more) {
  fields.insert(more.begin(), more.end());
  return fields;
}

Result<Edit> edit(const Json& json, const std::string& place) {
  static const std::map<std::string, Edit::Do> kinds{
      {"remove", Edit::Do::remove}, {"tag", Edit::Do::tag},       {"value", Edit::Do::value},
      {"whole", Edit::Do::whole},   {"append", Edit::Do::append}, {"before", Edit::Do::before},
      {"patch", Edit::Do::patch},   {"flip", Edit::Do::flip},     {"length", Edit::Do::length}};
  Edit made;
  if (!json.contains("at") || !json["at"].is_string()) return wrong(place, "the field \"at\"", json.dump());
  made.at = json["at"].get<std::string>();
  const auto kind = kinds.find(json.contains("do") && json["do"].is_string() ? json["do"].get<std::string>() : "");
  if (kind == kinds.end()) return wrong(place, "a known change in \"do\"", json.dump());
  made.what = kind->second;
  const bool needs_bytes =
      made.what != Edit::Do::remove && made.what != Edit::Do::flip && made.what != Edit::Do::length;
  if (needs_bytes != json.contains("hex") || (made.what == Edit::Do::length) != json.contains("by"))
    return wrong(place, "the fields that \"do\" needs, no others", json.dump());
  if (needs_bytes) {
    PROOFMARK_TRY(made.hex, hex(json["hex"], place));
  }
  if (json.contains("offset")) {
    PROOFMARK_TRY(made.offset, number(json["offset"], place));
  }
  if (json.contains("by")) {
    if (!json["by"].is_number_integer()) return wrong(place, "a number in \"by\"", json.dump());
    made.by = json["by"].get<int>();
  }
  return made;
}

Result<std::vector<Edit>> edits(const Json& json, const std::string& place) {
  if (!json.is_array()) return wrong(place, "a list of changes", json.dump());
  std::vector<Edit> all;
  for (const Json& one : json) {
    PROOFMARK_CHECK(only(one, kEditFields, place));
    PROOFMARK_TRY(Edit made, edit(one, place));
    all.push_back(std::move(made));
  }
  return all;
}

Result<SecurityObjectRecipe> security_object(const Json& json, const std::string& place) {
  PROOFMARK_CHECK(only(json,
                       {"scheme", "chain", "hash", "digest", "signer_version", "by_key_identifier", "object",
                        "attributes", "tbs", "certificate", "message"},
                       place));
  SecurityObjectRecipe made;
  for (const auto& [name, value] : json.items()) {
    const std::string here = place + "." + name;
    if (name == "signer_version") {
      PROOFMARK_TRY(made.signer_version, number(value, here));
    } else if (name == "by_key_identifier") {
      PROOFMARK_TRY(made.by_key_identifier, flag(value, here));
    } else if (value.is_string()) {
      const std::string text = value.get<std::string>();
      if (name == "scheme" || name == "chain") {
        if (!attacks::malformed::parse_scheme(text)) return wrong(here, "a signature scheme", value.dump());
        (name == "scheme" ? made.scheme : made.chain) = text;
      } else if (name == "hash" || name == "digest") {
        if (!attacks::malformed::parse_scheme("rsa " + text)) return wrong(here, "a digest", value.dump());
        (name == "hash" ? made.hash : made.digest) = text;
      } else {
        return wrong(here, "a list of changes", value.dump());
      }
    } else {
      PROOFMARK_TRY(std::vector<Edit> list, edits(value, here));
      if (name == "object")
        made.object = std::move(list);
      else if (name == "attributes")
        made.attributes = std::move(list);
      else if (name == "tbs")
        made.tbs = std::move(list);
      else if (name == "certificate")
        made.certificate = std::move(list);
      else if (name == "message")
        made.message = std::move(list);
      else
        return wrong(here, "a text", value.dump());
    }
  }
  return made;
}

Result<AnswerEdit> answer(const Json& json, const std::string& place) {
  static const std::set<std::string> places{"select_application", "mse",   "nonce",         "mapping",
                                            "agreement",          "token", "get_challenge", "external_authenticate",
                                            "protected"};
  PROOFMARK_CHECK(only(json, with(kEditFields, {"to", "status", "echo", "flip"}), place));
  AnswerEdit made;
  made.to = text_of(json, "to");
  if (places.count(made.to) == 0) return wrong(place, "a known place in \"to\"", json.dump());
  if (json.contains("status")) {
    PROOFMARK_TRY(made.status, status(json["status"], place));
  } else if (json.contains("echo")) {
    PROOFMARK_TRY(made.echo, flag(json["echo"], place));
  } else if (json.contains("flip")) {
    PROOFMARK_TRY(made.flip, number(json["flip"], place));
  } else {
    PROOFMARK_TRY(Edit one, edit(json, place));
    made.edits.push_back(std::move(one));
  }
  return made;
}

Result<void> portrait(const Json& json, const std::string& place, Recipe& recipe) {
  PROOFMARK_CHECK(only(json, {"jpeg2000", "bytes", "feature_points", "counted"}, place));
  if (json.contains("jpeg2000")) {
    PROOFMARK_TRY(recipe.jpeg2000, flag(json["jpeg2000"], place));
  }
  if (json.contains("bytes")) {
    PROOFMARK_TRY(recipe.portrait_bytes, number(json["bytes"], place));
  }
  if (json.contains("feature_points")) {
    PROOFMARK_TRY(recipe.feature_points, number(json["feature_points"], place));
  }
  if (json.contains("counted")) {
    PROOFMARK_TRY(recipe.feature_points_counted, flag(json["counted"], place));
  }
  return {};
}

// The base's fields with the row's in their place; the three that have fields of their own are merged.
Result<Json> with_base(const Json& fields, const Json& bases, const std::string& place) {
  const std::string base = text_of(fields, "base");
  if (!bases.contains(base)) return wrong(place + ".base", "one of the table's bases", "\"" + base + "\"");
  Json merged = bases[base];
  merged.erase("follows");
  merged.erase("differs");
  for (const auto& [name, value] : fields.items()) {
    const bool inside = name == "card" || name == "portrait" || name == "sod";
    if (inside && !value.is_object()) return wrong(place + "." + name, "an object", value.dump());
    if (inside && merged.contains(name))
      merged[name].update(value);
    else
      merged[name] = value;
  }
  return merged;
}

Result<card::Profile> profile(Json card, const std::string& place) {
  // A profile file says what is expected of it; here the row does.
  card["description"] = "A card of a conformance table.";
  card["expected"] = {{"chip.access", "passed"}};
  return card::parse_profile(card.dump(), place + ".json");
}

Result<void> files(const Json& json, const std::string& place, Recipe& recipe) {
  static const std::set<std::string> names{"com",         "dg1",      "dg2", "dg14",         "dg15",
                                           "card_access", "atr_info", "sod", "card_security"};
  if (!json.is_array()) return wrong(place, "a list", json.dump());
  for (const Json& one : json) {
    PROOFMARK_CHECK(only(one, with(kEditFields, {"file"}), place));
    const std::string file = text_of(one, "file");
    if (names.count(file) == 0) return wrong(place, "a known file", one.dump());
    PROOFMARK_TRY(Edit made, edit(one, place));
    recipe.files.push_back({file, {std::move(made)}});
  }
  return {};
}

Result<void> zone(const Json& json, const std::string& place, Recipe& recipe) {
  if (!json.is_array()) return wrong(place, "a list", json.dump());
  for (const Json& one : json) {
    PROOFMARK_CHECK(only(one, {"at", "text"}, place));
    if (!one.contains("at") || !one.contains("text") || !one["text"].is_string())
      return wrong(place, "the fields \"at\" and \"text\"", one.dump());
    PROOFMARK_TRY(const unsigned at, number(one["at"], place));
    recipe.zone.push_back({at, one["text"].get<std::string>()});
  }
  return {};
}

Result<void> key_ids(const Json& json, const std::string& place, Recipe& recipe) {
  if (!json.is_array()) return wrong(place, "a list", json.dump());
  for (const Json& one : json) {
    if (one.is_null()) {
      recipe.chip_key_ids.emplace_back();
      continue;
    }
    PROOFMARK_TRY(const unsigned id, number(one, place));
    recipe.chip_key_ids.emplace_back(id);
  }
  return {};
}

}  // namespace

const std::set<std::string>& card_fields() {
  static const std::set<std::string> all{"base",
                                         "card",
                                         "files",
                                         "zone",
                                         "zone_digits",
                                         "printed_too",
                                         "portrait",
                                         "sod",
                                         "card_security",
                                         "resign",
                                         "answers",
                                         "end_of_file",
                                         "key_reference_refused",
                                         "chip_key_ids",
                                         "keeps_session_keys",
                                         "application_after_pace",
                                         "active_trailer"};
  return all;
}

Result<Recipe> parse_recipe(const Json& of_row, const Json& bases, const std::string& place) {
  PROOFMARK_CHECK(only(of_row, card_fields(), place));
  PROOFMARK_TRY(const Json fields, with_base(of_row, bases, place));
  Recipe recipe;
  PROOFMARK_TRY(recipe.profile, profile(fields.contains("card") ? fields["card"] : Json::object(), place));
  for (const auto& [name, value] : fields.items()) {
    const std::string here = place + "." + name;
    if (name == "files") {
      PROOFMARK_CHECK(files(value, here, recipe));
    } else if (name == "zone") {
      PROOFMARK_CHECK(zone(value, here, recipe));
    } else if (name == "zone_digits") {
      PROOFMARK_TRY(recipe.zone_digits, flag(value, here));
    } else if (name == "printed_too") {
      PROOFMARK_TRY(recipe.printed_too, flag(value, here));
    } else if (name == "portrait") {
      PROOFMARK_CHECK(portrait(value, here, recipe));
    } else if (name == "sod") {
      PROOFMARK_TRY(recipe.security_object, security_object(value, here));
    } else if (name == "card_security") {
      PROOFMARK_TRY(recipe.card_security, security_object(value, here));
    } else if (name == "resign") {
      PROOFMARK_TRY(recipe.resign, flag(value, here));
    } else if (name == "answers") {
      if (!value.is_array()) return wrong(here, "a list", value.dump());
      for (const Json& one : value) {
        PROOFMARK_TRY(AnswerEdit made, answer(one, here));
        recipe.answers.push_back(std::move(made));
      }
    } else if (name == "end_of_file") {
      PROOFMARK_TRY(recipe.end_of_file, status(value, here));
    } else if (name == "key_reference_refused") {
      PROOFMARK_TRY(recipe.key_reference_refused, status(value, here));
    } else if (name == "chip_key_ids") {
      PROOFMARK_CHECK(key_ids(value, here, recipe));
    } else if (name == "keeps_session_keys") {
      PROOFMARK_TRY(recipe.keeps_session_keys, flag(value, here));
    } else if (name == "application_after_pace") {
      PROOFMARK_TRY(recipe.application_after_pace, flag(value, here));
    } else if (name == "active_trailer") {
      PROOFMARK_TRY(recipe.active_trailer, hex(value, here));
    }
  }
  return recipe;
}

}  // namespace proofmark::conformance

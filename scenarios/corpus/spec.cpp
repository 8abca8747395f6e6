#include "scenarios/corpus/spec.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "reports/formats/day.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/strict_json.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::corpus {
namespace {

using runner::StrictObject;
using Json = nlohmann::json;

constexpr std::uint64_t most_persons = 100'000, most_clips = 10'000, largest_number = std::uint64_t{1} << 52U;

double real(StrictObject& object, const char* field, double low, double high) {
  const Json& json = object.value(field);
  if (json.is_number() && json.get<double>() >= low && json.get<double>() <= high) return json;
  object.complain(field, "a number from " + std::to_string(low) + " to " + std::to_string(high),
                  json.dump().substr(0, 60));
  return low;
}

bool flag(StrictObject& object, const char* field) {
  const Json& json = object.value(field);
  if (!json.is_boolean()) object.complain(field, "true or false", json.dump().substr(0, 60));
  return json.is_boolean() && json.get<bool>();
}

// Names, each once.
std::vector<std::string> names(StrictObject& object, const char* field) {
  std::vector<std::string> all = object.texts(field);
  std::set<std::string> seen;
  for (const std::string& name : all)
    if (!seen.insert(name).second) object.complain(field, "each name once", "'" + name + "' twice");
  return all;
}

Script read_script(StrictObject& spec, const Json& json, const std::string& place, double seconds) {
  Script script;
  if (!json.is_array() || json.size() > 100) {
    spec.complain(place, "a list of at most 100 things that the phone asks", json.dump().substr(0, 60));
    return script;
  }
  for (std::size_t i = 0; i < json.size(); ++i) {
    StrictObject one(json[i], spec.origin(), "/" + place + "/" + std::to_string(i));
    Asked asked;
    const auto action = camera::parse_action(one.text("action"));
    if (!action) one.complain("action", action.error().expected, json[i].dump().substr(0, 60));
    if (action) asked.action = *action;
    asked.at = real(one, "at", 0, seconds);
    asked.window = real(one, "window", 0.5, 20);
    if (!script.empty() && asked.at < script.back().at + script.back().window)
      one.complain("at", "a time after the window before", std::to_string(asked.at));
    spec.adopt(one);
    script.push_back(asked);
  }
  return script;
}

void read_scripts(StrictObject& object, Spec& spec) {
  const Json& json = object.value("scripts");
  if (!json.is_array() || json.empty() || json.size() > 1000)
    return object.complain("scripts", "a list of 1 to 1000 scripts, of which each clip takes one",
                           json.dump().substr(0, 60));
  for (std::size_t i = 0; i < json.size(); ++i)
    spec.scripts.push_back(read_script(object, json[i], "scripts/" + std::to_string(i), spec.seconds));
}

void read_ranges(StrictObject& object, SplitSpec& split) {
  if (!object.has("ranges")) return;
  const Json& json = object.value("ranges");
  const auto two_numbers = [](const Json& range) {
    return range.is_array() && range.size() == 2 && range[0].is_number() && range[1].is_number() &&
           range[0].get<double>() <= range[1].get<double>();
  };
  bool right = json.is_object();
  for (const auto& [species, parameters] : json.items()) {
    right = right && parameters.is_object();
    if (!right) break;
    for (const auto& [parameter, range] : parameters.items()) {
      right = right && two_numbers(range);
      if (right) split.ranges[species][parameter] = {range[0].get<double>(), range[1].get<double>()};
    }
  }
  if (!right) object.complain("ranges", "for each species its parameters as [low, high]", json.dump().substr(0, 60));
}

void read_species(StrictObject& object, SplitSpec& split) {
  const Json& json = object.value("species");
  split.all_species = json.is_string() && json.get_ref<const std::string&>() == "all";
  if (split.all_species) return;
  if (json.is_array() && json.empty()) return;
  if (!json.is_array()) return object.complain("species", "\"all\" or a list of species", json.dump().substr(0, 60));
  split.species = names(object, "species");
}

void read_persons(StrictObject& object, SplitSpec& split) {
  StrictObject persons(object.value("persons"), object.origin(), object.place() + "/persons");
  split.first = persons.number("first", 0, largest_number);
  split.count = persons.number("count", 1, most_persons);
  const bool below = split.first + split.count <= person::kDevelopment, from = split.first >= person::kDevelopment;
  const std::string border = std::to_string(person::kDevelopment);
  const std::string observed = std::to_string(split.first) + " to " + std::to_string(split.first + split.count - 1);
  if (split.split == Split::development && !from)
    persons.complain("first", "persons from " + border + " on in the development split", observed);
  if (split.split == Split::evaluation && !below)
    persons.complain("first", "persons below " + border + " in the evaluation split", observed);
  object.adopt(persons);
}

SplitSpec read_split(StrictObject& object) {
  SplitSpec split;
  const std::string name = object.one_of("split", {"development", "evaluation", "demonstration"});
  split.split = name == "development"  ? Split::development
                : name == "evaluation" ? Split::evaluation
                                       : Split::demonstration;
  read_persons(object, split);
  split.portraits = flag(object, "portraits");
  split.bona_fide = object.number("bona_fide", 0, most_clips);
  read_species(object, split);
  split.attempts = object.number("attempts", 0, most_clips);
  read_ranges(object, split);
  const bool attacks = split.all_species || !split.species.empty();
  if (attacks != (split.attempts > 0))
    object.complain("attempts", attacks ? "at least 1 of each species" : "0 without species",
                    std::to_string(split.attempts));
  if (!split.portraits && split.bona_fide == 0 && !attacks)
    object.complain("", "something to make: portraits, bona fide clips or attacks", "nothing");
  return split;
}

void read_splits(StrictObject& object, Spec& spec) {
  const Json& json = object.value("splits");
  if (!json.is_array() || json.empty() || json.size() > 2)
    return object.complain("splits", "a list of one or two splits", json.dump().substr(0, 60));
  for (std::size_t i = 0; i < json.size(); ++i) {
    StrictObject one(json[i], object.origin(), "/splits/" + std::to_string(i));
    spec.splits.push_back(read_split(one));
    object.adopt(one);
  }
  if (spec.splits.size() < 2) return;
  if (spec.splits[0].split == spec.splits[1].split)
    object.complain("splits", "each split once", std::string(name_of(spec.splits[0].split)) + " twice");
  if (spec.splits[0].split == Split::demonstration || spec.splits[1].split == Split::demonstration)
    object.complain("splits", "demonstration alone in its corpus", "another split beside it");
}

}  // namespace

std::string_view name_of(Split split) {
  switch (split) {
    case Split::development:
      return "development";
    case Split::evaluation:
      return "evaluation";
    case Split::demonstration:
      break;
  }
  return "demonstration";
}

Result<Spec> parse_spec(const std::string& text, const std::string& origin) {
  PROOFMARK_TRY(const Json json, runner::parse_strict(text, origin));
  StrictObject object(json, origin, "");
  Spec spec;
  object.one_of("format", {kSpecFormat});
  spec.name = object.text("name");
  if (!spec.name.empty() && !runner::plain_name(spec.name))
    object.complain("name", "a-z 0-9 . - _", "'" + spec.name.substr(0, 60) + "'");
  spec.description = object.text("description");
  spec.licence = object.text("licence");
  spec.seed = object.number("seed", 0, largest_number);
  spec.people = object.text("people");
  if (!spec.people.empty() && !runner::plain_name(spec.people))
    object.complain("people", "\"default\" or a population's name", "'" + spec.people.substr(0, 60) + "'");
  const std::string today = object.text("today");
  const auto day = reports::parse_day(today, origin);
  if (!today.empty() && !day) object.complain("today", "a day as 2026-03-02", "'" + today.substr(0, 60) + "'");
  if (day) spec.today = std::chrono::year_month_day(*day);
  spec.seconds = real(object, "seconds", 0.5, 60);
  spec.devices = names(object, "devices");
  spec.units = object.number("units", 1, 10'000);
  spec.places = names(object, "places");
  read_scripts(object, spec);
  read_splits(object, spec);
  PROOFMARK_CHECK(object.finish());
  return spec;
}

}  // namespace proofmark::corpus

#include "scenarios/corpus/plan.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "attacks/classes.hpp"
#include "attacks/registry/registry.hpp"
#include "scenarios/corpus/apart.hpp"
#include "scenarios/runner/file_names.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::corpus {
namespace {

using attack::Species;

tl::unexpected<Error> wrong(const Spec& spec, const std::string& expected, const std::string& observed) {
  return fail("corpus " + spec.name, expected, observed, "Correct the specification.");
}

bool takes(Split split, const Species& species) {
  return split == Split::demonstration || species.split == name_of(split);
}

Result<void> narrow(const Spec& spec, const SplitSpec& split, std::map<std::string, Species>& known) {
  for (const auto& [id, ranges] : split.ranges) {
    const auto found = known.find(id);
    if (found == known.end() || !takes(split.split, found->second))
      return wrong(spec, "ranges of species of the split " + std::string(name_of(split.split)), "'" + id + "'");
    for (const auto& [parameter, range] : ranges) {
      const auto own = found->second.parameters.find(parameter);
      if (own == found->second.parameters.end() || range.low < own->second.low || range.high > own->second.high)
        return wrong(spec, "a parameter of " + id + " and a range within its own", "'" + parameter + "'");
      own->second = range;
    }
  }
  return {};
}

// The species of one split, sorted by id.
Result<std::vector<std::string>> choose(const SplitSpec& split, Plan& plan) {
  std::vector<Species> every;
  for (const auto& [id, species] : plan.species) every.push_back(species);
  std::vector<std::string> chosen;
  const auto leak = [&](const Species& species) {
    return split.split == Split::development ? not_apart_from(species, every) : nullptr;
  };
  const auto nobody_has_parents = [&](const Species& species) {
    return plan.spec.people == kDefaultPeople && attack::relation_of(species) == "parent";
  };
  const auto he_is_alone = [&](const Species& species) {
    return split.count < 2 && attack::needs_another_person(species);
  };
  if (split.all_species) {
    for (const Species& species : every) {
      if (!takes(split.split, species)) continue;
      if (nobody_has_parents(species)) {
        plan.left_out.push_back(species.id + ": only persons of a population have parents");
        continue;
      }
      if (he_is_alone(species)) {
        plan.left_out.push_back(species.id + ": it needs two persons, and the split " +
                                std::string(name_of(split.split)) + " has one");
        continue;
      }
      const Species* other = leak(species);
      if (other == nullptr) chosen.push_back(species.id);
      if (other != nullptr)
        plan.left_out.push_back(species.id + ": no parameter or choice tells it from " + other->id +
                                " of the evaluation split");
    }
    return chosen;
  }
  for (const std::string& id : split.species) {
    const auto found = plan.species.find(id);
    if (found == plan.species.end()) return wrong(plan.spec, "a species of attacks/*/species", "'" + id + "'");
    if (!takes(split.split, found->second))
      return wrong(plan.spec, "species of the split " + std::string(name_of(split.split)),
                   "'" + id + "' of split " + found->second.split);
    if (const Species* other = leak(found->second))
      return wrong(plan.spec, "development species that a parameter or choice tells from those of evaluation",
                   "'" + id + "', not apart from '" + other->id + "'");
    if (nobody_has_parents(found->second))
      return wrong(plan.spec, "a population in \"people\", where persons have parents",
                   "'" + id + "' of people \"" + plan.spec.people + "\"");
    if (he_is_alone(found->second))
      return wrong(plan.spec,
                   "at least 2 persons in the split " + std::string(name_of(split.split)) + " for '" + id + "'",
                   "1 person");
    chosen.push_back(id);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

class Planner {
 public:
  Planner(Plan& plan, const SplitSpec& split) : plan_(plan), split_(split) {}

  void portraits() {
    for (std::uint64_t i = 0; i < split_.count && split_.portraits; ++i) {
      Item item = begin(Kind::portrait, split_.first + i);
      item.file = folder("portraits") + subject_of(item.person) + ".jpg";
      plan_.items.push_back(std::move(item));
    }
  }

  void bona_fide() {
    for (std::uint64_t i = 0; i < split_.count; ++i)
      for (std::uint64_t n = 1; n <= split_.bona_fide; ++n) {
        Item item = begin(Kind::bona_fide, split_.first + i);
        item.file = folder("bona-fide") + subject_of(item.person) + "-" + std::to_string(n) + ".mp4";
        SeededRandom random = draw_device(item);
        item.place = random.pick(plan_.spec.places);
        plan_.items.push_back(std::move(item));
      }
  }

  // Victims in turn, from one that the species' stream draws on.
  void attacks(const std::string& species) {
    SeededRandom cast = stream("cast/" + species);
    const std::uint64_t from = cast.below(split_.count);
    for (std::uint64_t n = 0; n < split_.attempts; ++n) {
      const std::uint64_t victim = (from + n) % split_.count;
      Item item = begin(Kind::attack, split_.first + victim);
      item.species = species;
      if (split_.count > 1) item.attacker = split_.first + (victim + 1 + cast.below(split_.count - 1)) % split_.count;
      const attack::AttackClass* of = attack::find_class(plan_.species.at(species).attack_class);
      const bool picture = of != nullptr && of->on_document;
      item.file = folder(species) + subject_of(item.person) + "-" + std::to_string(n / split_.count + 1) +
                  (picture ? ".jpg" : ".mp4");
      if (!picture) static_cast<void>(draw_device(item));
      plan_.items.push_back(std::move(item));
    }
  }

 private:
  [[nodiscard]] std::string folder(const std::string& name) const {
    return std::string(name_of(split_.split)) + "/" + name + "/";
  }
  [[nodiscard]] SeededRandom stream(const std::string& name) const {
    return SeededRandom(plan_.spec.seed).derive("corpus/" + std::string(name_of(split_.split)) + "/" + name);
  }
  [[nodiscard]] Item begin(Kind kind, std::uint64_t person) const {
    Item item;
    item.kind = kind;
    item.split = split_.split;
    item.person = person;
    return item;
  }
  // The device's number is part of its noise, and no unit may be in both splits.
  SeededRandom draw_device(Item& item) const {
    SeededRandom random = item_stream(plan_, item).derive("plan");
    item.device = random.pick(plan_.spec.devices);
    const std::uint64_t number = random.below(plan_.spec.units);
    if (plan_.devices.at(item.device).imaging)
      item.unit = number + (split_.split == Split::development ? person::kDevelopment : 0);
    item.script = static_cast<std::size_t>(random.below(plan_.spec.scripts.size()));
    return random;
  }

  Plan& plan_;
  const SplitSpec& split_;
};

Result<void> check_names(const Plan& plan) {
  for (const std::string& device : plan.spec.devices) {
    if (plan.devices.contains(device)) continue;
    std::vector<std::string> names;
    for (const auto& [name, ignored] : plan.devices) names.push_back(name);
    return wrong(plan.spec, "devices of simulators/camera/devices: " + runner::one_of(names, device),
                 "'" + device + "'");
  }
  for (const std::string& place : plan.spec.places)
    if (place != kHome && !camera::parse_place(place))
      return wrong(plan.spec, "places: home, indoor, office, backlight, low_light, outdoor_sun, coloured_light",
                   "'" + place + "'");
  return {};
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::portrait:
      return "portrait";
    case Kind::bona_fide:
      return "bona_fide";
    case Kind::attack:
      break;
  }
  return "attack";
}

std::string subject_of(std::uint64_t person) {
  return "person-" + std::to_string(person);
}

std::string plan_sha256(const Plan& plan, const std::string& text) {
  nlohmann::json all{text};
  std::set<std::string> used;
  for (const Item& item : plan.items) {
    all.push_back({item.file, item.device, item.unit.value_or(0), item.place, item.script, item.attacker.value_or(0)});
    used.insert(item.species);
  }
  for (const std::string& id : used) {
    const auto found = plan.species.find(id);
    if (found == plan.species.end()) continue;
    nlohmann::json ranges = nlohmann::json::object();
    for (const auto& [name, range] : found->second.parameters) ranges[name] = {range.low, range.high};
    all.push_back({id, found->second.choices, std::move(ranges)});
  }
  return sha256_hex(to_bytes(all.dump()));
}

SeededRandom item_stream(const Plan& plan, const Item& item) {
  return SeededRandom(plan.spec.seed).derive("corpus/" + item.file);
}

Result<Plan> make_plan(Spec spec, const std::vector<Species>& species,
                       std::map<std::string, runner::DeviceModel> devices) {
  Plan plan;
  plan.spec = std::move(spec);
  plan.devices = std::move(devices);
  for (const Species& one : species) plan.species.emplace(one.id, one);
  PROOFMARK_CHECK(check_names(plan));
  for (const SplitSpec& split : plan.spec.splits) {
    PROOFMARK_CHECK(narrow(plan.spec, split, plan.species));
  }
  for (const SplitSpec& split : plan.spec.splits) {
    PROOFMARK_TRY(const auto chosen, choose(split, plan));
    const std::uint64_t files = split.count * ((split.portraits ? 1U : 0U) + split.bona_fide);
    if (plan.items.size() + files + chosen.size() * split.attempts > kMostFiles)
      return wrong(plan.spec, "at most " + std::to_string(kMostFiles) + " files", "more");
    Planner planner(plan, split);
    planner.portraits();
    planner.bona_fide();
    for (const std::string& id : chosen) planner.attacks(id);
  }
  return plan;
}

}  // namespace proofmark::corpus

#include "scenarios/corpus/plan.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "attacks/registry/registry.hpp"
#include "scenarios/corpus/apart.hpp"
#include "simulators/person/population.hpp"
#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

using attack::Species;
using testing::HasSubstr;

Species species(const std::string& id, const std::string& split, attack::Range grain) {
  Species s;
  s.id = id;
  s.attack_class = "print";
  s.split = split;
  s.material = "photograph";
  s.parameters = {{"grain", grain}, {"sway", {0, 1}}};
  return s;
}

TEST(Apart, OneParameterOrChoiceThatDiffersIsEnough) {
  const Species a = species("a", "development", {1, 2});
  EXPECT_FALSE(apart(a, a));
  EXPECT_FALSE(apart(a, species("b", "evaluation", {1.5, 3})));
  EXPECT_FALSE(apart(a, species("b", "evaluation", {1.2, 1.2}))) << "one value within";
  EXPECT_TRUE(apart(a, species("b", "evaluation", {2.5, 3})));
  EXPECT_TRUE(apart(a, species("b", "evaluation", {0, 0.5})));
  EXPECT_TRUE(apart(a, species("b", "evaluation", {2, 3}))) << "values are drawn from [low, high)";
  EXPECT_TRUE(apart(species("b", "evaluation", {2, 3}), a));
  Species other = a;
  other.choices["finish"] = "matte";
  EXPECT_FALSE(apart(a, other)) << "the choice that one alone names may be the other's default";
  Species third = other;
  third.choices["finish"] = "glossy";
  EXPECT_TRUE(apart(other, third));
  for (std::string Species::*field :
       {&Species::attack_class, &Species::method, &Species::instrument, &Species::material}) {
    other = a;
    other.*field = "another";
    EXPECT_TRUE(apart(a, other));
  }
}

TEST(Apart, NewParameterOfOneAloneTellsNothing) {
  const Species a = species("a", "development", {1, 2});
  Species b = species("b", "evaluation", {1, 2});
  b.parameters["screening"] = {4, 5};
  EXPECT_FALSE(apart(a, b));
  b.split = "development";
  EXPECT_EQ(not_apart_from(a, {b}), nullptr) << "the same split";
  b.split = "evaluation";
  const std::vector<Species> all{a, b};
  ASSERT_NE(not_apart_from(a, all), nullptr);
  EXPECT_EQ(not_apart_from(a, all)->id, "b");
}

Result<Plan> planned(const nlohmann::json& spec, std::vector<Species> known = {}) {
  if (known.empty()) known = attack::load_all_species(project().attacks()).value();
  return make_plan(parse_spec(spec.dump(), "small").value(), known, runner::load_devices(project().devices()).value());
}

TEST(CorpusPlan, HoldsEveryFileThatIsAskedForOnce) {
  const auto plan = planned(small_spec());
  ASSERT_TRUE(plan) << plan.error().line();
  std::set<std::string> files;
  std::map<std::string, int> counts;
  for (const Item& item : plan->items) {
    EXPECT_TRUE(files.insert(item.file).second) << item.file;
    EXPECT_TRUE(stays_below(item.file));
    ++counts[std::string(name_of(item.split)) + " " + std::string(name_of(item.kind))];
    if (item.kind == Kind::attack) {
      EXPECT_NE(*item.attacker, item.person);
    }
    EXPECT_EQ(item.person >= person::kDevelopment, item.split == Split::development);
    EXPECT_EQ(item.attacker.value_or(item.person) >= person::kDevelopment, item.split == Split::development);
  }
  EXPECT_EQ(counts, (std::map<std::string, int>{{"development attack", 3},
                                                {"development bona_fide", 2},
                                                {"development portrait", 2},
                                                {"evaluation bona_fide", 6}}));
}

// With whatever species there are.
TEST(CorpusPlan, TheProjectsOwnSpecificationsCanBePlanned) {
  const auto known = attack::load_all_species(project().attacks()).value();
  const auto of_split = [&](const std::string& split) {
    return static_cast<std::size_t>(std::ranges::count_if(known, [&](const Species& s) { return s.split == split; }));
  };
  const auto plan = [&](const char* name) {
    const auto file = project().root / "scenarios/corpus/specs" / (std::string(name) + ".json");
    return planned(nlohmann::json::parse(read_text(file).value()), known).value();
  };
  EXPECT_EQ(plan("species").items.size(), 24 + known.size());
  EXPECT_EQ(plan("liveness").items.size(), 48 + 6 * known.size());
  EXPECT_EQ(plan("evaluation").items.size(), 900 + 60 * of_split("evaluation"));
  const Plan development = plan("development");
  EXPECT_EQ(development.items.size(), 240 + 20 * (of_split("development") - development.left_out.size()));
}

TEST(CorpusPlan, UnitsOfTheSplitsAreNeverTheSame) {
  nlohmann::json spec = small_spec();
  spec["devices"] = {"phone-2020"};
  spec["splits"][1]["bona_fide"] = 30;
  const auto plan = planned(spec).value();
  std::set<std::uint64_t> units;
  for (const Item& item : plan.items) {
    if (item.kind == Kind::portrait) continue;
    ASSERT_TRUE(item.unit);
    EXPECT_EQ(*item.unit >= person::kDevelopment, item.split == Split::development);
    units.insert(*item.unit);
  }
  EXPECT_EQ(units.size(), 4U);
}

TEST(CorpusPlan, RefusesWhatDoesNotExistOrIsOfAnotherSplit) {
  const auto refusal = [](const char* place, nlohmann::json value) {
    nlohmann::json spec = small_spec();
    spec[nlohmann::json::json_pointer(place)] = std::move(value);
    const auto plan = planned(spec);
    return plan ? std::string("none") : plan.error().line();
  };
  EXPECT_THAT(refusal("/devices/0", "camera-obscura"), HasSubstr("phone-2020"));
  EXPECT_THAT(refusal("/places/0", "moon"), HasSubstr("low_light"));
  EXPECT_THAT(refusal("/splits/0/species/0", "print-nothing"), HasSubstr("attacks/*/species"));
  EXPECT_THAT(refusal("/splits/0/species/0", "print-photograph-glossy"), HasSubstr("of split evaluation"));
  EXPECT_THAT(refusal("/splits/0/ranges", {{"print-photograph-laser", {{"grain", {2.0, 4.5}}}}}),
              HasSubstr("within its own"));
  EXPECT_THAT(refusal("/splits/0/ranges", {{"print-photograph-laser", {{"colour", {0, 1}}}}}), HasSubstr("'colour'"));
  EXPECT_THAT(refusal("/splits/0/ranges", {{"print-photograph-glossy", {{"grain", {1.0, 1.5}}}}}),
              HasSubstr("ranges of species"));
}

TEST(CorpusPlan, OnlyAPopulationHasParentsToAttackWith) {
  Species parent = species("lookalike-parent", "evaluation", {1, 2});
  parent.attack_class = "lookalike";
  parent.choices = {{"relation", "parent"}};
  const std::vector<Species> known{parent, species("print-one", "evaluation", {1, 2})};
  nlohmann::json spec = small_spec();
  spec["splits"].erase(0);
  spec["splits"][0]["species"] = "all";
  spec["splits"][0]["attempts"] = 1;
  const auto attacks = [](const Plan& plan) {
    std::vector<std::string> all;
    for (const Item& item : plan.items)
      if (item.kind == Kind::attack) all.push_back(item.species);
    return all;
  };
  const auto residents = planned(spec, known);
  ASSERT_TRUE(residents) << residents.error().line();
  EXPECT_EQ(residents->left_out,
            std::vector<std::string>{"lookalike-parent: only persons of a population have parents"});
  EXPECT_EQ(attacks(*residents), std::vector<std::string>{"print-one"});
  // Who names it is told before the first film.
  spec["splits"][0]["species"] = {"lookalike-parent", "print-one"};
  const auto named = planned(spec, known);
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().line(), HasSubstr("'lookalike-parent' of people \"default\""));
  spec["people"] = "lithuania";
  const auto population = planned(spec, known);
  ASSERT_TRUE(population) << population.error().line();
  EXPECT_TRUE(population->left_out.empty());
  EXPECT_EQ(attacks(*population), (std::vector<std::string>{"lookalike-parent", "print-one"}));
}

TEST(CorpusPlan, WhatNeedsTwoPersonsIsNotPlannedForOne) {
  const auto known = attack::load_all_species(project().attacks()).value();
  nlohmann::json spec = small_spec();
  spec["splits"].erase(0);
  spec["splits"][0]["attempts"] = 1;
  for (const char* id : {"morph-digital-complete", "lookalike-twin", "mask-resin"}) {
    spec["splits"][0]["persons"]["count"] = 1;
    spec["splits"][0]["species"] = {id};
    const auto alone = planned(spec, known);
    ASSERT_FALSE(alone) << id;
    EXPECT_EQ(alone.error().expected, "at least 2 persons in the split evaluation for '" + std::string(id) + "'");
    EXPECT_EQ(alone.error().observed, "1 person");
    spec["splits"][0]["persons"]["count"] = 2;
    EXPECT_TRUE(planned(spec, known)) << id;
  }
  spec["splits"][0]["persons"]["count"] = 1;
  spec["splits"][0]["species"] = "all";
  const auto all = planned(spec, known);
  ASSERT_TRUE(all) << all.error().line();
  EXPECT_THAT(all->left_out,
              testing::Contains("morph-print-scan: it needs two persons, and the split evaluation has one"));
  std::set<std::string> left;
  for (const Item& item : all->items)
    if (item.kind == Kind::attack) left.insert(item.species);
  EXPECT_TRUE(left.contains("print-photograph-glossy"));
  for (const std::string& id : left) EXPECT_FALSE(attack::needs_another_person(all->species.at(id))) << id;
}

TEST(CorpusPlan, ADevelopmentSpeciesThatIsNotApartGivesWay) {
  const std::vector<Species> known{species("one", "development", {1, 2}), species("two", "evaluation", {1.5, 3}),
                                   species("three", "development", {4, 5})};
  nlohmann::json spec = small_spec();
  spec["splits"][0]["species"] = {"one"};
  const auto named = planned(spec, known);
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().line(), HasSubstr("'one', not apart from 'two'"));
  spec["splits"][0]["species"] = "all";
  const auto all = planned(spec, known);
  ASSERT_TRUE(all) << all.error().line();
  ASSERT_EQ(all->left_out.size(), 1U);
  EXPECT_THAT(all->left_out[0], HasSubstr("one"));
  for (const Item& item : all->items)
    if (item.kind == Kind::attack) {
      EXPECT_EQ(item.species, "three");
    }
  // A narrower range brings it back.
  spec["splits"][0]["ranges"] = {{"one", {{"grain", {1.0, 1.4}}}}};
  EXPECT_TRUE(planned(spec, known).value().left_out.empty());
  // Evaluation stays whole, and to look at is everything.
  spec = small_spec();
  spec["splits"].erase(0);
  spec["splits"][0]["species"] = "all";
  spec["splits"][0]["attempts"] = 1;
  EXPECT_EQ(planned(spec, known).value().items.back().species, "two");
  spec["splits"][0]["split"] = "demonstration";
  EXPECT_EQ(planned(spec, known).value().items.size(), 3U * 2U + 3U);
}

TEST(CorpusPlan, DependsOnSeedAndFileAlone) {
  const auto names = [](const Plan& plan) {
    std::string all;
    for (const Item& item : plan.items)
      all += item.file + item.device + item.place + std::to_string(item.attacker.value_or(0)) + ";";
    return all;
  };
  nlohmann::json spec = small_spec();
  const Plan a = planned(spec).value(), b = planned(spec).value();
  EXPECT_EQ(names(a), names(b));
  EXPECT_EQ(plan_sha256(a, "text"), plan_sha256(b, "text"));
  EXPECT_NE(plan_sha256(a, "text"), plan_sha256(b, "texts"));
  spec["splits"][0]["ranges"] = {{"print-photograph-laser", {{"grain", {2.0, 3.0}}}}};
  EXPECT_NE(plan_sha256(a, "text"), plan_sha256(planned(spec).value(), "text"));
}

}  // namespace
}  // namespace proofmark::corpus

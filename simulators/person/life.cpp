#include "simulators/person/life.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "simulators/person/genes.hpp"
#include "simulators/person/shape.hpp"
#include "simulators/person/wardrobe.hpp"

namespace proofmark::person {
namespace {

using std::chrono::year_month_day;

// The share of strangers below `z`, 0 to 1.
double normal_share(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

// Where the family's faces are from, as a blend of makehuman's three populations. By type of skin, since a face of one
// continent in the skin of another is rare: the project's choice.
std::array<double, 3> ancestry_of(const VirtualPerson& person) {
  SeededRandom random = SeededRandom(person.seed).derive(person.family).derive("ancestry");
  const double which = random.uniform(), more = random.uniform(), some = random.uniform();
  double asian = 0.15 * some, african = 0.08 * more;
  if (person.skin == SkinType::III && which < 0.12) asian = 0.5 + 0.45 * more;
  if (person.skin == SkinType::IV) {
    if (which < 0.40) asian = 0.5 + 0.45 * more;
    if (which > 0.80) african = 0.3 + 0.3 * more;
  }
  if (person.skin == SkinType::V) african = which < 0.35 ? 0.2 + 0.2 * more : 0.5 + 0.35 * more;
  if (person.skin == SkinType::VI) african = 0.75 + 0.2 * more;
  asian = std::min(asian, 1 - african);
  return {1 - asian - african, asian, african};
}

// Spread of the sliders that genes move. Wider than the first people's, because these share age, sex and skin with many
// others: by it unrelated people are about as far apart for a matcher as photographed ones, and none looks deformed.
constexpr double kGeneDetail = 1.25 * kDetail;

void grow_shape(Appearance& look, const Assets& assets, const VirtualPerson& person, const Genes& genes, double age) {
  Macro macro;
  macro.population = ancestry_of(person);
  for (std::size_t p = 0; p < 3; ++p) look.population[p] = static_cast<float>(macro.population[p]);
  const double own = normal_share(genes.masculinity);
  macro.masculine = person.civil.sex == Sex::male ? 0.85 + 0.15 * own : 0.12 * own;
  macro.muscle = std::clamp(0.5 + 0.15 * genes.muscle, 0.05, 0.95);
  macro.weight = std::clamp(0.5 + 0.18 * genes.weight, 0.05, 0.95);
  macro.age = age;
  add_macro(look, assets, macro);

  SeededRandom sides = life_stream(person, "sides"), asymmetry = life_stream(person, "asymmetry");
  std::map<std::string, double> pairs;  // left and right share a gene
  for (std::size_t i = 0; i < assets.modifiers.size(); ++i) {
    const Modifier& m = assets.modifiers[i];
    double value = genes.details[i] * kGeneDetail;
    const double side = sides.normal() * kDetail * kLeftRight;
    if (!is_detail(m)) continue;
    if (m.name.starts_with("l-") || m.name.starts_with("r-"))
      value = pairs.try_emplace(m.group + m.name.substr(2), value).first->second + side;
    add_detail(look, assets, m, std::clamp(value * damping_of(m), -0.9, 0.9));
  }
  for (const std::string& name : assets.asymmetries) {
    const double value = std::abs(asymmetry.normal()) * kDetail * kAsymmetry;
    if (asymmetry.chance(0.3)) add_target(look, assets, name, std::min(value, 0.4));
  }
}

// Two of the base textures young, middle-aged, old, and the way between them.
void age_texture(SkinLook& skin, const std::array<double, 3>& population, bool male, double age) {
  constexpr std::array<const char*, 3> ages = {"young", "middleage", "old"};
  const auto main = static_cast<std::size_t>(std::ranges::max_element(population) - population.begin());
  const auto texture = [&](std::size_t which) {
    return "skins/" + std::string(ages[which]) + "_" + kPopulations[main] + (male ? "_male" : "_female");
  };
  constexpr double kMiddle = 0.45;
  const std::size_t first = age < kMiddle ? 0 : 1;
  skin.texture = texture(first);
  skin.texture_mixed = texture(first + 1);
  skin.mixed = static_cast<float>(first == 0 ? age / kMiddle : (age - kMiddle) / (1 - kMiddle));
}

SkinLook grow_skin(const VirtualPerson& person, const Genes& genes, const Attributes& attributes, double age) {
  const bool male = person.civil.sex == Sex::male;
  const auto type = static_cast<int>(person.skin);
  SeededRandom random = life_stream(person, "skin");
  SkinLook skin;
  skin.measured = true;
  skin.tone = srgb_of(skin_colour(ita_within(person.skin, normal_share(genes.skin))));
  skin.detail = static_cast<std::uint32_t>(random.next_u64());
  skin.blotches = static_cast<float>(random.uniform(0.015, 0.05));
  skin.cheek_red = static_cast<float>(random.uniform(0, 0.08) * (type < 3 ? 1 : 0.3));
  SeededRandom freckles = shown(genes, Trait::freckles), lips = shown(genes, Trait::lips);
  const bool freckled = freckles.chance(type < 2 ? 0.3 : type == 2 ? 0.12 : 0);
  skin.freckles = static_cast<float>(freckled ? freckles.uniform(0.15, 0.7) : 0);
  skin.lip_red = static_cast<float>(lips.uniform(0, male ? 0.45 : 0.9));
  skin.lip_dark = static_cast<float>(lips.uniform(0, 0.5));
  skin.eye_bags = static_cast<float>(random.uniform(0, 0.5) + 0.5 * age);
  skin.moles = static_cast<int>(random.below(8));
  const double growth = random.uniform();
  if (male && attributes.facial_hair == FacialHair::stubble) skin.stubble = static_cast<float>(0.2 + 0.55 * growth);
  skin.wrinkles = static_cast<float>(std::clamp((age - 0.1) * (0.7 + 0.6 * random.uniform()), 0.0, 1.0));
  // Spots of old skin come where the sun has been, and show on light skin.
  const double sun = life_stream(person, "sun").uniform();
  skin.age_spots = static_cast<float>(std::clamp((age - 0.45) * 1.6 * sun, 0.0, 0.7) * (type < 4 ? 1 : 0.3));
  age_texture(skin, ancestry_of(person), male, age);
  return skin;
}

// Linear reflectances of natural hair.
Vec3 hair_colour(const std::string& name) {
  if (name == "black") return {0.030F, 0.024F, 0.021F};
  if (name == "dark brown") return {0.070F, 0.045F, 0.031F};
  if (name == "dark blond") return {0.24F, 0.165F, 0.100F};
  if (name == "blond") return {0.40F, 0.29F, 0.17F};
  if (name == "red") return {0.26F, 0.105F, 0.050F};
  return {0.130F, 0.080F, 0.050F};  // brown
}

void style_hair(HairLook& hair, bool male, const Attributes& attributes, RandomSource& taste) {
  if (male) {
    hair.style = weighted<std::string>(
        taste, {{"hair/short02", 0.34}, {"hair/short04", 0.26}, {"hair/short01", 0.14}, {"", 0.26}});
    const double stubs = taste.uniform();
    if (attributes.bald) hair.style.clear();
    if (hair.style.empty()) hair.cropped = static_cast<float>(attributes.bald ? 0.3 + 0.6 * stubs : 0.5 + 0.5 * stubs);
    return;
  }
  const bool older = attributes.age > 50;
  hair.style = weighted<std::string>(taste, {{"hair/ponytail01", 0.34},
                                             {"hair/long01", older ? 0.12 : 0.30},
                                             {"hair/curly", older ? 0.08 : 0.16},
                                             {"hair/junglebookhair", 0.10},
                                             {"hair/short02", older ? 0.22 : 0.06},
                                             {"hair/short01", older ? 0.22 : 0.04}});
}

// The kinds of beard: full and long, full and short, round the mouth, on the chin alone.
void shape_beard(HairLook& hair, FacialHair kind, RandomSource& taste) {
  const double which = taste.uniform();
  const auto density = static_cast<float>(taste.uniform(0.8, 1.0));
  if (kind == FacialHair::moustache) {
    hair.moustache = which < 0.4;
    hair.grown_moustache = density;
  }
  if (kind != FacialHair::beard) return;
  hair.beard = which < 0.25;
  hair.grown_chin = density;
  hair.grown_moustache = which < 0.9 ? density : 0;
  hair.grown_cheeks = which < 0.60 ? density : which < 0.75 ? 0.45F : 0;
}

HairLook grow_hair(const Population& population, const VirtualPerson& person, const Genes& genes,
                   const Attributes& attributes, year_month_day day) {
  const bool male = person.civil.sex == Sex::male;
  SeededRandom own = life_stream(person, "hair");
  SeededRandom taste = own.derive("fashion", fashion_on(person, "hair", day));
  HairLook hair;
  style_hair(hair, male, attributes, taste);
  // Dye: of women a third, of men few; it hides the grey. To colours that the same type of skin has by nature.
  const bool dyed = taste.chance(male ? 0.03 : 0.33);
  VirtualPerson other = person;
  draw_colouring(population, taste.derive("dye"), other);
  hair.colour = hair_colour(dyed ? other.hair : person.hair) * static_cast<float>(own.uniform(0.8, 1.25));
  hair.natural = hair.colour;
  hair.grey = dyed ? 0 : static_cast<float>(0.95 * attributes.grey);
  hair.colour = mix(hair.natural, kGreyHair, hair.grey);
  SeededRandom shaving = life_stream(person, "facial hair").derive("shape", fashion_on(person, "facial hair", day));
  shape_beard(hair, attributes.facial_hair, shaving);
  // A hairline goes back with the years, in men who go bald further than in others.
  const double pace = shown(genes, Trait::hairline).uniform();
  if (male)
    hair.receded = static_cast<float>(attributes.bald ? 0.8 + 0.2 * pace
                                                      : std::clamp((attributes.age - 28) / 60.0 * pace, 0.0, 0.45));
  SeededRandom brows = shown(genes, Trait::brows);
  hair.brows = draw_brows(male, brows);
  hair.brow_strength = static_cast<float>(brows.uniform(0.7, 1.0));
  return hair;
}

}  // namespace

Appearance as_of(const Assets& assets, const Population& population, const VirtualPerson& person, year_month_day day) {
  const Attributes attributes = attributes_on(population, person, day);
  const Genes genes = expressed(genes_of(assets.modifiers.size(), person), life_stream(person, "growth"));
  // Some look older than they are: three years either way, all life.
  const double seen = years_lived(person, day) + 3 * life_stream(person, "ageing").normal();
  const double age = std::clamp((seen - 22) / (85.0 - 22.0), 0.0, 0.95);
  Appearance look;
  grow_shape(look, assets, person, genes, age);
  look.skin = grow_skin(person, genes, attributes, age);
  look.hair = grow_hair(population, person, genes, attributes, day);
  look.iris = person.iris;
  if (attributes.glasses) {
    SeededRandom optician = life_stream(person, "glasses").derive("fashion", fashion_on(person, "glasses", day));
    look.glasses = choose_glasses(optician);
    look.glasses.off_for_documents = attributes.photographed_without_glasses;
  }
  if (attributes.head_scarf) {
    SeededRandom cloth = life_stream(person, "scarf").derive("fashion", fashion_on(person, "scarf", day));
    look.scarf = choose_scarf(cloth);
    look.hair.style.clear();  // under the cloth
    look.hair.cropped = 0.9F;
  }
  // Another outfit every day.
  const auto date = std::chrono::sys_days(day).time_since_epoch().count() + 100000;
  SeededRandom wardrobe = life_stream(person, "outfit").derive("day", static_cast<std::uint64_t>(date));
  dress(look, person.civil.sex == Sex::male, wardrobe);
  return look;
}

year_month_day day_of_portrait(const VirtualPerson& person) {
  SeededRandom random = life_stream(person, "portrait");
  return std::chrono::sys_days(person.civil.date_of_issue) - std::chrono::days(random.below(91));
}

}  // namespace proofmark::person

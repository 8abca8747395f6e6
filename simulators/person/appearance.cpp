#include "simulators/person/appearance.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "simulators/person/age.hpp"
#include "simulators/person/assets.hpp"
#include "simulators/person/shape.hpp"
#include "simulators/person/wardrobe.hpp"

namespace proofmark::person {
namespace {

struct Body {
  bool male = false;
  double age = 0;  // 0: the young targets (about 22 years), 1: the old ones (about 85)
  std::array<double, 3> population{};
};

Body sample_body(RandomSource& random, const CivilRecord& civil, std::chrono::year_month_day today) {
  Body body;
  body.male = civil.sex == Sex::male;
  const double years = years_between(civil.date_of_birth, today);
  body.age = std::clamp((years - 22 + random.normal() * 3) / (85.0 - 22.0), 0.0, 0.95);
  // Residents of Lithuania: few of other than European descent.
  const double mixed = random.uniform();
  const double asian = mixed < 0.03 ? random.uniform(0.5, 0.95) : random.uniform(0, 0.18);
  const double african = mixed > 0.98 ? random.uniform(0.5, 0.95) : random.uniform(0, 0.08);
  const double other = std::min(1.0, asian + african);
  body.population = {1 - other, asian, african};
  return body;
}

void sample_macro(Appearance& look, const Assets& assets, const Body& body, RandomSource& random) {
  Macro macro;
  macro.masculine = body.male ? random.uniform(0.85, 1) : random.uniform(0, 0.12);
  macro.age = body.age;
  macro.muscle = std::clamp(0.5 + 0.15 * random.normal(), 0.05, 0.95);
  macro.weight = std::clamp(0.5 + 0.18 * random.normal(), 0.05, 0.95);
  macro.population = body.population;
  add_macro(look, assets, macro);
}

void sample_details(Appearance& look, const Assets& assets, RandomSource& random) {
  std::map<std::string, double> pairs;  // left and right share a draw
  for (const Modifier& m : assets.modifiers) {
    double value = random.normal() * kDetail;
    const double side = random.normal() * kDetail * kLeftRight;
    if (!is_detail(m)) continue;
    if (m.name.starts_with("l-") || m.name.starts_with("r-"))
      value = pairs.try_emplace(m.group + m.name.substr(2), value).first->second + side;
    add_detail(look, assets, m, std::clamp(value * damping_of(m), -0.9, 0.9));
  }
  for (const std::string& name : assets.asymmetries) {
    const double value = std::abs(random.normal()) * kDetail * kAsymmetry;
    if (random.chance(0.3)) add_target(look, assets, name, std::min(value, 0.4));
  }
}

// Mean facial skin in sRGB over Fitzpatrick's types I to VI.
constexpr std::array<Vec3, 6> kTones = {Vec3{0.905F, 0.765F, 0.690F}, Vec3{0.875F, 0.720F, 0.630F},
                                        Vec3{0.825F, 0.655F, 0.550F}, Vec3{0.740F, 0.565F, 0.450F},
                                        Vec3{0.560F, 0.405F, 0.315F}, Vec3{0.385F, 0.275F, 0.220F}};

SkinLook sample_skin(const Body& body, RandomSource& random) {
  SkinLook skin;
  // Type by ancestry: European I to IV, Asian III to IV, African V to VI.
  const double european = weighted<double>(random, {{0.2, 0.22}, {1.0, 0.42}, {1.9, 0.26}, {2.8, 0.10}});
  double type = body.population[0] * european + body.population[1] * 2.2 + body.population[2] * 4.6;
  type = std::clamp(type + 0.3 * random.normal(), 0.0, 5.0);
  const auto step = std::min<std::size_t>(static_cast<std::size_t>(type), kTones.size() - 2);
  skin.tone = mix(kTones[step], kTones[step + 1], static_cast<float>(type - static_cast<double>(step)));
  const auto warm = static_cast<float>(0.012 * random.normal()), light = static_cast<float>(0.015 * random.normal());
  skin.tone = skin.tone + Vec3{light + 0.4F * warm, light, light - warm};
  const std::size_t main = body.population[0] > 0.5 ? 0 : body.population[1] > body.population[2] ? 1 : 2;
  const auto texture = [&](double age, std::size_t population) {
    return "skins/" +
           std::string(age < 0.3    ? "young"
                       : age < 0.62 ? "middleage"
                                    : "old") +
           "_" + kPopulations[population] + (body.male ? "_male" : "_female");
  };
  skin.texture = texture(body.age, main);
  skin.texture_mixed = texture(body.age + random.uniform(-0.25, 0.25), main);
  skin.mixed = static_cast<float>(random.uniform(0, 0.6));
  skin.detail = static_cast<std::uint32_t>(random.next_u64());
  skin.blotches = static_cast<float>(random.uniform(0.015, 0.05));
  skin.cheek_red = static_cast<float>(random.uniform(0, 0.08) * (type < 3 ? 1 : 0.3));
  skin.freckles = type < 2.2 && random.chance(0.25) ? static_cast<float>(random.uniform(0.15, 0.7)) : 0;
  skin.stubble = body.male ? static_cast<float>(std::max(0.0, random.uniform(-0.35, 0.75))) : 0;
  skin.lip_red = static_cast<float>(random.uniform(0, body.male ? 0.45 : 0.9));
  skin.lip_dark = static_cast<float>(random.uniform(0, 0.5));
  skin.eye_bags = static_cast<float>(random.uniform(0, 0.5) + 0.5 * body.age);
  skin.moles = static_cast<int>(random.below(8));
  return skin;
}

HairLook sample_hair(const Body& body, RandomSource& random) {
  HairLook hair;
  const double dark = body.population[1] + body.population[2];
  const Vec3 black{0.030F, 0.024F, 0.021F}, dark_brown{0.070F, 0.045F, 0.031F}, brown{0.130F, 0.080F, 0.050F},
      dark_blond{0.24F, 0.165F, 0.100F}, blond{0.40F, 0.29F, 0.17F}, red{0.26F, 0.105F, 0.050F};
  hair.colour =
      dark > 0.5
          ? weighted<Vec3>(random, {{black, 0.75}, {dark_brown, 0.25}})
          : weighted<Vec3>(
                random,
                {{black, 0.06}, {dark_brown, 0.24}, {brown, 0.28}, {dark_blond, 0.24}, {blond, 0.13}, {red, 0.05}});
  hair.colour = hair.colour * static_cast<float>(random.uniform(0.8, 1.25));
  const double years = 22 + 63 * body.age;
  const double grey = std::clamp((years - 38 + 8 * random.normal()) / 35, 0.0, 0.95) * (body.male ? 1 : 0.6);
  hair.colour = mix(hair.colour, Vec3{0.46F, 0.455F, 0.44F}, static_cast<float>(grey));
  if (body.male) {
    hair.style = weighted<std::string>(
        random, {{"hair/short02", 0.34}, {"hair/short04", 0.26}, {"hair/short01", 0.14}, {"", 0.26}});
    if (hair.style.empty()) {
      const double bald = std::clamp((years - 30) / 60, 0.05, 0.6);
      hair.cropped = random.chance(bald) ? static_cast<float>(random.uniform(0, 0.25))
                                         : static_cast<float>(random.uniform(0.5, 1));
    }
    const double growth = random.uniform();
    hair.beard = growth < 0.08;
    hair.moustache = growth >= 0.08 && growth < 0.11 && years > 35;
  } else {
    const bool older = years > 50;
    hair.style = weighted<std::string>(random, {{"hair/ponytail01", 0.34},
                                                {"hair/long01", older ? 0.12 : 0.30},
                                                {"hair/curly", older ? 0.08 : 0.16},
                                                {"hair/junglebookhair", 0.10},
                                                {"hair/short02", older ? 0.22 : 0.06},
                                                {"hair/short01", older ? 0.22 : 0.04}});
  }
  hair.brows = draw_brows(body.male, random);
  hair.brow_strength = static_cast<float>(random.uniform(0.7, 1.0));
  return hair;
}

}  // namespace

Appearance sample_appearance(const Assets& assets, const SeededRandom& seed, const CivilRecord& civil,
                             std::chrono::year_month_day today) {
  Appearance look;
  SeededRandom shape = seed.derive("shape"), skin = seed.derive("skin"), hair = seed.derive("hair"),
               outfit = seed.derive("outfit");
  const Body body = sample_body(shape, civil, today);
  for (std::size_t p = 0; p < 3; ++p) look.population[p] = static_cast<float>(body.population[p]);
  sample_macro(look, assets, body, shape);
  sample_details(look, assets, shape);
  look.skin = sample_skin(body, skin);
  look.hair = sample_hair(body, hair);
  const bool dark = body.population[0] < 0.5;
  look.iris = dark ? "brown"
                   : weighted<std::string>(hair, {{"blue", 0.20},
                                                  {"grey", 0.22},
                                                  {"bluegreen", 0.16},
                                                  {"green", 0.10},
                                                  {"brownlight", 0.18},
                                                  {"brown", 0.08},
                                                  {"deepblue", 0.06}});
  dress(look, body.male, outfit);
  return look;
}

Appearance look_alike(const Appearance& a, const Appearance& b, float amount) {
  Appearance out = a;
  for (auto& [name, weight] : out.shape) weight *= 1 - amount;
  for (const auto& [name, weight] : b.shape) out.shape[name] += weight * amount;
  for (std::size_t p = 0; p < 3; ++p) out.population[p] = mix(a.population[p], b.population[p], amount);
  return out;
}

}  // namespace proofmark::person

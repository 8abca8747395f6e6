#include "simulators/person/appearance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/person/people_data.hpp"

namespace proofmark::person {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

CivilRecord civil(Sex sex, int age) {
  CivilRecord c;
  c.sex = sex;
  c.date_of_birth = kToday - std::chrono::years(age);
  return c;
}

class Appearance_ : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(people_package() / "package.json")) << "run setup/set-up.sh test";
    assets_ = shared_assets();
    ASSERT_NE(assets_, nullptr);
  }
  Appearance sample(std::uint64_t seed, Sex sex = Sex::female, int age = 35) {
    return sample_appearance(*assets_, SeededRandom(seed), civil(sex, age), kToday);
  }
  double share(const Appearance& look, const std::string& part) {
    double sum = 0;
    for (const auto& [name, weight] : look.shape)
      if (name.starts_with("macrodetails/") && !name.starts_with("macrodetails/universal") &&
          name.find(part) != std::string::npos)
        sum += static_cast<double>(weight);
    return sum;
  }
  std::shared_ptr<const Assets> assets_;
};

TEST_F(Appearance_, TheSameSeedIsTheSamePerson) {
  const Appearance a = sample(5), b = sample(5);
  EXPECT_EQ(a.shape, b.shape);
  EXPECT_EQ(a.skin.tone, b.skin.tone);
  EXPECT_EQ(a.hair.style, b.hair.style);
  EXPECT_EQ(a.iris, b.iris);
}

TEST_F(Appearance_, TwoSeedsAreTwoFaces) {
  // The distance between two faces, in standard deviations of a detail, is far above what one person varies by.
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const Appearance a = sample(seed), b = sample(seed + 100);
    double squares = 0;
    for (const Modifier& m : assets_->modifiers)
      for (const std::string& name : {m.negative, m.positive}) {
        const auto weight = [&](const Appearance& look) {
          const auto it = look.shape.find(name);
          return it == look.shape.end() ? 0.0 : static_cast<double>(it->second);
        };
        squares += (weight(a) - weight(b)) * (weight(a) - weight(b));
      }
    EXPECT_GT(std::sqrt(squares), 1.5) << seed;
  }
}

TEST_F(Appearance_, SexAndAgeComeFromTheRecord) {
  for (std::uint64_t seed = 1; seed < 10; ++seed) {
    EXPECT_GT(share(sample(seed, Sex::male), "-male-"), 0.8);
    EXPECT_GT(share(sample(seed, Sex::female), "-female-"), 0.8);
    EXPECT_LT(share(sample(seed, Sex::male, 20), "-old"), 0.2);
    EXPECT_GT(share(sample(seed, Sex::male, 80), "-old"), 0.7);
  }
}

TEST_F(Appearance_, MacroWeightsAreABlend) {
  for (std::uint64_t seed = 1; seed < 10; ++seed) {
    const Appearance look = sample(seed);
    EXPECT_NEAR(share(look, ""), 1, 1e-4);
    EXPECT_NEAR(static_cast<double>(look.population[0] + look.population[1] + look.population[2]), 1, 1e-5);
  }
}

TEST_F(Appearance_, EveryNameExistsInTheAssets) {
  for (std::uint64_t seed = 1; seed < 60; ++seed)
    for (const Sex sex : {Sex::female, Sex::male}) {
      const Appearance look = sample(seed, sex, 20 + static_cast<int>(seed));
      for (const auto& [name, weight] : look.shape) {
        ASSERT_NE(assets_->target(name), nullptr) << name;
        ASSERT_TRUE(std::isfinite(weight) && std::fabs(weight) <= 1.001F) << name << ' ' << weight;
      }
      for (const std::string& texture : {look.skin.texture, look.skin.texture_mixed, "irises/" + look.iris})
        ASSERT_NE(assets_->texture(texture), nullptr) << texture;
      for (const std::string& proxy : {look.hair.brows, look.outfit})
        ASSERT_NE(assets_->proxy(proxy), nullptr) << proxy;
      if (!look.hair.style.empty()) {
        ASSERT_NE(assets_->proxy(look.hair.style), nullptr) << look.hair.style;
      }
      ASSERT_TRUE(look.hair.style != "hair/bob02") << "covers an eye";
    }
}

TEST_F(Appearance_, MostPeopleAreOfLightSkinAndSomeAreNot) {
  int light = 0, dark = 0;
  std::set<std::string> styles;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Appearance look = sample(seed, seed % 2 == 0 ? Sex::female : Sex::male);
    (look.skin.tone.y > 0.55F ? light : dark) += 1;
    styles.insert(look.hair.style);
  }
  EXPECT_GT(light, 260);
  EXPECT_GT(dark, 0);
  EXPECT_GE(styles.size(), 6U);
}

TEST_F(Appearance_, WomenHaveNoBeards) {
  for (std::uint64_t seed = 1; seed < 100; ++seed) {
    const Appearance look = sample(seed);
    EXPECT_FALSE(look.hair.beard || look.hair.moustache);
    EXPECT_EQ(look.skin.stubble, 0);
  }
}

TEST_F(Appearance_, ALookAlikeLiesBetween) {
  const Appearance a = sample(1), b = sample(2), twin = look_alike(a, b, 0.25F);
  EXPECT_EQ(look_alike(a, b, 0).shape.at("macrodetails/caucasian-female-young"),
            a.shape.at("macrodetails/caucasian-female-young"));
  EXPECT_NEAR(twin.shape.at("macrodetails/caucasian-female-young"),
              0.75F * a.shape.at("macrodetails/caucasian-female-young") +
                  0.25F * b.shape.at("macrodetails/caucasian-female-young"),
              1e-5F);
  EXPECT_EQ(twin.skin.tone, a.skin.tone);
}

}  // namespace
}  // namespace proofmark::person

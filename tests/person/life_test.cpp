#include "simulators/person/life.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/person/people_data.hpp"
#include "tests/person/population_data.hpp"

namespace proofmark::person {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

class Life : public testing::Test {
 protected:
  void SetUp() override {
    assets_ = shared_assets();
    ASSERT_NE(assets_, nullptr) << "run setup/set-up.sh test";
    population_ = population_named("lithuania");
  }
  VirtualPerson person(std::uint64_t number) { return sample_person(population_, 1, number, kToday); }
  std::shared_ptr<const Assets> assets_;
  Population population_;
};

double difference(const Appearance& a, const Appearance& b, bool macro) {
  double squares = 0;
  for (const auto& [name, weight] : a.shape)
    if (name.starts_with("macrodetails/") == macro) {
      const auto other = b.shape.find(name);
      const double d =
          static_cast<double>(weight) - (other == b.shape.end() ? 0.0 : static_cast<double>(other->second));
      squares += d * d;
    }
  return std::sqrt(squares);
}

TEST_F(Life, YearsAgeTheFaceAndLeaveItsDetails) {
  int other_hair = 0, people = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    const VirtualPerson p = person(i);
    if (years_lived(p, kToday) < 34) continue;  // below 22 years the targets have nothing younger
    ++people;
    const Appearance now = as_of(*assets_, population_, p, kToday),
                     then = as_of(*assets_, population_, p, kToday - std::chrono::years(10));
    EXPECT_NEAR(difference(now, then, false), 0, 1e-6);
    EXPECT_GT(difference(now, then, true), years_lived(p, kToday) < 80 ? 0.05 : -1.0);
    EXPECT_GE(now.skin.wrinkles, then.skin.wrinkles);
    EXPECT_EQ(now.skin.detail, then.skin.detail);
    EXPECT_EQ(now.skin.tone, then.skin.tone);
    EXPECT_EQ(now.iris, then.iris);
    EXPECT_LE(attributes_on(population_, p, kToday - std::chrono::years(10)).grey,
              attributes_on(population_, p, kToday).grey);
    other_hair += now.hair.style != then.hair.style || !(now.hair.colour == then.hair.colour) ? 1 : 0;
  }
  EXPECT_GT(other_hair, people / 2);
}

TEST_F(Life, ADayApartIsTheSameFaceInOtherClothes) {
  int other_clothes = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    const VirtualPerson p = person(i);
    const Appearance a = as_of(*assets_, population_, p, kToday), b = as_of(*assets_, population_, p, kToday);
    EXPECT_EQ(a.shape, b.shape);
    const std::chrono::year_month_day tomorrow = std::chrono::sys_days(kToday) + std::chrono::days(1);
    const Appearance c = as_of(*assets_, population_, p, tomorrow);
    EXPECT_NEAR(difference(a, c, true), 0, 1e-3);
    other_clothes += a.outfit != c.outfit || !(a.outfit_colour == c.outfit_colour) ? 1 : 0;
  }
  EXPECT_GT(other_clothes, 15);
}

TEST_F(Life, ThePortraitIsUpToTenYearsOld) {
  for (std::uint64_t i = 0; i < 300; ++i) {
    const VirtualPerson p = person(i);
    const auto taken = std::chrono::sys_days(day_of_portrait(p));
    EXPECT_LE(taken, std::chrono::sys_days(p.civil.date_of_issue));
    EXPECT_GE(taken, std::chrono::sys_days(p.civil.date_of_issue) - std::chrono::days(90));
    EXPECT_GT(taken, std::chrono::sys_days(kToday) - std::chrono::days(3653 + 90));
  }
}

TEST_F(Life, EveryNameExistsInTheAssets) {
  const Population uniform = population_named("uniform");
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Appearance look = as_of(*assets_, uniform, sample_person(uniform, 9, i, kToday), kToday);
    double sum = 0;
    for (const auto& [name, weight] : look.shape) {
      ASSERT_NE(assets_->target(name), nullptr) << name;
      ASSERT_TRUE(std::isfinite(weight) && std::fabs(weight) <= 1.001F) << name << ' ' << weight;
      if (name.starts_with("macrodetails/") && !name.starts_with("macrodetails/universal"))
        sum += static_cast<double>(weight);
    }
    EXPECT_NEAR(sum, 1, 1e-4);
    for (const std::string& texture : {look.skin.texture, look.skin.texture_mixed, "irises/" + look.iris})
      ASSERT_NE(assets_->texture(texture), nullptr) << texture;
    for (const std::string& proxy : {look.hair.brows, look.outfit}) ASSERT_NE(assets_->proxy(proxy), nullptr) << proxy;
    if (!look.hair.style.empty()) {
      ASSERT_NE(assets_->proxy(look.hair.style), nullptr) << look.hair.style;
    }
  }
}

}  // namespace
}  // namespace proofmark::person

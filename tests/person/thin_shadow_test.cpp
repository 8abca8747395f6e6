#include "simulators/camera/scene/thin_shadow.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/scene.hpp"
#include "simulators/camera/scene/texture.hpp"
#include "simulators/person/life.hpp"
#include "tests/person/people_data.hpp"
#include "tests/person/population_data.hpp"

namespace proofmark::camera {
namespace {

constexpr float kTexel = 0.0105F;  // decimetres
constexpr float kRodDepth = 0.5F;
constexpr int kRodLeft = 200, kRodRight = 300, kRodTop = 250, kRodRows = 2;

// A rod across the map, as light_vertices would have placed it.
Layer rod(int left = kRodLeft) {
  Layer layer;
  layer.material = Material::frame;
  layer.triangles = {0, 1, 2, 2, 1, 3};
  const int right = left + kRodRight - kRodLeft;
  for (const auto& [x, y] :
       {std::pair{left, kRodTop}, {right, kRodTop}, {left, kRodTop + kRodRows}, {right, kRodTop + kRodRows}}) {
    std::vector<float> a(attribute::kStride);
    a[attribute::kShadowX] = static_cast<float>(x) - 0.5F;
    a[attribute::kShadowY] = static_cast<float>(y) - 0.5F;
    a[attribute::kShadowDepth] = kRodDepth - 0.004F;  // the bias that draw_shadow takes off
    layer.attributes.insert(layer.attributes.end(), a.begin(), a.end());
  }
  MipLevel plain{8, 8, std::vector<std::uint32_t>(64, pack_texel(1, 1, 1, 255))};
  layer.texture = make_mips(std::move(plain));
  return layer;
}

ShadowMap cast(float diameter) {
  ShadowMap map;
  map.clear();
  const Layer layer = rod();
  ThinShadow().cast({&layer}, diameter, kTexel, map);
  return map;
}

// Light taken away in the column through the rod's middle: all of it, and at its darkest, in texels.
std::pair<float, float> taken(const ShadowMap& map) {
  float all = 0, most = 0;
  for (int y = 0; y < ShadowMap::kSize; ++y) {
    const float here = 1 - map.thin[ShadowMap::place((kRodLeft + kRodRight) / 2, y)].passes;
    all += here;
    most = std::max(most, here);
  }
  return {all, most};
}

TEST(ThinShadow, AWideLightSpreadsItAndTakesNoMoreLightAway) {
  float before = 1.01F;
  for (const float diameter : {11.0F, 20.0F, 30.0F}) {
    const auto [all, most] = taken(cast(diameter));
    EXPECT_NEAR(all, kRodRows, 0.02F) << diameter;
    EXPECT_LT(most, before) << diameter;
    before = most;
  }
  EXPECT_LT(before, 0.4F);
  EXPECT_GT(before, 0.1F);
}

TEST(ThinShadow, LiesBehindItAloneAndNowhereElse) {
  const ShadowMap map = cast(20);
  EXPECT_NEAR(map.thin[ShadowMap::place(250, kRodTop)].depth, kRodDepth, 0.001F);
  EXPECT_EQ(map.thin[ShadowMap::place(250, kRodTop + 30)].passes, 1);
  EXPECT_EQ(map.thin[ShadowMap::place(kRodRight + 30, kRodTop)].passes, 1);
}

// The next frame's shadow is what it would be alone, wherever the last one lay.
TEST(ThinShadow, OfTheLastFrameNothingStays) {
  const Layer first = rod(), near = rod(kRodLeft + 60), far = rod(20);
  ThinShadow kept;
  ShadowMap map;
  map.clear();
  kept.cast({&first}, 30, kTexel, map);
  for (const Layer* next : {&near, &far, &first}) {
    kept.cast({next}, 20, kTexel, map);
    ShadowMap alone;
    alone.clear();
    ThinShadow().cast({next}, 20, kTexel, alone);
    ASSERT_EQ(map.thin.size(), alone.thin.size());
    for (std::size_t i = 0; i < map.thin.size(); ++i) {
      ASSERT_EQ(map.thin[i].passes, alone.thin[i].passes) << i;
      ASSERT_EQ(map.thin[i].depth, alone.thin[i].depth) << i;
    }
  }
  kept.cast({}, 20, kTexel, map);
  for (const ShadowMap::Thin& thin : map.thin) ASSERT_EQ(thin.passes, 1);
}

TEST(ThinShadow, ThePointsOfTheSunStaySharp) {
  EXPECT_FALSE(spreads(0));
  EXPECT_FALSE(spreads(0.53F));
  EXPECT_TRUE(spreads(11));
}

// Below the lenses of one face: under a lamp of a room the rims draw no dark line on the cheeks.
TEST(ThinShadow, RimsDrawNoLineOnTheCheeksUnderALampOfARoom) {
  ASSERT_NE(person::shared_assets(), nullptr) << "run setup/set-up.sh test";
  const auto population = person::population_named("uniform");
  const std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
  auto look = person::as_of(*person::shared_assets(), population,
                            person::sample_person(population, 1, person::kDevelopment + 4, today), today);
  const auto live = [&](bool worn, float diameter) {
    look.scarf.worn = false;
    look.glasses = {};
    look.glasses.worn = worn;
    Environment room;
    room.light_azimuth = 0;
    room.light_elevation = 40;
    room.light_diameter = diameter;
    const auto scene = Scene::create(person::shared_assets(), look, room, 640, 360);
    cv::Mat out, grey;
    EXPECT_TRUE(scene && (*scene)->render({}, out));
    cv::cvtColor(out, grey, cv::COLOR_BGR2GRAY);
    return grey;
  };
  const cv::Mat bare = live(false, 0), sharp = live(true, 0), wide = live(true, 20);
  const auto darkest = [&](const cv::Mat& with) {
    cv::Mat lost = bare - with;
    cv::blur(lost, lost, {3, 3});  // single pixels are no line
    const cv::Rect cheeks(278, 160, 85, 18);
    double most = 0;
    cv::minMaxLoc(lost(cheeks), nullptr, &most);
    return most;
  };
  EXPECT_GT(darkest(sharp), 20);
  EXPECT_LT(darkest(wide), 0.8 * darkest(sharp)) << darkest(sharp);
}

}  // namespace
}  // namespace proofmark::camera

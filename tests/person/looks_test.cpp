// What shows persons of a population beside the default: wrinkles, beards, receding hair, glasses, scarves.
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/expression_lines.hpp"
#include "simulators/camera/scene/facial_hair.hpp"
#include "simulators/camera/scene/figure.hpp"
#include "simulators/camera/scene/occlusion.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/camera/scene/skin_model.hpp"
#include "simulators/camera/scene/texture.hpp"
#include "simulators/camera/scene/wrinkles.hpp"
#include "simulators/person/life.hpp"
#include "tests/person/people_data.hpp"
#include "tests/person/population_data.hpp"

namespace proofmark::camera {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
constexpr Vec3 kForehead{0, 7.75F, 1.2F}, kUpperLip{0.12F, 6.80F, 1.2F}, kChin{0, 6.30F, 1.2F},
    kJaw{0.50F, 6.55F, 0.8F}, kCheek{0.45F, 7.0F, 1.0F};

TEST(Wrinkles, DeepenWithTheYearsAndStayInFront) {
  const auto sum = [](float amount, float z) {
    const Wrinkles wrinkles(amount, 5);
    float shade = 0;
    for (float y = 7.5F; y < 8; y += 0.004F) shade += wrinkles.at({0, y, z}).shade;
    return shade;
  };
  EXPECT_EQ(sum(0, 1.2F), 0);
  EXPECT_GT(sum(0.5F, 1.2F), sum(0.25F, 1.2F));
  EXPECT_GT(sum(0.9F, 1.2F), sum(0.5F, 1.2F));
  EXPECT_EQ(sum(0.9F, -0.5F), 0) << "on the back of the head";
}

TEST(Wrinkles, ALineIsLowAndDarkBetweenBanks) {
  const Wrinkles wrinkles(0.9F, 5);
  float lowest = 0, highest = 0;
  for (float y = 7.55F; y < 7.95F; y += 0.002F) {
    lowest = std::min(lowest, wrinkles.at({0.1F, y, 1.2F}).height);
    highest = std::max(highest, wrinkles.at({0.1F, y, 1.2F}).height);
  }
  EXPECT_LT(lowest, -0.5F);
  EXPECT_GT(highest, 0.05F);
}

TEST(Wrinkles, AMoveDeepensItsOwnLinesAlone) {
  const auto sum = [](FaceMove move, float amount, float low, float high) {
    const Wrinkles lines = Wrinkles::deepened_by(move, amount, 5);
    float shade = 0;
    for (float y = low; y < high; y += 0.004F)
      for (float x = -0.66F; x < 0.66F; x += 0.02F) shade += lines.at({x, y, 1.2F}).shade;
    return shade;
  };
  EXPECT_GT(sum(FaceMove::brow_raise, 0.1F, 7.5F, 8), 0) << "a young forehead too";
  EXPECT_GT(sum(FaceMove::brow_raise, 0.8F, 7.5F, 8), sum(FaceMove::brow_raise, 0.1F, 7.5F, 8));
  EXPECT_EQ(sum(FaceMove::brow_raise, 0.8F, 6, 7.5F), 0);
  EXPECT_GT(sum(FaceMove::smile, 0.8F, 6.5F, 7.45F), 0);
  EXPECT_EQ(sum(FaceMove::smile, 0.8F, 7.5F, 8), 0);
}

TEST(FacialHair, GrowsWhereItsKindDoes) {
  const Vec3 bearded{0, 1, 0};  // skin mask: no lips, all beard
  const auto at = [&](const FacialGrowth& growth, Vec3 p) { return facial_density(growth, p, bearded, 0); };
  EXPECT_GT(at({.moustache = 1}, kUpperLip), 0.7F);
  EXPECT_EQ(at({.moustache = 1}, kChin), 0);
  EXPECT_GT(at({.chin = 1}, kChin), 0.7F);
  EXPECT_EQ(at({.chin = 1}, kJaw), 0);
  EXPECT_GT(at({.cheeks = 1}, kJaw), 0.7F);
  for (const Vec3 p : {kForehead, kCheek}) EXPECT_EQ(at({1, 1, 1}, p), 0);
  EXPECT_EQ(facial_density({1, 1, 1}, kChin, {1, 1, 0}, 0), 0) << "lips";
}

class Looks : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(person::shared_assets(), nullptr) << "run setup/set-up.sh test"; }
  static person::Appearance look() {
    const auto population = person::population_named("uniform");
    auto out = person::as_of(*person::shared_assets(), population,
                             person::sample_person(population, 1, person::kDevelopment + 4, kToday), kToday);
    out.glasses.worn = out.scarf.worn = false;
    return out;
  }
  static cv::Mat live(const person::Appearance& look) {
    const auto scene = Scene::create(person::shared_assets(), look, {}, 640, 360);
    EXPECT_TRUE(scene);
    cv::Mat out;
    EXPECT_TRUE(scene && (*scene)->render({}, out));
    return out;
  }
  static cv::Mat portrait(const person::Appearance& look) {
    cv::Mat out;
    EXPECT_TRUE(document_portrait(person::shared_assets(), look, out));
    return out;
  }
  static cv::Rect changed(const cv::Mat& a, const cv::Mat& b) {
    cv::Mat difference, grey;
    cv::absdiff(a, b, difference);
    cv::cvtColor(difference, grey, cv::COLOR_BGR2GRAY);
    return cv::boundingRect(grey > 24);
  }
};

TEST_F(Looks, AHairlineGoesBackFromTheForeheadToTheEars) {
  const auto& base = person::shared_assets()->base;
  const auto full = scalp_of(*person::shared_assets()), bald = scalp_of(*person::shared_assets(), 1);
  float crown = 0, crown_bald = 0, sides = 0, sides_bald = 0;
  for (std::size_t v = 0; v < full.size(); ++v) {
    const bool high = base.vertices[v].y > 8.1F;
    (high ? crown : sides) += full[v];
    (high ? crown_bald : sides_bald) += bald[v];
  }
  EXPECT_GT(crown, 50);
  EXPECT_LT(crown_bald, 0.05F * crown);
  EXPECT_GT(sides_bald, 0.4F * sides);
}

TEST_F(Looks, TeethAreLitAndTheThroatIsDark) {
  auto figure = Figure::create(person::shared_assets(), look());
  ASSERT_TRUE(figure);
  compute_occlusion(*figure);
  SceneState state;
  state.expression.mouth_open = 1;
  figure->pose(state);
  float front = 0, back = 1;
  for (const Layer& layer : figure->layers) {
    if (layer.material != Material::mouth) continue;
    ASSERT_EQ(layer.dimmed.size(), layer.position.size());
    for (const Vec3& share : layer.dimmed) front = std::max(front, share.y), back = std::min(back, share.y);
  }
  EXPECT_GT(front, 0.5F);
  EXPECT_LT(back, 0.05F);
  figure->pose({});
  EXPECT_TRUE(figure->layers.front().dimmed.empty()) << "a shut mouth dims nothing";
}

// Between the lips of an open mouth the uppermost rows are teeth: brighter than the throat below them.
TEST_F(Looks, AnOpenMouthShowsTeethAboveDarkness) {
  const auto scene = Scene::create(person::shared_assets(), look(), {}, 1280, 720);
  ASSERT_TRUE(scene);
  SceneState state;
  state.expression.mouth_open = 1;
  cv::Mat frame;
  ASSERT_TRUE((*scene)->render(state, frame));
  std::vector<SkinPoint> points;
  (*scene)->project_skin(points);
  const auto& base = person::shared_assets()->base;
  float left = 1e9F, right = -1e9F;
  for (std::size_t v = 0; v < points.size(); ++v) {
    if (base.skin_mask[v].x < 0.5F) continue;
    left = std::min(left, points[v].x);
    right = std::max(right, points[v].x);
  }
  const float middle = 0.5F * (left + right);
  std::vector<float> rows;
  for (std::size_t v = 0; v < points.size(); ++v)
    if (base.skin_mask[v].x >= 0.5F && std::fabs(points[v].x - middle) < 4) rows.push_back(points[v].y);
  std::sort(rows.begin(), rows.end());
  ASSERT_GT(rows.size(), 4U);
  std::size_t gap = 0;
  for (std::size_t i = 1; i + 1 < rows.size(); ++i)
    if (rows[i + 1] - rows[i] > rows[gap + 1] - rows[gap]) gap = i;
  const float top = rows[gap], bottom = rows[gap + 1];  // the lips' edges
  ASSERT_GT(bottom - top, 15) << "pixels";
  double brightest = 0, darkest = 255;
  for (int y = static_cast<int>(top) + 1; y < static_cast<int>(bottom) - 1; ++y) {
    const double green = cv::mean(frame(cv::Rect(static_cast<int>(middle) - 6, y, 12, 1)))[1];
    const bool upper = static_cast<float>(y) < top + 0.4F * (bottom - top);
    if (upper) brightest = std::max(brightest, green);
    if (!upper) darkest = std::min(darkest, green);
  }
  EXPECT_GT(brightest, 1.6 * darkest);
}

// Person 1,000,009 has a receding chin: his lower gum once came out through it when the mouth was open.
TEST(Mouth_, GumsStayBehindTheChin) {
  const person::Population population = person::population_named("uniform");
  const auto& base = person::shared_assets()->base;
  SceneState state;
  state.expression.mouth_open = 1;
  for (std::uint64_t number = person::kDevelopment + 8; number < person::kDevelopment + 11; ++number) {
    const auto who = person::sample_person(population, 1, number, kToday);
    auto figure =
        Figure::create(person::shared_assets(), person::as_of(*person::shared_assets(), population, who, kToday));
    ASSERT_TRUE(figure);
    figure->pose(state);
    const std::vector<Vec3>& skin = figure->layers.front().position;
    float lips_end = 1e9F;
    for (std::size_t v = 0; v < skin.size(); ++v)
      if (base.skin_mask[v].x >= 0.5F) lips_end = std::min(lips_end, skin[v].y);
    int below = 0;
    for (const Layer& layer : figure->layers) {
      if (layer.material != Material::mouth) continue;
      for (const Vec3& gum : layer.position) {
        if (gum.y > lips_end) continue;
        float front = -1e9F;
        for (const person::Face& face : base.faces)
          for (const std::int32_t corner : face.vertex) {
            if (corner < 0) continue;
            const Vec3 at = skin[static_cast<std::size_t>(corner)];
            if (std::fabs(at.x - gum.x) < 0.06F && std::fabs(at.y - gum.y) < 0.06F) front = std::max(front, at.z);
          }
        if (front < -1e8F) continue;
        ++below;
        EXPECT_LT(gum.z, front - 0.03F) << "decimetres, person " << number;
      }
    }
    EXPECT_GT(below, 0) << "of person " << number;
  }
}

TEST_F(Looks, RaisedBrowsChangeTheBakedSkinAndGiveItBack) {
  const person::Appearance who = look();
  const auto figure = Figure::create(person::shared_assets(), who);
  ASSERT_TRUE(figure);
  const SkinBake bake{*person::shared_assets(), who, figure->layers.front().faces, {0, 0.5F, 0.87F}};
  const MipChain rest = make_mips(bake_skin(bake));
  ExpressionLines lines(bake, rest);
  MipChain texture = rest;
  const auto changed = [&](std::size_t level) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < rest[level].texels.size(); ++i)
      count += texture[level].texels[i] != rest[level].texels[i] ? 1U : 0U;
    return count;
  };
  lines.apply(texture, 0, 1);
  EXPECT_GT(changed(0), 1000U);
  EXPECT_GT(changed(1), 250U);
  lines.apply(texture, 0, 0);
  for (std::size_t level = 0; level < rest.size(); ++level) EXPECT_EQ(changed(level), 0U);
}

// The lines are a function of the state: after a smile the face at rest is as it was, byte for byte.
TEST_F(Looks, LinesOfAnExpressionComeAndGo) {
  const auto scene = Scene::create(person::shared_assets(), look(), {}, 640, 360);
  ASSERT_TRUE(scene);
  cv::Mat rest, raised, after;
  SceneState state;
  ASSERT_TRUE((*scene)->render(state, rest));
  state.expression.brow_raise = 1;
  ASSERT_TRUE((*scene)->render(state, raised));
  state.expression.smile = 0.7F;
  ASSERT_TRUE((*scene)->render(state, raised));
  ASSERT_TRUE((*scene)->render({}, after));
  EXPECT_EQ(cv::norm(rest, after, cv::NORM_INF), 0);
}

TEST_F(Looks, GlassesSitBeforeTheEyes) {
  auto with = look();
  with.glasses.worn = true;
  const cv::Mat without = live(look());
  const cv::Rect box = changed(without, live(with));
  ASSERT_GT(box.area(), 0);
  EXPECT_NEAR(box.x + box.width / 2, 320, 16);
  EXPECT_LT(box.height, 60) << "of 360 rows; the face has some 160";
  EXPECT_GT(box.width, 70);
}

TEST_F(Looks, GlassesAreTakenOffForADocumentByWhoDoes) {
  auto with = look();
  with.glasses.worn = true;
  with.glasses.off_for_documents = true;
  const cv::Mat bare = portrait(look());
  EXPECT_EQ(cv::norm(bare, portrait(with), cv::NORM_INF), 0);
  with.glasses.off_for_documents = false;
  EXPECT_GT(changed(bare, portrait(with)).area(), 0);
}

TEST_F(Looks, AScarfLeavesTheFaceFree) {
  auto with = look();
  with.scarf.worn = true;
  const cv::Mat bare = portrait(look()), covered = portrait(with);
  // Brows to chin of a portrait of 413 x 531, where the face stands; shadows may fall on it.
  const cv::Rect face(150, 170, 113, 150);
  EXPECT_LT(cv::norm(bare(face), covered(face), cv::NORM_L1) / (face.area() * 3), 12);
  const cv::Rect above(170, 40, 70, 50);
  EXPECT_GT(cv::norm(bare(above), covered(above), cv::NORM_L1) / (above.area() * 3), 12);
}

}  // namespace
}  // namespace proofmark::camera

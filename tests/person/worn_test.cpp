// What is worn in the scene: it covers, it has holes, it moves with its wearer, and without it nothing changes.
#include "simulators/camera/scene/worn.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/figure.hpp"
#include "simulators/camera/scene/layout.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/camera/scene/texture.hpp"
#include "simulators/camera/scene/viewpoint.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::camera {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

class Worn_ : public testing::Test {
 protected:
  static constexpr int kWidth = 640, kHeight = 360;
  void SetUp() override {
    cv::setNumThreads(1);
    ASSERT_NE(person::shared_assets(), nullptr) << "run setup/set-up.sh test";
  }
  static person::Appearance look() {
    const SeededRandom seed(4);
    return person::sample_appearance(*person::shared_assets(), seed, person::make_civil_record(seed, kToday), kToday);
  }
  static cv::Mat draw(std::shared_ptr<const Worn> worn, const SceneState& state = {}) {
    const auto scene = Scene::create(person::shared_assets(), look(), {}, std::move(worn), kWidth, kHeight);
    EXPECT_TRUE(scene) << scene.error().line();
    cv::Mat frame;
    EXPECT_TRUE(scene && (*scene)->render(state, frame));
    return frame;
  }
  static cv::Mat bare(const SceneState& state = {}) {
    const auto scene = Scene::create(person::shared_assets(), look(), {}, kWidth, kHeight);
    cv::Mat frame;
    EXPECT_TRUE(scene && (*scene)->render(state, frame));
    return frame;
  }
  // A red plate of 12 cm a side, 3 cm before the nose, with a hole in its middle.
  static Worn plate() {
    const auto figure = Figure::create(person::shared_assets(), look());
    const Vec3 c = figure->centre + Vec3{0, 0.2F, 0.9F};
    Shell s;
    for (const auto& [x, y] : {std::pair{-0.6F, 0.6F}, {-0.6F, -0.6F}, {0.6F, -0.6F}, {0.6F, 0.6F}}) {
      s.rest.push_back(c + Vec3{x, y, 0});
      s.uvs.push_back({x > 0 ? 1.0F : 0.0F, y > 0 ? 0.0F : 1.0F});
    }
    person::Face face;
    face.vertex = face.uv = {0, 1, 2, 3};
    s.faces.push_back(face);
    s.anchor.assign(4, 0);
    s.follow.assign(4, 0);
    s.head_weight.assign(4, 1);
    s.occlusion.assign(4, 1);
    s.finish = {0, 0, 0};
    s.texture = {64, 64, std::vector<std::uint32_t>(64 * 64, pack_texel(20, 20, 220, 255))};
    for (int y = 24; y < 40; ++y)
      for (int x = 24; x < 40; ++x) s.texture.texels[static_cast<std::size_t>(y * 64 + x)] = pack_texel(20, 20, 220, 0);
    Worn worn;
    worn.shell = std::move(s);
    return worn;
  }
  static bool red(const cv::Mat& frame, cv::Point at) {
    const auto c = frame.at<cv::Vec3b>(at);
    return c[2] > 90 && c[1] < 60 && c[0] < 60;
  }
  static cv::Point middle(const cv::Mat& frame) {
    cv::Moments m;
    cv::Mat mask;
    cv::inRange(frame, cv::Scalar(0, 0, 90), cv::Scalar(60, 60, 255), mask);
    m = cv::moments(mask, true);
    return m.m00 > 0 ? cv::Point(static_cast<int>(m.m10 / m.m00), static_cast<int>(m.m01 / m.m00)) : cv::Point();
  }
};

TEST_F(Worn_, NothingWornChangesNothing) {
  SceneState state;
  state.head = {15, -6, 3};
  state.expression.smile = 0.7F;
  const cv::Mat plain = bare(state);
  EXPECT_EQ(cv::norm(plain, draw(nullptr, state), cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(plain, draw(std::make_shared<const Worn>(), state), cv::NORM_INF), 0) << "an empty one neither";
}

TEST_F(Worn_, AShellCoversAndItsHoleShowsTheFace) {
  const cv::Mat face = bare(), covered = draw(std::make_shared<const Worn>(plate()));
  const cv::Point at = middle(covered);
  ASSERT_GT(at.x, 0);
  EXPECT_FALSE(red(covered, at)) << "the hole";
  const auto a = face.at<cv::Vec3b>(at), b = covered.at<cv::Vec3b>(at);
  EXPECT_GT(b[1], 30) << "skin, perhaps in the shadow: " << cv::Mat(a) << cv::Mat(b);
  EXPECT_TRUE(red(covered, at + cv::Point(0, -28)));
  EXPECT_TRUE(red(covered, at + cv::Point(28, 0)));
}

TEST_F(Worn_, AShellTurnsWithTheHead) {
  const auto worn = std::make_shared<const Worn>(plate());
  SceneState turned;
  turned.head.yaw = 20;
  EXPECT_GT(middle(draw(worn, turned)).x, middle(draw(worn)).x + 15) << "to the person's own left";
}

TEST_F(Worn_, AnExpressionPassesAsFarAsTheShellFollows) {
  const std::vector<Vec3> neutral{{0, 0, 0}, {1, 0, 0}}, expressed{{0, -1, 0}, {1, 0, 0}};
  Shell s;
  s.rest = {{0, 0, 0.1F}, {1, 0, 0.1F}};
  s.anchor = {0, 1};
  s.follow = {0.25F, 1};
  std::vector<Vec3> placed;
  place_shell(s, neutral, expressed, placed);
  EXPECT_EQ(placed[0], (Vec3{0, -0.25F, 0.1F}));
  EXPECT_EQ(placed[1], s.rest[1]);
}

TEST_F(Worn_, HiddenSkinGoesOnlyWhereAllCornersAreHidden) {
  Layer skin;
  skin.source = {0, 1, 2, 3};
  skin.triangles = {0, 1, 2, 0, 2, 3};
  Shell s;
  s.hides = {1, 1, 1, 0};
  hide_skin(skin, s);
  EXPECT_EQ(skin.triangles, (std::vector<std::uint32_t>{0, 2, 3}));
}

TEST_F(Worn_, PaintKeepsTheReliefAndCoversByItsAlpha) {
  MipLevel skin{2, 1, {pack_texel(100, 100, 100, 40), pack_texel(100, 100, 100, 41)}};
  paint_skin(skin, {2, 1, {pack_texel(200, 0, 50, 255), pack_texel(200, 0, 50, 0)}});
  EXPECT_EQ(skin.texels[0], pack_texel(200, 0, 50, 40));
  EXPECT_EQ(skin.texels[1], pack_texel(100, 100, 100, 41));
}

TEST_F(Worn_, PartsThatDoNotFitAreRefused) {
  const person::BaseMesh& base = person::shared_assets()->base;
  EXPECT_TRUE(check_worn(plate(), base));
  Worn wrong = plate();
  wrong.shell->follow.pop_back();
  EXPECT_FALSE(check_worn(wrong, base));
  wrong = plate();
  wrong.shell->faces[0].vertex[3] = 4;
  EXPECT_FALSE(check_worn(wrong, base));
  wrong = plate();
  wrong.shell->texture.width = 63;
  EXPECT_FALSE(check_worn(wrong, base));
  wrong = plate();
  wrong.shell->anchor[0] = static_cast<std::int32_t>(base.vertices.size());
  EXPECT_FALSE(Scene::create(person::shared_assets(), look(), {}, std::make_shared<const Worn>(wrong)));
  Worn paint;
  paint.paint = MipLevel{64, 64, std::vector<std::uint32_t>(64 * 64)};
  EXPECT_FALSE(check_worn(paint, base)) << "paint has the size of the skin's texture";
}

TEST_F(Worn_, APointsPixelIsWhereTheSceneDrawsIt) {
  // The plate's middle, found in the picture, against the viewpoint's own reckoning.
  const Worn worn = plate();
  const cv::Point seen = middle(draw(std::make_shared<const Worn>(worn)));
  const auto figure = Figure::create(person::shared_assets(), look());
  const Vec2 at = viewpoint(figure->centre, {}, kWidth, kHeight)
                      .pixel((worn.shell->rest[0] + worn.shell->rest[2]) * 0.5F, kWidth, kHeight);
  EXPECT_NEAR(at.u, seen.x, 2);
  EXPECT_NEAR(at.v, seen.y, 2);
}

}  // namespace
}  // namespace proofmark::camera

// What is drawn: the same bytes for the same state, and each expression where it belongs in the picture.
#include "simulators/camera/scene/scene.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/person/people_data.hpp"

namespace proofmark::camera {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

person::Appearance look_of(std::uint64_t seed, person::Sex sex = person::Sex::male) {
  person::CivilRecord civil;
  civil.sex = sex;
  civil.date_of_birth = kToday - std::chrono::years(30);
  auto look = person::sample_appearance(*person::shared_assets(), SeededRandom(seed), civil, kToday);
  return look;
}

class Scene_ : public testing::Test {
 protected:
  static constexpr int kWidth = 640, kHeight = 360;
  void SetUp() override {
    cv::setNumThreads(1);
    ASSERT_TRUE(std::filesystem::exists(person::people_package() / "package.json")) << "run setup/set-up.sh test";
    ASSERT_NE(person::shared_assets(), nullptr);
  }
  // One scene for the tests that only look.
  static Scene& scene() {
    static const auto made = Scene::create(person::shared_assets(), look_of(4), {}, kWidth, kHeight);
    EXPECT_TRUE(made);
    return **made;
  }
  static cv::Mat draw(const std::function<void(SceneState&)>& set = [](SceneState&) {}) {
    SceneState state;
    set(state);
    cv::Mat frame;
    EXPECT_TRUE(scene().render(state, frame));
    return frame;
  }
  // The box of pixels that differ by more than noise of rounding, and the centre of the differences.
  struct Change {
    cv::Rect box;
    double x = 0, y = 0;
    int count = 0;
  };
  static Change change(const cv::Mat& a, const cv::Mat& b) {
    Change c;
    int x0 = a.cols, x1 = 0, y0 = a.rows, y1 = 0;
    for (int y = 0; y < a.rows; ++y)
      for (int x = 0; x < a.cols; ++x) {
        const auto &p = a.at<cv::Vec3b>(y, x), &q = b.at<cv::Vec3b>(y, x);
        if (std::abs(p[0] - q[0]) + std::abs(p[1] - q[1]) + std::abs(p[2] - q[2]) < 24) continue;
        x0 = std::min(x0, x), x1 = std::max(x1, x), y0 = std::min(y0, y), y1 = std::max(y1, y);
        c.x += x, c.y += y, ++c.count;
      }
    if (c.count > 0) {
      c.x /= c.count, c.y /= c.count;
      c.box = {x0, y0, x1 - x0 + 1, y1 - y0 + 1};
    }
    return c;
  }
};

TEST_F(Scene_, TheSameStateIsTheSameBytes) {
  const auto moved = [](SceneState& s) {
    s.head = {20, -8, 3};
    s.expression.smile = 0.6F;
    s.camera.shift_x = 0.02F;
    s.breath = 0.5F;
  };
  const cv::Mat first = draw(moved);
  (void)draw([](SceneState& s) { s.expression.mouth_open = 1; });  // what was drawn between must not matter
  EXPECT_EQ(cv::norm(first, draw(moved), cv::NORM_INF), 0);
  const auto again = Scene::create(person::shared_assets(), look_of(4), {}, kWidth, kHeight);
  ASSERT_TRUE(again);
  SceneState state;
  moved(state);
  cv::Mat frame;
  ASSERT_TRUE((*again)->render(state, frame));
  EXPECT_EQ(cv::norm(first, frame, cv::NORM_INF), 0);
}

TEST_F(Scene_, AFrameHasTheAskedFormat) {
  const cv::Mat frame = draw();
  EXPECT_EQ(frame.type(), CV_8UC3);
  EXPECT_EQ(frame.size(), cv::Size(kWidth, kHeight));
}

TEST_F(Scene_, BlinkingChangesTheEyeAndNothingElse) {
  const cv::Mat rest = draw();
  const Change left = change(rest, draw([](SceneState& s) { s.expression.blink_left = 1; }));
  const Change right = change(rest, draw([](SceneState& s) { s.expression.blink_right = 1; }));
  ASSERT_GT(left.count, 20);
  ASSERT_GT(right.count, 20);
  // The person's own left eye lies on the right of an unmirrored picture.
  EXPECT_GT(left.box.x, kWidth / 2);
  EXPECT_LT(right.box.x + right.box.width, kWidth / 2 + 2);
  EXPECT_LT(left.box.height, kHeight / 10);
  EXPECT_NEAR(left.y, right.y, 6);
  const Change both = change(rest, draw([](SceneState& s) { s.expression.blink_left = s.expression.blink_right = 1; }));
  EXPECT_NEAR(both.count, left.count + right.count, 0.1 * both.count);
}

TEST_F(Scene_, TheMouthLiesBelowTheEyes) {
  const cv::Mat rest = draw();
  const Change eyes = change(rest, draw([](SceneState& s) { s.expression.blink_left = s.expression.blink_right = 1; }));
  const Change open = change(rest, draw([](SceneState& s) { s.expression.mouth_open = 1; }));
  const Change smile = change(rest, draw([](SceneState& s) { s.expression.smile = 1; }));
  const Change brows = change(rest, draw([](SceneState& s) { s.expression.brow_raise = 1; }));
  EXPECT_GT(open.y, eyes.y + kHeight / 10.0);
  EXPECT_GT(smile.count, 100);
  EXPECT_GT(smile.y, eyes.y);
  EXPECT_LT(brows.y, eyes.y);
  EXPECT_NEAR(open.x, kWidth / 2.0, kWidth / 40.0);
  // The opened mouth is dark inside.
  const cv::Mat frame = draw([](SceneState& s) { s.expression.mouth_open = 1; });
  cv::Mat grey;
  cv::cvtColor(frame(open.box), grey, cv::COLOR_BGR2GRAY);
  double darkest = 255;
  cv::minMaxLoc(grey, &darkest);
  EXPECT_LT(darkest, 50);
}

TEST_F(Scene_, TheGazeMovesTheEyesOnly) {
  const Change gaze = change(draw(), draw([](SceneState& s) { s.expression.gaze_x = 1; }));
  ASSERT_GT(gaze.count, 10);
  EXPECT_LT(gaze.box.height, kHeight / 10);
}

TEST_F(Scene_, TurningLeftMovesTheFaceToThePicturesRight) {
  const auto nose_side = [&](float yaw) {
    // Where the picture differs from that with a smile: round the mouth.
    const cv::Mat plain = draw([&](SceneState& s) { s.head.yaw = yaw; });
    return change(plain, draw([&](SceneState& s) { s.head.yaw = yaw, s.expression.mouth_open = 1; })).x;
  };
  EXPECT_GT(nose_side(25), nose_side(0) + 15);
  EXPECT_LT(nose_side(-25), nose_side(0) - 15);
}

TEST_F(Scene_, LookingUpRaisesTheFace) {
  const auto mouth = [&](float pitch) {
    const cv::Mat plain = draw([&](SceneState& s) { s.head.pitch = pitch; });
    return change(plain, draw([&](SceneState& s) { s.head.pitch = pitch, s.expression.mouth_open = 1; })).y;
  };
  EXPECT_LT(mouth(15), mouth(0) - 5);
  EXPECT_GT(mouth(-15), mouth(0) + 5);
}

TEST_F(Scene_, TheCameraMovesEverything) {
  const auto eyes = [&](const std::function<void(SceneState&)>& set) {
    const cv::Mat plain = draw(set);
    return change(plain, draw([&](SceneState& s) { set(s), s.expression.blink_left = s.expression.blink_right = 1; }));
  };
  const Change at_rest = eyes([](SceneState&) {});
  EXPECT_NEAR(eyes([](SceneState& s) { s.camera.shift_x = 0.1F; }).x, at_rest.x + 0.1 * kHeight, 3);
  EXPECT_NEAR(eyes([](SceneState& s) { s.camera.shift_y = 0.1F; }).y, at_rest.y - 0.1 * kHeight, 3);
  EXPECT_LT(eyes([](SceneState& s) { s.camera.distance = 1.4F; }).box.width, at_rest.box.width * 0.85);
}

TEST_F(Scene_, TwoPersonsDifferAndTheOtherLightShowsTheSame) {
  Environment evening;
  evening.light_azimuth = -45;
  evening.light_intensity = 0.9F;
  const auto frame = [](std::uint64_t seed, const Environment& e) {
    cv::Mat out;
    const auto made = Scene::create(person::shared_assets(), look_of(seed), e, kWidth, kHeight);
    EXPECT_TRUE(made);
    EXPECT_TRUE((*made)->render({}, out));
    return out;
  };
  EXPECT_GT(change(frame(1, {}), frame(2, {})).count, 2000);
  EXPECT_GT(change(frame(1, {}), frame(1, evening)).count, 500);
}

TEST_F(Scene_, AnImpossibleStateIsRefused) {
  cv::Mat frame;
  SceneState state;
  state.head.yaw = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(scene().render(state, frame));
  state = {};
  state.camera.distance = 0;
  EXPECT_FALSE(scene().render(state, frame));
  state = {};
  state.expression.smile = 7;
  const auto refused = scene().render(state, frame);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().observed.find('7'), std::string::npos);
}

TEST_F(Scene_, AnUnknownNameOrSizeIsRefused) {
  auto look = look_of(1);
  look.hair.style = "hair/mohawk99";
  const auto made = Scene::create(person::shared_assets(), look, {}, kWidth, kHeight);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().observed.find("mohawk99"), std::string::npos);
  look = look_of(1);
  look.iris = "ultraviolet";
  EXPECT_FALSE(Scene::create(person::shared_assets(), look, {}, kWidth, kHeight));
  EXPECT_FALSE(Scene::create(person::shared_assets(), look_of(1), {}, 0, kHeight));
}

TEST_F(Scene_, TheDocumentPortraitHasItsFormatAndPlainBackground) {
  cv::Mat portrait;
  ASSERT_TRUE(document_portrait(person::shared_assets(), look_of(4), portrait));
  EXPECT_EQ(portrait.type(), CV_8UC3);
  EXPECT_EQ(portrait.size(), cv::Size(413, 531));
  for (const cv::Point corner : {cv::Point(4, 4), cv::Point(408, 4)}) {
    const auto& p = portrait.at<cv::Vec3b>(corner);
    for (int k = 0; k < 3; ++k) EXPECT_GT(p[k], 215);
  }
}

TEST(Environment, RoomsDifferBySeedAndStayPlausible) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Environment e = Environment::sample(SeededRandom(seed));
    EXPECT_NE(e.background_seed, 0U);
    EXPECT_NE(e.background_seed, Environment::sample(SeededRandom(seed + 1)).background_seed);
    EXPECT_TRUE(e.light_intensity > 0.5F && e.light_intensity < 2 && e.ambient > 0.1F);
    EXPECT_EQ(e.light_azimuth, Environment::sample(SeededRandom(seed)).light_azimuth);
  }
}

}  // namespace
}  // namespace proofmark::camera

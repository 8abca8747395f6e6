#include "attacks/deepfake/deepfake.hpp"

#include <gtest/gtest.h>

#include "attacks/deepfake/face_region.hpp"
#include "attacks/deepfake/feigned_hand.hpp"
#include "attacks/deepfake/paste.hpp"
#include "attacks/deepfake/performer.hpp"
#include "tests/attacks/looks_stage.hpp"

namespace proofmark::attack::deepfake {
namespace {

using namespace std::chrono_literals;
using camera::Action;
using camera::StreamTime;

Species with(std::map<std::string, Range> parameters) {
  Species s;
  s.id = "deepfake-x";
  s.attack_class = "deepfake";
  s.parameters = std::move(parameters);
  return s;
}

Range just(double value) {
  return {value, value};
}

double difference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * 3);
}

// The largest turn of the head within four seconds of being asked at one second.
double most_turned(Performer& performer, bool tracked) {
  performer.challenge(Action::turn_left, 1s, 3s);
  double most = 0;
  for (StreamTime t{}; t < 5s; t += 33ms)
    if (performer.advance(t))
      most = std::max(most, static_cast<double>((tracked ? performer.tracked() : performer.performed()).head.yaw));
  return most;
}

TEST(Performer, TheForgeryFollowsLateAndNotBeyondItsLimit) {
  Performer prompt(with({{"lag", just(0)}}), SeededRandom(3));
  Performer late(with({{"lag", just(9)}}), SeededRandom(3));
  prompt.challenge(Action::turn_left, 1s, 3s);
  late.challenge(Action::turn_left, 1s, 3s);
  for (StreamTime t{}; t < 3s; t += 50ms) {
    ASSERT_TRUE(prompt.advance(t));
    ASSERT_TRUE(late.advance(t + 300ms));
    EXPECT_FLOAT_EQ(late.performed().head.yaw, prompt.performed().head.yaw);
  }
  Performer limited(with({{"turn_limit", just(15)}}), SeededRandom(3));
  EXPECT_LT(most_turned(limited, true), 15.01);
  Performer free(with({{"turn_limit", just(15)}}), SeededRandom(3));
  EXPECT_GT(most_turned(free, false), 18);
}

TEST(Performer, ASlowerPipelineHoldsItsPictures) {
  Performer performer(with({{"pipeline_rate", just(15)}}), SeededRandom(3));
  int pictures = 0;
  for (int n = 0; n < 60; ++n) pictures += performer.advance(StreamTime(n * 1000000 / 30)) ? 1 : 0;
  EXPECT_EQ(pictures, 30);
}

TEST(Performer, TheMouthSlipsBehind) {
  const auto widest = [](double follow) {
    Performer performer(with({{"mouth_follow", just(follow)}}), SeededRandom(3));
    performer.challenge(Action::open_mouth, 1s, 3s);
    double wide = 0;
    for (StreamTime t{}; t < 2300ms; t += 33ms)
      if (performer.advance(t)) wide = std::max(wide, static_cast<double>(performer.tracked().expression.mouth_open));
    return wide;
  };
  EXPECT_GT(widest(1), widest(0.05) + 0.2);
}

TEST(FaceRegion, FindsTheTurnScaleAndShiftBetweenTwoPictures) {
  const auto assets = person::shared_assets();
  ASSERT_TRUE(assets);
  const FaceRegion region(assets->base);
  SkinPoints from, to;
  for (const person::Vec3& v : assets->base.vertices) {
    from.push_back({100 * v.x, -100 * v.y, v.z > 0 ? 1.0F : -1.0F});
    // Twice as large, turned by 90 degrees, shifted.
    to.push_back({200 * v.y + 7, 200 * v.x - 3, from.back().facing});
  }
  const cv::Matx23d fit = region.fit(from, to);
  EXPECT_NEAR(fit(0, 0), 0, 1e-4);
  EXPECT_NEAR(fit(0, 1), -2, 1e-4);
  EXPECT_NEAR(fit(1, 0), 2, 1e-4);
  EXPECT_NEAR(fit(0, 2), 7, 0.02);
  EXPECT_NEAR(fit(1, 2), -3, 0.02);
  EXPECT_GE(region.hull(from).size(), 8U);
  EXPECT_GT(region.triangles().size(), 300U);
  for (auto& p : from) p.facing = -1;
  EXPECT_TRUE(region.hull(from).empty()) << "a face that looks away has none";
}

TEST(Paste, CoversTheOutlineAndNothingElse) {
  const cv::Mat face(200, 200, CV_8UC3, cv::Scalar(20, 40, 200));
  const std::vector<cv::Point2f> outline{{60, 60}, {140, 60}, {140, 140}, {60, 140}};
  const Species exact = with({{"colour_match", just(0)}, {"feather", just(0.02)}, {"inset", just(0.02)}});
  cv::Mat picture(200, 200, CV_8UC3, cv::Scalar::all(100));
  Paste(exact, SeededRandom(1)).lay(face, outline, 1, picture);
  EXPECT_EQ(picture.at<cv::Vec3b>(100, 100), cv::Vec3b(20, 40, 200));
  EXPECT_EQ(picture.at<cv::Vec3b>(40, 100), cv::Vec3b(100, 100, 100));
  cv::Mat untouched(200, 200, CV_8UC3, cv::Scalar::all(100));
  Paste(exact, SeededRandom(1)).lay(face, outline, 0, untouched);
  EXPECT_EQ(untouched.at<cv::Vec3b>(100, 100), cv::Vec3b(100, 100, 100));
  Paste(exact, SeededRandom(1)).lay(face, {}, 1, untouched);
  EXPECT_EQ(untouched.at<cv::Vec3b>(100, 100), cv::Vec3b(100, 100, 100));
}

TEST(Paste, MatchesColoursAsFarAsTheSpeciesSays) {
  const cv::Mat face(200, 200, CV_8UC3, cv::Scalar(20, 40, 200));
  const std::vector<cv::Point2f> outline{{60, 60}, {140, 60}, {140, 140}, {60, 140}};
  cv::Mat picture(200, 200, CV_8UC3, cv::Scalar::all(100));
  Paste(with({{"colour_match", just(1)}, {"warmth", just(6)}}), SeededRandom(1)).lay(face, outline, 1, picture);
  EXPECT_EQ(picture.at<cv::Vec3b>(100, 100), cv::Vec3b(94, 100, 106));
}

TEST(FeignedHand, MovesThePictureOnlyWhenTheSpeciesSaysSo) {
  cv::Mat picture(720, 1280, CV_8UC3, cv::Scalar::all(60)), a, b;
  cv::circle(picture, {640, 360}, 80, {200, 200, 200}, cv::FILLED);
  const FeignedHand still(with({}), SeededRandom(1)), moving(with({{"picture_sway", just(0.01)}}), SeededRandom(1));
  still.hold(picture, 0s, a);
  still.hold(picture, 1s, b);
  EXPECT_EQ(difference(a, b), 0);
  moving.hold(picture, 0s, a);
  moving.hold(picture, 1s, b);
  EXPECT_GT(difference(a, b), 0.05);
}

// With everything forged and nothing forged the same attacker does the same in the same room.
TEST(Forgery, ASwapChangesTheFaceAndNothingElse) {
  cv::Mat forged, own;
  for (auto& [opacity, picture] : {std::pair<double, cv::Mat*>{1, &forged}, {0, &own}}) {
    LooksStage stage;
    const Species s = with({{"opacity", just(opacity)}, {"face_pixels", just(160)}, {"own_sway", just(0)}});
    auto source = make_source(s, "face swap", stage, SeededRandom(4));
    ASSERT_TRUE(source) << source.error().line();
    ASSERT_TRUE((*source)->frame(0us, *picture));
  }
  EXPECT_GT(difference(forged(cv::Rect(580, 280, 120, 140)), own(cv::Rect(580, 280, 120, 140))), 2);
  EXPECT_EQ(difference(forged(cv::Rect(0, 0, 300, 720)), own(cv::Rect(0, 0, 300, 720))), 0);
  EXPECT_EQ(difference(forged.rowRange(560, 720), own.rowRange(560, 720)), 0);
}

TEST(Forgery, EachAnswersWhatIsAsked) {
  for (const std::string& name : forgeries()) {
    cv::Mat asked, left_alone;
    for (const bool ask : {true, false}) {
      LooksStage stage;
      auto source = make_source(with({}), name, stage, SeededRandom(4));
      ASSERT_TRUE(source) << name << source.error().line();
      cv::Mat& picture = ask ? asked : left_alone;
      ASSERT_TRUE((*source)->frame(0us, picture));
      if (ask) (*source)->challenge(Action::turn_left, 100ms, 3s);
      ASSERT_TRUE((*source)->frame(1700ms, picture));
      ASSERT_EQ(picture.size(), cv::Size(1280, 720));
    }
    const cv::Rect face(520, 200, 240, 280);
    EXPECT_GT(difference(asked(face), left_alone(face)), 4) << name;
  }
}

TEST(Forgery, ASwapBreaksDownWhereTheHeadIsTurnedFar) {
  const auto turned = [](double depth) {
    LooksStage stage;
    auto source = make_source(with({{"fail_turn", just(5)}, {"fail_depth", just(depth)}, {"camera_noise", just(0)}}),
                              "face swap", stage, SeededRandom(4));
    cv::Mat picture;
    EXPECT_TRUE((*source)->frame(0us, picture));
    (*source)->challenge(Action::turn_left, 100ms, 3s);
    EXPECT_TRUE((*source)->frame(1700ms, picture));
    return picture;
  };
  EXPECT_GT(difference(turned(1)(cv::Rect(580, 280, 120, 140)), turned(0)(cv::Rect(580, 280, 120, 140))), 2);
}

TEST(Forgery, WrongInputIsRefused) {
  LooksStage stage, alone(false);
  EXPECT_FALSE(make_source(with({}), "hypnosis", stage, SeededRandom(4)));
  EXPECT_FALSE(make_source(with({}), "face swap", alone, SeededRandom(4))) << "nobody performs";
  EXPECT_TRUE(parameters("hypnosis").empty());
  Species s = with({{"fether", just(1)}});
  s.choices["forgery"] = "face swap";
  EXPECT_FALSE(make(s, stage, SeededRandom(4)));
  s.parameters.clear();
  s.choices["forgery"] = "hypnosis";
  EXPECT_FALSE(make(s, stage, SeededRandom(4)));
  s.attack_class = "print";
  EXPECT_FALSE(make(s, stage, SeededRandom(4)));
}

}  // namespace
}  // namespace proofmark::attack::deepfake

#include "reference-impl/liveness/passive.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "common/random.hpp"
#include "reference-impl/face/pose.hpp"

namespace proofmark::liveness {
namespace {

using decision::CheckResult;

// Smooth skin with sensor noise, and over it a grid of the given period (pixels) and strength (8-bit steps).
cv::Mat skin(double period, double strength) {
  SeededRandom random(2, "skin");
  cv::Mat picture(400, 400, CV_8UC3);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      double v = 120 + 30 * std::sin(x / 90.0) + 20 * std::cos(y / 70.0) + 2 * random.normal();
      if (strength > 0) v += strength * std::sin(2 * std::numbers::pi * (x + 0.6 * y) / period);
      picture.at<cv::Vec3b>(y, x) = cv::Vec3b::all(cv::saturate_cast<uchar>(v));
    }
  return picture;
}

Passive judged(const cv::Mat& picture) {
  Passive passive;
  for (int i = 0; i < 5; ++i) passive.add_picture(picture, {20, 20, 360, 360});
  return passive;
}

TEST(Spectrum, AGridStandsOutOfSkin) {
  const double plain = *judged(skin(0, 0)).measures().periodicity;
  const double grid = *judged(skin(4.7, 3)).measures().periodicity;
  EXPECT_GT(grid, plain + 8);
}

TEST(Spectrum, TooSmallAFaceIsNotMeasured) {
  Passive passive;
  passive.add_picture(skin(0, 0), {10, 10, 40, 40});
  EXPECT_FALSE(passive.measures().periodicity);
  EXPECT_DOUBLE_EQ(spectral_peak(cv::Mat(30, 30, CV_8UC1, cv::Scalar(3))), 0);
}

TEST(Passive, NothingSeenIsUndetermined) {
  EXPECT_EQ(Passive().check({}).result, CheckResult::undetermined);
}

TEST(Passive, EachCueFailsByItself) {
  PassivePolicy policy;
  policy.min_liveness = 0.5;
  policy.max_periodicity = 1000;
  const auto with_score = [](double score) {
    Passive passive = judged(skin(0, 0));
    for (int i = 0; i < 5; ++i) passive.add_score(score);
    return passive;
  };
  EXPECT_EQ(with_score(0.9).check(policy).result, CheckResult::passed);
  EXPECT_EQ(with_score(0.1).check(policy).result, CheckResult::failed);
  policy.max_periodicity = 0;
  EXPECT_EQ(with_score(0.9).check(policy).result, CheckResult::failed);
  policy.max_periodicity = 1000;

  face::Pose front, turned;
  front.scale = turned.scale = 2;
  turned.yaw = 25;
  const auto neutral = face::project(face::average_shape(), front, {400, 300});
  policy.min_parallax = 0.5;
  Passive head = with_score(0.9), sheet = with_score(0.9);
  head.add_turn(neutral, {face::project(face::average_shape(), turned, {400, 300})});
  sheet.add_turn(neutral, {neutral});
  EXPECT_EQ(head.check(policy).result, CheckResult::passed) << head.check(policy).reason;
  EXPECT_EQ(sheet.check(policy).result, CheckResult::failed);

  policy.min_head_motion = 0.2;
  Passive moving = with_score(0.9), still = with_score(0.9);
  for (int i = 0; i < 60; ++i) {
    Observation o;
    still.add_observation(o, false);
    o.yaw = std::sin(i / 10.0);
    moving.add_observation(o, false);
  }
  EXPECT_EQ(moving.check(policy).result, CheckResult::passed);
  EXPECT_EQ(still.check(policy).result, CheckResult::failed);
}

}  // namespace
}  // namespace proofmark::liveness

#include "reference-impl/face/pose.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "common/random.hpp"

namespace proofmark::face {
namespace {

Pose posed(double yaw, double pitch, double roll, double scale = 2) {
  Pose pose;
  pose.yaw = yaw;
  pose.pitch = pitch;
  pose.roll = roll;
  pose.scale = scale;
  return pose;
}

TEST(Shape, IsSymmetricAndTheNoseStandsOut) {
  const Shape& shape = average_shape();
  EXPECT_DOUBLE_EQ(shape[36].x, -shape[45].x);
  EXPECT_DOUBLE_EQ(shape[59].x, -shape[55].x);
  EXPECT_LT(shape[59].x, 0);  // the scheme runs back along the lower lip
  EXPECT_LT(shape[67].x, 0);
  for (std::size_t i = 0; i < shape.size(); ++i) EXPECT_LE(shape[i].z, shape[30].z) << i;
}

TEST(Pose, SignsAreThePersonsOwn) {
  const Landmarks front = project(average_shape(), posed(0, 0, 0), {640, 360});
  // To the own left: the nose moves to the right of the picture; up: it moves up.
  EXPECT_GT(project(average_shape(), posed(20, 0, 0), {640, 360})[30].x, front[30].x + 5);
  EXPECT_LT(project(average_shape(), posed(0, 15, 0), {640, 360})[30].y, front[30].y - 5);
  // To the own left shoulder: the picture-right eye sinks.
  const Landmarks tilted = project(average_shape(), posed(0, 0, 10), {640, 360});
  EXPECT_GT(tilted[45].y, tilted[36].y + 5);
}

TEST(Pose, ComesBackFromProjectedShapes) {
  for (const double yaw : {-35.0, -12.0, 0.0, 8.0, 30.0})
    for (const double pitch : {-20.0, 0.0, 15.0})
      for (const double roll : {-15.0, 0.0, 10.0}) {
        const auto found =
            estimate_pose(project(average_shape(), posed(yaw, pitch, roll, 1.5), {500, 300}), average_shape());
        ASSERT_TRUE(found);
        EXPECT_NEAR(found->yaw, yaw, 0.05);
        EXPECT_NEAR(found->pitch, pitch, 0.05);
        EXPECT_NEAR(found->roll, roll, 0.05);
        EXPECT_NEAR(found->scale, 1.5, 0.01);
        EXPECT_LT(found->residual, 0.01);
      }
}

TEST(Pose, StandsNoiseOfLandmarks) {
  SeededRandom random(7, "noise");
  double worst = 0;
  for (int i = 0; i < 50; ++i) {
    Landmarks l = project(average_shape(), posed(20, -8, 3), {640, 360});
    for (auto& p : l) p += cv::Point2d(random.normal(), random.normal()) * 2.0;  // 1 mm
    const auto found = estimate_pose(l, average_shape());
    ASSERT_TRUE(found);
    worst = std::max({worst, std::abs(found->yaw - 20), std::abs(found->pitch + 8)});
  }
  EXPECT_LT(worst, 6);
}

TEST(Pose, ForeignProportionsCancelWithThePersonalShape) {
  // A long-nosed, wide-eyed head: with the average shape its front view looks raised or lowered.
  Shape own = average_shape();
  for (auto& p : own) p = {p.x * 1.1, p.y * 1.15 + (p.z > 20 ? 4 : 0), p.z * 1.1};
  const Landmarks front = project(own, posed(0, 0, 0), {640, 360});
  const auto personal = personal_shape(front);
  ASSERT_TRUE(personal);
  const auto neutral = estimate_pose(front, *personal);
  ASSERT_TRUE(neutral);
  EXPECT_NEAR(neutral->yaw, 0, 0.01);
  EXPECT_NEAR(neutral->pitch, 0, 0.01);
  const auto turned = estimate_pose(project(own, posed(-25, 0, 0), {640, 360}), *personal);
  ASSERT_TRUE(turned);
  EXPECT_NEAR(turned->yaw, -25, 5);
  EXPECT_NEAR(turned->pitch, 0, 4);
}

TEST(Pose, DegenerateLandmarksGiveNothing) {
  EXPECT_FALSE(estimate_pose(Landmarks{}, average_shape()));
  EXPECT_FALSE(personal_shape(Landmarks{}));
  EXPECT_FALSE(planar_residual(Landmarks{}, Landmarks{}));
  Landmarks line{};
  for (std::size_t i = 0; i < line.size(); ++i) line[i] = {static_cast<double>(i) * 5, 100};
  const auto residual = planar_residual(line, line);
  EXPECT_TRUE(!residual || std::isfinite(*residual));
}

TEST(Parallax, AHeadHasItAndAPictureOfItHasNot) {
  const Landmarks front = project(average_shape(), posed(0, 0, 0), {640, 360});
  const Landmarks turned = project(average_shape(), posed(25, 0, 0), {640, 360});
  // The front picture as a sheet turned by 40 degrees and seen in perspective.
  Landmarks sheet;
  for (std::size_t i = 0; i < front.size(); ++i) {
    const cv::Point2d d = front[i] - cv::Point2d(640, 360);
    const double angle = 40 * std::numbers::pi / 180;
    const double depth = 1 + d.x * std::sin(angle) / 2000;
    sheet[i] = {640 + d.x * std::cos(angle) / depth, 360 + d.y / depth};
  }
  ASSERT_TRUE(planar_residual(front, turned));
  ASSERT_TRUE(planar_residual(front, sheet));
  EXPECT_GT(*planar_residual(front, turned), 1.0);
  EXPECT_LT(*planar_residual(front, sheet), 0.05);
}

}  // namespace
}  // namespace proofmark::face

#include "reference-impl/face/geometry.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "reference-impl/face/measures.hpp"
#include "reference-impl/face/pose.hpp"

namespace proofmark::face {
namespace {

Landmarks frontal(double scale = 2, cv::Point2d centre = {640, 360}) {
  Pose pose;
  pose.scale = scale;
  return project(average_shape(), pose, centre);
}

TEST(Similarity, FindsRotationScaleAndShift) {
  const std::vector<cv::Point2d> from{{0, 0}, {10, 0}, {3, 7}, {-4, 2}};
  const double angle = 33 * std::numbers::pi / 180, scale = 1.7;
  std::vector<cv::Point2d> to;
  for (const auto& p : from)
    to.emplace_back(scale * (std::cos(angle) * p.x - std::sin(angle) * p.y) + 5,
                    scale * (std::sin(angle) * p.x + std::cos(angle) * p.y) - 9);
  const auto transform = fit_similarity(from, to);
  ASSERT_TRUE(transform);
  EXPECT_NEAR((*transform)(0, 0), scale * std::cos(angle), 1e-12);
  EXPECT_NEAR((*transform)(1, 0), scale * std::sin(angle), 1e-12);
  for (std::size_t i = 0; i < from.size(); ++i) EXPECT_NEAR(cv::norm(apply(*transform, from[i]) - to[i]), 0, 1e-10);
}

TEST(Similarity, NeverMirrors) {
  const std::vector<cv::Point2d> from{{0, 0}, {10, 0}, {3, 7}};
  const std::vector<cv::Point2d> mirrored{{0, 0}, {-10, 0}, {-3, 7}};
  const auto transform = fit_similarity(from, mirrored);
  ASSERT_TRUE(transform);
  EXPECT_GE((*transform)(0, 0) * (*transform)(1, 1) - (*transform)(0, 1) * (*transform)(1, 0), 0);
}

TEST(Similarity, LeastSquaresLeavesNoBetterNeighbour) {
  const std::vector<cv::Point2d> from{{0, 0}, {10, 1}, {3, 7}, {-4, 2}, {6, 6}};
  const std::vector<cv::Point2d> to{{1, 2}, {12, 4}, {2, 11}, {-5, 4}, {9, 8}};
  const auto best = *fit_similarity(from, to);
  const auto error = [&](double a, double b, double x, double y) {
    double sum = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const cv::Point2d d = apply(cv::Matx23d(a, -b, x, b, a, y), from[i]) - to[i];
      sum += d.dot(d);
    }
    return sum;
  };
  const double at = error(best(0, 0), best(1, 0), best(0, 2), best(1, 2));
  for (const double step : {-1e-3, 1e-3}) {
    EXPECT_GT(error(best(0, 0) + step, best(1, 0), best(0, 2), best(1, 2)), at);
    EXPECT_GT(error(best(0, 0), best(1, 0) + step, best(0, 2), best(1, 2)), at);
    EXPECT_GT(error(best(0, 0), best(1, 0), best(0, 2) + step, best(1, 2)), at);
    EXPECT_GT(error(best(0, 0), best(1, 0), best(0, 2), best(1, 2) + step), at);
  }
}

TEST(Similarity, RefusesWhatHasNoAnswer) {
  const std::vector<cv::Point2d> same{{3, 3}, {3, 3}}, two{{0, 0}, {1, 0}}, three{{0, 0}, {1, 0}, {0, 1}};
  EXPECT_FALSE(fit_similarity(same, two));
  EXPECT_FALSE(fit_similarity(two, three));
  EXPECT_FALSE(fit_similarity({}, {}));
}

TEST(Align, BringsTheEyesToTheTemplate) {
  // A picture that is black but for two white discs at the eyes of a face that lies on its side.
  Landmarks l = frontal();
  for (auto& p : l) p = cv::Point2d(640 - (p.y - 360), 360 + (p.x - 640));
  cv::Mat picture(720, 1280, CV_8UC3, cv::Scalar(0, 0, 0));
  const FivePoints five = five_points(l);
  cv::circle(picture, five[0], 12, {255, 255, 255}, -1);
  cv::circle(picture, five[1], 12, {255, 255, 255}, -1);
  const cv::Mat aligned = align(picture, l);
  ASSERT_EQ(aligned.size(), cv::Size(112, 112));
  const auto transform = *fit_similarity(five, alignment_template());
  for (std::size_t eye = 0; eye < 2; ++eye) {
    const cv::Point2d at = apply(transform, five[eye]);
    EXPECT_GT(aligned.at<cv::Vec3b>(cvRound(at.y), cvRound(at.x))[0], 250);
    EXPECT_LT(cv::norm(at - alignment_template()[eye]), 6);
  }
  EXPECT_EQ(aligned.at<cv::Vec3b>(100, 56)[0], 0);
}

TEST(Align, DegenerateLandmarksGiveNothing) {
  const cv::Mat picture(720, 1280, CV_8UC3, cv::Scalar(0, 0, 0));
  EXPECT_TRUE(align(picture, Landmarks{}).empty());
  EXPECT_TRUE(align({}, frontal()).empty());
}

TEST(Mouth, MeasuresDoNotDependOnSizePlaceOrTilt) {
  const MouthShape reference = mouth_shape(frontal());
  EXPECT_GT(reference.width, 0.3);
  Pose tilted;
  tilted.roll = 25;
  tilted.scale = 0.9;
  const MouthShape other = mouth_shape(project(average_shape(), tilted, {100, 500}));
  EXPECT_NEAR(other.width, reference.width, 1e-9);
  EXPECT_NEAR(other.opening, reference.opening, 1e-9);
  EXPECT_NEAR(other.corner_lift, reference.corner_lift, 1e-9);
  Landmarks open = frontal();
  for (const std::size_t lower : {55U, 56U, 57U, 58U, 59U, 65U, 66U, 67U}) open[lower].y += 40;
  EXPECT_GT(mouth_shape(open).opening, reference.opening + 0.2);
  EXPECT_DOUBLE_EQ(mouth_shape(Landmarks{}).width, 0);
}

TEST(Eyes, AspectRatioFallsAsTheyClose) {
  Landmarks l = frontal();
  const double open = eye_aspect_ratio(l);
  for (const std::size_t upper : {37U, 38U, 43U, 44U}) l[upper].y += 12;
  EXPECT_LT(eye_aspect_ratio(l), open * 0.6);
}

TEST(Sharpness, FallsWithBlurAndBrightnessDoesNot) {
  cv::Mat face(112, 112, CV_8UC3);
  for (int y = 0; y < 112; ++y)
    for (int x = 0; x < 112; ++x) {
      const auto v = static_cast<uchar>(100 + ((x * 37 + y * 91) % 50));
      face.at<cv::Vec3b>(y, x) = {v, v, v};
    }
  cv::Mat blurred;
  cv::GaussianBlur(face, blurred, {}, 2);
  EXPECT_LT(sharpness(blurred), sharpness(face) * 0.5);
  EXPECT_NEAR(brightness(blurred), brightness(face), 2);
}

}  // namespace
}  // namespace proofmark::face

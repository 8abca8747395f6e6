#include "simulators/camera/scene/room_warp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "common/random.hpp"

namespace proofmark::camera {
namespace {

cv::Mat noise(int width, int height, std::uint64_t seed) {
  SeededRandom r(seed);
  cv::Mat out(height, width, CV_8UC4);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int k = 0; k < 4; ++k) out.at<cv::Vec4b>(y, x)[k] = static_cast<std::uint8_t>(r.below(256));
  return out;
}

// The scene's own warp beside OpenCV's, into a part of a larger picture as the frame buffer is one.
void expect_same(const cv::Mat& from, int width, int height, const cv::Matx23d& m) {
  cv::Mat expected, larger(height + 2, width + 11, CV_8UC4, cv::Scalar(1, 2, 3, 4));
  const cv::Mat untouched = larger.clone();
  cv::warpAffine(from, expected, m, {width, height}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  const cv::Rect place(1, 1, width, height);
  cv::Mat part = larger(place);
  warp_room(from, part, m);
  EXPECT_EQ(cv::norm(part, expected, cv::NORM_INF), 0) << width << " x " << height << ", " << cv::Mat(m);
  untouched(place).copyTo(part);
  EXPECT_EQ(cv::norm(larger, untouched, cv::NORM_INF), 0) << "a pixel beside the picture was written";
}

cv::Matx23d turned(double degrees, double scale, double x, double y) {
  const double c = std::cos(degrees * CV_PI / 180) * scale, s = std::sin(degrees * CV_PI / 180) * scale;
  return {c, s, x, -s, c, y};
}

TEST(RoomWarp, IsOpenCvsBitByBit) {
  SeededRandom r(7, "room warp");
  for (std::uint64_t i = 0; i < 300; ++i) {
    const int width = 8 + static_cast<int>(r.below(120)), height = 1 + static_cast<int>(r.below(40));
    const cv::Mat from = noise(20 + static_cast<int>(r.below(120)), 20 + static_cast<int>(r.below(60)), i);
    expect_same(from, width, height,
                turned(r.uniform(-40, 40), r.uniform(0.2, 2), r.uniform(-30, 90), r.uniform(-30, 60)));
  }
}

TEST(RoomWarp, TinyPicturesWholeStepsAndAllBeyondTheEdge) {
  for (const auto& [w, h] : {std::pair{1, 1}, {2, 1}, {1, 2}, {3, 3}, {8, 2}, {9, 9}})
    for (const int width : {8, 9, 15, 16})
      for (const double shift : {-100.0, -0.5, 0.0, 0.25, 100.0})
        expect_same(noise(w, h, 3), width, 5, turned(0, 0.5, shift, shift / 2));
  const cv::Mat from = noise(40, 30, 5);
  cv::Mat same(30, 40, CV_8UC4);
  warp_room(from, same, {1, 0, 0, 0, 1, 0});
  EXPECT_EQ(cv::norm(from, same, cv::NORM_INF), 0);
}

// A row shorter than eight pixels and what follows eights are drawn as the pixels before them.
TEST(RoomWarp, ShortRowsAreDrawnToo) {
  const cv::Mat from = noise(30, 20, 9);
  const cv::Matx23d m = turned(5, 0.6, 4, 3);
  cv::Mat wide(10, 24, CV_8UC4);
  warp_room(from, wide, m);
  for (const int width : {1, 3, 7, 13}) {
    cv::Mat narrow(10, width, CV_8UC4);
    warp_room(from, narrow, m);
    EXPECT_EQ(cv::norm(narrow, wide.colRange(0, width), cv::NORM_INF), 0) << width;
  }
}

}  // namespace
}  // namespace proofmark::camera

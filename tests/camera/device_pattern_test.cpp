// Whether a unit can be told by its fixed pattern in what its encoder leaves: films of one unit against another's.
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/h264.hpp"
#include "simulators/camera/capture.hpp"
#include "tests/camera/synthetic_source.hpp"

namespace proofmark::camera {
namespace {

// What is the same in every frame of a second and a half, without the picture: the estimate of a fixed pattern.
cv::Mat residual(const Device& device, std::uint64_t seed) {
  auto camera = make_camera(std::make_unique<SyntheticSource>(150), device, SeededRandom(seed));
  auto decoder = media::Decoder::create();
  cv::Mat sum = cv::Mat::zeros(720, 1280, CV_32F);
  for (int n = 0; n < 45; ++n) {
    const auto unit = (*camera)->next();
    EXPECT_TRUE(unit);
    const auto pictures = (*decoder)->decode(unit->data, media::PixelFormat::i420);
    EXPECT_TRUE(pictures && pictures->size() == 1);
    cv::Mat luma;
    pictures->front().rowRange(0, 720).convertTo(luma, CV_32F);
    cv::Mat smooth;
    cv::GaussianBlur(luma, smooth, {9, 9}, 2);
    sum += luma - smooth;
  }
  // The disc passes over the middle.
  return sum(cv::Rect(0, 0, 1280, 180)).clone();
}

double correlation(const cv::Mat& a, const cv::Mat& b) {
  const cv::Mat x = a - cv::mean(a);
  const cv::Mat y = b - cv::mean(b);
  return x.dot(y) / std::sqrt(x.dot(x) * y.dot(y));
}

Device device_of(std::uint64_t unit, int bitrate_kbit) {
  Device device;
  Imaging imaging;
  imaging.unit = unit;
  imaging.noise = {.read = 0.0008, .photon = 0.0002, .chroma = 0.6, .pattern = 0.012};
  imaging.sharpening = {.amount = 0.6, .radius = 1, .limit = 12};
  device.imaging = imaging;
  device.encoder.rate_control = media::RateControl::bitrate;
  device.bitrate_kbit = bitrate_kbit;
  device.quality = 16;
  return device;
}

// A bright, plain picture, of which an encoder leaves more of the pattern than of a busy one. What it does to every
// picture alike, at the edges of its blocks, makes two units a little alike too, the more so the harder it compresses.
TEST(DevicePattern, TellsAUnitAfterItsEncoder) {
  for (const auto& [kbit, margin] : {std::pair{2500, 0.1}, {10000, 0.4}}) {
    const cv::Mat a = residual(device_of(1, kbit), 10);
    const double own = correlation(a, residual(device_of(1, kbit), 11));
    const double foreign = correlation(a, residual(device_of(2, kbit), 12));
    EXPECT_GT(own, std::abs(foreign) + margin) << kbit << " kbit/s: " << own << ", " << foreign;
    EXPECT_LT(std::abs(foreign), 0.15) << kbit << " kbit/s";
    RecordProperty("own_" + std::to_string(kbit), std::to_string(own));
    RecordProperty("foreign_" + std::to_string(kbit), std::to_string(foreign));
  }
}

}  // namespace
}  // namespace proofmark::camera

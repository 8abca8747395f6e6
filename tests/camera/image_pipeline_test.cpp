// Devices of format 2: each stage is held to the figure that its settings promise.
#include "simulators/camera/image_pipeline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/h264.hpp"
#include "simulators/camera/lens.hpp"

namespace proofmark::camera {
namespace {

using namespace std::chrono_literals;

constexpr StreamTime kFrame{33333};

// Nothing but what a test adds to it.
Imaging plain() {
  Imaging imaging;
  imaging.exposure = {.target = 110, .seconds = 0.5, .lowest = 1, .highest = 1};
  imaging.white_balance.strength = 0;
  imaging.noise = {.read = 0, .photon = 0, .chroma = 0, .pattern = 0};
  return imaging;
}

class Filming {
 public:
  explicit Filming(const Imaging& imaging, std::uint64_t seed = 1)
      : pipeline(imaging, 30, 1280, 720, SeededRandom(seed)) {}
  // The luma of the next picture.
  cv::Mat luma(const cv::Mat& bgr) {
    i420(bgr);
    return last.rowRange(0, 720).clone();
  }
  cv::Mat i420(const cv::Mat& bgr) {
    const auto done = pipeline.develop(at, bgr, last);
    EXPECT_TRUE(done) << done.error().line();
    at += kFrame;
    return last.clone();
  }
  ImagePipeline pipeline;

 private:
  StreamTime at{0};
  cv::Mat last;
};

cv::Mat flat(int grey) {
  return cv::Mat(720, 1280, CV_8UC3, cv::Scalar::all(grey));
}

double deviation(const cv::Mat& m) {
  cv::Scalar mean;
  cv::Scalar sigma;
  cv::meanStdDev(m, mean, sigma);
  return sigma[0];
}

// A vertical black bar on white from `x` on, `width` wide.
cv::Mat bar(int x, int width = 60) {
  cv::Mat out = flat(200);
  cv::rectangle(out, {x, 0}, {x + width - 1, 719}, cv::Scalar::all(20), cv::FILLED);
  return out;
}

// Where a row becomes dark, to a part of a pixel.
double edge_of(const cv::Mat& luma, int row) {
  const std::uint8_t* p = luma.ptr<std::uint8_t>(row);
  const double middle = 110;
  for (int x = 1; x < luma.cols; ++x)
    if (p[x] < middle) return x - (middle - p[x]) / (static_cast<double>(p[x - 1]) - p[x]);
  return -1;
}

TEST(ImagePipeline, WithoutSettingsThePictureStaysAsItWas) {
  cv::Mat noise(720, 1280, CV_8UC3);
  cv::theRNG().state = 7;
  cv::randu(noise, 0, 255);
  cv::Mat expected;
  cv::cvtColor(noise, expected, cv::COLOR_BGR2YUV_I420);
  Filming filming(plain());
  EXPECT_LE(cv::norm(filming.i420(noise), expected, cv::NORM_INF), 1) << "rounding alone";
}

TEST(ImagePipeline, NoiseFollowsReadAndPhotonNoiseInLinearLight) {
  Imaging imaging = plain();
  imaging.noise = {.read = 0.002, .photon = 0.0004, .chroma = 0, .pattern = 0};
  for (const int grey : {40, 120, 200}) {
    Filming filming(imaging);
    const cv::Mat luma = filming.luma(flat(grey));
    cv::Mat light;
    luma.convertTo(light, CV_64F, 1.0 / 219, -16.0 / 219);
    light = light.mul(light);
    const double signal = cv::mean(light)[0];
    const double slope = 2 * std::sqrt(signal);  // of light by luma: rounding to whole steps adds its variance
    const double rounding = slope * slope / (219.0 * 219.0 * 12);
    const double measured = deviation(light) * deviation(light) - rounding;
    const double promised = 0.002 * 0.002 + 0.0004 * signal;
    EXPECT_NEAR(measured / promised, 1, 0.08) << "grey " << grey << ", signal " << signal;
  }
}

TEST(ImagePipeline, GainMakesNoiseLarger) {
  Imaging imaging = plain();
  imaging.noise.photon = 0.0004;
  Filming steady(imaging);
  const double before = deviation(steady.luma(flat(60)));
  imaging.exposure = {.target = 110, .seconds = 0.5, .lowest = 1, .highest = 1.4};
  Filming brighter(imaging);
  const double after = deviation(brighter.luma(flat(60)));
  EXPECT_NEAR(brighter.pipeline.gain(), 1.4, 1e-9);
  EXPECT_NEAR(after / before, 1.4, 0.12) << "as the square root of the light's gain of 1.96";
}

TEST(ImagePipeline, ADarkPlaceMakesNoiseLargerAndABrightOneSmaller) {
  Imaging imaging = plain();
  imaging.noise.photon = 0.0001;
  const auto noise_in = [&](double lux) {
    Filming filming(imaging);
    filming.pipeline.set_light(lux);
    return deviation(filming.luma(flat(120)));
  };
  const double usual = noise_in(400);
  Filming untold(imaging);
  EXPECT_EQ(deviation(untold.luma(flat(120))), usual) << "400 lux is what a device is measured in";
  EXPECT_NEAR(noise_in(25) / usual, 4, 0.3) << "photon noise as the square root of an amplification of 16";
  EXPECT_LT(noise_in(40000), 0.75 * usual);
  EXPECT_EQ(noise_in(1), noise_in(5)) << "no sensor amplifies without end";
}

TEST(ImagePipeline, TheExposureLoopTakesItsTimeConstant) {
  Imaging imaging = plain();
  imaging.exposure = {.target = 110, .seconds = 0.5, .lowest = 0.5, .highest = 2};
  Filming filming(imaging);
  filming.luma(flat(120));
  const double bright = filming.pipeline.gain();
  const double aim = bright * 103 / 60 / 0.9966;  // only an order: the clamp is far
  for (int n = 0; n < 15; ++n) filming.luma(flat(70));
  const double half_a_second_later = filming.pipeline.gain();
  for (int n = 0; n < 150; ++n) filming.luma(flat(70));
  const double settled = filming.pipeline.gain();
  EXPECT_LT(settled, aim);
  EXPECT_NEAR((half_a_second_later - bright) / (settled - bright), 1 - std::exp(-1), 0.03);
  const cv::Mat luma = filming.luma(flat(70));
  EXPECT_NEAR(cv::mean(luma)[0], 110, 1.5);
}

TEST(ImagePipeline, WhiteBalanceTakesAPartOfACastWithinItsLimit) {
  const cv::Mat warm(720, 1280, CV_8UC3, cv::Scalar(90, 120, 150));
  const auto chroma = [&](double strength, double limit) {
    Imaging imaging = plain();
    imaging.white_balance = {.seconds = 0.5, .strength = strength, .limit = limit};
    Filming filming(imaging);
    const cv::Mat i420 = filming.i420(warm);
    return std::array<double, 2>{cv::mean(i420.rowRange(720, 900))[0] - 128,
                                 cv::mean(i420.rowRange(900, 1080))[0] - 128};
  };
  const auto none = chroma(0, 0.2);
  const auto half = chroma(0.5, 0.2);
  const auto held = chroma(1, 0.02);
  EXPECT_LT(none[0], -10);
  EXPECT_GT(none[1], 10);
  for (std::size_t p = 0; p < 2; ++p) EXPECT_NEAR(half[p] / none[p], 0.5, 0.08);
  EXPECT_LT(std::abs(none[0] - held[0]), 3);
  EXPECT_GT(std::abs(none[0] - held[0]), 1);
}

TEST(ImagePipeline, BarrelDistortionBendsAStraightEdgeAndKeepsTheMiddle) {
  Imaging imaging = plain();
  imaging.lens.k1 = 0.05;
  Filming filming(imaging);
  const cv::Mat left = filming.luma(bar(200));
  // Seen through a barrel a vertical edge left of the middle bulges to the left in its middle.
  EXPECT_LT(edge_of(left, 360), edge_of(left, 20) - 1.5);
  EXPECT_NEAR(edge_of(left, 20), edge_of(left, 699), 0.15) << "symmetric";
  // By the model: the scene's 199.5 is seen where r * (1 + 0.05 r^2) / 1.05 of half the diagonal leads there.
  const double half = std::hypot(639.5, 359.5);
  const double x = (639.5 - edge_of(left, 360)) / half;
  EXPECT_NEAR(x * (1 + 0.05 * x * x) / 1.05 * half, 639.5 - 199.5, 0.6);
}

TEST(ImagePipeline, VignettingFollowsTheSquareOfTheDistance) {
  Imaging imaging = plain();
  imaging.lens.vignetting = 0.3;
  Filming filming(imaging);
  const cv::Mat luma = filming.luma(flat(150));
  const auto light = [&](int x, int y) {
    const double v = (cv::mean(luma(cv::Rect(x, y, 8, 8)))[0] - 16) / 219;
    return v * v;
  };
  const double middle = light(636, 356);
  EXPECT_NEAR(light(0, 0) / middle, 0.7, 0.02);
  EXPECT_NEAR(light(316, 176) / middle, 1 - 0.3 * 0.25, 0.02);
}

TEST(ImagePipeline, ChromaticAberrationMovesRedOutwardsAndBlueInwards) {
  LensSettings lens;
  lens.chromatic_aberration = 2;
  const WarpGrid red = lens_grid(lens, Colour::red, 640, 360);
  const WarpGrid blue = lens_grid(lens, Colour::blue, 640, 360);
  const WarpGrid luma = lens_grid(lens, Colour::luma, 1280, 720);
  const double apart = (blue.dx[0] - red.dx[0]) / 4096.0;  // at the corner, in chroma pixels
  const double apart_y = (blue.dy[0] - red.dy[0]) / 4096.0;
  EXPECT_NEAR(2 * std::hypot(apart, apart_y), 2, 0.05) << "two luma pixels";
  EXPECT_LT(apart, 0) << "the corner left of the middle shows blue from farther out: blue is drawn smaller";
  EXPECT_EQ(luma.dx[0], 0);
}

// A bar that moves to the right by 6 pixels a frame.
TEST(ImagePipeline, RollingShutterLeansAMovingEdgeByReadoutTimesMotion) {
  Imaging imaging = plain();
  imaging.shutter = {.readout_ms = 20, .exposure_ms = 0};
  Filming filming(imaging);
  cv::Mat luma;
  for (int n = 0; n < 4; ++n) luma = filming.luma(bar(500 + 6 * n));
  const double lean = edge_of(luma, 690) - edge_of(luma, 30);  // later rows show it farther on
  EXPECT_NEAR(lean, 6 * (20 / 33.333) * (660.0 / 720), 0.4);
  EXPECT_NEAR(edge_of(luma, 360), 517.5, 0.3) << "the middle row is on time";
  Imaging still = plain();
  still.shutter.readout_ms = 20;
  Filming at_rest(still);
  for (int n = 0; n < 3; ++n) luma = at_rest.luma(bar(500));
  EXPECT_NEAR(edge_of(luma, 690), edge_of(luma, 30), 0.02);
}

TEST(ImagePipeline, MotionBlurIsAsWideAsTheMotionDuringTheExposure) {
  const auto width = [](double exposure_ms) {
    Imaging imaging = plain();
    imaging.shutter = {.readout_ms = 0, .exposure_ms = exposure_ms};
    Filming filming(imaging);
    cv::Mat luma;
    for (int n = 0; n < 4; ++n) luma = filming.luma(bar(500 + 12 * n));
    const std::uint8_t* p = luma.ptr<std::uint8_t>(360);
    int between = 0;
    for (int x = 500; x < 560; ++x) between += p[x] < 180 && p[x] > 40 ? 1 : 0;
    return between;
  };
  EXPECT_LE(width(0), 1);
  EXPECT_NEAR(width(33), 12, 2.5);
  EXPECT_NEAR(width(16.5), 6, 2);
}

TEST(ImagePipeline, SharpeningOvershootsAtAnEdgeByItsAmountAndLimit) {
  Imaging imaging = plain();
  imaging.sharpening = {.amount = 0.8, .radius = 1, .limit = 60};
  const auto overshoot = [&] {
    Filming filming(imaging);
    const cv::Mat luma = filming.luma(bar(500, 400));
    return luma.at<std::uint8_t>(360, 499) - luma.at<std::uint8_t>(360, 300);
  };
  // Beside a step of 155 luma the blurred picture is a quarter of it lower.
  EXPECT_NEAR(overshoot(), 0.8 * 155 / 4, 2);
  imaging.sharpening.limit = 9;
  EXPECT_NEAR(overshoot(), 9, 1);
  imaging.sharpening = {.amount = 0.8, .radius = 2, .limit = 60};
  EXPECT_NEAR(overshoot(), 0.8 * 155 * 5 / 16, 2);
}

TEST(ImagePipeline, SameSeedSameBytesOtherNoiseSamePatternWithAnotherSeed) {
  Imaging imaging = plain();
  imaging.noise = {.read = 0.0005, .photon = 0.0001, .chroma = 0.5, .pattern = 0.02};
  imaging.unit = 5;
  const cv::Mat picture = bar(300);
  Filming a(imaging, 1);
  Filming b(imaging, 1);
  Filming c(imaging, 2);
  for (int n = 0; n < 3; ++n) {
    const cv::Mat x = a.i420(picture);
    EXPECT_EQ(cv::norm(x, b.i420(picture), cv::NORM_INF), 0);
    EXPECT_GT(cv::norm(x, c.i420(picture), cv::NORM_INF), 0);
  }
}

TEST(ImagePipeline, WrongPicturesAreRefused) {
  ImagePipeline pipeline(plain(), 30, 1280, 720, SeededRandom(1));
  cv::Mat out;
  EXPECT_FALSE(pipeline.develop(0us, cv::Mat(), out));
  EXPECT_FALSE(pipeline.develop(0us, cv::Mat(720, 1280, CV_8UC1), out));
  EXPECT_FALSE(pipeline.develop(0us, cv::Mat(720, 640, CV_8UC3), out));
}

// The first bytes of each stage, so that another machine or compiler that computes others is noticed.
TEST(ImagePipeline, TheBytesAreThoseOfEveryMachine) {
  Imaging imaging;
  imaging.unit = 3;
  imaging.lens = {.k1 = 0.02, .k2 = -0.01, .vignetting = 0.2, .chromatic_aberration = 2};
  imaging.shutter = {.readout_ms = 20, .exposure_ms = 15};
  imaging.noise = {.read = 0.001, .photon = 0.0003, .chroma = 0.7, .pattern = 0.01};
  imaging.sharpening = {.amount = 0.8, .radius = 2, .limit = 12};
  Filming filming(imaging);
  cv::Mat out;
  for (int n = 0; n < 3; ++n) {
    cv::Mat picture = bar(400 + 5 * n);
    cv::circle(picture, {800 - 3 * n, 300}, 90, {60, 90, 180}, cv::FILLED);
    out = filming.i420(picture);
  }
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
  for (std::size_t i = 0; i < out.total(); ++i) hash = (hash ^ out.data[i]) * 1099511628211ULL;
  EXPECT_EQ(hash, 986768310411478277U);
}

}  // namespace
}  // namespace proofmark::camera

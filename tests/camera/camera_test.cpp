#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/h264.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/recording.hpp"
#include "simulators/camera/sensor.hpp"
#include "tests/camera/synthetic_source.hpp"

namespace proofmark::camera {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Capture> camera(std::uint64_t seed = 1, Device device = {}, std::vector<Told>* told = nullptr) {
  auto made = make_camera(std::make_unique<SyntheticSource>(110, told), device, SeededRandom(seed));
  EXPECT_TRUE(made) << made.error().line();
  return *std::move(made);
}

cv::Mat exposed(Sensor& sensor, int grey, int frames = 1) {
  const cv::Mat flat(720, 1280, CV_8UC3, cv::Scalar::all(grey));
  cv::Mat i420;
  for (int n = 0; n < frames; ++n) EXPECT_TRUE(sensor.expose(flat, i420));
  return i420.rowRange(0, 720).clone();
}

double deviation(const cv::Mat& m) {
  cv::Scalar mean;
  cv::Scalar sigma;
  cv::meanStdDev(m, mean, sigma);
  return sigma[0];
}

TEST(Action, NamesOfTheInterface) {
  for (const char* name : {"turn_left", "turn_right", "look_up", "look_down", "blink", "smile", "open_mouth"})
    EXPECT_EQ(name_of(parse_action(name).value()), name);
  EXPECT_FALSE(parse_action("jump"));
  EXPECT_FALSE(parse_action(""));
}

TEST(Sensor, NoiseHasTheSizeOfTheDeviceAtMidGreyMoreInShadowsLessInLights) {
  Sensor sensor({.noise = 3, .exposure_drift = 0}, 1280, 720, SeededRandom(1));
  const double mid = deviation(exposed(sensor, 120));
  EXPECT_NEAR(mid, 3.1, 0.4);  // with rounding and the fixed pattern
  Sensor dark({.noise = 3, .exposure_drift = 0}, 1280, 720, SeededRandom(1));
  EXPECT_GT(deviation(exposed(dark, 30)), mid);
  Sensor bright({.noise = 3, .exposure_drift = 0}, 1280, 720, SeededRandom(1));
  EXPECT_LT(deviation(exposed(bright, 225)), mid);
}

TEST(Sensor, NoiseChangesFromFrameToFrameAndTheFixedPatternStays) {
  Sensor a({.noise = 2, .exposure_drift = 0}, 1280, 720, SeededRandom(1));
  cv::Mat sum = cv::Mat::zeros(720, 1280, CV_32F);
  cv::Mat first;
  constexpr int n = 40;
  for (int i = 0; i < n; ++i) {
    const cv::Mat y = exposed(a, 180);
    if (i == 1) first = y;
    if (i == 2) {
      EXPECT_GT(cv::norm(first, y, cv::NORM_L1) / (1280 * 720), 1);
    }
    cv::accumulate(y, sum);
  }
  // What is left after averaging is the pattern (0.6 % of the luma of 180, which is 167 in limited range), not noise.
  const double left = deviation(sum / n);
  EXPECT_GT(left, 0.7);
  EXPECT_LT(left, 1.4);
}

TEST(Sensor, TheExposureLoopMovesTowardsMidGreyAndIsBounded) {
  Sensor sensor({.noise = 0, .exposure_drift = 0}, 1280, 720, SeededRandom(1));
  exposed(sensor, 50, 90);
  EXPECT_GT(sensor.gain(), 1.1);
  EXPECT_LT(sensor.gain(), 1.25);
  exposed(sensor, 240, 90);
  EXPECT_LT(sensor.gain(), 0.92);
  EXPECT_GT(sensor.gain(), 0.8);
}

TEST(Sensor, WrongPicturesAreRefused) {
  Sensor sensor({}, 1280, 720, SeededRandom(1));
  cv::Mat out;
  EXPECT_FALSE(sensor.expose(cv::Mat(), out));
  EXPECT_FALSE(sensor.expose(cv::Mat(720, 1280, CV_8UC1), out));
  EXPECT_FALSE(sensor.expose(cv::Mat(720, 640, CV_8UC3), out));
}

TEST(Camera, FramesOfTheRightSizeRateAndJitter) {
  const auto c = camera();
  auto decoder = media::Decoder::create();
  ASSERT_TRUE(decoder);
  std::vector<double> intervals;
  StreamTime last{-1};
  for (int n = 0; n < 60; ++n) {
    const auto unit = c->next();
    ASSERT_TRUE(unit) << unit.error().line();
    if (n == 0) {
      EXPECT_EQ(unit->captured, 0us);
    }
    EXPECT_GT(unit->captured, last);
    if (n > 0) intervals.push_back(static_cast<double>((unit->captured - last).count()) / 1000);
    last = unit->captured;
    const auto pictures = (*decoder)->decode(unit->data);
    ASSERT_TRUE(pictures);
    ASSERT_EQ(pictures->size(), 1U);
    ASSERT_EQ(pictures->front().size(), cv::Size(1280, 720));
  }
  EXPECT_NEAR(cv::mean(intervals)[0], 33.3, 0.8);
  EXPECT_GT(deviation(cv::Mat(intervals)), 0.8);
  EXPECT_LT(deviation(cv::Mat(intervals)), 2.5);
}

TEST(Camera, SameSeedSameBytesOtherSeedOther) {
  const auto a = camera(1);
  const auto b = camera(1);
  const auto c = camera(2);
  for (int n = 0; n < 5; ++n) {
    const auto x = a->next().value();
    const auto y = b->next().value();
    EXPECT_EQ(x.data, y.data);
    EXPECT_EQ(x.captured, y.captured);
    EXPECT_NE(x.data, c->next().value().data);
  }
}

TEST(Camera, PassesChallengesToItsSource) {
  std::vector<Told> told;
  const auto c = camera(1, {}, &told);
  c->challenge(Action::blink, 5ms, 2s);
  c->challenge_over(2s);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].action, Action::blink);
}

TEST(Camera, ImpossibleDevicesAreRefused) {
  EXPECT_FALSE(make_camera(nullptr, {}, SeededRandom(1)));
  for (const Device& d :
       {Device{.frames_per_second = 0}, Device{.jitter_ms = -1}, Device{.jitter_ms = 50}, Device{.noise = -1},
        Device{.exposure_drift = 2}, Device{.bitrate_kbit = 0}, Device{.frames_per_second = std::nan("")}})
    EXPECT_FALSE(make_camera(std::make_unique<SyntheticSource>(), d, SeededRandom(1)));
}

TEST(Recording, HoldsItsOwnChallengesAndTheStreamFromItsStart) {
  std::vector<Told> told;
  const auto c = camera(1, {}, &told);
  const auto r = record_session(*c, {}, 8, SeededRandom(9));
  ASSERT_TRUE(r) << r.error().line();
  EXPECT_NEAR(static_cast<double>(r->units.size()), 240, 10);
  EXPECT_TRUE(media::is_key_frame(r->units[0].data));
  EXPECT_LE(r->duration(), 8s);
  ASSERT_EQ(r->challenges.size(), told.size());
  EXPECT_GE(told.size(), 2U);
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(r->challenges[i].action, told[i].action);
    EXPECT_EQ(r->challenges[i].at, told[i].at);
    EXPECT_GT(r->challenges[i].over, r->challenges[i].at);
  }
  const auto other = record_session(*camera(), {}, 1, SeededRandom(9));
  EXPECT_FALSE(record_session(*camera(), {}, 0, SeededRandom(9)));
  EXPECT_FALSE(record_session(*camera(), {}, 1e9, SeededRandom(9)));
  ASSERT_TRUE(c->next());
  EXPECT_FALSE(record_session(*c, {}, 1, SeededRandom(9))) << "not from its start";
}

TEST(Recording, GoesToAFile) {
  namespace fs = std::filesystem;
  const fs::path file = fs::path(PROOFMARK_BINARY_DIR) / "recording_test.mp4";
  fs::remove(file);
  ASSERT_TRUE(write_mp4(*camera(), 0.5, file));
  EXPECT_GT(fs::file_size(file), 5000U);
  fs::remove(file);
  EXPECT_FALSE(write_mp4(*camera(), 0, file));
  EXPECT_FALSE(write_mp4(*camera(), 0.2, fs::path("/nowhere/at/all.mp4")));
  EXPECT_FALSE(fs::exists(file));
}

}  // namespace
}  // namespace proofmark::camera

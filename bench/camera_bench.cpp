// Milliseconds per stage of the camera at 1280x720, beside the bound of encoding and decoding alone.
// BM_Camera is everything but the scene; a genuine session adds the scene's drawing to it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/h264.hpp"
#include "simulators/camera/behaviour.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/developer.hpp"
#include "simulators/camera/lens.hpp"
#include "simulators/camera/sensor.hpp"
#include "simulators/camera/shutter.hpp"

namespace proofmark::camera {
namespace {

// Smooth surfaces, some edges, a moving head-sized ellipse: about as hard for an encoder as a person before a wall.
cv::Mat picture(int n) {
  cv::Mat out(720, 1280, CV_8UC3, cv::Scalar(150, 165, 175));
  cv::rectangle(out, {700, 0}, {1280, 300}, {190, 150, 170}, cv::FILLED);
  cv::GaussianBlur(out, out, {41, 41}, 15);
  cv::ellipse(out, {640 + n % 12, 720}, {420, 260}, 0, 0, 360, {120, 80, 60}, cv::FILLED, cv::LINE_AA);
  cv::ellipse(out, {640 + n % 12, 330 + n % 5}, {150, 210}, 0, 0, 360, {130, 160, 205}, cv::FILLED, cv::LINE_AA);
  for (const int x : {580, 700}) cv::circle(out, {x + n % 12, 300 + n % 5}, 14, {60, 60, 70}, cv::FILLED, cv::LINE_AA);
  return out;
}

const std::vector<cv::Mat>& pictures() {
  static const std::vector<cv::Mat> all = [] {
    std::vector<cv::Mat> out;
    for (int n = 0; n < 12; ++n) out.push_back(picture(n));
    return out;
  }();
  return all;
}

class Source final : public FrameSource {
 public:
  Result<void> frame(StreamTime, cv::Mat& bgr) override {
    bgr = pictures()[n_++ % pictures().size()];
    return {};
  }
  void challenge(const Challenge&, StreamTime, StreamTime) override {}
  void challenge_over(StreamTime) override {}

 private:
  std::size_t n_ = 0;
};

std::vector<Bytes> stream(std::size_t frames) {
  auto camera = make_camera(std::make_unique<Source>(), {}, SeededRandom(1));
  std::vector<Bytes> out;
  for (std::size_t n = 0; n < frames; ++n) out.push_back((*camera)->next()->data);
  return out;
}

void BM_Behaviour(benchmark::State& state) {
  Behaviour behaviour(Habits{}, SeededRandom(1));
  StreamTime t{0};
  for (auto _ : state) benchmark::DoNotOptimize(behaviour.at(t += StreamTime(33333)));
}
BENCHMARK(BM_Behaviour)->Unit(benchmark::kMillisecond);

void BM_Sensor(benchmark::State& state) {
  Sensor sensor({}, 1280, 720, SeededRandom(1));
  cv::Mat i420;
  for (auto _ : state) benchmark::DoNotOptimize(sensor.expose(pictures()[0], i420).has_value());
}
BENCHMARK(BM_Sensor)->Unit(benchmark::kMillisecond);

Device second_format() {
  Device device;
  Imaging imaging;
  imaging.lens = {.k1 = 0.02, .k2 = -0.01, .vignetting = 0.15, .chromatic_aberration = 1.5};
  imaging.shutter = {.readout_ms = 20, .exposure_ms = 20};
  imaging.noise = {.read = 0.0008, .photon = 0.0002, .chroma = 0.6, .pattern = 0.01};
  imaging.sharpening = {.amount = 0.7, .radius = 2, .limit = 12};
  device.imaging = imaging;
  return device;
}

// All of a device of format 2 but its encoder.
void BM_ImagePipeline(benchmark::State& state) {
  const auto developer = make_developer(second_format(), 1280, 720, SeededRandom(1));
  cv::Mat i420;
  StreamTime t{0};
  std::size_t n = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        developer->develop(t += StreamTime(33333), pictures()[n++ % pictures().size()], i420).has_value());
}
BENCHMARK(BM_ImagePipeline)->Unit(benchmark::kMillisecond);

Plane luma_of(const cv::Mat& bgr) {
  cv::Mat grey;
  cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
  Plane plane;
  plane.create(grey.cols, grey.rows);
  std::copy_n(grey.data, grey.total(), plane.data.data());
  return plane;
}

void BM_Motion(benchmark::State& state) {
  const std::array<Plane, 2> planes{luma_of(pictures()[0]), luma_of(pictures()[1])};
  MotionMeter meter;
  std::size_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(meter.measure(planes[n++ % 2]).x.data());
}
BENCHMARK(BM_Motion)->Unit(benchmark::kMillisecond);

// The luma plane; the two chroma planes are as much again by half.
void BM_Warp(benchmark::State& state) {
  const Plane from = luma_of(pictures()[0]);
  const WarpGrid grid = lens_grid(second_format().imaging->lens, Colour::luma, 1280, 720);
  Plane to;
  for (auto _ : state) {
    warp(from, grid, to);
    benchmark::DoNotOptimize(to.data.data());
  }
}
BENCHMARK(BM_Warp)->Unit(benchmark::kMillisecond);

// Encoding of pictures without noise: the bound.
void BM_EncodeOnly(benchmark::State& state) {
  auto encoder = media::Encoder::create({});
  std::vector<cv::Mat> planar(pictures().size());
  for (std::size_t n = 0; n < planar.size(); ++n) cv::cvtColor(pictures()[n], planar[n], cv::COLOR_BGR2YUV_I420);
  std::size_t n = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize((*encoder)->encode(planar[n++ % planar.size()], media::PixelFormat::i420));
}
BENCHMARK(BM_EncodeOnly)->Unit(benchmark::kMillisecond);

void BM_Camera(benchmark::State& state) {
  auto camera = make_camera(std::make_unique<Source>(), {}, SeededRandom(1));
  std::size_t bytes = 0;
  for (auto _ : state) bytes += (*camera)->next()->data.size();
  state.counters["kbit_per_s"] = static_cast<double>(bytes) * 8 * 30 / 1000 / static_cast<double>(state.iterations());
}
BENCHMARK(BM_Camera)->Unit(benchmark::kMillisecond);

void BM_Decode(benchmark::State& state) {
  const std::vector<Bytes> units = stream(60);
  auto decoder = media::Decoder::create();
  const auto format = state.range(0) == 0 ? media::PixelFormat::i420 : media::PixelFormat::bgr;
  std::size_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize((*decoder)->decode(units[n++ % units.size()], format));
}
BENCHMARK(BM_Decode)->ArgName("bgr")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace proofmark::camera

int main(int argc, char** argv) {
  cv::setNumThreads(1);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

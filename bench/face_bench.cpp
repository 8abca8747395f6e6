// Cost of looking at one 1280x720 frame, one core. PROOFMARK_ROOT names another project folder than the one built.
// The picture is a synthetic one without a person unless FACE_PICTURE names a picture file with a face; the promise of
// at most 16 ms per frame on average holds for FollowedFace.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "reference-impl/face/analyser.hpp"
#include "reference-impl/liveness/passive.hpp"

namespace {

using namespace proofmark;

std::filesystem::path root() {
  const char* given = std::getenv("PROOFMARK_ROOT");
  return given != nullptr ? given : PROOFMARK_SOURCE_DIR;
}

std::shared_ptr<const face::Models> models() {
  static const auto loaded = [] {
    const auto manifest = face::read_manifest(root() / "reference-impl/face/models.json");
    if (!manifest) return std::shared_ptr<const face::Models>();
    auto result =
        face::load_models(root() / "setup/packages/node_modules/faceplugin-face-recognition-js/model", *manifest);
    if (!result) std::fprintf(stderr, "%s\n", result.error().line().c_str());
    return result ? *result : nullptr;
  }();
  return loaded;
}

cv::Mat picture() {
  const char* file = std::getenv("FACE_PICTURE");
  cv::Mat bgr = file != nullptr ? cv::imread(file) : cv::Mat();
  if (bgr.empty()) return cv::Mat(720, 1280, CV_8UC3, cv::Scalar(120, 130, 125));
  cv::resize(bgr, bgr, cv::Size(1280, 720));
  return bgr;
}

// One frame of a stream: mostly landmarks and eyes, a full detection every few frames.
void FollowedFace(benchmark::State& state) {
  cv::setNumThreads(1);
  if (!models()) return state.SkipWithError("no models");
  auto analyser = face::Analyser::create(models());
  const cv::Mat bgr = picture();
  std::int64_t faces = 0;
  for (auto _ : state) {
    const auto analysis = (*analyser)->next(bgr);
    if (!analysis) return state.SkipWithError("analysis failed");
    faces += analysis->face ? 1 : 0;
  }
  state.counters["with_face"] = benchmark::Counter(static_cast<double>(faces), benchmark::Counter::kAvgIterations);
}
BENCHMARK(FollowedFace)->Unit(benchmark::kMillisecond)->MinTime(2);

void Detection(benchmark::State& state) {
  cv::setNumThreads(1);
  if (!models()) return state.SkipWithError("no models");
  auto networks = face::Networks::create(*models());
  const cv::Mat bgr = picture();
  for (auto _ : state) benchmark::DoNotOptimize((*networks)->detect(bgr));
}
BENCHMARK(Detection)->Unit(benchmark::kMillisecond);

void Template(benchmark::State& state) {
  cv::setNumThreads(1);
  if (!models()) return state.SkipWithError("no models");
  auto networks = face::Networks::create(*models());
  const cv::Mat aligned(112, 112, CV_8UC3, cv::Scalar(120, 130, 150));
  for (auto _ : state) benchmark::DoNotOptimize((*networks)->describe(aligned));
}
BENCHMARK(Template)->Unit(benchmark::kMillisecond);

void LivenessScore(benchmark::State& state) {
  cv::setNumThreads(1);
  if (!models()) return state.SkipWithError("no models");
  auto networks = face::Networks::create(*models());
  const cv::Mat bgr = picture();
  for (auto _ : state) benchmark::DoNotOptimize((*networks)->liveness(bgr, {490, 130, 340, 340}));
}
BENCHMARK(LivenessScore)->Unit(benchmark::kMillisecond);

void Spectrum(benchmark::State& state) {
  cv::setNumThreads(1);
  const cv::Mat bgr = picture();
  liveness::Passive passive;
  for (auto _ : state) passive.add_picture(bgr, {490, 130, 340, 340});
}
BENCHMARK(Spectrum)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

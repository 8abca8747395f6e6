// Writes contact sheets of rendered persons, to look at: `scene_frames PACKAGE CACHE OUT_DIR [FIRST_SEED [COUNT]]`.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/appearance.hpp"

namespace {

using namespace proofmark;

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

person::CivilRecord civil_of(std::uint64_t seed) {
  SeededRandom r(seed, "frames");
  person::CivilRecord civil;
  civil.sex = r.chance(0.5) ? person::Sex::male : person::Sex::female;
  civil.date_of_birth = kToday - std::chrono::years(static_cast<int>(r.uniform(18, 78)));
  return civil;
}

int stop(const Error& e) {
  std::fprintf(stderr, "%s\n", e.line().c_str());
  return 1;
}

struct View {
  const char* name;
  camera::SceneState state;
};

std::vector<View> views() {
  std::vector<View> list;
  const auto add = [&](const char* name, auto&& set) {
    camera::SceneState s;
    set(s);
    list.push_back({name, s});
  };
  add("neutral", [](auto&) {});
  add("left30", [](auto& s) { s.head.yaw = 30; });
  add("right30", [](auto& s) { s.head.yaw = -30; });
  add("up20", [](auto& s) { s.head.pitch = 20; });
  add("down20", [](auto& s) { s.head.pitch = -20; });
  add("roll", [](auto& s) { s.head.roll = 12; });
  add("blink", [](auto& s) { s.expression.blink_left = s.expression.blink_right = 1; });
  add("wink_left", [](auto& s) { s.expression.blink_left = 1; });
  add("smile", [](auto& s) { s.expression.smile = 1; });
  add("open", [](auto& s) { s.expression.mouth_open = 1; });
  add("brows", [](auto& s) { s.expression.brow_raise = 1; });
  add("gaze_left_up", [](auto& s) { s.expression.gaze_x = 1, s.expression.gaze_y = 0.7F; });
  add("far", [](auto& s) { s.camera.distance = 1.3F, s.camera.shift_x = 0.1F, s.camera.roll = 5; });
  add("near", [](auto& s) { s.camera.distance = 0.75F; });
  add("gaze_down", [](auto& s) { s.expression.gaze_y = -1; });
  return list;
}

cv::Mat sheet(const std::vector<cv::Mat>& cells, int columns) {
  const int rows = (static_cast<int>(cells.size()) + columns - 1) / columns;
  cv::Mat out(rows * cells[0].rows, columns * cells[0].cols, CV_8UC3, cv::Scalar::all(40));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const int k = static_cast<int>(i);
    cells[i].copyTo(
        out(cv::Rect(k % columns * cells[0].cols, k / columns * cells[0].rows, cells[0].cols, cells[0].rows)));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: scene_frames PACKAGE CACHE OUT_DIR [FIRST_SEED [COUNT]]\n");
    return 2;
  }
  cv::setNumThreads(1);
  const std::filesystem::path out = argv[3];
  const std::uint64_t first = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1;
  const std::uint64_t count = argc > 5 ? std::strtoull(argv[5], nullptr, 10) : 12;
  std::filesystem::create_directories(out);
  const auto assets = person::load_assets(argv[1], argv[2]);
  if (!assets) return stop(assets.error());
  std::vector<cv::Mat> people, portraits;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const SeededRandom random(seed, "person");
    const auto look = person::sample_appearance(**assets, random, civil_of(seed), kToday);
    auto scene = camera::Scene::create(*assets, look, camera::Environment::sample(random));
    if (!scene) return stop(scene.error());
    cv::Mat frame;
    if (const auto drawn = (*scene)->render({}, frame); !drawn) return stop(drawn.error());
    cv::Mat cell;
    cv::resize(frame(cv::Rect(280, 0, 720, 720)), cell, cv::Size(360, 360), 0, 0, cv::INTER_AREA);
    people.push_back(cell);
    if (const auto drawn = camera::document_portrait(*assets, look, frame); !drawn) return stop(drawn.error());
    cv::resize(frame, cell, cv::Size(206, 265), 0, 0, cv::INTER_AREA);
    portraits.push_back(cell);
    if (seed == first) {
      cv::imwrite((out / "portrait.png").string(), frame);
      std::vector<cv::Mat> cells;
      for (const View& v : views()) {
        if (const auto drawn = (*scene)->render(v.state, frame); !drawn) return stop(drawn.error());
        cv::imwrite((out / (std::string("view_") + v.name + ".png")).string(), frame);
        cv::resize(frame(cv::Rect(320, 20, 640, 640)), cell, cv::Size(320, 320), 0, 0, cv::INTER_AREA);
        cells.push_back(cell.clone());
      }
      cv::imwrite((out / "views.png").string(), sheet(cells, 5));
    }
  }
  cv::imwrite((out / "people.png").string(), sheet(people, 4));
  cv::imwrite((out / "portraits.png").string(), sheet(portraits, 6));
  return 0;
}

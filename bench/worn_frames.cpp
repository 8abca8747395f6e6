// Writes contact sheets of masks and makeup, to look at: `worn_frames PACKAGE CACHE ATTACKS_FOLDER OUT_DIR
// [SPECIES...]`. A row a species: the victim's photograph, the wearer without anything, then the attack in several
// states.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>
#include <string>
#include <vector>

#include "attacks/makeup/makeup.hpp"
#include "attacks/masks/masks.hpp"
#include "attacks/species.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/matcher/matcher.hpp"
#include "simulators/person/appearance.hpp"

namespace {

using namespace proofmark;

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
constexpr int kCell = 400;

// Two persons, as a run's stage would have them.
class Pair final : public attack::Stage {
 public:
  Pair(std::shared_ptr<const person::Assets> assets, std::uint64_t victim, std::uint64_t attacker)
      : assets_(std::move(assets)), victim_(look(victim)), attacker_(look(attacker)) {}
  Result<void> document_photo(cv::Mat& bgr) override {
    if (portrait_.empty()) {
      PROOFMARK_CHECK(camera::document_portrait(assets_, victim_, portrait_));
    }
    bgr = portrait_.clone();
    return {};
  }
  Result<void> photograph(cv::Mat& bgr) override {
    if (!photograph_.empty()) {
      bgr = photograph_.clone();
      return {};
    }
    PROOFMARK_TRY(const auto scene,
                  camera::Scene::create(assets_, victim_, camera::Environment::sample(SeededRandom(7))));
    camera::SceneState state;
    state.expression.smile = 0.15F;
    cv::Mat frame;
    PROOFMARK_CHECK(scene->render(state, frame));
    photograph_ = frame(cv::Rect(370, 0, 540, 720)).clone();
    bgr = photograph_.clone();
    return {};
  }
  Result<std::shared_ptr<const camera::Recording>> recording() override {
    return fail("worn_frames", "masks and makeup alone", "a species that needs a recording", "Choose another species.");
  }
  Result<person::Appearance> victim() override { return victim_; }
  Result<person::Appearance> attacker() override { return attacker_; }
  Result<person::Appearance> resembling(const attack::Resemblance&) override { return attacker(); }
  std::shared_ptr<const person::Assets> assets() override { return assets_; }
  const camera::Device& device() const override { return device_; }

 private:
  [[nodiscard]] person::Appearance look(std::uint64_t number) const {
    const SeededRandom seed(number, "person");
    return person::sample_appearance(*assets_, seed, person::make_civil_record(seed, kToday), kToday);
  }
  std::shared_ptr<const person::Assets> assets_;
  person::Appearance victim_, attacker_;
  cv::Mat portrait_, photograph_;
  camera::Device device_;
};

std::vector<camera::SceneState> states() {
  std::vector<camera::SceneState> out(6);
  out[1].head.yaw = 28;
  out[2].head.yaw = -28;
  out[3].expression.mouth_open = 1;
  out[4].expression.blink_left = out[4].expression.blink_right = 1;
  out[5].expression.smile = 1;
  out[5].head.pitch = 14;
  return out;
}

cv::Mat cell(const cv::Mat& picture) {
  cv::Mat out;
  const int side = std::min({picture.cols, picture.rows, 600});
  cv::resize(picture(cv::Rect((picture.cols - side) / 2, std::max(0, (picture.rows - side) / 2 - 20), side, side)), out,
             {kCell, kCell}, 0, 0, cv::INTER_AREA);
  return out;
}

struct Dressed {
  person::Appearance wearer;
  std::shared_ptr<const camera::Worn> worn;
};

Result<Dressed> dress(const attack::Species& species, attack::Stage& stage, const SeededRandom& seed) {
  if (species.attack_class == "makeup") {
    PROOFMARK_TRY(auto made, attack::makeup::make_up(species, stage, seed));
    return Dressed{std::move(made.wearer), std::move(made.worn)};
  }
  PROOFMARK_TRY(auto masked, attack::masks::make_mask(species, stage, seed));
  return Dressed{std::move(masked.wearer), std::move(masked.worn)};
}

Result<cv::Mat> row(attack::Stage& stage, const attack::Species& species, const SeededRandom& seed) {
  PROOFMARK_TRY(const person::Appearance attacker, stage.attacker());
  cv::Mat frame;
  PROOFMARK_CHECK(species.material == "photograph" ? stage.photograph(frame) : stage.document_photo(frame));
  std::vector<cv::Mat> cells{cell(frame)};
  const auto room = camera::Environment::sample(seed.derive("environment"));
  PROOFMARK_TRY(const auto bare, camera::Scene::create(stage.assets(), attacker, room));
  PROOFMARK_CHECK(bare->render({}, frame));
  cells.push_back(cell(frame));
  PROOFMARK_TRY(const Dressed dressed, dress(species, stage, seed));
  PROOFMARK_TRY(const auto scene, camera::Scene::create(stage.assets(), dressed.wearer, room, dressed.worn));
  for (const camera::SceneState& state : states()) {
    PROOFMARK_CHECK(scene->render(state, frame));
    cells.push_back(cell(frame));
  }
  cv::Mat out;
  cv::hconcat(cells, out);
  cv::putText(out, species.id, {8, 24}, cv::FONT_HERSHEY_SIMPLEX, 0.7, {255, 255, 255}, 2, cv::LINE_AA);
  return out;
}

int stop(const Error& e) {
  std::fprintf(stderr, "%s\n", e.line().c_str());
  return 1;
}

// The two matchers of the harness against the victim's document portrait.
class Scores {
 public:
  static Result<Scores> create() {
    const std::filesystem::path root = PROOFMARK_SOURCE_DIR;
    const matcher::ModelFolder models{root / "simulators/matcher/models.json", root / "setup/packages/node_modules"};
    Scores out;
    for (const auto kind : {matcher::Kind::feature512, matcher::Kind::dlib128}) {
      PROOFMARK_TRY(auto made, matcher::Matcher::create(kind, models));
      out.matchers_.push_back(std::move(made));
    }
    return out;
  }
  Result<void> portrait(const cv::Mat& bgr) {
    portrait_.clear();
    for (const auto& m : matchers_) {
      PROOFMARK_TRY(auto embedding, m->embed(bgr));
      portrait_.push_back(std::move(embedding));
    }
    return {};
  }
  // One number a matcher, or "no face".
  [[nodiscard]] std::string of(const cv::Mat& bgr) {
    std::string text;
    for (std::size_t i = 0; i < matchers_.size(); ++i) {
      const auto found = matchers_[i]->embed(bgr);
      char number[16];
      std::snprintf(number, sizeof number, " %6.3f", found ? matcher::score(portrait_[i], *found) : 0);
      text += found ? number : " noface";
    }
    return text;
  }

 private:
  std::vector<std::unique_ptr<matcher::Matcher>> matchers_;
  std::vector<matcher::Embedding> portrait_;
};

using SpeciesList = std::vector<attack::Species>;

Result<void> write_scores(const std::shared_ptr<const person::Assets>& assets, const SpeciesList& list, int pairs) {
  PROOFMARK_TRY(Scores scores, Scores::create());
  std::printf("species pair, then feature512 and dlib128 against the victim's portrait\n");
  for (int pair = 0; pair < pairs; ++pair) {
    Pair stage(assets, static_cast<std::uint64_t>(101 + 2 * pair), static_cast<std::uint64_t>(102 + 2 * pair));
    const auto room = camera::Environment::sample(SeededRandom(static_cast<std::uint64_t>(pair), "room"));
    cv::Mat frame;
    PROOFMARK_CHECK(stage.document_photo(frame));
    PROOFMARK_CHECK(scores.portrait(frame));
    const auto print = [&](const std::string& name, const person::Appearance& who,
                           std::shared_ptr<const camera::Worn> worn) -> Result<void> {
      PROOFMARK_TRY(const auto scene, camera::Scene::create(assets, who, room, std::move(worn)));
      PROOFMARK_CHECK(scene->render({}, frame));
      std::printf("%-28s %d %s\n", name.c_str(), pair, scores.of(frame).c_str());
      std::fflush(stdout);
      return {};
    };
    PROOFMARK_TRY(const person::Appearance victim, stage.victim());
    PROOFMARK_TRY(const person::Appearance attacker, stage.attacker());
    PROOFMARK_CHECK(print("(the victim)", victim, nullptr));
    PROOFMARK_CHECK(print("(the attacker bare)", attacker, nullptr));
    for (const attack::Species& species : list) {
      PROOFMARK_TRY(const Dressed dressed,
                    dress(species, stage, SeededRandom(static_cast<std::uint64_t>(pair), "attempt")));
      PROOFMARK_CHECK(print(species.id, dressed.wearer, dressed.worn));
    }
  }
  return {};
}

Result<void> write_sheets(const std::shared_ptr<const person::Assets>& assets, const SpeciesList& list,
                          const std::filesystem::path& out) {
  std::filesystem::create_directories(out);
  std::uint64_t number = 0;
  for (const attack::Species& species : list) {
    std::vector<cv::Mat> rows;
    for (int pair = 0; pair < 2; ++pair, ++number) {
      Pair stage(assets, 11 + 2 * number, 12 + 2 * number);
      PROOFMARK_TRY(cv::Mat drawn, row(stage, species, SeededRandom(number, "attempt")));
      rows.push_back(std::move(drawn));
    }
    cv::Mat sheet;
    cv::vconcat(rows, sheet);
    cv::imwrite((out / (species.id + ".png")).string(), sheet);
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: worn_frames PACKAGE CACHE ATTACKS_FOLDER OUT_DIR|scores:PAIRS [SPECIES...]\n");
    return 2;
  }
  cv::setNumThreads(1);
  const std::string out = argv[4];
  const std::set<std::string> wanted(argv + 5, argv + argc);
  const auto assets = person::load_assets(argv[1], argv[2]);
  if (!assets) return stop(assets.error());
  const auto all = attack::load_all_species(argv[3]);
  if (!all) return stop(all.error());
  SpeciesList list;
  for (const attack::Species& species : *all)
    if ((species.attack_class == "masks" || species.attack_class == "makeup") &&
        (wanted.empty() || wanted.contains(species.id)))
      list.push_back(species);
  const auto done = out.starts_with("scores:") ? write_scores(*assets, list, std::atoi(out.c_str() + 7))
                                               : write_sheets(*assets, list, out);
  return done ? 0 : stop(done.error());
}

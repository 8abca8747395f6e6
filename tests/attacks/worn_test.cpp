// Masks and makeup: made for one wearer from one photograph, and worn as his body moves.
#include <gtest/gtest.h>

#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "attacks/makeup/makeup.hpp"
#include "attacks/masks/cut.hpp"
#include "attacks/masks/masks.hpp"
#include "attacks/photo_model.hpp"
#include "attacks/registry/registry.hpp"
#include "simulators/camera/scene/layout.hpp"
#include "tests/attacks/pair_stage.hpp"

namespace proofmark::attack {
namespace {

using camera::Vec3;
using namespace std::chrono_literals;

const std::vector<Species>& all_species() {
  static const auto all = load_all_species(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "attacks");
  return *all;
}

Species species(const std::string& id) {
  for (const Species& s : all_species())
    if (s.id == id) return s;
  ADD_FAILURE() << id;
  return {};
}

class WornAttack : public testing::Test {
 protected:
  void SetUp() override {
    cv::setNumThreads(1);
    ASSERT_NE(person::shared_assets(), nullptr) << "run setup/set-up.sh test";
  }
  static PairStage& stage() {
    static PairStage made(3, 4);
    return made;
  }
  static cv::Mat draw(const person::Appearance& who, std::shared_ptr<const camera::Worn> worn,
                      const camera::SceneState& state = {}) {
    const auto scene = camera::Scene::create(person::shared_assets(), who, {}, std::move(worn), 640, 360);
    EXPECT_TRUE(scene) << scene.error().line();
    cv::Mat frame;
    EXPECT_TRUE(scene && (*scene)->render(state, frame));
    return frame;
  }
  // Correlation of two faces' tones, whatever the light: -1 to 1.
  static double likeness(const cv::Mat& a, const cv::Mat& b) {
    const cv::Rect face(285, 120, 70, 120);
    cv::Mat out;
    cv::matchTemplate(a(face), b(face), out, cv::TM_CCOEFF_NORMED);
    return static_cast<double>(out.at<float>(0, 0));
  }
  static double difference(const cv::Mat& a, const cv::Mat& b, cv::Rect where = {230, 60, 180, 230}) {
    return cv::norm(a(where), b(where), cv::NORM_L1) / static_cast<double>(where.area() * 3);
  }
};

TEST_F(WornAttack, APhotographsPointsAreFoundInIt) {
  // The irises of the document's portrait are dark where the model says that the eyes are.
  const auto victim = model_head(person::shared_assets(), *stage().victim());
  ASSERT_TRUE(victim);
  const auto photo = take_photograph(species("mask-print-curved"), stage(), *victim);
  ASSERT_TRUE(photo) << photo.error().line();
  const auto& base = person::shared_assets()->base;
  cv::Mat grey;
  cv::cvtColor(photo->bgr, grey, cv::COLOR_BGR2GRAY);
  cv::GaussianBlur(grey, grey, {0, 0}, 3);
  for (const auto* joint : {&base.left_eye_joint, &base.right_eye_joint}) {
    const auto at = photo->pixel[static_cast<std::size_t>(joint->front())];
    const cv::Point eye(static_cast<int>(at.u), static_cast<int>(at.v));
    const int here = grey.at<uchar>(eye);
    EXPECT_LT(here + 25, grey.at<uchar>(eye + cv::Point(0, 45))) << "the cheek below is lighter";
    EXPECT_LT(here + 25, grey.at<uchar>(eye - cv::Point(0, 75))) << "and the forehead above";
  }
  EXPECT_NEAR(photo->pixels_per_mm, 1.5, 0.3) << "a head of 24 cm in three quarters of 531 pixels";
}

TEST_F(WornAttack, AMaskedFaceIsNearerToTheVictimsThanTheWearersOwn) {
  const cv::Mat victim = draw(*stage().victim(), nullptr), own = draw(*stage().attacker(), nullptr);
  for (const char* id : {"mask-silicone-thin", "mask-resin"}) {
    const auto mask = masks::make_mask(species(id), stage(), SeededRandom(5, id));
    ASSERT_TRUE(mask) << mask.error().line();
    EXPECT_GT(likeness(draw(mask->wearer, mask->worn), victim), likeness(own, victim) + 0.03) << id;
  }
}

TEST_F(WornAttack, ImpersonationTakesTheVictimsTone) {
  PairStage dark(3, 4);
  dark.attacker_tone({0.45F, 0.33F, 0.27F});
  Species s = species("makeup-impersonation");
  s.parameters["opacity"] = {0.9, 0.9};
  const auto made = makeup::make_up(s, dark, SeededRandom(5));
  ASSERT_TRUE(made) << made.error().line();
  const cv::Rect cheeks(295, 165, 50, 20);
  const auto tone = [&](const cv::Mat& frame) { return cv::mean(frame(cheeks))[1]; };
  const cv::Mat bare = draw(made->wearer, nullptr), painted = draw(made->wearer, made->worn);
  EXPECT_GT(tone(painted), 1.3 * tone(bare));
  const cv::Rect neck(305, 248, 30, 8);
  EXPECT_NEAR(cv::mean(painted(neck))[1], cv::mean(bare(neck))[1], 12) << "the neck keeps its own";
}

TEST_F(WornAttack, HolesShowTheWearersOwnBlinkAndARigidMouthStaysShut) {
  const auto mask = masks::make_mask(species("mask-rigid-3d-print"), stage(), SeededRandom(6));
  ASSERT_TRUE(mask) << mask.error().line();
  camera::SceneState blink, open;
  blink.expression.blink_left = blink.expression.blink_right = 1;
  open.expression.mouth_open = 1;
  const cv::Mat rest = draw(mask->wearer, mask->worn);
  const cv::Rect eyes(280, 130, 80, 45), mouth(295, 190, 50, 40);
  EXPECT_GT(difference(rest, draw(mask->wearer, mask->worn, blink), eyes), 0.8);
  const double moved = difference(rest, draw(mask->wearer, mask->worn, open), mouth);
  const double bare = difference(draw(mask->wearer, nullptr), draw(mask->wearer, nullptr, open), mouth);
  EXPECT_LT(moved, 0.15 * bare);
}

TEST_F(WornAttack, WhatFollowsMoreMovesMore) {
  camera::SceneState open;
  open.expression.mouth_open = 1;
  const cv::Rect mouth(295, 190, 50, 45);
  std::vector<double> moved;
  for (const char* id : {"mask-resin", "mask-silicone-thick", "mask-silicone-thin"}) {
    const auto mask = masks::make_mask(species(id), stage(), SeededRandom(7));
    ASSERT_TRUE(mask) << mask.error().line();
    moved.push_back(difference(draw(mask->wearer, mask->worn), draw(mask->wearer, mask->worn, open), mouth));
  }
  EXPECT_LT(moved[0], moved[1]);
  EXPECT_LT(moved[1], moved[2]);
}

TEST_F(WornAttack, MakeupMovesWithTheSkinAndLeavesTheRestAlone) {
  const auto made = makeup::make_up(species("makeup-dazzle"), stage(), SeededRandom(8));
  ASSERT_TRUE(made) << made.error().line();
  EXPECT_FALSE(made->worn->shell);
  const cv::Mat bare = draw(made->wearer, nullptr), painted = draw(made->wearer, made->worn);
  EXPECT_GT(difference(bare, painted), 1);
  EXPECT_EQ(cv::norm(bare(cv::Rect(0, 0, 640, 40)), painted(cv::Rect(0, 0, 640, 40)), cv::NORM_INF), 0);
  camera::SceneState turned;
  turned.head.yaw = 25;
  EXPECT_GT(difference(draw(made->wearer, nullptr, turned), draw(made->wearer, made->worn, turned)), 1);
}

TEST_F(WornAttack, EveryOneOfTheProjectsSpeciesIsMadeForItsWearer) {
  for (const Species& s : all_species()) {
    std::shared_ptr<const camera::Worn> worn;
    if (s.attack_class == "masks") {
      const auto mask = masks::make_mask(s, stage(), SeededRandom(9));
      ASSERT_TRUE(mask) << s.id << ": " << mask.error().line();
      worn = mask->worn;
    } else if (s.attack_class == "makeup") {
      const auto made = makeup::make_up(s, stage(), SeededRandom(9));
      ASSERT_TRUE(made) << s.id << ": " << made.error().line();
      worn = made->worn;
    } else {
      continue;
    }
    EXPECT_TRUE(camera::check_worn(*worn, person::shared_assets()->base)) << s.id;
    EXPECT_EQ(worn->shell.has_value(), s.attack_class == "masks") << s.id;
    EXPECT_EQ(worn->paint.has_value(), s.attack_class == "makeup") << s.id;
  }
}

TEST_F(WornAttack, TheSameSeedGivesTheSameFilm) {
  const auto first = [](const char* id, std::uint64_t seed) {
    const auto capture = make_capture(species(id), stage(), SeededRandom(seed));
    EXPECT_TRUE(capture) << capture.error().line();
    return capture ? (*capture)->next()->data : Bytes();
  };
  for (const char* id : {"mask-textile", "makeup-ageing"}) {
    const Bytes film = first(id, 9);
    EXPECT_FALSE(film.empty());
    EXPECT_EQ(film, first(id, 9)) << id;
    EXPECT_NE(film, first(id, 10)) << id;
  }
}

TEST_F(WornAttack, WrongInputIsRefused) {
  Species s = species("mask-resin");
  s.parameters["thicknes"] = {1, 2};
  EXPECT_FALSE(masks::make_mask(s, stage(), SeededRandom(1)));
  s = species("makeup-contour");
  s.choices.erase("style");
  EXPECT_FALSE(makeup::make_up(s, stage(), SeededRandom(1)));
  EXPECT_FALSE(makeup::make_up(species("mask-resin"), stage(), SeededRandom(1)));
  EXPECT_FALSE(masks::make_mask(species("makeup-contour"), stage(), SeededRandom(1)));
}

TEST(Cut, HasItsHolesWhereEyesAndMouthAre) {
  Species s = species("mask-latex-full-head");
  const masks::Cut cut(s, SeededRandom(1));
  EXPECT_LT(cut.depth({0.308F, 7.284F, 1.3F}), 0) << "an eye";
  EXPECT_LT(cut.depth({-0.308F, 7.284F, 1.3F}), 0);
  EXPECT_LT(cut.depth({0, 6.6F, 1.55F}), 0) << "the mouth";
  EXPECT_GT(cut.depth({0, 7.0F, 1.65F}), 0.1F) << "the nose";
  EXPECT_GT(cut.depth({0.308F, 7.284F, -0.3F}), 0.1F) << "the back of the head has none";
  EXPECT_LT(cut.depth({0, 5.3F, 0.6F}), 0) << "below the seam";
  s.choices["region"] = "lower_face";
  const masks::Cut lower(s, SeededRandom(1));
  EXPECT_LT(lower.depth({0, 7.6F, 1.5F}), 0) << "the forehead is the wearer's";
  EXPECT_GT(lower.depth({0, 6.35F, 1.5F}), 0) << "the chin is not";
}

}  // namespace
}  // namespace proofmark::attack

#include "attacks/replay/live_contents.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "attacks/replay/replay.hpp"
#include "tests/attacks/looks_stage.hpp"

namespace proofmark::attack::replay {
namespace {

using namespace std::chrono_literals;

Species with(const std::string& content, std::map<std::string, Range> parameters) {
  Species s;
  s.id = "replay-x";
  s.attack_class = "replay";
  s.parameters = std::move(parameters);
  s.choices["content"] = content;
  return s;
}

double difference(const cv::Mat& a, const cv::Mat& b) {
  const cv::Rect face(520, 200, 240, 280);
  return cv::norm(a(face), b(face), cv::NORM_L1) / (240.0 * 280 * 3);
}

// The picture at `t` of one who was asked at half a second, or was not.
cv::Mat picture(const Species& species, bool asked, camera::StreamTime t) {
  LooksStage stage;
  auto content = make_live_content(species, species.choice("content", ""), stage, SeededRandom(5));
  cv::Mat out;
  EXPECT_TRUE(content);
  EXPECT_TRUE((*content)->frame(0us, out));
  if (asked) (*content)->challenge(camera::Action::turn_left, 500ms, 3s);
  EXPECT_TRUE((*content)->frame(t, out));
  return out;
}

TEST(LiveContent, TheClipThatFitsIsPlayedAfterTheOperatorsReactionAndThenRestAgain) {
  const Species s = with("segments", {{"reaction", {0.6, 0.6}}, {"clip_length", {2, 2}}});
  EXPECT_EQ(difference(picture(s, true, 700ms), picture(s, false, 700ms)), 0) << "nobody chooses so quickly";
  EXPECT_GT(difference(picture(s, true, 2100ms), picture(s, false, 2100ms)), 4);
}

TEST(LiveContent, APuppetStaysWhereNoOtherPoseIsNearer) {
  const Species s = with("puppet", {{"pose_step", {40, 40}}, {"face_step", {0.9, 0.9}}});
  EXPECT_EQ(difference(picture(s, false, 0ms), picture(s, false, 400ms)), 0) << "a still head, breathing or not";
  const Species fine = with("puppet", {{"pose_step", {3, 3}}});
  EXPECT_GT(difference(picture(fine, true, 1900ms), picture(fine, false, 1900ms)), 4);
}

TEST(LiveContent, WrongInputIsRefused) {
  LooksStage stage;
  EXPECT_FALSE(make_live_content(with("opera", {}), "opera", stage, SeededRandom(1)));
  EXPECT_FALSE(make(with("opera", {}), stage, SeededRandom(1)));
  EXPECT_FALSE(make(with("puppet", {{"fade", {0, 1}}}), stage, SeededRandom(1))) << "of the other content";
  EXPECT_TRUE(live_parameters("opera").empty());
}

}  // namespace
}  // namespace proofmark::attack::replay

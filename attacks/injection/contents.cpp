#include "attacks/injection/contents.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "attacks/deepfake/deepfake.hpp"
#include "attacks/deepfake/feigned_hand.hpp"
#include "attacks/replay/live_contents.hpp"
#include "attacks/replay/player.hpp"

namespace proofmark::attack::injection {
namespace {

using camera::kHeight;
using camera::kWidth;
using MadeSource = Result<std::unique_ptr<camera::FrameSource>>;

// A photograph on end in a picture across: whole in the middle, its own blur at the sides.
cv::Mat filled(const cv::Mat& photo) {
  cv::Mat out, middle;
  cv::resize(photo, out, {kWidth / 8, kHeight / 8}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(out, out, {0, 0}, 5);
  cv::resize(out, out, {kWidth, kHeight}, 0, 0, cv::INTER_LINEAR);
  const int width = std::min(kWidth, photo.cols * kHeight / photo.rows);
  cv::resize(photo, middle, {width, kHeight}, 0, 0, cv::INTER_CUBIC);
  middle.copyTo(out(cv::Rect((kWidth - width) / 2, 0, width, kHeight)));
  return out;
}

class Still final : public camera::FrameSource {
 public:
  Still(cv::Mat picture, const Species& species, const SeededRandom& seed)
      : picture_(std::move(picture)), hand_(species, seed) {}
  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    hand_.hold(picture_, t, bgr);
    return {};
  }
  // Nobody is there to answer.
  void challenge(const camera::Challenge&, camera::StreamTime, camera::StreamTime) override {}
  void challenge_over(camera::StreamTime) override {}

 private:
  cv::Mat picture_;
  deepfake::FeignedHand hand_;
};

class Played final : public camera::FrameSource {
 public:
  explicit Played(replay::Player player) : player_(std::move(player)) {}
  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    PROOFMARK_TRY(const cv::Mat* picture, player_.at(t));
    if (picture->cols != kWidth || picture->rows != kHeight * 3 / 2)
      return fail("attacks/injection", "a recording of 1280x720", std::to_string(picture->cols) + " wide",
                  "Record with the simulated camera.");
    cv::cvtColor(*picture, bgr, cv::COLOR_YUV2BGR_I420);
    return {};
  }
  void challenge(const camera::Challenge&, camera::StreamTime, camera::StreamTime) override {}
  void challenge_over(camera::StreamTime) override {}

 private:
  replay::Player player_;
};

MadeSource make_still(const Species& species, Stage& stage, const SeededRandom& seed) {
  cv::Mat photo;
  PROOFMARK_CHECK(species.material == "document_photo" ? stage.document_photo(photo) : stage.photograph(photo));
  if (photo.type() != CV_8UC3 || photo.cols < 200 || photo.rows < 200)
    return fail("attacks/injection", "a BGR photograph of at least 200x200",
                std::to_string(photo.cols) + "x" + std::to_string(photo.rows), "Give a larger photograph.");
  return std::unique_ptr<camera::FrameSource>(std::make_unique<Still>(filled(photo), species, seed));
}

}  // namespace

std::vector<std::string> content_parameters(const Species& species) {
  if (species.instrument == "still") return deepfake::FeignedHand::parameters();
  if (species.instrument == "replay") return replay::live_parameters(species.choice("content", ""));
  return deepfake::parameters(species.instrument);
}

MadeSource make_content(const Species& species, Stage& stage, const SeededRandom& seed) {
  if (species.instrument == "still") return make_still(species, stage, seed);
  if (species.instrument != "replay") return deepfake::make_source(species, species.instrument, stage, seed);
  if (species.choices.contains("content"))
    return replay::make_live_content(species, species.choice("content", ""), stage, seed);
  PROOFMARK_TRY(auto recording, stage.recording());
  PROOFMARK_TRY(replay::Player player, replay::Player::create(std::move(recording)));
  return std::unique_ptr<camera::FrameSource>(std::make_unique<Played>(std::move(player)));
}

}  // namespace proofmark::attack::injection

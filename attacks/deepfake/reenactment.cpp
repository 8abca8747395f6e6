#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "attacks/deepfake/face_region.hpp"
#include "attacks/deepfake/feigned_hand.hpp"
#include "attacks/deepfake/forgeries.hpp"
#include "attacks/deepfake/paste.hpp"
#include "attacks/deepfake/performer.hpp"

namespace proofmark::attack::deepfake {
namespace {

constexpr double kCropOfScene = 0.75;  // the head with its hair, of a picture of the whole scene
constexpr int kWidth = camera::kWidth, kHeight = camera::kHeight;

// What the generator moves: an ellipse around head and hair.
cv::Mat crop_mask(const cv::Rect2f& head, double grown) {
  cv::Mat mask(kHeight, kWidth, CV_8UC1, cv::Scalar(0));
  const cv::Point middle(cvRound(head.x + head.width / 2), cvRound(head.y + head.height / 2));
  cv::ellipse(
      mask, middle,
      {cvRound(static_cast<double>(head.width) / 2 * grown), cvRound(static_cast<double>(head.height) / 2 * grown)}, 0,
      0, 360, 255, cv::FILLED);
  return mask;
}

class Reenactment final : public camera::FrameSource {
 public:
  Reenactment(const Species& species, cv::Mat still, cv::Mat mask, std::unique_ptr<camera::Scene> driven,
              const SeededRandom& seed)
      : performer_(species, seed),
        still_(std::move(still)),
        mask_(std::move(mask)),
        driven_(std::move(driven)),
        paste_(species, seed),
        hand_(species, seed) {}

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    if (performer_.advance(t)) {
      camera::SceneState state;
      state.head = performer_.tracked().head;
      state.expression = performer_.tracked().expression;
      PROOFMARK_CHECK(driven_->render(state, small_));
      try {
        paste_back(t);
      } catch (const cv::Exception& e) {
        return fail("attacks/deepfake", "a picture that moves", e.what(), "Correct the species.");
      }
    }
    picture_.copyTo(bgr);
    return {};
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window) override {
    performer_.challenge(challenge, t, window);
  }
  void challenge_over(camera::StreamTime t) override { performer_.challenge_over(t); }

 private:
  // Both pictures are of one camera that stands still: the small one is the middle of the large one.
  void paste_back(camera::StreamTime t) {
    const double scale = static_cast<double>(kHeight) / small_.rows;
    const cv::Point2d slip = paste_.next_slip();
    const cv::Matx23d place(scale, 0, (kWidth - scale * small_.cols) / 2 + slip.x, 0, scale, slip.y);
    cv::warpAffine(small_, large_, place, {kWidth, kHeight}, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    still_.copyTo(assembled_);
    paste_.lay_masked(large_, mask_, 1, assembled_);
    hand_.hold(assembled_, t, picture_);
  }

  Performer performer_;
  cv::Mat still_, mask_;
  std::unique_ptr<camera::Scene> driven_;
  Paste paste_;
  FeignedHand hand_;
  cv::Mat small_, large_, assembled_, picture_;
};

}  // namespace

std::vector<std::string> reenactment_parameters() {
  std::vector<std::string> known{"face_pixels", "identity_loss", "crop"};
  for (const auto& more : {Performer::parameters(), Paste::parameters(), FeignedHand::parameters()})
    known.insert(known.end(), more.begin(), more.end());
  return known;
}

MadeSource make_reenactment(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(person::Appearance victim, stage.victim());
  const auto assets = stage.assets();
  const auto room = camera::Environment::sample(seed.derive("still/environment"));
  PROOFMARK_TRY(const auto scene, camera::Scene::create(assets, victim, room));
  cv::Mat still;
  PROOFMARK_CHECK(scene->render({}, still));
  SkinPoints points;
  scene->project_skin(points);
  const FaceRegion region(assets->base);
  cv::Mat mask = crop_mask(region.head(points), species.draw("crop", 1.35, seed));
  if (const double loss = species.draw("identity_loss", 0, seed); loss > 0) {
    PROOFMARK_TRY(const person::Appearance attacker, stage.attacker());
    victim = person::look_alike(victim, attacker, static_cast<float>(loss));
  }
  const int side = static_cast<int>(species.draw("face_pixels", 256, seed) / kCropOfScene) & ~1;
  PROOFMARK_TRY(auto driven, camera::Scene::create(assets, victim, room, side, side));
  return std::unique_ptr<camera::FrameSource>(
      std::make_unique<Reenactment>(species, std::move(still), std::move(mask), std::move(driven), seed));
}

}  // namespace proofmark::attack::deepfake

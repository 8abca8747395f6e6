#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "attacks/deepfake/feigned_hand.hpp"
#include "attacks/deepfake/forgeries.hpp"
#include "attacks/deepfake/performer.hpp"

namespace proofmark::attack::deepfake {
namespace {

class Synthetic final : public camera::FrameSource {
 public:
  Synthetic(const Species& species, std::unique_ptr<camera::Scene> scene, const SeededRandom& seed)
      : performer_(species, seed),
        scene_(std::move(scene)),
        hand_(species, seed),
        smooth_(species.draw("smooth", 0.4, seed)),
        colourful_(species.draw("colourful", 1.05, seed)) {}

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    if (performer_.advance(t)) {
      camera::SceneState state = performer_.tracked();
      state.camera = {};
      state.breath = 0;
      PROOFMARK_CHECK(scene_->render(state, drawn_));
      try {
        finish(t);
      } catch (const cv::Exception& e) {
        return fail("attacks/deepfake", "a picture of the generator", e.what(), "Correct the species.");
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
  // Texture goes where it is weak, outlines stay: what a generator trained on a mean error leaves.
  void finish(camera::StreamTime t) {
    if (smooth_ > 0) {
      cv::medianBlur(drawn_, smoothed_, 5);
      cv::addWeighted(drawn_, 1 - smooth_, smoothed_, smooth_, 0, drawn_);
    }
    cv::transform(drawn_, drawn_, saturation());
    cv::resize(drawn_, large_, {camera::kWidth, camera::kHeight}, 0, 0, cv::INTER_CUBIC);
    hand_.hold(large_, t, picture_);
  }
  [[nodiscard]] cv::Matx33f saturation() const {
    const auto s = static_cast<float>(colourful_), r = 1 - s;
    const cv::Vec3f luma(0.114F, 0.587F, 0.299F);
    cv::Matx33f m;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) m(i, j) = r * luma[j] + (i == j ? s : 0);
    return m;
  }

  Performer performer_;
  std::unique_ptr<camera::Scene> scene_;
  FeignedHand hand_;
  double smooth_, colourful_;
  cv::Mat drawn_, smoothed_, large_, picture_;
};

}  // namespace

std::vector<std::string> synthetic_parameters() {
  std::vector<std::string> known{"picture_rows", "identity_loss", "smooth", "colourful"};
  for (const auto& more : {Performer::parameters(), FeignedHand::parameters()})
    known.insert(known.end(), more.begin(), more.end());
  return known;
}

MadeSource make_synthetic(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(person::Appearance face, stage.victim());
  if (const double loss = species.draw("identity_loss", 0, seed); loss > 0) {
    PROOFMARK_TRY(const person::Appearance attacker, stage.attacker());
    face = person::look_alike(face, attacker, static_cast<float>(loss));
  }
  const int rows = static_cast<int>(species.draw("picture_rows", 540, seed)) & ~1;
  const auto room = camera::Environment::sample(seed.derive("synthetic/environment"));
  PROOFMARK_TRY(auto scene, camera::Scene::create(stage.assets(), face, room, (rows * 16 / 9) & ~1, rows));
  return std::unique_ptr<camera::FrameSource>(std::make_unique<Synthetic>(species, std::move(scene), seed));
}

}  // namespace proofmark::attack::deepfake

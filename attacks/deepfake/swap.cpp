#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "attacks/deepfake/face_region.hpp"
#include "attacks/deepfake/forgeries.hpp"
#include "attacks/deepfake/own_picture.hpp"
#include "attacks/deepfake/paste.hpp"
#include "attacks/deepfake/performer.hpp"

namespace proofmark::attack::deepfake {
namespace {

// The generated square holds the face with a margin, 0.56 of the height of a picture of the whole scene.
constexpr double kCropOfScene = 0.56;

class Swap final : public camera::FrameSource {
 public:
  Swap(const Species& species, OwnPicture own, std::unique_ptr<camera::Scene> face, FaceRegion region,
       const SeededRandom& seed)
      : performer_(species, seed),
        own_(std::move(own)),
        face_(std::move(face)),
        region_(std::move(region)),
        paste_(species, seed) {}

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    if (performer_.advance(t)) {
      PROOFMARK_CHECK(own_.draw(performer_.performed(), picture_));
      if (const double strength = own_.strength(performer_.performed()); strength > 0) {
        PROOFMARK_CHECK(forge(strength));
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
  Result<void> forge(double strength) {
    camera::SceneState state = performer_.tracked();
    state.camera.shift_x = state.camera.shift_y = state.camera.roll = 0;
    PROOFMARK_CHECK(face_->render(state, small_));
    face_->project_skin(points_);
    cv::Matx23d fit = region_.fit(points_, own_.points());
    const cv::Point2d slip = paste_.next_slip();
    fit(0, 2) += slip.x;
    fit(1, 2) += slip.y;
    try {
      cv::warpAffine(small_, large_, fit, picture_.size(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
      paste_.lay(large_, region_.hull(own_.points()), strength, picture_);
    } catch (const cv::Exception& e) {
      return fail("attacks/deepfake", "a face to paste", e.what(), "Correct the species.");
    }
    return {};
  }

  Performer performer_;
  OwnPicture own_;
  std::unique_ptr<camera::Scene> face_;
  FaceRegion region_;
  Paste paste_;
  SkinPoints points_;
  cv::Mat picture_, small_, large_;
};

}  // namespace

std::vector<std::string> swap_parameters() {
  std::vector<std::string> known{"face_pixels", "identity_loss", "light_error"};
  for (const auto& more : {Performer::parameters(), Paste::parameters(), OwnPicture::parameters()})
    known.insert(known.end(), more.begin(), more.end());
  return known;
}

MadeSource make_swap(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(const person::Appearance victim, stage.victim());
  PROOFMARK_TRY(const person::Appearance attacker, stage.attacker());
  const auto assets = stage.assets();
  PROOFMARK_TRY(OwnPicture own, OwnPicture::create(species, assets, attacker, seed));
  const auto loss = static_cast<float>(species.draw("identity_loss", 0.1, seed));
  camera::Environment light = own_room(seed);
  light.light_azimuth += static_cast<float>(species.draw("light_error", 0, seed));
  const int side = static_cast<int>(species.draw("face_pixels", 192, seed) / kCropOfScene) & ~1;
  PROOFMARK_TRY(auto face,
                camera::Scene::create(assets, person::look_alike(victim, attacker, loss), light, side, side));
  return std::unique_ptr<camera::FrameSource>(
      std::make_unique<Swap>(species, std::move(own), std::move(face), FaceRegion(assets->base), seed));
}

}  // namespace proofmark::attack::deepfake

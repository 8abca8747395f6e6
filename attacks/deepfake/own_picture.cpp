#include "attacks/deepfake/own_picture.hpp"

#include <algorithm>
#include <cmath>

#include "simulators/camera/noise_table.hpp"

namespace proofmark::attack::deepfake {
namespace {

constexpr double kBreaksWithin = 8;  // degrees from the first fault to the full one

}  // namespace

camera::Environment own_room(const SeededRandom& seed) {
  return camera::Environment::sample(seed.derive("operator/environment"));
}

std::vector<std::string> OwnPicture::parameters() {
  return {"fail_turn", "fail_depth", "dropout", "camera_noise"};
}

OwnPicture::OwnPicture(const Species& species, std::unique_ptr<camera::Scene> scene, const SeededRandom& seed)
    : scene_(std::move(scene)),
      fail_turn_(species.draw("fail_turn", 90, seed)),
      fail_depth_(species.draw("fail_depth", 0.7, seed)),
      dropout_(species.draw("dropout", 0, seed)),
      noise_(species.draw("camera_noise", 1.5, seed)),
      dropouts_(seed.derive("dropouts")),
      noise_random_(seed.derive("own camera")),
      deviates_(camera::noise_table(seed.derive("own camera/table"), 3 * 1280)) {}

Result<OwnPicture> OwnPicture::create(const Species& species, std::shared_ptr<const person::Assets> assets,
                                      const person::Appearance& attacker, const SeededRandom& seed) {
  PROOFMARK_TRY(auto scene, camera::Scene::create(std::move(assets), attacker, own_room(seed)));
  return OwnPicture(species, std::move(scene), seed);
}

Result<void> OwnPicture::draw(const camera::SceneState& state, cv::Mat& bgr) {
  PROOFMARK_CHECK(scene_->render(state, bgr));
  scene_->project_skin(points_);
  if (noise_ > 0) add_noise(bgr);
  return {};
}

double OwnPicture::strength(const camera::SceneState& state) {
  if (dropouts_.chance(dropout_)) return 0;
  const double turned =
      std::max(std::abs(static_cast<double>(state.head.yaw)), 2 * std::abs(static_cast<double>(state.head.pitch)));
  return 1 - fail_depth_ * std::clamp((turned - fail_turn_) / kBreaksWithin, 0.0, 1.0);
}

// Table deviates have a standard deviation of 256; the three colours share them, as demosaiced luma noise does.
void OwnPicture::add_noise(cv::Mat& bgr) {
  const int scale = static_cast<int>(std::lround(noise_ * 256));
  for (int y = 0; y < bgr.rows; ++y) {
    const std::int16_t* noise = &deviates_[noise_random_.below(camera::kNoiseTable)];
    auto* row = bgr.ptr<uchar>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      const int step = (noise[x] * scale + (1 << 15)) >> 16;
      for (int c = 0; c < 3; ++c) row[3 * x + c] = static_cast<uchar>(std::clamp(row[3 * x + c] + step, 0, 255));
    }
  }
}

}  // namespace proofmark::attack::deepfake

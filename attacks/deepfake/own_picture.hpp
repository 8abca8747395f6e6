// What the attacker's own camera sees of him, before anything is forged, and where his tracker loses him.
#pragma once
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "attacks/deepfake/face_region.hpp"
#include "attacks/species.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::attack::deepfake {

// The room in which the attacker sits.
[[nodiscard]] camera::Environment own_room(const SeededRandom& seed);

class OwnPicture {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  [[nodiscard]] static Result<OwnPicture> create(const Species& species, std::shared_ptr<const person::Assets> assets,
                                                 const person::Appearance& attacker, const SeededRandom& seed);
  [[nodiscard]] Result<void> draw(const camera::SceneState& state, cv::Mat& bgr);
  // Of the picture drawn last.
  [[nodiscard]] const SkinPoints& points() const { return points_; }
  // How much of a forged face stands there, 1 to 0: it breaks down where the head is turned far, and at times anywhere.
  [[nodiscard]] double strength(const camera::SceneState& state);

 private:
  OwnPicture(const Species& species, std::unique_ptr<camera::Scene> scene, const SeededRandom& seed);
  void add_noise(cv::Mat& bgr);

  std::unique_ptr<camera::Scene> scene_;
  double fail_turn_, fail_depth_, dropout_, noise_;
  SeededRandom dropouts_, noise_random_;
  std::vector<std::int16_t> deviates_;
  SkinPoints points_;
};

}  // namespace proofmark::attack::deepfake

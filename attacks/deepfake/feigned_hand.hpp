// A picture that was made without a hand-held camera, moved as if by a hand.
#pragma once
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "simulators/camera/challenge.hpp"
#include "simulators/camera/motion.hpp"

namespace proofmark::attack::deepfake {

// Parameter: picture_sway (fraction of the height; 0: the picture stands still).
class FeignedHand {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  FeignedHand(const Species& species, const SeededRandom& seed);
  // Enlarged a little, so that the edges stay outside.
  void hold(const cv::Mat& picture, camera::StreamTime t, cv::Mat& out) const;

 private:
  double sway_;
  camera::Wander x_, y_;
};

}  // namespace proofmark::attack::deepfake

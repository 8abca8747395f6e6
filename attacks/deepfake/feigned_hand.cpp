#include "attacks/deepfake/feigned_hand.hpp"

#include <opencv2/imgproc.hpp>

#include "simulators/camera/stream_time.hpp"

namespace proofmark::attack::deepfake {

std::vector<std::string> FeignedHand::parameters() {
  return {"picture_sway"};
}

FeignedHand::FeignedHand(const Species& species, const SeededRandom& seed)
    : sway_(species.draw("picture_sway", 0, seed)) {
  SeededRandom random = seed.derive("feigned hand");
  x_ = camera::Wander(sway_, 0.12, 1.3, random);
  y_ = camera::Wander(sway_ * 0.8, 0.12, 1.3, random);
}

void FeignedHand::hold(const cv::Mat& picture, camera::StreamTime t, cv::Mat& out) const {
  if (sway_ <= 0) {
    picture.copyTo(out);
    return;
  }
  const double scale = 1 + 6 * sway_, seconds = camera::seconds(t);
  const double x = picture.cols * (1 - scale) / 2 + x_.at(seconds) * picture.rows;
  const double y = picture.rows * (1 - scale) / 2 + y_.at(seconds) * picture.rows;
  const cv::Matx23d place(scale, 0, x, 0, scale, y);
  cv::warpAffine(picture, out, place, picture.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
}

}  // namespace proofmark::attack::deepfake

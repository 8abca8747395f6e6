// Another person's hand that lies on the holder: painted once, laid over each frame where the body is.
#pragma once
#include <opencv2/core.hpp>

#include "common/random.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::attack::coercion {

enum class Grip { shoulder, throat };

class Hand {
 public:
  // `skin` and `sleeve` are display-referred sRGB, red first, as the place's light shows them; `side` is -1 for a hand
  // that comes from the picture's left and 1 for its right.
  Hand(Grip grip, int side, const person::Vec3& skin, const person::Vec3& sleeve, const SeededRandom& seed);
  // Over `bgr`, CV_8UC3 of 1280x720, with the camera where `camera` says; `breath` lifts it with the chest.
  void draw(const camera::CameraPose& camera, float breath, cv::Mat& bgr) const;

 private:
  cv::Mat colour_, alpha_;  // CV_32FC3, premultiplied, and CV_32FC1, of the same size
  cv::Point2d anchor_;      // pixels of the sprite
  cv::Point2d place_;       // of the anchor: picture heights from the face's centre, at distance 1
  double lift_ = 0;         // picture heights for a full breath
};

}  // namespace proofmark::attack::coercion

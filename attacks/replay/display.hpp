// A display before the camera: its rendering, its grid and light over time, its bezel, and the hand that holds it.
#pragma once
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "attacks/plane.hpp"
#include "attacks/species.hpp"
#include "simulators/camera/frame_source.hpp"

namespace proofmark::attack::replay {

// The display's rendering in the YUV planes that a decoder gives: contrast and black level in Y, gamut and white point
// in U and V. Tables, because it is done for every frame.
class Rendering {
 public:
  Rendering(double black, double white, double gamma, double saturation, double blue);
  // I420 in ITU-R BT.601, limited range, both.
  void apply(const cv::Mat& i420, cv::Mat& out) const;

 private:
  cv::Mat luma_, u_, v_;
};

class Display {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  // Everything is drawn from the species' ranges.
  [[nodiscard]] static Result<Display> create(const Species& species, const SeededRandom& seed);

  // What stands on it from now on: I420 of 1280x720.
  [[nodiscard]] Result<void> show(const cv::Mat& i420);
  // What the camera sees.
  [[nodiscard]] Result<void> seen(camera::StreamTime t, cv::Mat& bgr);
  // The hand that holds it may turn it.
  void challenge(const camera::Challenge& challenge, camera::StreamTime t) { held_.challenge(challenge, t); }
  void challenge_over(camera::StreamTime t) { held_.challenge_over(t); }

 private:
  Display(Rendering rendering, int bezel, cv::Scalar bezel_colour, HeldPlane held, Compositor compositor);

  Rendering rendering_;
  int bezel_;
  cv::Mat texture_, rendered_;
  HeldPlane held_;
  Compositor compositor_;
};

// A display that shows what another source gives.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> on_display(std::unique_ptr<camera::FrameSource> content,
                                                                      const Species& species, const SeededRandom& seed);

}  // namespace proofmark::attack::replay

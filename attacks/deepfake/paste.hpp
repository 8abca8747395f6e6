// How a forged face comes into the attacker's picture, with the faults of that step.
#pragma once
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "attacks/species.hpp"

namespace proofmark::attack::deepfake {

// Parameters: opacity (of the forged face; below 1 both show), feather (of the seam, share of the face's width), inset
// (of the mask's outline, likewise), colour_match (share of the difference in mean and contrast that is taken out),
// warmth (8-bit steps of red against blue left over), flicker (standard deviation of the face's brightness from picture
// to picture, a part of it), softness (share of a blurred face that is mixed in: skin without pores), slip (pixels by
// which the face is misplaced from picture to picture).
class Paste {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  Paste(const Species& species, const SeededRandom& seed);

  // Lays `face` (CV_8UC3, the size of `picture`; what is outside the mask does not matter) over `picture` inside
  // `outline` (pixels). `strength` 0 to 1 multiplies the opacity. A faceless outline changes nothing.
  void lay(const cv::Mat& face, const std::vector<cv::Point2f>& outline, double strength, cv::Mat& picture);
  // The misplacement of the next picture.
  [[nodiscard]] cv::Point2d next_slip();
  // The same without the outline's hull: `mask` is CV_8UC1, 255 where the face is forged.
  void lay_masked(const cv::Mat& face, const cv::Mat& mask, double strength, cv::Mat& picture);

 private:
  void blend(const cv::Rect& area, const cv::Mat& face, double strength, cv::Mat& picture);

  double opacity_, feather_, inset_, colour_match_, warmth_, flicker_, softness_, slip_;
  SeededRandom random_;
  cv::Mat mask_;
};

}  // namespace proofmark::attack::deepfake

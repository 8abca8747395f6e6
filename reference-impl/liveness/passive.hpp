// Passive presentation attack detection: what a print or a screen before the camera does to the picture, without asking
// the person for anything. A first set of cues, each with its reason; what they catch and miss is measured in
// config/thresholds.json and said in every report.
#pragma once
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "reference-impl/decision/check.hpp"
#include "reference-impl/face/analyser.hpp"
#include "reference-impl/liveness/observation.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::liveness {

struct PassiveMeasures {
  std::optional<double> liveness;     // median of the network's score for a live face, 0 to 1
  std::optional<double> parallax;     // largest planar residual of a turned head (face/pose.hpp): a plane has none
  std::optional<double> periodicity;  // median height of the spectrum's peaks over their surroundings, in decibels:
                                      // the grid of a screen or of print, seen through the grid of the sensor
  std::optional<double> head_motion;  // standard deviation of yaw and pitch while nothing is asked, degrees: a
                                      // picture keeps its pose but for the noise of the landmarks
};

// Highest peak of the picture's middle and high frequencies over the median at the same distance from the origin, in
// decibels. Frequencies of the coding blocks are left out. `face` is CV_8UC1, at least 64x64.
[[nodiscard]] double spectral_peak(const cv::Mat& face);

class Passive {
 public:
  // A frame on which the network's score was taken.
  void add_score(double liveness) { scores_.push_back(liveness); }
  // A sharp frontal frame.
  void add_picture(const cv::Mat& bgr, const cv::Rect2d& face_box);
  // Every frame; `acting` while a challenge runs or the person is still on the way back from one.
  void add_observation(const Observation& observation, bool acting);
  // The face while the head was turned, against the neutral face.
  void add_turn(const face::Landmarks& neutral, const std::vector<face::Landmarks>& turned);

  [[nodiscard]] PassiveMeasures measures() const;
  [[nodiscard]] decision::Check check(const PassivePolicy& policy) const;

 private:
  std::vector<double> scores_, peaks_, turns_;
  std::vector<double> rest_yaw_, rest_pitch_;
};

}  // namespace proofmark::liveness

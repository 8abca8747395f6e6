// What printing a photograph and scanning it in at the office does to it.
#pragma once
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "attacks/species.hpp"

namespace proofmark::attack::morph {

// Parameters: tilt (degrees by which the sheet lies askew), blur (pixels, standard deviation: dots of ink and the
// scanner's optics), grain (8-bit steps, standard deviation), black and white (8-bit steps that the darkest ink and
// the paper lose), tint (8-bit steps of red against blue).
class PrintScan {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  PrintScan(const Species& species, const SeededRandom& seed);
  // `picture` is CV_8UC3.
  void apply(cv::Mat& picture);

 private:
  double tilt_, blur_, grain_, black_, white_, tint_;
  SeededRandom random_;
};

}  // namespace proofmark::attack::morph

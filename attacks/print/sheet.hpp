// A printed sheet as a texture: what ink and paper make of a photograph, the paper around it, the hand that holds it.
#pragma once
#include <opencv2/core.hpp>

#include "attacks/species.hpp"

namespace proofmark::attack::print {

// Parameters: black (lightness of the darkest ink, 0-1), white (of the paper), saturation, warmth (8-bit steps from
// blue to red), grain (deviation of the ink's mottling, 8-bit steps), screening (amplitude of a halftone screen),
// border (paper around the picture, fraction of its width), bend (shading of a sheet that is not flat, 0-1),
// illumination (factor). Choice `held`: hand or stand.
[[nodiscard]] std::vector<std::string> sheet_parameters();

// Lightness of the darkest ink and of the paper (0-1), share of the colours' saturation, warmth, grain and halftone
// screen in 8-bit steps.
struct Ink {
  double black, white, saturation, warmth, grain, screening;
};
// Lightness goes into the range between ink and paper, colours lose saturation, the grain lies in the midtones.
// `photo` and the result are CV_8UC3 of one size.
[[nodiscard]] cv::Mat print_picture(const cv::Mat& photo, const Ink& ink, const SeededRandom& seed);

// `photo` (CV_8UC3) printed so that it is `width` pixels wide. CV_8UC4, premultiplied; clear around the sheet.
[[nodiscard]] cv::Mat make_sheet(const Species& species, const cv::Mat& photo, int width, const SeededRandom& seed);

}  // namespace proofmark::attack::print

// Backgrounds other than a living room: an office, a window behind the person, a street in the sun.
#pragma once
#include <opencv2/core.hpp>

#include "common/random.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

// Office, backlight and outdoor sun, in focus; `image` is CV_8UC4. Other places are left as they are.
void paint_place(Place place, cv::Mat& image, RandomSource& random);

// The light of the place on it, and what the face's exposure makes of its brightness.
void light_background(const Environment& environment, cv::Mat& image);

}  // namespace proofmark::camera

// Backgrounds other than a living room: an office, a window behind the person, a street in the sun; and the people
// there.
#pragma once
#include <opencv2/core.hpp>

#include "common/random.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

// Office, backlight and outdoor sun, in focus; `image` is CV_8UC4. Other places are left as they are.
void paint_place(Place place, cv::Mat& image, RandomSource& random);

// `count` people some metres behind, left and right of the person: heads of a fifth to a third of his head's height.
void paint_people(int count, cv::Mat& image, const SeededRandom& seed);

// The light of the place on it, and what the face's exposure makes of its brightness.
void light_background(const Environment& environment, cv::Mat& image);

}  // namespace proofmark::camera

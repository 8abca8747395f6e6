// The room behind the person, out of focus.
#pragma once
#include <opencv2/core.hpp>

#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

// CV_8UC4 (BGRX) at half the given size, a third larger on every side so that a moving camera finds room there.
// Seed 0 is the plain light grey of a document photograph.
[[nodiscard]] cv::Mat make_background(const Environment& environment, int width, int height);

// Draws it as the camera sees it: turned by `roll` radians, moved by `shift` pixels, scaled about the middle.
void draw_background(const cv::Mat& background, cv::Mat& target, float roll, float shift_x, float shift_y, float scale);

}  // namespace proofmark::camera

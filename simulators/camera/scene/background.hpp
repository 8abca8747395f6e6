// The room behind the person, out of focus, and the people in it.
#pragma once
#include <opencv2/core.hpp>

#include "simulators/camera/scene/bystanders.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

// How the camera looks at the room: turned by `roll` radians, moved by `shift` pixels, scaled about the middle.
struct RoomView {
  float roll = 0, shift_x = 0, shift_y = 0, scale = 1;
};

class Background {
 public:
  Background() = default;
  // For frames of that size. Seed 0 is the plain light grey of a document photograph.
  Background(const Environment& environment, int width, int height);
  // Fills `target` (CV_8UC4, BGRX) with the room at `time`, seconds.
  void draw(const RoomView& view, double time, cv::Mat& target);

 private:
  // At half the frame's size, a third larger on every side so that a moving camera finds room there.
  cv::Mat empty_room_, room_;
  Bystanders people_;
};

}  // namespace proofmark::camera

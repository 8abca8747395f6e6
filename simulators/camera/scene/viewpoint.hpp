// Where the simulated camera stands, and where points fall in its picture.
#pragma once
#include "simulators/camera/scene/scene.hpp"
#include "simulators/camera/scene/transform.hpp"

namespace proofmark::camera {

constexpr float kFieldOfView = radians(32);  // full vertical angle
constexpr float kDistance = 7.6F;            // decimetres, at which a face fills about 45 % of the height
constexpr float kTurned = 0.6F;              // share of a hand's sway that turns the camera; the rest moves it

struct Viewpoint {
  Vec3 eye;
  Mat4 camera{};  // to clip space
  // Pixels from the upper left corner of a picture of that size.
  [[nodiscard]] Vec2 pixel(Vec3 point, int width, int height) const;
};

// `centre` is Figure::centre of the person who is looked at.
[[nodiscard]] Viewpoint viewpoint(Vec3 centre, const CameraPose& pose, int width, int height);

// How a document's portrait is taken (document_portrait).
[[nodiscard]] CameraPose portrait_pose();

}  // namespace proofmark::camera

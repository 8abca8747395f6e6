#include "simulators/camera/scene/viewpoint.hpp"

#include <cmath>

namespace proofmark::camera {

Vec2 Viewpoint::pixel(Vec3 p, int width, int height) const {
  const auto row = [&](std::size_t r) {
    return camera[r * 4] * p.x + camera[r * 4 + 1] * p.y + camera[r * 4 + 2] * p.z + camera[r * 4 + 3];
  };
  const float inverse = 1 / row(3);
  return {(row(0) * inverse * 0.5F + 0.5F) * static_cast<float>(width),
          (0.5F - row(1) * inverse * 0.5F) * static_cast<float>(height)};
}

Viewpoint viewpoint(Vec3 centre, const CameraPose& c, int width, int height) {
  const float distance = kDistance * c.distance;
  // Decimetres at the face per picture height.
  const float seen = 2 * distance * std::tan(kFieldOfView / 2);
  const Vec3 moved = Vec3{c.shift_x, c.shift_y, 0} * (-seen * (1 - kTurned));
  const Vec3 turned = Vec3{c.shift_x, c.shift_y, 0} * (-seen * kTurned);
  const Vec3 middle = centre + Vec3{0, -0.05F, 0} + moved;
  Viewpoint view;
  view.eye = middle + Vec3{0, 0.30F, distance};
  const float roll = radians(c.roll);
  // A camera turned to the right sees the picture turned to the left.
  const Vec3 up{std::sin(roll), std::cos(roll), 0};
  view.camera = perspective(kFieldOfView, static_cast<float>(width) / static_cast<float>(height), 2, 60) *
                look_at(view.eye, middle + turned, up);
  return view;
}

CameraPose portrait_pose() {
  CameraPose pose;
  // ICAO 9303-3 section 3.3.9.2: the face from chin to crown takes 70 to 80 % of the height.
  pose.distance = 0.80F;
  pose.shift_y = -0.03F;
  return pose;
}

}  // namespace proofmark::camera

// Where the head points, from 68 landmarks and a solid shape, under weak perspective (the face is flat compared with
// its distance from the phone).
#pragma once
#include <array>
#include <opencv2/core.hpp>
#include <optional>
#include <span>

#include "reference-impl/face/geometry.hpp"

namespace proofmark::face {

// Degrees. Yaw > 0: to the person's own left (to the right of the picture). Pitch > 0: up. Roll > 0: towards the
// person's own left shoulder (clockwise in the picture).
struct Pose {
  double yaw = 0, pitch = 0, roll = 0;
  double scale = 0;     // pixels per millimetre of the shape
  double residual = 0;  // root mean square distance to the fitted points, millimetres of the shape
};

// Millimetres, x to the right of the picture, y down, z towards the camera.
using Shape = std::array<cv::Point3d, landmark_count>;

// A face of average proportions. The depths are rounded averages of adult anthropometry; a person's own face differs.
[[nodiscard]] const Shape& average_shape();

// The person's own shape: x and y as seen in a frontal neutral picture, depth of the average. With it a pose is
// relative to that neutral picture. Nothing when the landmarks are degenerate.
[[nodiscard]] std::optional<Shape> personal_shape(const Landmarks& neutral);

// Least squares over the points that an expression does not move (nose, corners of the eyes). Nothing when the
// landmarks are degenerate or the fit does not settle.
[[nodiscard]] std::optional<Pose> estimate_pose(const Landmarks& landmarks, const Shape& shape);

// Where the points of `shape` are seen under `pose`, around `centre` (the shape's origin).
[[nodiscard]] Landmarks project(const Shape& shape, const Pose& pose, const cv::Point2d& centre);

// How much of a change of view the best flat surface leaves unexplained: root mean square distance of the rigid points
// after the best homography from one to the other, in percent of the distance between the eyes. A print or a screen
// stays a plane however it is turned, a head does not.
[[nodiscard]] std::optional<double> planar_residual(const Landmarks& from, const Landmarks& to);

}  // namespace proofmark::face

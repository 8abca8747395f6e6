#include "reference-impl/face/pose.hpp"

#include <cmath>
#include <numbers>
#include <opencv2/calib3d.hpp>
#include <vector>

namespace proofmark::face {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double outer_eye_span_mm = 90;  // between the outer corners of an adult's eyes

// Nose, corners of the eyes, root of the brows: bone lies close behind them.
constexpr std::array<std::size_t, 15> rigid{21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 39, 42, 45};

// One half of a symmetric face and its middle; x is the distance from the middle. Index, its mirror, x, y, z.
struct Half {
  std::size_t index, mirror;
  double x, y, z;
};
constexpr std::array<Half, 39> halves{{
    {0, 16, 72, 2, -78},   {1, 15, 71, 20, -74}, {2, 14, 69, 38, -68}, {3, 13, 65, 55, -58},  {4, 12, 57, 72, -44},
    {5, 11, 46, 86, -28},  {6, 10, 33, 97, -13}, {7, 9, 17, 104, -2},  {8, 8, 0, 106, 3},     {17, 26, 56, -17, -16},
    {18, 25, 48, -25, -4}, {19, 24, 37, -27, 4}, {20, 23, 26, -25, 8}, {21, 22, 14, -21, 11}, {27, 27, 0, -3, 13},
    {28, 28, 0, 9, 20},    {29, 29, 0, 20, 28},  {30, 30, 0, 31, 35},  {31, 35, 14, 39, 14},  {32, 34, 7, 42, 19},
    {33, 33, 0, 44, 22},   {36, 45, 45, 0, -8},  {37, 44, 37, -6, 0},  {38, 43, 26, -6, 3},   {39, 42, 16, 1, 1},
    {40, 47, 25, 4, 2},    {41, 46, 36, 4, -1},  {48, 54, 25, 67, 6},  {49, 53, 16, 61, 14},  {50, 52, 6, 58, 19},
    {51, 51, 0, 60, 20},   {55, 59, 16, 74, 12}, {56, 58, 7, 78, 15},  {57, 57, 0, 79, 15},   {60, 64, 22, 67, 7},
    {61, 63, 8, 65, 15},   {62, 62, 0, 66, 16},  {65, 67, 8, 69, 14},  {66, 66, 0, 69, 15},
}};

Shape make_average() {
  Shape shape;
  for (const Half& half : halves) {
    // The scheme numbers from the picture's left; the pairs 55-59 and 65-67 run the other way round.
    const bool reversed = half.index == 55 || half.index == 56 || half.index == 65;
    shape[half.index] = {reversed ? half.x : -half.x, half.y, half.z};
    shape[half.mirror] = {reversed ? -half.x : half.x, half.y, half.z};
    if (half.index == half.mirror) shape[half.index].x = 0;
  }
  return shape;
}

// Rows: the picture's x and y axes in the head's own frame, for yaw, pitch and roll in radians.
cv::Matx23d rotation(double yaw, double pitch, double roll) {
  const double cy = std::cos(yaw), sy = std::sin(yaw), cp = std::cos(pitch), sp = std::sin(pitch);
  // Pitch about the ear axis first, then yaw about the vertical. Up is -y, so a raised nose has a smaller y.
  const double xx = cy, xy = sy * sp, xz = sy * cp;
  const double yy = cp, yz = -sp;
  const double cr = std::cos(roll), sr = std::sin(roll);
  return {cr * xx, cr * xy - sr * yy, cr * xz - sr * yz, sr * xx, sr * xy + cr * yy, sr * xz + cr * yz};
}

cv::Point2d seen(const cv::Matx23d& r, double scale, const cv::Point3d& p) {
  return {scale * (r(0, 0) * p.x + r(0, 1) * p.y + r(0, 2) * p.z),
          scale * (r(1, 0) * p.x + r(1, 1) * p.y + r(1, 2) * p.z)};
}

using Parameters = cv::Vec<double, 6>;  // yaw, pitch, roll (radians), scale, x, y

double residuals(const Landmarks& landmarks, const Shape& shape, const Parameters& p,
                 std::array<double, 2 * rigid.size()>& out) {
  const cv::Matx23d r = rotation(p[0], p[1], p[2]);
  double sum = 0;
  for (std::size_t i = 0; i < rigid.size(); ++i) {
    const cv::Point2d at = seen(r, p[3], shape[rigid[i]]) + cv::Point2d(p[4], p[5]);
    out[2 * i] = at.x - landmarks[rigid[i]].x;
    out[2 * i + 1] = at.y - landmarks[rigid[i]].y;
    sum += out[2 * i] * out[2 * i] + out[2 * i + 1] * out[2 * i + 1];
  }
  return sum;
}

}  // namespace

const Shape& average_shape() {
  static const Shape shape = make_average();
  return shape;
}

std::optional<Shape> personal_shape(const Landmarks& neutral) {
  const EyeFrame eyes = eye_frame(neutral);
  if (!(eyes.span > 4)) return std::nullopt;
  const cv::Point2d across = (neutral[45] - neutral[36]) * (1 / eyes.span);
  const double to_mm = outer_eye_span_mm / eyes.span;
  Shape shape = average_shape();
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const cv::Point2d d = (neutral[i] - eyes.centre) * to_mm;
    shape[i].x = d.x * across.x + d.y * across.y;
    shape[i].y = -d.x * across.y + d.y * across.x;
  }
  return shape;
}

std::optional<Pose> estimate_pose(const Landmarks& landmarks, const Shape& shape) {
  const EyeFrame eyes = eye_frame(landmarks);
  if (!(eyes.span > 4)) return std::nullopt;
  const cv::Point2d across = landmarks[45] - landmarks[36];
  Parameters p(0, 0, std::atan2(across.y, across.x), eyes.span / outer_eye_span_mm, eyes.centre.x, eyes.centre.y);
  std::array<double, 2 * rigid.size()> now{}, moved{};
  double error = residuals(landmarks, shape, p, now);
  double damping = 1e-3;
  for (int round = 0; round < 30; ++round) {  // Levenberg-Marquardt
    cv::Matx<double, 6, 6> normal = cv::Matx<double, 6, 6>::zeros();
    cv::Vec<double, 6> gradient = cv::Vec<double, 6>::all(0);
    std::array<std::array<double, 2 * rigid.size()>, 6> jacobian{};
    for (int k = 0; k < 6; ++k) {
      const double step = k < 3 ? 1e-5 : 1e-4;
      Parameters q = p;
      q[k] += step;
      residuals(landmarks, shape, q, moved);
      for (std::size_t i = 0; i < moved.size(); ++i)
        jacobian[static_cast<std::size_t>(k)][i] = (moved[i] - now[i]) / step;
    }
    for (int a = 0; a < 6; ++a) {
      const auto& ja = jacobian[static_cast<std::size_t>(a)];
      for (std::size_t i = 0; i < now.size(); ++i) gradient[a] -= ja[i] * now[i];
      for (int b = 0; b < 6; ++b) {
        const auto& jb = jacobian[static_cast<std::size_t>(b)];
        for (std::size_t i = 0; i < now.size(); ++i) normal(a, b) += ja[i] * jb[i];
      }
    }
    for (int a = 0; a < 6; ++a) normal(a, a) *= 1 + damping;
    bool solved = false;
    const cv::Vec<double, 6> step = normal.solve(gradient, cv::DECOMP_CHOLESKY);
    Parameters q = p;
    for (int a = 0; a < 6; ++a) q[a] += step[a];
    const double next = residuals(landmarks, shape, q, moved);
    solved = std::isfinite(next) && next <= error;
    if (solved) {
      const bool settled = error - next < 1e-9 * (error + 1e-9);
      p = q;
      now = moved;
      error = next;
      damping = std::max(damping / 10, 1e-9);
      if (settled) break;
    } else {
      damping *= 10;
      if (damping > 1e6) break;
    }
  }
  // The face's plane seen from behind or edge-on is not a face that the landmark network can have found.
  if (!std::isfinite(error) || !(p[3] > 0) || std::abs(p[0]) > 75 * degree || std::abs(p[1]) > 75 * degree)
    return std::nullopt;
  Pose pose;
  pose.yaw = p[0] / degree;
  pose.pitch = p[1] / degree;
  pose.roll = p[2] / degree;
  pose.scale = p[3];
  pose.residual = std::sqrt(error / static_cast<double>(rigid.size())) / p[3];
  return pose;
}

Landmarks project(const Shape& shape, const Pose& pose, const cv::Point2d& centre) {
  const cv::Matx23d r = rotation(pose.yaw * degree, pose.pitch * degree, pose.roll * degree);
  Landmarks out;
  for (std::size_t i = 0; i < shape.size(); ++i) out[i] = seen(r, pose.scale, shape[i]) + centre;
  return out;
}

std::optional<double> planar_residual(const Landmarks& from, const Landmarks& to) {
  const double span_from = eye_frame(from).span, span_to = eye_frame(to).span;
  if (!(span_from > 4) || !(span_to > 4)) return std::nullopt;
  std::vector<cv::Point2d> a, b;
  for (const std::size_t i : rigid) {
    a.push_back((from[i] - eye_frame(from).centre) * (100 / span_from));
    b.push_back((to[i] - eye_frame(to).centre) * (100 / span_to));
  }
  try {
    const cv::Mat h = cv::findHomography(a, b, 0);
    if (h.empty()) return std::nullopt;
    std::vector<cv::Point2d> mapped;
    cv::perspectiveTransform(a, mapped, h);
    double sum = 0;
    for (std::size_t i = 0; i < mapped.size(); ++i) {
      const cv::Point2d d = mapped[i] - b[i];
      sum += d.x * d.x + d.y * d.y;
    }
    const double rms = std::sqrt(sum / static_cast<double>(mapped.size()));
    if (!std::isfinite(rms)) return std::nullopt;
    return rms;
  } catch (const cv::Exception&) {
    return std::nullopt;
  }
}

}  // namespace proofmark::face

// Projections and rotations of the scene. Matrices are row-major and act on columns.
#pragma once
#include <array>
#include <cmath>

#include "simulators/person/vec.hpp"

namespace proofmark::camera {

using person::Vec2;
using person::Vec3;

constexpr float kPi = 3.14159265358979F;
constexpr float radians(float degrees) {
  return degrees * kPi / 180;
}

using Mat4 = std::array<float, 16>;

inline Mat4 operator*(const Mat4& a, const Mat4& b) {
  Mat4 out{};
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t c = 0; c < 4; ++c)
      for (std::size_t k = 0; k < 4; ++k) out[r * 4 + c] += a[r * 4 + k] * b[k * 4 + c];
  return out;
}

// `height_angle` is the full vertical field of view in radians; depth maps near..far to -1..1.
inline Mat4 perspective(float height_angle, float aspect, float near, float far) {
  const float t = 1 / std::tan(height_angle / 2);
  return {t / aspect, 0, 0,  0, 0, t, 0, 0, 0, 0, (far + near) / (near - far), 2 * far * near / (near - far),
          0,          0, -1, 0};
}

inline Mat4 orthographic(float half_width, float depth) {
  return {1 / half_width, 0, 0, 0, 0, 1 / half_width, 0, 0, 0, 0, -1 / depth, -1, 0, 0, 0, 1};
}

inline Mat4 look_at(Vec3 eye, Vec3 target, Vec3 up) {
  const Vec3 z = normalised(eye - target), x = normalised(cross(up, z)), y = cross(z, x);
  return {x.x, x.y, x.z, -dot(x, eye), y.x, y.y, y.z, -dot(y, eye), z.x, z.y, z.z, -dot(z, eye), 0, 0, 0, 1};
}

// A rotation by its rows.
struct Rotation {
  Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
  [[nodiscard]] Vec3 apply(Vec3 p) const { return {dot(x, p), dot(y, p), dot(z, p)}; }
};

// First roll (towards the person's own left shoulder), then pitch (up), then yaw (to the own left); radians.
inline Rotation head_rotation(float yaw, float pitch, float roll) {
  const float cr = std::cos(-roll), sr = std::sin(-roll), cp = std::cos(-pitch), sp = std::sin(-pitch),
              cy = std::cos(yaw), sy = std::sin(yaw);
  const auto turn = [&](Vec3 d) {
    d = {cr * d.x - sr * d.y, sr * d.x + cr * d.y, d.z};
    d = {d.x, cp * d.y - sp * d.z, sp * d.y + cp * d.z};
    return Vec3{cy * d.x + sy * d.z, d.y, -sy * d.x + cy * d.z};
  };
  const Vec3 a = turn({1, 0, 0}), b = turn({0, 1, 0}), c = turn({0, 0, 1});
  return {{a.x, b.x, c.x}, {a.y, b.y, c.y}, {a.z, b.z, c.z}};
}

}  // namespace proofmark::camera

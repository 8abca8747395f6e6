// Small vectors of single precision. Lengths of bodies are in decimetres: x to the person's own left, y up, z forward.
#pragma once
#include <cmath>

namespace proofmark::person {

struct Vec2 {
  float u = 0, v = 0;
};

struct Vec3 {
  float x = 0, y = 0, z = 0;
  float& operator[](int k) { return k == 0 ? x : k == 1 ? y : z; }
  float operator[](int k) const { return k == 0 ? x : k == 1 ? y : z; }
  Vec3& operator+=(Vec3 b) {
    x += b.x;
    y += b.y;
    z += b.z;
    return *this;
  }
  bool operator==(const Vec3&) const = default;
};

inline Vec3 operator+(Vec3 a, Vec3 b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Vec3 operator-(Vec3 a, Vec3 b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Vec3 operator*(Vec3 a, float s) {
  return {a.x * s, a.y * s, a.z * s};
}
inline Vec3 operator*(Vec3 a, Vec3 b) {
  return {a.x * b.x, a.y * b.y, a.z * b.z};
}
inline float dot(Vec3 a, Vec3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
// The unit vector along a; +z for a vector without length.
inline Vec3 normalised(Vec3 a) {
  const float length = std::sqrt(dot(a, a));
  return length > 1e-12F ? a * (1 / length) : Vec3{0, 0, 1};
}
inline Vec3 mix(Vec3 a, Vec3 b, float t) {
  return a + (b - a) * t;
}
inline float mix(float a, float b, float t) {
  return a + (b - a) * t;
}
inline float clamp01(float x) {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}
// 0 below `low`, 1 above `high`, a smooth cubic between.
inline float smooth_step(float low, float high, float x) {
  const float t = clamp01((x - low) / (high - low));
  return t * t * (3 - 2 * t);
}

}  // namespace proofmark::person

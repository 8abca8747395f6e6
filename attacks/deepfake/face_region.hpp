// The part of the face that a forgery replaces, by the base mesh that all simulated persons share: what an attacker's
// landmark tracker would say, without its network.
#pragma once
#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::attack::deepfake {

using SkinPoints = std::vector<camera::SkinPoint>;

class FaceRegion {
 public:
  explicit FaceRegion(const person::BaseMesh& mesh);
  // The convex hull of the region's visible points, in pixels: what the open tools of face swapping paste (68 landmarks
  // and their hull). Empty when the face looks away.
  [[nodiscard]] std::vector<cv::Point2f> hull(const SkinPoints& points) const;
  // Turn, scale and shift that bring one picture's points nearest to the other's (least squares over those that are
  // visible in both). The unit matrix's scale when fewer than eight are.
  [[nodiscard]] cv::Matx23d fit(const SkinPoints& from, const SkinPoints& to) const;
  // The triangles of the region, by vertices of the mesh; eyes and mouth are open in it.
  [[nodiscard]] const std::vector<std::array<std::size_t, 3>>& triangles() const { return triangles_; }
  // Bounds of the head with its hair, by the mesh's head.
  [[nodiscard]] cv::Rect2f head(const SkinPoints& points) const;

 private:
  std::vector<std::size_t> vertices_, head_;
  std::vector<std::array<std::size_t, 3>> triangles_;
};

}  // namespace proofmark::attack::deepfake

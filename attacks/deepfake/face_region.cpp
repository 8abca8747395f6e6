#include "attacks/deepfake/face_region.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace proofmark::attack::deepfake {
namespace {

// Decimetres from the middle between the eyes, on the mean shape: from above the brows to the chin, to before the ears.
constexpr float kAbove = 0.42F, kBelow = -1.06F, kSide = 0.66F, kBehind = -0.55F;
constexpr float kVisible = 0.15F;  // cosine

bool visible(const camera::SkinPoint& p) {
  return p.facing > kVisible;
}

person::Vec3 middle_of(const person::BaseMesh& mesh) {
  person::Vec3 sum;
  for (const auto* joint : {&mesh.left_eye_joint, &mesh.right_eye_joint})
    for (const std::int32_t v : *joint)
      sum += mesh.vertices[static_cast<std::size_t>(v)] * (0.5F / static_cast<float>(joint->size()));
  return sum;
}

// An opening that keeps moving on its own: lids and eyeballs, lips and teeth.
bool opening(person::Vec3 p) {
  const float eye_x = (std::abs(p.x) - 0.31F) / 0.17F, eye_y = p.y / 0.10F;
  const float mouth_x = p.x / 0.28F, mouth_y = (p.y + 0.68F) / 0.13F;
  return eye_x * eye_x + eye_y * eye_y < 1 || mouth_x * mouth_x + mouth_y * mouth_y < 1;
}

}  // namespace

FaceRegion::FaceRegion(const person::BaseMesh& mesh) {
  const person::Vec3 middle = middle_of(mesh);
  std::vector<bool> inside(mesh.vertices.size(), false);
  for (const person::Face& face : mesh.faces)
    for (const std::int32_t corner : face.vertex) {
      if (corner < 0) continue;
      const auto v = static_cast<std::size_t>(corner);
      const person::Vec3 p = mesh.vertices[v] - middle;
      if (mesh.head_weight[v] > 0.9F && head_.size() < mesh.vertices.size()) head_.push_back(v);
      inside[v] = p.y < kAbove && p.y > kBelow && std::abs(p.x) < kSide && p.z > kBehind && mesh.head_weight[v] > 0.5F;
    }
  std::sort(head_.begin(), head_.end());
  head_.erase(std::unique(head_.begin(), head_.end()), head_.end());
  for (std::size_t v = 0; v < inside.size(); ++v)
    if (inside[v]) vertices_.push_back(v);
  for (const person::Face& face : mesh.faces) {
    const int corners = face.vertex[3] < 0 ? 3 : 4;
    bool whole = true, open = false;
    for (int k = 0; k < corners; ++k) {
      const auto v = static_cast<std::size_t>(face.vertex[static_cast<std::size_t>(k)]);
      whole = whole && inside[v];
      open = open || opening(mesh.vertices[v] - middle);
    }
    if (!whole || open) continue;
    const auto corner = [&](std::size_t k) { return static_cast<std::size_t>(face.vertex[k]); };
    triangles_.push_back({corner(0), corner(1), corner(2)});
    if (corners == 4) triangles_.push_back({corner(0), corner(2), corner(3)});
  }
}

std::vector<cv::Point2f> FaceRegion::hull(const SkinPoints& points) const {
  std::vector<cv::Point2f> seen, out;
  for (const std::size_t v : vertices_)
    if (visible(points[v])) seen.emplace_back(points[v].x, points[v].y);
  if (seen.size() >= 8) cv::convexHull(seen, out);
  return out;
}

cv::Matx23d FaceRegion::fit(const SkinPoints& from, const SkinPoints& to) const {
  cv::Point2d a, b;
  std::vector<std::size_t> both;
  for (const std::size_t v : vertices_) {
    if (!visible(from[v]) || !visible(to[v])) continue;
    both.push_back(v);
    a += cv::Point2d(static_cast<double>(from[v].x), static_cast<double>(from[v].y));
    b += cv::Point2d(static_cast<double>(to[v].x), static_cast<double>(to[v].y));
  }
  if (both.size() < 8) return {1, 0, 0, 0, 1, 0};
  a *= 1.0 / static_cast<double>(both.size());
  b *= 1.0 / static_cast<double>(both.size());
  // Similarity as a complex number: sum(conj(p) q) / sum(|p|^2).
  double real = 0, imaginary = 0, size = 0;
  for (const std::size_t v : both) {
    const double px = static_cast<double>(from[v].x) - a.x, py = static_cast<double>(from[v].y) - a.y;
    const double qx = static_cast<double>(to[v].x) - b.x, qy = static_cast<double>(to[v].y) - b.y;
    real += px * qx + py * qy;
    imaginary += px * qy - py * qx;
    size += px * px + py * py;
  }
  const double c = real / size, s = imaginary / size;
  return {c, -s, b.x - c * a.x + s * a.y, s, c, b.y - s * a.x - c * a.y};
}

cv::Rect2f FaceRegion::head(const SkinPoints& points) const {
  float x0 = 1e9F, x1 = -1e9F, y0 = 1e9F, y1 = -1e9F;
  for (const std::size_t v : head_) {
    x0 = std::min(x0, points[v].x);
    x1 = std::max(x1, points[v].x);
    y0 = std::min(y0, points[v].y);
    y1 = std::max(y1, points[v].y);
  }
  return {x0, y0, x1 - x0, y1 - y0};
}

}  // namespace proofmark::attack::deepfake

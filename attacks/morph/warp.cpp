#include "attacks/morph/warp.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/figure.hpp"
#include "simulators/camera/scene/viewpoint.hpp"

namespace proofmark::attack::morph {
namespace {

constexpr float kVisible = 0.12F;  // cosine
constexpr float kApart = 8;        // pixels between two points, as far apart as the finer landmark sets have them
constexpr double kSmooth = 2;      // pixels, of the displacements: no edge of a triangle is seen

struct Points {
  std::vector<cv::Point2f> from, to;
};

// Of the skin alone: the mesh has teeth, lashes and helpers for clothes beside it, which lie behind or before it.
std::vector<bool> skin_of(const person::BaseMesh& mesh) {
  std::vector<bool> skin(mesh.vertices.size(), false);
  for (const person::Face& face : mesh.faces)
    for (const std::int32_t corner : face.vertex)
      if (corner >= 0) skin[static_cast<std::size_t>(corner)] = true;
  return skin;
}

// One point of the head for each cell of a grid over the target, and points along the border, which stay.
Points choose(const Projection& from, const Projection& to, const person::BaseMesh& mesh, cv::Size size) {
  Points points;
  // The foremost in each cell: behind the skin lie the linings of mouth and eyes.
  std::map<std::pair<int, int>, std::size_t> foremost;
  const std::vector<bool> skin = skin_of(mesh);
  const cv::Rect2f inside(2, 2, static_cast<float>(size.width - 4), static_cast<float>(size.height - 4));
  for (std::size_t v = 0; v < mesh.vertices.size(); ++v) {
    if (!skin[v] || mesh.head_weight[v] < 0.5F || from.facing[v] < kVisible || to.facing[v] < kVisible) continue;
    if (!inside.contains(to.at[v]) || !inside.contains(from.at[v])) continue;
    const std::pair cell(static_cast<int>(to.at[v].x / kApart), static_cast<int>(to.at[v].y / kApart));
    const auto [at, first] = foremost.emplace(cell, v);
    if (!first && mesh.vertices[v].z > mesh.vertices[at->second].z) at->second = v;
  }
  for (const auto& [cell, v] : foremost) {
    points.from.push_back(from.at[v]);
    points.to.push_back(to.at[v]);
  }
  const auto hold = [&](int x, int y) {
    const cv::Point2f p(static_cast<float>(x), static_cast<float>(y));
    points.from.push_back(p);
    points.to.push_back(p);
  };
  constexpr int kSides = 8;
  for (int i = 0; i < kSides; ++i) {
    const int x = (size.width - 1) * i / kSides, y = (size.height - 1) * i / kSides;
    hold(x, 0);
    hold(size.width - 1 - x, size.height - 1);
    hold(0, size.height - 1 - y);
    hold(size.width - 1, y);
  }
  return points;
}

// Where each pixel of the triangle comes from, as a displacement.
void fill(const std::array<cv::Point2f, 3>& to, const std::array<cv::Point2f, 3>& moved, cv::Mat& displacement) {
  const double area = (to[1] - to[0]).cross(to[2] - to[0]);
  if (std::abs(area) < 1e-3) return;
  const auto low = [](float a, float b, float c) { return static_cast<int>(std::floor(std::min({a, b, c}))); };
  const auto high = [](float a, float b, float c) { return static_cast<int>(std::ceil(std::max({a, b, c}))); };
  const int x0 = std::max(0, low(to[0].x, to[1].x, to[2].x)), y0 = std::max(0, low(to[0].y, to[1].y, to[2].y));
  const int x1 = std::min(displacement.cols - 1, high(to[0].x, to[1].x, to[2].x));
  const int y1 = std::min(displacement.rows - 1, high(to[0].y, to[1].y, to[2].y));
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const cv::Point2f p(static_cast<float>(x), static_cast<float>(y));
      const auto w0 = static_cast<float>((to[1] - p).cross(to[2] - p) / area);
      const auto w1 = static_cast<float>((to[2] - p).cross(to[0] - p) / area);
      const float w2 = 1 - w0 - w1;
      if (w0 < -1e-4F || w1 < -1e-4F || w2 < -1e-4F) continue;
      const cv::Point2f d = moved[0] * w0 + moved[1] * w1 + moved[2] * w2;
      displacement.at<cv::Vec2f>(y, x) = {d.x, d.y};
    }
}

}  // namespace

Result<Projection> project(const std::shared_ptr<const person::Assets>& assets, const person::Appearance& looks,
                           cv::Size picture) {
  PROOFMARK_TRY(const camera::Figure figure, camera::Figure::create(assets, looks));
  const camera::Layer& skin = figure.layers[0];
  const camera::Viewpoint view =
      camera::viewpoint(figure.centre, camera::portrait_pose(), picture.width, picture.height);
  Projection out;
  for (std::size_t v = 0; v < assets->base.vertices.size(); ++v) {
    const camera::Vec2 at = view.pixel(skin.position[v], picture.width, picture.height);
    out.at.emplace_back(at.u, at.v);
    out.facing.push_back(dot(skin.normal[v], person::normalised(view.eye - skin.position[v])));
  }
  return out;
}

Projection between(const Projection& a, const Projection& b, double share) {
  Projection out;
  const auto s = static_cast<float>(share);
  for (std::size_t v = 0; v < a.at.size(); ++v) {
    out.at.push_back(a.at[v] * (1 - s) + b.at[v] * s);
    out.facing.push_back(std::min(a.facing[v], b.facing[v]));
  }
  return out;
}

cv::Mat warp(const cv::Mat& picture, const Projection& from, const Projection& to, const person::BaseMesh& mesh) {
  const Points points = choose(from, to, mesh, picture.size());
  cv::Subdiv2D division(cv::Rect(-1, -1, picture.cols + 2, picture.rows + 2));
  std::map<std::pair<float, float>, cv::Point2f> moved;
  for (std::size_t i = 0; i < points.to.size(); ++i)
    if (moved.emplace(std::pair(points.to[i].x, points.to[i].y), points.from[i] - points.to[i]).second)
      division.insert(points.to[i]);
  std::vector<cv::Vec6f> triangles;
  division.getTriangleList(triangles);
  cv::Mat displacement(picture.size(), CV_32FC2, cv::Scalar::all(0));
  for (const cv::Vec6f& t : triangles) {
    const std::array<cv::Point2f, 3> corner{cv::Point2f(t[0], t[1]), cv::Point2f(t[2], t[3]), cv::Point2f(t[4], t[5])};
    std::array<cv::Point2f, 3> by;
    bool whole = true;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto found = moved.find({corner[k].x, corner[k].y});
      whole = whole && found != moved.end();
      if (found != moved.end()) by[k] = found->second;
    }
    if (whole) fill(corner, by, displacement);
  }
  cv::GaussianBlur(displacement, displacement, {0, 0}, kSmooth);
  cv::Mat map(picture.size(), CV_32FC2), out;
  for (int y = 0; y < map.rows; ++y)
    for (int x = 0; x < map.cols; ++x)
      map.at<cv::Vec2f>(y, x) =
          displacement.at<cv::Vec2f>(y, x) + cv::Vec2f(static_cast<float>(x), static_cast<float>(y));
  cv::remap(picture, out, map, cv::noArray(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return out;
}

}  // namespace proofmark::attack::morph

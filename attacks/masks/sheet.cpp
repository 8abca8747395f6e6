#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "attacks/masks/shell.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::attack::masks {
namespace {

using camera::Vec2;
using camera::Vec3;

constexpr int kSide = 1024;               // texels of the sheet's texture
constexpr int kColumns = 24, kRows = 32;  // of its mesh

struct Outline {
  std::vector<cv::Point> hull;  // of the head in the photograph
  cv::Point2f left_eye, right_eye, mouth;
  float pixels_per_dm = 1;  // life size
};

cv::Point2f middle_of(const Photograph& photograph, const std::vector<std::int32_t>& vertices) {
  cv::Point2f sum(0, 0);
  for (const std::int32_t v : vertices) {
    const Vec2 at = photograph.pixel[static_cast<std::size_t>(v)];
    sum += cv::Point2f(at.u, at.v);
  }
  return sum / static_cast<float>(vertices.size());
}

Outline outline_of(const Heads& heads, float margin) {
  Outline out;
  out.left_eye = middle_of(heads.photograph, heads.base.left_eye_joint);
  out.right_eye = middle_of(heads.photograph, heads.base.right_eye_joint);
  const float apart = heads.wearer.left_eye.x - heads.wearer.right_eye.x;
  out.pixels_per_dm = std::max(10.0F, static_cast<float>(cv::norm(out.left_eye - out.right_eye))) / apart;
  std::vector<cv::Point2f> head;
  cv::Point2f lips(0, 0);
  float count = 0;
  for (std::size_t v = 0; v < heads.base.vertices.size(); ++v) {
    const Vec3 p = heads.base.vertices[v];
    const cv::Point2f at(heads.photograph.pixel[v].u, heads.photograph.pixel[v].v);
    if (heads.base.head_weight[v] > 0.6F && p.y > 6.15F && p.z > 0.35F) head.push_back(at);
    if (heads.base.skin_mask[v].x > 0.7F) lips += at, ++count;
  }
  out.mouth = lips / std::max(count, 1.0F);
  std::vector<cv::Point2f> hull;
  cv::convexHull(head, hull);
  cv::Point2f middle(0, 0);
  for (const cv::Point2f& p : hull) middle += p / static_cast<float>(hull.size());
  for (const cv::Point2f& p : hull) out.hull.emplace_back(middle + (p - middle) * (1 + margin));
  return out;
}

// White where there is paper.
cv::Mat paper(const Species& species, const Outline& outline, cv::Size size, const SeededRandom& seed) {
  const auto pixels = [&](const char* name) {
    return species.draw(name, 0, seed) / 100 * static_cast<double>(outline.pixels_per_dm);
  };
  cv::Mat out(size, CV_8UC1, cv::Scalar(0));
  cv::fillConvexPoly(out, outline.hull, cv::Scalar(255), cv::LINE_AA);
  const auto hole = [&](cv::Point2f at, const char* width, const char* height) {
    if (pixels(width) < 1 || pixels(height) < 1) return;
    const cv::Size2f axes(static_cast<float>(2 * pixels(width)), static_cast<float>(2 * pixels(height)));
    cv::ellipse(out, cv::RotatedRect(at, axes, 0), cv::Scalar(0), cv::FILLED, cv::LINE_AA);
  };
  hole(outline.left_eye, "eye_width", "eye_height");
  hole(outline.right_eye, "eye_width", "eye_height");
  hole(outline.mouth, "mouth_width", "mouth_height");
  return out;
}

// The cut edge of paper or card is white and as wide as the sheet is thick.
void whiten_edge(cv::Mat& photo, const cv::Mat& cover, double pixels) {
  if (pixels < 0.3) return;
  cv::Mat distance, inside;
  cv::threshold(cover, inside, 127, 255, cv::THRESH_BINARY);
  cv::distanceTransform(inside, distance, cv::DIST_L2, 3);
  for (int y = 0; y < photo.rows; ++y)
    for (int x = 0; x < photo.cols; ++x) {
      const double edge = 1 - std::clamp(static_cast<double>(distance.at<float>(y, x)) / pixels, 0.0, 1.0);
      auto& c = photo.at<cv::Vec3b>(y, x);
      for (int k = 0; k < 3; ++k) c[k] = cv::saturate_cast<uchar>(c[k] + (225 - c[k]) * 0.8 * edge);
    }
}

camera::MipLevel texture_of(const cv::Mat& photo, const cv::Mat& cover) {
  cv::Mat colour, alpha;
  cv::resize(photo, colour, {kSide, kSide}, 0, 0, cv::INTER_CUBIC);
  cv::resize(cover, alpha, {kSide, kSide}, 0, 0, cv::INTER_LINEAR);
  camera::MipLevel level{kSide, kSide, {}};
  std::array<float, 256> root{};
  for (std::size_t i = 0; i < root.size(); ++i) root[i] = 255 * std::pow(static_cast<float>(i) / 255, 1.1F);
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const auto& c = colour.at<cv::Vec3b>(y, x);
      level.texels.push_back(
          camera::pack_texel(root[c[0]], root[c[1]], root[c[2]], static_cast<float>(alpha.at<uchar>(y, x))));
    }
  return level;
}

}  // namespace

std::vector<std::string> sheet_parameters() {
  return {"gap", "radius", "shift_x", "shift_y", "tilt", "margin"};
}

camera::Shell cut_sheet(const Species& species, const Heads& heads, const SeededRandom& seed) {
  const auto draw = [&](const char* name, double otherwise) {
    return static_cast<float>(species.draw(name, otherwise, seed));
  };
  const Outline outline = outline_of(heads, draw("margin", 0.02));
  cv::Mat photo = heads.photograph.bgr.clone();
  const cv::Mat cover = paper(species, outline, photo.size(), seed);
  whiten_edge(photo, cover, static_cast<double>(draw("rim_width", 0.4) / 100 * outline.pixels_per_dm));

  camera::Shell shell;
  shell.texture = texture_of(photo, cover);
  float nose = -1e9F;
  std::size_t tip = 0;
  for (std::size_t v = 0; v < heads.wearer.place.size(); ++v)
    if (heads.base.head_weight[v] > 0.9F && heads.wearer.place[v].z > nose) nose = heads.wearer.place[v].z, tip = v;
  const Vec3 eyes = (heads.wearer.left_eye + heads.wearer.right_eye) * 0.5F;
  const cv::Point2f middle = (outline.left_eye + outline.right_eye) * 0.5F;
  const float radius = draw("radius", 0) / 100, front = nose + draw("gap", 3) / 100;
  const float turn = camera::radians(draw("tilt", 0)), shift_x = draw("shift_x", 0) / 100,
              shift_y = draw("shift_y", 0) / 100;
  for (int row = 0; row <= kRows; ++row)
    for (int column = 0; column <= kColumns; ++column) {
      const float u = static_cast<float>(column) / kColumns, v = static_cast<float>(row) / kRows;
      const float x = (u * static_cast<float>(photo.cols) - middle.x) / outline.pixels_per_dm;
      const float y = (middle.y - v * static_cast<float>(photo.rows)) / outline.pixels_per_dm;
      const float c = std::cos(turn), s = std::sin(turn);
      Vec3 p{c * x - s * y, s * x + c * y, 0};
      if (radius > 0) {
        const float angle = std::clamp(p.x / radius, -1.5F, 1.5F);
        p = {radius * std::sin(angle), p.y, -radius * (1 - std::cos(angle))};
      }
      shell.rest.push_back({eyes.x + p.x + shift_x, eyes.y + p.y + shift_y, front + p.z});
      shell.uvs.push_back({u, v});
    }
  const std::size_t n = shell.rest.size();
  shell.anchor.assign(n, static_cast<std::int32_t>(tip));
  shell.follow.assign(n, 0);
  shell.head_weight.assign(n, 1);
  shell.occlusion.assign(n, 1);
  shell.hides_brows = shell.hides_beard = false;
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      const int a = row * (kColumns + 1) + column, b = a + kColumns + 1;
      person::Face face;
      face.vertex = {a, b, b + 1, a + 1};
      face.uv = face.vertex;
      shell.faces.push_back(face);
    }
  return shell;
}

}  // namespace proofmark::attack::masks

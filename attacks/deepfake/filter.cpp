#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "attacks/deepfake/face_region.hpp"
#include "attacks/deepfake/forgeries.hpp"
#include "attacks/deepfake/own_picture.hpp"
#include "attacks/deepfake/paste.hpp"
#include "attacks/deepfake/performer.hpp"

namespace proofmark::attack::deepfake {
namespace {

constexpr double kCropOfScene = 0.56;

// Draws the texture's triangles where the face's are, and marks them in the mask.
class TexturedFace {
 public:
  TexturedFace(cv::Mat texture, SkinPoints from) : texture_(std::move(texture)), from_(std::move(from)) {}

  void draw(const FaceRegion& region, const SkinPoints& to, cv::Point2d slip, const cv::Mat& under) {
    map_.create(under.size(), CV_32FC2);
    mask_.create(under.size(), CV_8UC1);
    mask_.setTo(0);
    map_.setTo(cv::Scalar::all(-1));
    for (const auto& triangle : region.triangles()) draw_triangle(triangle, to, slip);
    cv::remap(texture_, face_, map_, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    // Beyond the texture a soft seam finds the face beneath.
    cv::compare(mask_, 0, outside_, cv::CMP_EQ);
    under.copyTo(face_, outside_);
    // Pixels that fell between two triangles.
    cv::morphologyEx(mask_, mask_, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  }
  [[nodiscard]] const cv::Mat& face() const { return face_; }
  [[nodiscard]] const cv::Mat& mask() const { return mask_; }

 private:
  void draw_triangle(const std::array<std::size_t, 3>& triangle, const SkinPoints& to, cv::Point2d slip) {
    std::array<cv::Point2d, 3> p, q;
    for (std::size_t k = 0; k < 3; ++k) {
      const camera::SkinPoint& t = to[triangle[k]];
      if (t.facing < 0.05F) return;
      p[k] = {static_cast<double>(t.x) + slip.x, static_cast<double>(t.y) + slip.y};
      q[k] = {static_cast<double>(from_[triangle[k]].x), static_cast<double>(from_[triangle[k]].y)};
    }
    const cv::Point2d a = p[1] - p[0], b = p[2] - p[0];
    const double area = a.x * b.y - a.y * b.x;
    if (std::abs(area) < 1e-6) return;
    const auto [x0, x1] = std::minmax({p[0].x, p[1].x, p[2].x});
    const auto [y0, y1] = std::minmax({p[0].y, p[1].y, p[2].y});
    const int right = std::min(static_cast<int>(std::ceil(x1)), map_.cols - 1);
    const int bottom = std::min(static_cast<int>(std::ceil(y1)), map_.rows - 1);
    for (int y = std::max(0, static_cast<int>(std::floor(y0))); y <= bottom; ++y)
      for (int x = std::max(0, static_cast<int>(std::floor(x0))); x <= right; ++x) {
        const cv::Point2d d = cv::Point2d(x, y) - p[0];
        const double u = (d.x * b.y - d.y * b.x) / area, v = (a.x * d.y - a.y * d.x) / area;
        if (u < -0.001 || v < -0.001 || u + v > 1.001) continue;
        const cv::Point2d from = q[0] + (q[1] - q[0]) * u + (q[2] - q[0]) * v;
        map_.at<cv::Vec2f>(y, x) = {static_cast<float>(from.x), static_cast<float>(from.y)};
        mask_.at<uchar>(y, x) = 255;
      }
  }

  cv::Mat texture_, map_, face_, mask_, outside_;
  SkinPoints from_;
};

class Filter final : public camera::FrameSource {
 public:
  Filter(const Species& species, OwnPicture own, TexturedFace textured, FaceRegion region, const SeededRandom& seed)
      : performer_(species, seed),
        own_(std::move(own)),
        textured_(std::move(textured)),
        region_(std::move(region)),
        paste_(species, seed) {}

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    if (performer_.advance(t)) {
      PROOFMARK_CHECK(own_.draw(performer_.performed(), picture_));
      const double strength = own_.strength(performer_.performed());
      try {
        if (strength > 0) {
          textured_.draw(region_, own_.points(), paste_.next_slip(), picture_);
          paste_.lay_masked(textured_.face(), textured_.mask(), strength, picture_);
        }
      } catch (const cv::Exception& e) {
        return fail("attacks/deepfake", "a textured face", e.what(), "Correct the species.");
      }
    }
    picture_.copyTo(bgr);
    return {};
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window) override {
    performer_.challenge(challenge, t, window);
  }
  void challenge_over(camera::StreamTime t) override { performer_.challenge_over(t); }

 private:
  Performer performer_;
  OwnPicture own_;
  TexturedFace textured_;
  FaceRegion region_;
  Paste paste_;
  cv::Mat picture_;
};

}  // namespace

std::vector<std::string> filter_parameters() {
  std::vector<std::string> known{"face_pixels"};
  for (const auto& more : {Performer::parameters(), Paste::parameters(), OwnPicture::parameters()})
    known.insert(known.end(), more.begin(), more.end());
  return known;
}

MadeSource make_filter(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(const person::Appearance victim, stage.victim());
  PROOFMARK_TRY(const person::Appearance attacker, stage.attacker());
  const auto assets = stage.assets();
  PROOFMARK_TRY(OwnPicture own, OwnPicture::create(species, assets, attacker, seed));
  // The picture that the filter was made from: frontal, at rest, under other light.
  const int side = static_cast<int>(species.draw("face_pixels", 256, seed) / kCropOfScene) & ~1;
  const auto light = camera::Environment::sample(seed.derive("texture/environment"));
  PROOFMARK_TRY(const auto scene, camera::Scene::create(assets, victim, light, side, side));
  cv::Mat texture;
  SkinPoints points;
  PROOFMARK_CHECK(scene->render({}, texture));
  scene->project_skin(points);
  return std::unique_ptr<camera::FrameSource>(std::make_unique<Filter>(
      species, std::move(own), TexturedFace(std::move(texture), std::move(points)), FaceRegion(assets->base), seed));
}

}  // namespace proofmark::attack::deepfake

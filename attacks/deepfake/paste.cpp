#include "attacks/deepfake/paste.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace proofmark::attack::deepfake {
namespace {

cv::Rect grown(const cv::Rect& area, int by, cv::Size limit) {
  return cv::Rect(area.x - by, area.y - by, area.width + 2 * by, area.height + 2 * by) & cv::Rect({0, 0}, limit);
}

}  // namespace

std::vector<std::string> Paste::parameters() {
  return {"opacity", "feather", "inset", "colour_match", "warmth", "flicker", "softness", "slip"};
}

Paste::Paste(const Species& species, const SeededRandom& seed)
    : opacity_(species.draw("opacity", 1, seed)),
      feather_(species.draw("feather", 0.06, seed)),
      inset_(species.draw("inset", 0.03, seed)),
      colour_match_(species.draw("colour_match", 0.9, seed)),
      warmth_(species.draw("warmth", 0, seed)),
      flicker_(species.draw("flicker", 0, seed)),
      softness_(species.draw("softness", 0, seed)),
      slip_(species.draw("slip", 0, seed)),
      random_(seed.derive("paste")) {}

cv::Point2d Paste::next_slip() {
  const double x = random_.normal();
  const double y = random_.normal();
  return {slip_ * x, slip_ * y};
}

void Paste::lay(const cv::Mat& face, const std::vector<cv::Point2f>& outline, double strength, cv::Mat& picture) {
  if (outline.size() < 3) return;
  mask_.create(picture.size(), CV_8UC1);
  mask_.setTo(0);
  std::vector<cv::Point> polygon;
  for (const cv::Point2f& p : outline) polygon.emplace_back(cvRound(p.x), cvRound(p.y));
  cv::fillConvexPoly(mask_, polygon, 255);
  lay_masked(face, mask_, strength, picture);
}

void Paste::lay_masked(const cv::Mat& face, const cv::Mat& mask, double strength, cv::Mat& picture) {
  const cv::Rect bounds = cv::boundingRect(mask);
  if (bounds.empty()) return;
  if (mask.data != mask_.data) mask.copyTo(mask_);
  const double width = bounds.width;
  const int soft = std::max(1, cvRound(feather_ * width));
  const cv::Rect area = grown(bounds, 2 * soft, picture.size());
  cv::Mat part = mask_(area);
  if (const int in = cvRound(inset_ * width); in > 0)
    cv::erode(part, part, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * in + 1, 2 * in + 1}), {-1, -1}, 1,
              cv::BORDER_CONSTANT, cv::Scalar::all(255));
  cv::boxFilter(part, part, -1, {2 * soft + 1, 2 * soft + 1});
  cv::boxFilter(part, part, -1, {soft | 1, soft | 1});
  blend(area, face, strength, picture);
}

void Paste::blend(const cv::Rect& area, const cv::Mat& face, double strength, cv::Mat& picture) {
  cv::Mat forged = face(area).clone();
  if (softness_ > 0) {
    cv::Mat smooth;
    const double sigma = 0.012 * area.width;
    cv::GaussianBlur(forged, smooth, {0, 0}, sigma);
    cv::addWeighted(forged, 1 - softness_, smooth, softness_, 0, forged);
  }
  const cv::Mat own = picture(area), mask = mask_(area);
  cv::Scalar from_mean, from_spread, to_mean, to_spread;
  cv::meanStdDev(forged, from_mean, from_spread, mask);
  cv::meanStdDev(own, to_mean, to_spread, mask);
  const double bright = 1 + flicker_ * random_.normal();
  const std::array<double, 3> warm{-warmth_, 0, warmth_};
  std::array<cv::Mat, 3> tables;
  for (std::size_t c = 0; c < 3; ++c) {
    const int k = static_cast<int>(c);
    const double gain = 1 + colour_match_ * (std::clamp(to_spread[k] / std::max(from_spread[k], 1.0), 0.5, 2.0) - 1);
    const double mean = from_mean[k] + colour_match_ * (to_mean[k] - from_mean[k]) + warm[c];
    tables[c].create(1, 256, CV_8UC1);
    for (int i = 0; i < 256; ++i)
      tables[c].at<uchar>(i) = cv::saturate_cast<uchar>(bright * (mean + gain * (i - from_mean[k])));
  }
  const double opacity = std::clamp(opacity_ * strength, 0.0, 1.0);
  for (int y = 0; y < area.height; ++y) {
    const auto* weight = mask.ptr<uchar>(y);
    const auto* in = forged.ptr<cv::Vec3b>(y);
    auto* out = picture.ptr<cv::Vec3b>(area.y + y) + area.x;
    for (int x = 0; x < area.width; ++x) {
      if (weight[x] == 0) continue;
      const int w = static_cast<int>(opacity * weight[x] * 256 / 255 + 0.5);
      for (int c = 0; c < 3; ++c) {
        const int value = tables[static_cast<std::size_t>(c)].at<uchar>(in[x][c]);
        out[x][c] = static_cast<uchar>((out[x][c] * (256 - w) + value * w + 128) >> 8);
      }
    }
  }
}

}  // namespace proofmark::attack::deepfake

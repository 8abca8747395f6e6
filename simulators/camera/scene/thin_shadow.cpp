#include "simulators/camera/scene/thin_shadow.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace proofmark::camera {
namespace {

// Between a frame and the skin under it, in decimetres: lenses sit 12 to 14 mm before the eye and further from the
// cheek.
constexpr float kGap = 0.18F;
constexpr int kDepthSteps = (1 << 14) - 1;  // sums of the widest box stay within 31 bits

float penumbra(float light_diameter) {
  return 2 * kGap * std::tan(light_diameter * std::numbers::pi_v<float> / 360);
}

// Two boxes after each other, of odd widths, as wide as a round light's image of this diameter: variances add, that of
// a disc is d^2 / 16 along each direction and that of w whole texels (w^2 - 1) / 12.
std::pair<int, int> box_widths(float diameter) {
  constexpr int kWidest = 11;
  const float wanted = 0.75F * diameter * diameter + 2;
  const auto miss = [&](int a, int b) { return std::fabs(static_cast<float>(a * a + b * b) - wanted); };
  int a = 1, b = 1;
  while (a < kWidest && miss(b, a + 2) < miss(a, b)) a = std::exchange(b, a + 2);
  return {a, b};
}

// In whole numbers, so that every machine gets the same sums.
cv::Mat boxed(const cv::Mat& counts, std::pair<int, int> widths) {
  cv::Mat once, twice;
  const auto box = [](const cv::Mat& from, cv::Mat& to, int width) {
    cv::boxFilter(from, to, CV_32S, {width, width}, {-1, -1}, false, cv::BORDER_CONSTANT);
  };
  box(counts, once, widths.first);
  box(once, twice, widths.second);
  return twice;
}

// Where the layers lie in the map.
cv::Rect area_of(const std::vector<const Layer*>& layers) {
  float x0 = ShadowMap::kSize, x1 = -1, y0 = ShadowMap::kSize, y1 = -1;
  for (const Layer* layer : layers)
    for (const std::uint32_t vertex : layer->triangles) {
      const float* a = &layer->attributes[vertex * attribute::kStride];
      x0 = std::min(x0, a[attribute::kShadowX]), x1 = std::max(x1, a[attribute::kShadowX]);
      y0 = std::min(y0, a[attribute::kShadowY]), y1 = std::max(y1, a[attribute::kShadowY]);
    }
  const auto whole = [](float v) { return static_cast<int>(std::floor(v)); };
  const cv::Rect all(whole(x0), whole(y0), whole(x1) - whole(x0) + 2, whole(y1) - whole(y0) + 2);
  return all & cv::Rect(0, 0, ShadowMap::kSize, ShadowMap::kSize);
}

}  // namespace

bool spreads(float light_diameter) {
  constexpr float kOneTexel = 0.012F;  // decimetres
  return penumbra(light_diameter) > kOneTexel;
}

void ThinShadow::cast(const std::vector<const Layer*>& layers, float light_diameter, float texel, ShadowMap& map) {
  if (sharp_.depth.empty()) sharp_.clear();
  if (map.thin.size() != map.depth.size()) map.thin.assign(map.depth.size(), {});
  const auto rows = [](const cv::Rect& area, auto& places, const auto& nothing) {
    for (int y = area.y; y < area.br().y; ++y)
      std::fill_n(places.begin() + static_cast<std::ptrdiff_t>(ShadowMap::place(area.x, y)), area.width, nothing);
  };
  rows(written_, map.thin, ShadowMap::Thin{});
  written_ = {};
  const cv::Rect drawn = area_of(layers);
  if (drawn.empty()) return;
  for (const Layer* layer : layers) draw_shadow(*layer, sharp_);
  const std::pair<int, int> widths = box_widths(penumbra(light_diameter) / texel);
  const int rim = widths.second;
  cv::Mat covered(drawn.height + 2 * rim, drawn.width + 2 * rim, CV_32S, cv::Scalar(0)), depth = covered.clone();
  for (int y = 0; y < drawn.height; ++y)
    for (int x = 0; x < drawn.width; ++x) {
      const float z = sharp_.depth[ShadowMap::place(drawn.x + x, drawn.y + y)];
      if (z >= ShadowMap::kNothing) continue;
      covered.at<int>(y + rim, x + rim) = 1;
      depth.at<int>(y + rim, x + rim) = static_cast<int>(std::lround(std::clamp(z, 0.0F, 1.0F) * kDepthSteps));
    }
  rows(drawn, sharp_.depth, ShadowMap::kNothing);
  written_ = cv::Rect(drawn.x - rim, drawn.y - rim, covered.cols, covered.rows) &
             cv::Rect(0, 0, ShadowMap::kSize, ShadowMap::kSize);
  covered = boxed(covered, widths);
  depth = boxed(depth, widths);
  const auto whole = static_cast<float>(widths.first * widths.first * widths.second * widths.second);
  for (int y = 0; y < covered.rows; ++y)
    for (int x = 0; x < covered.cols; ++x) {
      const int at_x = drawn.x - rim + x, at_y = drawn.y - rim + y, sum = covered.at<int>(y, x);
      if (sum == 0 || std::min(at_x, at_y) < 0 || std::max(at_x, at_y) >= ShadowMap::kSize) continue;
      const auto count = static_cast<float>(sum);
      map.thin[ShadowMap::place(at_x, at_y)] = {1 - count / whole,
                                                static_cast<float>(depth.at<int>(y, x)) / (count * kDepthSteps)};
    }
}

}  // namespace proofmark::camera

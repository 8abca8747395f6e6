#include "simulators/camera/scene/strands.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

using person::clamp01;
using person::smooth_step;

constexpr int kAround = 21, kBorder = 17;  // texels: of a lock of hair, of the strip that thins out

// Brightness and alpha of the base texture, 0 to 1.
struct Planes {
  cv::Mat luma, alpha;
};

Planes planes_of(const person::Texture& base) {
  Planes p{cv::Mat(base.height, base.width, CV_32F), cv::Mat(base.height, base.width, CV_32F)};
  for (int y = 0; y < base.height; ++y)
    for (int x = 0; x < base.width; ++x) {
      const std::uint32_t t =
          base.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(base.width) + static_cast<std::size_t>(x)];
      const auto channel = [&](unsigned shift) { return static_cast<float>(t >> shift & 255U) / 255.0F; };
      p.luma.at<float>(y, x) = 0.35F * channel(16) + 0.45F * channel(8) + 0.2F * channel(0);
      p.alpha.at<float>(y, x) = channel(24);
    }
  return p;
}

}  // namespace

MipLevel strand_texture(const person::Texture& base, float grey) {
  const Planes p = planes_of(base);
  // A strand is told by its brightness against the hair around it, holes left out.
  cv::Mat around, weight, covered, square;
  cv::blur(p.luma.mul(p.alpha), around, cv::Size(kAround, kAround));
  cv::blur(p.alpha, weight, cv::Size(kAround, kAround));
  cv::blur(p.alpha, covered, cv::Size(kBorder, kBorder));
  around /= cv::max(weight, 0.02);
  cv::Mat contrast = p.luma / cv::max(around, 0.01) - 1;
  cv::blur(contrast.mul(contrast).mul(p.alpha), square, cv::Size(kAround, kAround));
  square /= cv::max(weight, 0.02);
  const float mean = std::max(0.02F, static_cast<float>(cv::mean(around, p.alpha > 0.5)[0]));
  MipLevel level{base.width, base.height, {}};
  level.texels.reserve(base.pixels.size());
  for (int y = 0; y < base.height; ++y)
    for (int x = 0; x < base.width; ++x) {
      const float spread = std::sqrt(square.at<float>(y, x)) + 0.03F;
      const float strand = std::clamp(contrast.at<float>(y, x) / spread, -2.0F, 2.0F);  // in standard deviations
      const float lock = std::clamp(around.at<float>(y, x) / mean, 0.5F, 1.6F);
      const float reflectance = (0.45F + 0.50F * lock) * std::max(0.12F, 1 + (0.34F - 0.14F * grey) * strand);
      const float turned = clamp01(grey + 0.5F * grey * (1 - grey) * strand);
      // Thinner towards the border, strand by strand, so that skin shows through there.
      const float inside = covered.at<float>(y, x);
      const float thinned = clamp01(smooth_step(0.35F, 0.92F, inside) * 1.25F + 0.22F * strand * (1 - inside));
      const float alpha = p.alpha.at<float>(y, x) * (inside > 0.98F ? 1 : thinned);
      level.texels.push_back(pack_texel(255 * std::sqrt(std::min(reflectance, 2.2F) / 2.2F),
                                        255 * clamp01(0.45F + 0.22F * strand), 255 * turned, 255 * alpha));
    }
  return level;
}

}  // namespace proofmark::camera

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/core/hal/intrin.hpp>
#include <opencv2/imgproc.hpp>

#include "attacks/plane.hpp"

namespace proofmark::attack {
namespace {

// sin(2 pi p) for p >= 0, to about 0.1 %: a parabola with one correction step, which the compiler can do on vectors.
inline float sine(float p) {
  const float x = 2 * (p - static_cast<float>(static_cast<int>(p))) - 1;  // -1..1, sine(p) = -sin(pi x)
  const float y = 4 * x * (1 - std::abs(x));
  return -(0.225F * (y * std::abs(y) - y) + y);
}

double sinc(double x) {
  return std::abs(x) < 1e-9 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

struct GlareProfile {
  std::vector<float> x, y;
};

GlareProfile profile(const Glare& g, const PlanePose& pose) {
  // A mirror that turns by an angle turns the reflected ray by twice that; half is a lamp at about the same distance.
  constexpr double pixels_per_degree = 1108.5 * std::numbers::pi / 180;
  const double cx = kWidth / 2.0 + g.x + pose.x * 0.5 - pixels_per_degree * pose.yaw;
  const double cy = kHeight / 2.0 + g.y + pose.y * 0.5 + pixels_per_degree * pose.pitch;
  GlareProfile p{std::vector<float>(kWidth), std::vector<float>(kHeight)};
  const auto soft = [](double d) { return std::exp(-d * d * d * d); };  // flatter than a Gaussian: a lamp, a window
  for (int x = 0; x < kWidth; ++x)
    p.x[static_cast<std::size_t>(x)] = static_cast<float>(g.strength * soft((x - cx) / g.width));
  for (int y = 0; y < kHeight; ++y) p.y[static_cast<std::size_t>(y)] = static_cast<float>(soft((y - cy) / g.height));
  return p;
}

// One row, sixteen pixels at a time, in integers: front * gain + shine * alpha + behind * (1 - alpha).
void blend_row(const std::uint8_t* front, const std::uint8_t* behind, const std::array<const std::uint16_t*, 3>& gain,
               const std::uint16_t* shine, std::uint8_t* out) {
  static_assert(kWidth % 16 == 0);
  for (int x = 0; x < kWidth; x += 16) {
    std::array<cv::v_uint8x16, 3> f, b;
    cv::v_uint8x16 a;
    cv::v_load_deinterleave(front + 4 * x, f[0], f[1], f[2], a);
    cv::v_load_deinterleave(behind + 3 * x, b[0], b[1], b[2]);
    cv::v_uint16x8 alpha[2], clear[2], added[2];
    cv::v_expand(a, alpha[0], alpha[1]);
    for (int half = 0; half < 2; ++half) {
      // 255 becomes 256, so that an opaque pixel hides all and a clear one nothing.
      const cv::v_uint16x8 inverse = cv::v_setall_u16(255) - alpha[half];
      clear[half] = inverse + (inverse >> 7);
      added[half] = cv::v_mul_hi(cv::v_load(shine + x + 8 * half) << 8, alpha[half] + (alpha[half] >> 7));
    }
    for (std::size_t c = 0; c < 3; ++c) {
      cv::v_uint16x8 front16[2], behind16[2], sum[2];
      cv::v_expand(f[c], front16[0], front16[1]);
      cv::v_expand(b[c], behind16[0], behind16[1]);
      for (int half = 0; half < 2; ++half)
        sum[half] = cv::v_mul_hi(front16[half] << 8, cv::v_load(gain[c] + x + 8 * half)) +
                    cv::v_mul_hi(behind16[half] << 8, clear[half]) + added[half];
      f[c] = cv::v_pack(sum[0], sum[1]);
    }
    cv::v_store_interleave(out + 3 * x, f[0], f[1], f[2]);
  }
}

}  // namespace

// The display's red, green and blue stripes (a third of a pixel each) and its rows, averaged by the camera's pixel and
// sampled at its centre. Only the first harmonic is kept: the lens takes the others. Where the two grids nearly agree
// the samples beat, which is the moire one sees; it needs no drawing of its own.
void Compositor::grid_row(const cv::Matx33d& to_texture, int y, double row_gain) {
  const double panel = panel_->panel_pixels;
  const auto& h = to_texture;
  // Panel pixels for each camera pixel, at the picture's centre row and column.
  const double w = h(2, 0) * kWidth / 2 + h(2, 1) * y + h(2, 2);
  const double ratio = panel * std::hypot(h(0, 0), h(1, 0)) / std::abs(w);
  // 1.65: the first harmonic of a stripe that fills 0.3 of the pixel; 0.9 of a row's height is lit.
  const float stripes = static_cast<float>(panel_->grid_contrast * 1.65 * sinc(ratio));
  const float rows = static_cast<float>(panel_->grid_contrast * 0.22 * sinc(ratio));
  const float gain = static_cast<float>(row_gain);
  const float u0 = static_cast<float>(panel * (h(0, 1) * y + h(0, 2)));
  const float v0 = static_cast<float>(panel * (h(1, 1) * y + h(1, 2)));
  const float w0 = static_cast<float>(h(2, 1) * y + h(2, 2));
  const float du = static_cast<float>(panel * h(0, 0));
  const float dv = static_cast<float>(panel * h(1, 0));
  const float dw = static_cast<float>(h(2, 0));
  std::uint16_t* blue = grid_[0].data();
  std::uint16_t* green = grid_[1].data();
  std::uint16_t* red = grid_[2].data();
  for (int x = 0; x < kWidth; ++x) {
    const float fx = static_cast<float>(x);
    const float inverse = 1 / (w0 + dw * fx);
    // Outside the texture u and v may be negative; 4096 whole pixels keep the phase and make them positive.
    const float u = (u0 + du * fx) * inverse + 4096;
    const float v = (v0 + dv * fx) * inverse + 4096;
    const float line = 256 * gain * (1 + rows * sine(v));
    const float s = stripes * sine(u);
    const float c = stripes * sine(u + 0.25F);
    // Cosine of 2 pi (u - 1/6), (u - 1/2), (u - 5/6): the centres of red, green and blue.
    red[x] = static_cast<std::uint16_t>(static_cast<int>(line * (1 + 0.5F * c + 0.8660254F * s)));
    green[x] = static_cast<std::uint16_t>(static_cast<int>(line * (1 - c)));
    blue[x] = static_cast<std::uint16_t>(static_cast<int>(line * (1 + 0.5F * c - 0.8660254F * s)));
  }
}

Result<void> Compositor::compose(const cv::Mat& texture, const PlanePose& pose, camera::StreamTime t, cv::Mat& bgr) {
  if (texture.empty() || texture.type() != CV_8UC4)
    return fail("attack", "a texture with alpha", "type " + std::to_string(texture.type()), "Correct the mechanism.");
  const cv::Matx33d h = homography(pose, texture.size());
  try {
    cv::warpPerspective(texture, warped_, h, {kWidth, kHeight}, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    bgr.create(kHeight, kWidth, CV_8UC3);
  } catch (const cv::Exception& e) {
    return fail("attack", "a picture of the artefact", e.what(), "Correct the mechanism.");
  }
  const cv::Matx33d back = h.inv();
  std::vector<GlareProfile> glares;
  for (const Glare& g : glares_)
    if (g.strength > 0) glares.push_back(profile(g, pose));
  for (auto& channel : grid_) channel.assign(kWidth, std::uint16_t{256});
  // The hand that holds the phone moves too; behind the artefact whole pixels do, because nothing there is sharp.
  const int shift_x = std::clamp(margin_ - static_cast<int>(std::lround(pose.x * 0.3)), 0, 2 * margin_);
  const int shift_y = std::clamp(margin_ - static_cast<int>(std::lround(pose.y * 0.3)), 0, 2 * margin_);
  std::vector<std::uint16_t> shine(kWidth);
  std::vector<float> light(kWidth);
  for (int y = 0; y < kHeight; ++y) {
    if (panel_) {
      const double row_time = static_cast<double>(t.count()) * 1e-6 + panel_->readout * y / kHeight;
      grid_row(
          back, y,
          1 + panel_->band_strength * std::sin(2 * std::numbers::pi * std::fmod(panel_->band_hertz * row_time, 1)));
    }
    std::fill(light.begin(), light.end(), 0.0F);
    for (const GlareProfile& g : glares) {
      const float gy = g.y[static_cast<std::size_t>(y)];
      if (gy < 1e-3F) continue;
      for (std::size_t x = 0; x < kWidth; ++x) light[x] += gy * g.x[x];
    }
    for (std::size_t x = 0; x < kWidth; ++x)
      shine[x] = static_cast<std::uint16_t>(static_cast<int>(std::min(light[x], 255.0F)));
    blend_row(warped_.ptr<std::uint8_t>(y), backdrop_.ptr<std::uint8_t>(y + shift_y) + 3 * shift_x,
              {grid_[0].data(), grid_[1].data(), grid_[2].data()}, shine.data(), bgr.ptr<std::uint8_t>(y));
  }
  return {};
}

}  // namespace proofmark::attack

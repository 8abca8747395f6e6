#include "simulators/camera/image_pipeline.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "simulators/camera/lens.hpp"
#include "simulators/camera/noise_table.hpp"
#include "simulators/camera/planar.hpp"
#include "simulators/camera/stream_time.hpp"

namespace proofmark::camera {
namespace {

constexpr int kBlack = 16;
constexpr double kFull = 219;  // luma from black to white, ITU-R BT.601

// One step of a loop of first order.
double approach(double from, double to, double step, double constant) {
  return from + (to - from) * std::min(1.0, step / std::max(constant, 1e-3));
}

void take_planes(const cv::Mat& i420, Planes& out) {
  const int width = i420.cols;
  const int height = i420.rows * 2 / 3;
  const std::uint8_t* from = i420.data;
  for (std::size_t p = 0; p < 3; ++p) {
    out[p].create(p == 0 ? width : width / 2, p == 0 ? height : height / 2);
    const std::size_t size = static_cast<std::size_t>(out[p].width) * static_cast<std::size_t>(out[p].height);
    std::memcpy(out[p].data.data(), from, size);
    from += size;
  }
}

}  // namespace

ImagePipeline::ImagePipeline(const Imaging& imaging, double frames_per_second, int width, int height,
                             const SeededRandom& seed)
    : imaging_(imaging),
      width_(width),
      height_(height),
      nominal_(std::llround(1e6 / frames_per_second)),
      offsets_(seed.derive("pipeline/offsets")),
      deviates_(noise_table(seed.derive("pipeline/noise"), static_cast<std::size_t>(width))),
      lens_{lens_grid(imaging.lens, Colour::luma, width, height),
            lens_grid(imaging.lens, Colour::blue, width / 2, height / 2),
            lens_grid(imaging.lens, Colour::red, width / 2, height / 2)} {
  make_response();
  exposed_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  blurred_.resize(static_cast<std::size_t>(width) + 4);
}

void ImagePipeline::make_response() {
  const SeededRandom unit(imaging_.unit, "camera/unit");
  const std::vector<std::int16_t> deviates = noise_table(unit.derive("pattern/table"), 0);
  std::vector<std::uint8_t> raw(static_cast<std::size_t>(width_) * 2);
  SeededRandom picks = unit.derive("pattern/picks");
  response_.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
  for (int y = 0; y < height_; ++y) {
    picks.fill(raw);
    for (int x = 0; x < width_; ++x) {
      const std::size_t at = static_cast<std::size_t>(x) * 2;
      const double deviate = deviates[(std::size_t{raw[at]} << 8U) | raw[at + 1]] / 256.0;
      const double light =
          light_at(imaging_.lens, x, y, width_, height_) * std::max(0.0, 1 + imaging_.noise.pattern * deviate);
      const long on_luma = std::lround(std::sqrt(light) * 16384);
      response_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)] =
          static_cast<std::int16_t>(std::min(on_luma, 32767L));
    }
  }
}

void ImagePipeline::look_through_lens(std::chrono::microseconds interval) {
  const ShutterSettings& shutter = imaging_.shutter;
  std::array<WarpGrid, 3> grids = lens_;
  if (shutter.readout_ms > 0 || shutter.exposure_ms > 0) {
    WarpGrid moved;
    moved.create(width_, height_, grids[0].step);
    add_shutter(meter_.measure(scene_[0]), shutter, interval, moved);
    for (std::size_t p = 0; p < 3; ++p) {
      const int part = p == 0 ? 1 : 2;
      const auto add = [&](std::vector<std::int32_t>& to, const std::vector<std::int32_t>& what) {
        for (std::size_t n = 0; n < to.size(); ++n) to[n] += what[n] / part;
      };
      add(grids[p].dx, moved.dx);
      add(grids[p].dy, moved.dy);
      add(grids[p].sweep_x, moved.sweep_x);
      add(grids[p].sweep_y, moved.sweep_y);
    }
  }
  for (std::size_t p = 0; p < 3; ++p) warp(scene_[p], grids[p], seen_[p]);
}

// Both loops look at what the lens shows. When the film begins they have settled: the preview came before.
void ImagePipeline::steer(std::chrono::microseconds interval) {
  std::int64_t luma = 0;
  std::int64_t count = 0;
  for (int y = height_ / 8; y < height_ * 7 / 8; y += 8)
    for (int x = width_ / 4; x < width_ * 3 / 4; x += 8, ++count) luma += seen_[0].row(y)[x] - kBlack;
  const double mean = std::max(1.0, static_cast<double>(luma) / static_cast<double>(std::max<std::int64_t>(count, 1)));
  const ExposureLoop& exposure = imaging_.exposure;
  const double wanted = std::clamp((exposure.target - kBlack) / mean, exposure.lowest, exposure.highest);
  const double step = seconds(interval);
  gain_ = first_ ? wanted : approach(gain_, wanted, step, exposure.seconds);

  const WhiteBalanceLoop& balance = imaging_.white_balance;
  for (std::size_t p = 1; p < 3; ++p) {
    std::int64_t chroma = 0;
    std::int64_t grey = 0;
    for (int y = 0; y < height_ / 2; y += 8)
      for (int x = 0; x < width_ / 2; x += 8) {
        chroma += seen_[p].row(y)[x] - 128;
        grey += seen_[0].row(2 * y)[2 * x] - kBlack;
      }
    const double cast = static_cast<double>(chroma) / static_cast<double>(std::max<std::int64_t>(grey, 1));
    const double against = std::clamp(-balance.strength * cast, -balance.limit, balance.limit);
    tint_[p - 1] = first_ ? against : approach(tint_[p - 1], against, step, balance.seconds);
  }
}

// What reaches the sensor in one exposure is H = 0.65 * L * t / N^2 lux seconds, and the output that is to be reached
// fixes the sensitivity S = 10 / H (ISO 12232, standard output sensitivity). With time t and aperture N as they are, S
// goes with one over the luminance L of the face and so with one over its illuminance. A device's noise is that of 400
// lux; from there a phone's sensor can amplify by some five stops, and in bright light go back two.
void ImagePipeline::set_light(double lux) {
  constexpr double kReference = 400, kLeast = 0.25, kMost = 32;
  amplification_ = std::clamp(kReference / std::max(lux, 0.1), kLeast, kMost);
}

// The standard deviation of luma at luma y: that of the light, times the tone curve's slope.
void ImagePipeline::set_noise() {
  const double gain = gain_ * gain_ * amplification_;  // of the light
  for (std::size_t y = 0; y < sigma_.size(); ++y) {
    const double signal = static_cast<double>(y) / kFull * (static_cast<double>(y) / kFull);
    const double variance =
        imaging_.noise.read * imaging_.noise.read * gain * gain + imaging_.noise.photon * gain * signal;
    const double slope = kFull / 2 / (static_cast<double>(std::max<std::size_t>(y, 8)) / kFull);
    sigma_[y] = static_cast<std::int32_t>(std::min(std::lround(std::sqrt(variance) * slope * 64), 4000L));
  }
}

void ImagePipeline::expose_rows(cv::Mat& i420) {
  i420.create(height_ * 3 / 2, width_, CV_8UC1);
  const std::size_t width = static_cast<std::size_t>(width_);
  std::vector<std::uint8_t> raw(static_cast<std::size_t>(height_) * 4);
  offsets_.fill(raw);
  const auto deviates_of = [&](int row) {
    const std::size_t at = static_cast<std::size_t>(row) * 2;
    return deviates_.data() + ((std::size_t{raw[at]} << 8U) | raw[at + 1]);
  };
  std::vector<std::int16_t> mixed(width);
  const int gain = static_cast<int>(std::lround(gain_ * 4096));
  const auto luma = [&](int y) { return exposed_.data() + static_cast<std::size_t>(y) * width; };
  for (int y = 0; y < height_; ++y) {
    mix_deviates(deviates_of(y), deviates_of(y == 0 ? 1 : y - 1), width, mixed.data());
    expose_luma(seen_[0].row(y), width, gain, response_.data() + static_cast<std::size_t>(y) * width,
                {mixed.data(), sigma_.data()}, luma(y));
  }
  const Sharpener sharpener{static_cast<int>(std::lround(imaging_.sharpening.amount * 256)), imaging_.sharpening.radius,
                            static_cast<int>(std::lround(imaging_.sharpening.limit * 64))};
  for (int y = 0; y < height_; ++y) {
    const std::int16_t* rows[5];
    for (int i = 0; i < 5; ++i) rows[i] = luma(std::clamp(y + i - 2, 0, height_ - 1));
    sharpen(rows, width, sharpener, blurred_.data(), i420.ptr<std::uint8_t>(y));
  }
  // Chroma: as much as at mid grey everywhere.
  const int sigma = static_cast<int>(std::lround(imaging_.noise.chroma * sigma_[110]));
  std::vector<std::uint8_t> room(width / 2);
  std::uint8_t* out = i420.ptr<std::uint8_t>(height_);
  for (std::size_t p = 1; p < 3; ++p)
    for (int y = 0; y < height_ / 2; ++y, out += width / 2)
      expose_chroma(seen_[p].row(y), width / 2, seen_[0].row(2 * y), gain,
                    static_cast<int>(std::lround(tint_[p - 1] * 4096)), sigma,
                    deviates_of(height_ + static_cast<int>(p - 1) * height_ / 2 + y), room.data(), out);
}

Result<void> ImagePipeline::develop(StreamTime taken, const cv::Mat& bgr, cv::Mat& i420) {
  PROOFMARK_CHECK(to_i420(bgr, width_, height_, i420));
  take_planes(i420, scene_);
  const StreamTime interval = first_ ? nominal_ : taken - last_;
  look_through_lens(interval);
  steer(interval);
  set_noise();
  expose_rows(i420);
  last_ = taken;
  first_ = false;
  return {};
}

}  // namespace proofmark::camera

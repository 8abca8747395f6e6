// Lens, shutter, exposure and white balance, noise, fixed pattern and sharpening of a device of format 2, in that
// order. Whole numbers for every pixel; the numbers that steer them come from square roots and divisions alone, so that
// all machines compute the same bytes.
//
// Light and picture: luma is taken as the square root of linear light. Under that tone curve photon noise has the same
// size at every grey and read noise grows towards black, as far as the curve's slope is held at luma 8.
#pragma once
#include <array>
#include <vector>

#include "simulators/camera/developer.hpp"
#include "simulators/camera/imaging.hpp"
#include "simulators/camera/pixel_rows.hpp"
#include "simulators/camera/planes.hpp"
#include "simulators/camera/shutter.hpp"
#include "simulators/camera/warp.hpp"

namespace proofmark::camera {

class ImagePipeline final : public Developer {
 public:
  // `width` is a multiple of 16, `height` of 8; both at least 128. `imaging` has been checked.
  ImagePipeline(const Imaging& imaging, double frames_per_second, int width, int height, const SeededRandom& seed);
  [[nodiscard]] Result<void> develop(StreamTime taken, const cv::Mat& bgr, cv::Mat& i420) override;
  void set_light(double lux) override;
  // The sensor's amplification of light against that in 400 lux.
  [[nodiscard]] double amplification() const { return amplification_; }
  // Of the exposure loop, on luma: the last picture was taken with it. 1 is the scene as it was given.
  [[nodiscard]] double gain() const { return gain_; }
  // What white balance added to U and V, as a part of the luma.
  [[nodiscard]] std::array<double, 2> tint() const { return tint_; }

 private:
  void make_response();
  void look_through_lens(std::chrono::microseconds interval);
  void steer(std::chrono::microseconds interval);
  void set_noise();
  void expose_rows(cv::Mat& i420);

  Imaging imaging_;
  int width_, height_;
  StreamTime nominal_, last_{};
  bool first_ = true;
  SeededRandom offsets_;
  std::vector<std::int16_t> deviates_;  // a table, standard deviation 256
  std::vector<std::int16_t> response_;  // vignetting and fixed pattern on luma, 1/16384
  std::array<WarpGrid, 3> lens_;
  MotionMeter meter_;
  Planes scene_, seen_;
  std::array<std::int32_t, 256> sigma_{};
  std::vector<std::int16_t> exposed_;  // luma in 1/64 before sharpening
  std::vector<std::int32_t> blurred_;
  double gain_ = 1, amplification_ = 1;
  std::array<double, 2> tint_{};
};

}  // namespace proofmark::camera

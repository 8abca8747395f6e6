// The camera without its encoder: pictures as a driver hands them to a browser, which encodes for itself.
#pragma once
#include <memory>
#include <opencv2/core.hpp>

#include "simulators/camera/developer.hpp"
#include "simulators/camera/frame_timer.hpp"

namespace proofmark::camera {

class PictureCamera {
 public:
  // Error as for make_camera. The same source, device and seed give the pictures that make_camera encodes.
  [[nodiscard]] static Result<std::unique_ptr<PictureCamera>> create(std::unique_ptr<FrameSource> source,
                                                                     const Device& device, const SeededRandom& seed);
  // The next picture: CV_8UC1 of 1080 x 1280, I420 in ITU-R BT.601, limited range. Valid until the next call.
  struct Picture {
    StreamTime taken{};
    const cv::Mat* i420 = nullptr;
  };
  [[nodiscard]] Result<Picture> next();

 private:
  PictureCamera(std::unique_ptr<FrameSource> source, const Device& device, const SeededRandom& seed);

  std::unique_ptr<FrameSource> source_;
  FrameTimer timer_;
  std::unique_ptr<Developer> developer_;
  cv::Mat bgr_, i420_;
};

}  // namespace proofmark::camera

// Where pictures can go that are not encoded as H.264: files for a browser's simulated camera, or a video device of the
// kernel that any program on this machine can open.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>

#include "simulators/camera/picture_camera.hpp"

namespace proofmark::camera {

class PictureOutput {
 public:
  virtual ~PictureOutput() = default;
  // `i420`: CV_8UC1 of 1080 x 1280, BT.601, limited range.
  [[nodiscard]] virtual Result<void> write(const cv::Mat& i420) = 0;
  // After the last one. Without it a file does not appear.
  [[nodiscard]] virtual Result<void> close() = 0;
  // Pictures are looked at while they come, so that each waits for its moment.
  [[nodiscard]] virtual bool live() const { return false; }
};

// YUV4MPEG2, C420mpeg2: for Chromium's --use-file-for-fake-video-capture, FFmpeg and others.
[[nodiscard]] Result<std::unique_ptr<PictureOutput>> make_y4m(const std::filesystem::path& file,
                                                              double frames_per_second);
// JPEG pictures one after the other, quality 92. Chromium shows 30 a second.
[[nodiscard]] Result<std::unique_ptr<PictureOutput>> make_mjpeg(const std::filesystem::path& file);

// By the name: *.y4m, *.mjpeg, /dev/video*. Error for any other.
[[nodiscard]] Result<std::unique_ptr<PictureOutput>> make_output(const std::filesystem::path& file,
                                                                 double frames_per_second);

// round(seconds x rate) pictures, at a steady rate in a file and at their own times where somebody looks on. Ends
// early, with what there is, when `stop` is set.
[[nodiscard]] Result<std::size_t> film(PictureCamera& camera, PictureOutput& output, double seconds,
                                       double frames_per_second, const std::atomic<bool>* stop);

}  // namespace proofmark::camera

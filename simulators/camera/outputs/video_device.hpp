// A video device of the kernel that takes pictures and shows them as a camera does: Video4Linux2, in Linux the module
// v4l2loopback.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>

#include "simulators/camera/outputs/output.hpp"

namespace proofmark::camera {

// The four calls to the kernel, with its results: -1 and errno.
class VideoNode {
 public:
  virtual ~VideoNode() = default;
  [[nodiscard]] virtual int open(const char* path) = 0;
  [[nodiscard]] virtual int control(unsigned long request, void* argument) = 0;
  [[nodiscard]] virtual std::ptrdiff_t write(const void* data, std::size_t size) = 0;
  virtual void close() = 0;
};
[[nodiscard]] std::unique_ptr<VideoNode> system_video_node();

// Error: there is no such device, it is none that can be written to, or it does not take I420 of 1280x720.
[[nodiscard]] Result<std::unique_ptr<PictureOutput>> make_video_device(
    const std::filesystem::path& device, double frames_per_second,
    std::unique_ptr<VideoNode> node = system_video_node());

}  // namespace proofmark::camera

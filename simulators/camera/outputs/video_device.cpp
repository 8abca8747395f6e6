#include "simulators/camera/outputs/video_device.hpp"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

namespace proofmark::camera {
namespace {

constexpr const char* kClause = "Video4Linux2";
constexpr std::size_t kPicture = std::size_t{kWidth} * kHeight * 3 / 2;

class SystemVideoNode final : public VideoNode {
 public:
  ~SystemVideoNode() override { SystemVideoNode::close(); }
  int open(const char* path) override { return descriptor_ = ::open(path, O_RDWR | O_CLOEXEC); }
  int control(unsigned long request, void* argument) override { return ::ioctl(descriptor_, request, argument); }
  std::ptrdiff_t write(const void* data, std::size_t size) override { return ::write(descriptor_, data, size); }
  void close() override {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_ = -1;
};

class VideoDevice final : public PictureOutput {
 public:
  VideoDevice(std::string name, std::unique_ptr<VideoNode> node) : name_(std::move(name)), node_(std::move(node)) {}
  Result<void> write(const cv::Mat& i420) override {
    if (!i420.isContinuous() || i420.total() != kPicture)
      return fail(kClause, "a picture of " + std::to_string(kPicture) + " bytes", std::to_string(i420.total()),
                  "Correct the call.");
    std::ptrdiff_t n = 0;
    do n = node_->write(i420.data, kPicture);
    while (n < 0 && errno == EINTR);
    if (n == static_cast<std::ptrdiff_t>(kPicture)) return {};
    return fail(kClause, name_ + " to take a whole picture",
                n < 0 ? std::strerror(errno) : std::to_string(n) + " of " + std::to_string(kPicture) + " bytes",
                "Look whether the device was removed or set to another size.");
  }
  Result<void> close() override {
    node_->close();
    return {};
  }
  bool live() const override { return true; }

 private:
  std::string name_;
  std::unique_ptr<VideoNode> node_;
};

constexpr const char* kHowToGetOne =
    "Load the module: `modprobe v4l2loopback video_nr=10 exclusive_caps=1 card_label=Camera` (Debian: "
    "v4l2loopback-dkms), or write a .y4m file.";

Result<void> set_format(VideoNode& node, const std::string& name, double frames_per_second) {
  v4l2_capability can{};
  if (node.control(VIDIOC_QUERYCAP, &can) < 0)
    return fail(kClause, name + " to be a video device", std::strerror(errno), kHowToGetOne);
  const std::uint32_t caps = (can.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? can.device_caps : can.capabilities;
  if ((caps & V4L2_CAP_VIDEO_OUTPUT) == 0)
    return fail(kClause, name + " to take pictures (V4L2_CAP_VIDEO_OUTPUT)",
                "a device that only gives them, as a camera", kHowToGetOne);
  v4l2_format format{};
  format.type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
  format.fmt.pix.width = kWidth;
  format.fmt.pix.height = kHeight;
  format.fmt.pix.pixelformat = V4L2_PIX_FMT_YUV420;
  format.fmt.pix.field = V4L2_FIELD_NONE;
  format.fmt.pix.bytesperline = kWidth;
  format.fmt.pix.sizeimage = kPicture;
  format.fmt.pix.colorspace = V4L2_COLORSPACE_SMPTE170M;
  if (node.control(VIDIOC_S_FMT, &format) < 0)
    return fail(kClause, name + " to take I420 of 1280x720", std::strerror(errno), "Close whoever else writes to it.");
  const v4l2_pix_format& pix = format.fmt.pix;  // the driver says here what it will really do
  if (pix.width != kWidth || pix.height != kHeight || pix.pixelformat != V4L2_PIX_FMT_YUV420)
    return fail(kClause, name + " to take I420 of 1280x720",
                std::to_string(pix.width) + "x" + std::to_string(pix.height) + " in another format or size",
                "Remove the module and load it anew; a program that shows the device may hold its format.");
  v4l2_streamparm rate{};
  rate.type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
  rate.parm.output.timeperframe = {1000, static_cast<std::uint32_t>(std::lround(frames_per_second * 1000))};
  static_cast<void>(node.control(VIDIOC_S_PARM, &rate));  // many drivers have no rate; the pictures set the pace anyway
  return {};
}

}  // namespace

std::unique_ptr<VideoNode> system_video_node() {
  return std::make_unique<SystemVideoNode>();
}

Result<std::unique_ptr<PictureOutput>> make_video_device(const std::filesystem::path& device, double frames_per_second,
                                                         std::unique_ptr<VideoNode> node) {
  const std::string name = device.string();
  if (node->open(name.c_str()) < 0)
    return fail(kClause, "a video device " + name, std::strerror(errno),
                errno == EACCES ? "Join the group video, or ask who administers this machine." : kHowToGetOne);
  PROOFMARK_CHECK(set_format(*node, name, frames_per_second));
  return std::unique_ptr<PictureOutput>(std::make_unique<VideoDevice>(name, std::move(node)));
}

}  // namespace proofmark::camera

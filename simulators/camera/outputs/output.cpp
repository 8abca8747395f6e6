#include "simulators/camera/outputs/output.hpp"

#include <chrono>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <thread>

#include "common/media/jpeg.hpp"
#include "simulators/camera/outputs/part_file.hpp"
#include "simulators/camera/outputs/video_device.hpp"

namespace proofmark::camera {
namespace {

Result<void> check_picture(const cv::Mat& i420) {
  if (i420.cols == kWidth && i420.rows == kHeight * 3 / 2 && i420.type() == CV_8UC1 && i420.isContinuous()) return {};
  return fail("output", "a continuous I420 picture of 1280x720",
              std::to_string(i420.cols) + "x" + std::to_string(i420.rows), "Correct the call.");
}

ByteView bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

class Y4m final : public PictureOutput {
 public:
  explicit Y4m(std::unique_ptr<PartFile> file) : file_(std::move(file)) {}
  Result<void> write(const cv::Mat& i420) override {
    PROOFMARK_CHECK(check_picture(i420));
    PROOFMARK_CHECK(file_->write(bytes_of("FRAME\n")));
    return file_->write({i420.data, i420.total()});
  }
  Result<void> close() override { return file_->close(); }

 private:
  std::unique_ptr<PartFile> file_;
};

class Mjpeg final : public PictureOutput {
 public:
  explicit Mjpeg(std::unique_ptr<PartFile> file) : file_(std::move(file)) {}
  Result<void> write(const cv::Mat& i420) override {
    PROOFMARK_CHECK(check_picture(i420));
    cv::cvtColor(i420, bgr_, cv::COLOR_YUV2BGR_I420);
    PROOFMARK_TRY(const Bytes jpeg, media::encode_jpeg(bgr_, 92));
    return file_->write(jpeg);
  }
  Result<void> close() override { return file_->close(); }

 private:
  std::unique_ptr<PartFile> file_;
  cv::Mat bgr_;
};

}  // namespace

Result<std::unique_ptr<PictureOutput>> make_y4m(const std::filesystem::path& file, double frames_per_second) {
  PROOFMARK_TRY(auto part, PartFile::create(file));
  const long rate = std::lround(frames_per_second * 1000);
  const std::string fraction = rate % 1000 == 0 ? std::to_string(rate / 1000) + ":1" : std::to_string(rate) + ":1000";
  const std::string header = "YUV4MPEG2 W" + std::to_string(kWidth) + " H" + std::to_string(kHeight) + " F" + fraction +
                             " Ip A1:1 C420mpeg2\n";
  PROOFMARK_CHECK(part->write(bytes_of(header)));
  return std::unique_ptr<PictureOutput>(std::make_unique<Y4m>(std::move(part)));
}

Result<std::unique_ptr<PictureOutput>> make_mjpeg(const std::filesystem::path& file) {
  PROOFMARK_TRY(auto part, PartFile::create(file));
  return std::unique_ptr<PictureOutput>(std::make_unique<Mjpeg>(std::move(part)));
}

Result<std::unique_ptr<PictureOutput>> make_output(const std::filesystem::path& file, double frames_per_second) {
  if (file.string().rfind("/dev/", 0) == 0) return make_video_device(file, frames_per_second);
  if (file.extension() == ".y4m") return make_y4m(file, frames_per_second);
  if (file.extension() == ".mjpeg") return make_mjpeg(file);
  return fail("output", "a name that ends in .mp4, .y4m or .mjpeg, or a device /dev/videoN", "'" + file.string() + "'",
              "Give another name.");
}

Result<std::size_t> film(PictureCamera& camera, PictureOutput& output, double seconds, double frames_per_second,
                         const std::atomic<bool>* stop) {
  if (!(seconds > 0 && seconds <= 600))
    return fail("output", "more than 0 and at most 600 seconds", std::to_string(seconds), "Correct the length.");
  const auto pictures = static_cast<std::size_t>(std::max(1L, std::lround(seconds * frames_per_second)));
  const auto began = std::chrono::steady_clock::now();
  std::size_t done = 0;
  for (; done < pictures && !(stop != nullptr && *stop); ++done) {
    PROOFMARK_TRY(const PictureCamera::Picture picture, camera.next());
    if (output.live()) std::this_thread::sleep_until(began + picture.taken);
    PROOFMARK_CHECK(output.write(*picture.i420));
  }
  PROOFMARK_CHECK(output.close());
  return done;
}

}  // namespace proofmark::camera

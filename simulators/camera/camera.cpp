#include <opencv2/core.hpp>

#include "common/media/h264.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/developer.hpp"
#include "simulators/camera/frame_timer.hpp"

namespace proofmark::camera {
namespace {

class Camera final : public Capture {
 public:
  Camera(std::unique_ptr<FrameSource> source, std::unique_ptr<media::Encoder> encoder, const Device& device,
         const SeededRandom& seed)
      : source_(std::move(source)),
        encoder_(std::move(encoder)),
        timer_(device, seed.derive("camera/timer")),
        developer_(make_developer(device, kWidth, kHeight, seed)) {}

  Result<AccessUnit> next() override {
    AccessUnit unit;
    unit.captured = timer_.next();
    PROOFMARK_CHECK(source_->frame(unit.captured, bgr_));
    PROOFMARK_TRY(unit.data, develop(unit.captured, bgr_));
    return unit;
  }
  // Drawing the scene takes about two thirds of a frame's time; sensor and encoder are the second half.
  Result<Exposure> expose() override {
    Exposure exposure;
    exposure.unit.captured = timer_.next();
    const auto picture = std::make_shared<cv::Mat>();
    PROOFMARK_CHECK(source_->frame(exposure.unit.captured, *picture));
    exposure.picture = picture;
    return exposure;
  }
  Result<AccessUnit> encode(Exposure exposure) override {
    PROOFMARK_TRY(exposure.unit.data, develop(exposure.unit.captured, *exposure.picture));
    return std::move(exposure.unit);
  }
  void challenge(const Challenge& challenge, StreamTime t, StreamTime window) override {
    source_->challenge(challenge, t, window);
  }
  void challenge_over(StreamTime t) override { source_->challenge_over(t); }

 private:
  Result<Bytes> develop(StreamTime taken, const cv::Mat& bgr) {
    developer_->set_light(source_->illuminance());
    PROOFMARK_CHECK(developer_->develop(taken, bgr, i420_));
    return encoder_->encode(i420_, media::PixelFormat::i420);
  }

  std::unique_ptr<FrameSource> source_;
  std::unique_ptr<media::Encoder> encoder_;
  FrameTimer timer_;
  std::unique_ptr<Developer> developer_;
  cv::Mat bgr_, i420_;
};

}  // namespace

Result<std::unique_ptr<Capture>> make_camera(std::unique_ptr<FrameSource> source, const Device& device,
                                             const SeededRandom& seed) {
  if (!source) return fail("camera", "a frame source", "none", "Give the camera something to look at.");
  PROOFMARK_CHECK(check_device(device));
  PROOFMARK_TRY(std::unique_ptr<media::Encoder> encoder, media::Encoder::create(encoder_settings(device)));
  return std::unique_ptr<Capture>(std::make_unique<Camera>(std::move(source), std::move(encoder), device, seed));
}

}  // namespace proofmark::camera

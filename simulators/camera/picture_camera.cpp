#include "simulators/camera/picture_camera.hpp"

namespace proofmark::camera {

PictureCamera::PictureCamera(std::unique_ptr<FrameSource> source, const Device& device, const SeededRandom& seed)
    : source_(std::move(source)),
      timer_(device, seed.derive("camera/timer")),
      developer_(make_developer(device, kWidth, kHeight, seed)) {}

Result<std::unique_ptr<PictureCamera>> PictureCamera::create(std::unique_ptr<FrameSource> source, const Device& device,
                                                             const SeededRandom& seed) {
  if (!source) return fail("camera", "a frame source", "none", "Give the camera something to look at.");
  PROOFMARK_CHECK(check_device(device));
  return std::unique_ptr<PictureCamera>(new PictureCamera(std::move(source), device, seed));
}

Result<PictureCamera::Picture> PictureCamera::next() {
  Picture picture;
  picture.taken = timer_.next();
  PROOFMARK_CHECK(source_->frame(picture.taken, bgr_));
  developer_->set_light(source_->illuminance());
  PROOFMARK_CHECK(developer_->develop(picture.taken, bgr_, i420_));
  picture.i420 = &i420_;
  return picture;
}

}  // namespace proofmark::camera

#include "simulators/camera/developer.hpp"

#include "simulators/camera/image_pipeline.hpp"
#include "simulators/camera/sensor.hpp"

namespace proofmark::camera {
namespace {

class PlainSensor final : public Developer {
 public:
  PlainSensor(const Device& device, int width, int height, const SeededRandom& seed)
      : sensor_(device, width, height, seed) {}
  Result<void> develop(StreamTime, const cv::Mat& bgr, cv::Mat& i420) override { return sensor_.expose(bgr, i420); }

 private:
  Sensor sensor_;
};

}  // namespace

std::unique_ptr<Developer> make_developer(const Device& device, int width, int height, const SeededRandom& seed) {
  if (!device.imaging) return std::make_unique<PlainSensor>(device, width, height, seed);
  return std::make_unique<ImagePipeline>(*device.imaging, device.frames_per_second, width, height, seed);
}

}  // namespace proofmark::camera

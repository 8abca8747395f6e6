// What stands before the camera's sensor: a live person, a print, a screen. A source is asked for the picture at one
// instant and told about the challenges that the person sees on the phone.
#pragma once
#include "common/result.hpp"
#include "simulators/camera/challenge.hpp"

namespace cv {
class Mat;
}

namespace proofmark::camera {

class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // The scene at `t` (which never goes back): CV_8UC3, 1280x720, display-referred, before the sensor.
  [[nodiscard]] virtual Result<void> frame(StreamTime t, cv::Mat& bgr) = 0;
  // The phone shows a challenge at `t`, to be answered within `window`.
  virtual void challenge(const Challenge& challenge, StreamTime t, StreamTime window) = 0;
  virtual void challenge_over(StreamTime t) = 0;
  // Illuminance at the face in lux: what a device's exposure has to work with. An office has 300 to 500 (EN 12464-1).
  [[nodiscard]] virtual double illuminance() const { return 400; }
};

}  // namespace proofmark::camera

// What stands before the camera's sensor: a live person, a print, a screen. A source is asked for the picture at one
// instant and told about the challenges that the person sees on the phone.
#pragma once
#include <chrono>
#include <memory>
#include <string_view>

#include "common/result.hpp"

namespace cv {
class Mat;
}

namespace proofmark::camera {

// The actions of docs/interface.md; left and right are the person's own.
enum class Action { turn_left, turn_right, look_up, look_down, blink, smile, open_mouth };
[[nodiscard]] Result<Action> parse_action(std::string_view name);
[[nodiscard]] std::string_view name_of(Action action);

using StreamTime = std::chrono::microseconds;  // since the first frame of the stream

class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // The scene at `t` (which never goes back): CV_8UC3, 1280x720, display-referred, before the sensor.
  [[nodiscard]] virtual Result<void> frame(StreamTime t, cv::Mat& bgr) = 0;
  // The phone shows a challenge at `t`, to be answered within `window`.
  virtual void challenge(Action action, StreamTime t, StreamTime window) = 0;
  virtual void challenge_over(StreamTime t) = 0;
};

}  // namespace proofmark::camera

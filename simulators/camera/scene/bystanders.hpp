// The people some metres behind: out of focus, swaying as those do who stand and talk; now and then one walks by.
#pragma once
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

class Bystanders {
 public:
  Bystanders() = default;
  // As many as the environment says, before a room's picture of that size; `softness` is the deviation of its blur, in
  // its pixels. Heads are a fifth to a third of the height of the person's own.
  Bystanders(const Environment& environment, cv::Size room, double softness);
  [[nodiscard]] bool empty() const { return people_.empty(); }
  // `room` (CV_8UC4) becomes the empty room with the people as they stand at `time`, seconds. Between two calls `room`
  // has to stay as it is.
  void draw(const cv::Mat& empty_room, double time, cv::Mat& room);

 private:
  // What moves as one: premultiplied colour, and in each channel the share of the room that is seen through it.
  struct Part {
    cv::Mat colour, clear;  // CV_8UC4
    cv::Point2d at;         // of its upper left corner at rest
  };
  // Two slow swings: no period shows in a session's few seconds.
  struct Swing {
    double amplitude[2] = {0, 0}, rate[2] = {0, 0}, phase[2] = {0, 0};  // pixels, radians a second, radians
    [[nodiscard]] double at(double time) const;
  };
  struct Walk {
    double speed = 0, first = 0, every = 0;  // pixels a second; seconds of the first crossing, between two
    double step_rate = 0, bob = 0;           // steps a second; pixels
  };
  struct Person {
    Part body, head;
    Swing sway, turn, nod;     // of the whole; of the head
    std::optional<Walk> walk;  // nothing: stands
  };
  static Swing make_swing(RandomSource& random, double amplitude, double shortest, double longest);
  static Walk make_walk(RandomSource& random, double head);
  static Part make_part(const cv::Mat& colour, const cv::Mat& cover, double softness, cv::Point at);
  // How far the person is from where he stands at rest, pixels; beyond the room's edge where he walks by another time.
  [[nodiscard]] cv::Point2d moved(const Person& person, double time) const;
  void lay(const Part& part, cv::Point2d moved, cv::Mat& room);

  cv::Size room_;
  std::vector<Person> people_;
  std::vector<cv::Rect> drawn_;  // where in the room something else than the empty room is
  cv::Mat colour_, clear_;       // of a part between whole pixels
};

}  // namespace proofmark::camera

// A frame source for tests: a flat picture with a disc that says what it was told.
#pragma once
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "simulators/camera/frame_source.hpp"

namespace proofmark::camera {

struct Told {
  Action action;
  StreamTime at;
};

class SyntheticSource final : public FrameSource {
 public:
  explicit SyntheticSource(int grey = 110, std::vector<Told>* told = nullptr) : grey_(grey), told_(told) {}
  Result<void> frame(StreamTime t, cv::Mat& bgr) override {
    bgr.create(720, 1280, CV_8UC3);
    bgr.setTo(cv::Scalar::all(grey_));
    if (moving_) cv::circle(bgr, {320 + static_cast<int>(t.count() / 10000) % 640, 360}, 150, {90, 120, 200}, -1);
    return {};
  }
  void challenge(const Challenge& asked, StreamTime t, StreamTime) override {
    if (told_ != nullptr) told_->push_back({std::get<Action>(asked), t});
  }
  void challenge_over(StreamTime) override { ++over_; }
  void flat() { moving_ = false; }

 private:
  int grey_;
  std::vector<Told>* told_;
  bool moving_ = true;
  int over_ = 0;
};

}  // namespace proofmark::camera

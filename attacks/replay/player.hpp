// Plays a recording: the picture that stands on the display at one moment.
#pragma once
#include <memory>
#include <opencv2/core.hpp>

#include "common/media/h264.hpp"
#include "simulators/camera/recording.hpp"

namespace proofmark::attack::replay {

class Player {
 public:
  [[nodiscard]] static Result<Player> create(std::shared_ptr<const camera::Recording> recording);
  // I420 of the last picture taken at or before `t`; from the start again when the recording is over.
  [[nodiscard]] Result<const cv::Mat*> at(camera::StreamTime t);
  // True when the last call of at() brought another picture than the one before.
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  explicit Player(std::shared_ptr<const camera::Recording> recording) : recording_(std::move(recording)) {}
  std::shared_ptr<const camera::Recording> recording_;
  std::unique_ptr<media::Decoder> decoder_;
  std::size_t next_ = 0;
  camera::StreamTime origin_{0};
  cv::Mat picture_;
  bool changed_ = false;
};

}  // namespace proofmark::attack::replay

// A live, cooperative person before the phone: a scene moved by a behaviour.
#pragma once
#include <memory>

#include "simulators/camera/behaviour.hpp"
#include "simulators/camera/frame_source.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

class LivePerson final : public FrameSource {
 public:
  // Habits and every motion come from `seed`.
  LivePerson(std::unique_ptr<Scene> scene, const SeededRandom& seed);
  LivePerson(std::unique_ptr<Scene> scene, const Habits& habits, const SeededRandom& seed);
  [[nodiscard]] Result<void> frame(StreamTime t, cv::Mat& bgr) override;
  void challenge(const Challenge& challenge, StreamTime t, StreamTime window) override;
  void challenge_over(StreamTime t) override;
  [[nodiscard]] double illuminance() const override { return scene_->illuminance(); }

 private:
  std::unique_ptr<Scene> scene_;
  Behaviour behaviour_;
};

}  // namespace proofmark::camera

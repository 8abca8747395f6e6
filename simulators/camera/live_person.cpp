#include "simulators/camera/live_person.hpp"

#include <opencv2/core.hpp>

namespace proofmark::camera {

LivePerson::LivePerson(std::unique_ptr<Scene> scene, const SeededRandom& seed)
    : LivePerson(std::move(scene), Habits::sample(seed), seed) {}

LivePerson::LivePerson(std::unique_ptr<Scene> scene, const Habits& habits, const SeededRandom& seed)
    : scene_(std::move(scene)), behaviour_(habits, seed) {}

Result<void> LivePerson::frame(StreamTime t, cv::Mat& bgr) {
  return scene_->render(behaviour_.at(t), bgr);
}
void LivePerson::challenge(const Challenge& challenge, StreamTime t, StreamTime window) {
  behaviour_.challenge(challenge, t, window);
}
void LivePerson::challenge_over(StreamTime t) {
  behaviour_.challenge_over(t);
}

}  // namespace proofmark::camera

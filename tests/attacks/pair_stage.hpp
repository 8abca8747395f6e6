// A stage of two simulated persons, without a run around it.
#pragma once
#include <opencv2/core.hpp>

#include "attacks/stage.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::attack {

class PairStage final : public Stage {
 public:
  PairStage(std::uint64_t victim, std::uint64_t attacker) : victim_(look(victim)), attacker_(look(attacker)) {}
  Result<void> document_photo(cv::Mat& bgr) override {
    if (portrait_.empty()) {
      PROOFMARK_CHECK(camera::document_portrait(person::shared_assets(), victim_, portrait_));
    }
    bgr = portrait_.clone();
    return {};
  }
  Result<void> photograph(cv::Mat& bgr) override {
    if (photograph_.empty()) {
      PROOFMARK_CHECK(take());
    }
    bgr = photograph_.clone();
    return {};
  }
  Result<std::shared_ptr<const camera::Recording>> recording() override {
    return fail("test", "no recording", "asked for one", "Use another species.");
  }
  Result<person::Appearance> victim() override { return victim_; }
  Result<person::Appearance> attacker() override { return attacker_; }
  Result<person::Appearance> resembling(const Resemblance&) override { return attacker(); }
  std::shared_ptr<const person::Assets> assets() override { return person::shared_assets(); }
  const camera::Device& device() const override { return device_; }
  void attacker_tone(person::Vec3 tone) { attacker_.skin.tone = tone; }

 private:
  Result<void> take() {
    PROOFMARK_TRY(const auto scene, camera::Scene::create(person::shared_assets(), victim_, {}));
    camera::SceneState state;
    state.expression.smile = 0.15F;
    cv::Mat frame;
    PROOFMARK_CHECK(scene->render(state, frame));
    photograph_ = frame(cv::Rect(370, 0, 540, 720)).clone();
    return {};
  }
  static person::Appearance look(std::uint64_t number) {
    constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
    const SeededRandom seed(number, "person");
    return person::sample_appearance(*person::shared_assets(), seed, person::make_civil_record(seed, kToday), kToday);
  }
  person::Appearance victim_, attacker_;
  cv::Mat portrait_, photograph_;
  camera::Device device_;
};

}  // namespace proofmark::attack

// A stage for tests: a drawn photograph, a short recording of a disc, and two simulated persons.
#pragma once
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "attacks/stage.hpp"
#include "tests/camera/synthetic_source.hpp"
#include "tests/person/people_data.hpp"

namespace proofmark::attack {

// A pale head on grey: enough for a place to be found again.
inline cv::Mat drawn_photo() {
  cv::Mat out(531, 413, CV_8UC3, cv::Scalar::all(205));
  cv::ellipse(out, {206, 250}, {130, 190}, 0, 0, 360, {140, 165, 205}, cv::FILLED, cv::LINE_AA);
  return out;
}

inline std::shared_ptr<const camera::Recording> disc_recording() {
  static const auto made = [] {
    auto camera = camera::make_camera(std::make_unique<camera::SyntheticSource>(), {}, SeededRandom(1));
    return std::make_shared<const camera::Recording>(*camera::record_session(**camera, {}, 1.0, SeededRandom(2)));
  }();
  return made;
}

class LooksStage final : public Stage {
 public:
  explicit LooksStage(bool with_attacker = true) : with_attacker_(with_attacker) {}
  Result<void> document_photo(cv::Mat& bgr) override { return photograph(bgr); }
  Result<void> photograph(cv::Mat& bgr) override {
    bgr = drawn_photo();
    return {};
  }
  Result<std::shared_ptr<const camera::Recording>> recording() override { return disc_recording(); }
  Result<person::Appearance> victim() override { return looks(1); }
  Result<person::Appearance> attacker() override {
    if (!with_attacker_) return fail("test", "an attacker", "none", "-");
    return looks(2);
  }
  Result<person::Appearance> resembling(const Resemblance&) override { return attacker(); }
  std::shared_ptr<const person::Assets> assets() override { return person::shared_assets(); }
  const camera::Device& device() const override { return device_; }
  camera::Device& change_device() { return device_; }

 private:
  static Result<person::Appearance> looks(std::uint64_t seed) {
    if (!person::shared_assets()) return fail("test", "the makehuman data", "none", "Run the set-up.");
    person::CivilRecord civil;
    civil.date_of_birth = std::chrono::year_month_day{std::chrono::year{1986}, std::chrono::May, std::chrono::day{4}};
    const std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};
    return person::sample_appearance(*person::shared_assets(), SeededRandom(seed, "looks"), civil, today);
  }
  bool with_attacker_;
  camera::Device device_;
};

}  // namespace proofmark::attack

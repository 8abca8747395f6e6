#include "attacks/injection/substitution.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "simulators/camera/live_person.hpp"

namespace proofmark::attack::injection {
namespace {

using camera::StreamTime;

// A finger on the lens: a little red light comes through, unsteadily.
class CoveredLens final : public camera::FrameSource {
 public:
  explicit CoveredLens(const SeededRandom& seed) : random_(seed.derive("covered lens")) {}
  Result<void> frame(StreamTime, cv::Mat& bgr) override {
    bgr.create(camera::kHeight, camera::kWidth, CV_8UC3);
    const double light = 20 + 2 * random_.normal();
    bgr.setTo(cv::Scalar(0.3 * light, 0.35 * light, light));
    return {};
  }
  void challenge(const camera::Challenge&, StreamTime, StreamTime) override {}
  void challenge_over(StreamTime) override {}

 private:
  SeededRandom random_;
};

class Substitution final : public camera::Capture {
 public:
  Substitution(std::unique_ptr<camera::Capture> first, std::unique_ptr<camera::Capture> second, StreamTime at,
               StreamTime seam)
      : first_(std::move(first)), second_(std::move(second)), at_(at), seam_(seam) {}

  Result<camera::AccessUnit> next() override {
    if (first_) {
      PROOFMARK_TRY(camera::AccessUnit unit, first_->next());
      if (unit.captured < at_) return unit;
      first_.reset();
      begun_ = unit.captured + seam_;
    }
    // Its first picture is an IDR picture: nothing of the device's own stream is needed.
    PROOFMARK_TRY(camera::AccessUnit unit, second_->next());
    unit.captured += begun_;
    return unit;
  }
  // Whoever answers is told from the beginning; what comes before the injected stream's start comes at its start.
  void challenge(const camera::Challenge& challenge, StreamTime t, StreamTime window) override {
    if (first_) first_->challenge(challenge, t, window);
    second_->challenge(challenge, std::max(StreamTime{0}, t - (first_ ? at_ + seam_ : begun_)), window);
  }
  void challenge_over(StreamTime t) override {
    if (first_) first_->challenge_over(t);
    second_->challenge_over(std::max(StreamTime{0}, t - (first_ ? at_ + seam_ : begun_)));
  }

 private:
  std::unique_ptr<camera::Capture> first_, second_;
  StreamTime at_, seam_, begun_{0};
};

}  // namespace

std::vector<std::string> substitution_parameters() {
  return {"substituted_at", "seam_ms"};
}

Result<std::unique_ptr<camera::Capture>> make_substitution(const Species& species,
                                                           std::unique_ptr<camera::Capture> injected, Stage& stage,
                                                           const SeededRandom& seed) {
  std::unique_ptr<camera::FrameSource> before;
  if (species.choice("before", "own face") == "covered lens") {
    before = std::make_unique<CoveredLens>(seed);
  } else {
    PROOFMARK_TRY(const person::Appearance attacker, stage.attacker());
    PROOFMARK_TRY(auto scene, camera::Scene::create(stage.assets(), attacker,
                                                    camera::Environment::sample(seed.derive("before/environment"))));
    before = std::make_unique<camera::LivePerson>(std::move(scene), seed.derive("before"));
  }
  PROOFMARK_TRY(auto first, camera::make_camera(std::move(before), stage.device(), seed.derive("before/camera")));
  const auto microseconds = [](double seconds) { return StreamTime(std::llround(seconds * 1e6)); };
  return std::unique_ptr<camera::Capture>(std::make_unique<Substitution>(
      std::move(first), std::move(injected), microseconds(species.draw("substituted_at", 2, seed)),
      microseconds(1e-3 * species.draw("seam_ms", 0, seed))));
}

}  // namespace proofmark::attack::injection

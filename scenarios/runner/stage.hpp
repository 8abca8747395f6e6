// What an attempt's attacker has to work with, from the run's persons.
#pragma once
#include "attacks/stage.hpp"
#include "scenarios/runner/attempt.hpp"

namespace proofmark::runner {

class AttemptStage : public attack::Stage {
 public:
  // `victim` is whom the camera shall believe to see; `attacker`, where the case names another person, who is there, or
  // the first of the strangers who are looked at.
  // `seconds`: how long a recording of the victim has to be. `people` and `stream` outlive this.
  AttemptStage(People& people, const Looks& victim, const std::optional<Looks>& attacker, const camera::Device& device,
               double seconds, const SeededRandom& stream);
  Result<void> document_photo(cv::Mat& bgr) override;
  Result<void> photograph(cv::Mat& bgr) override;
  Result<std::shared_ptr<const camera::Recording>> recording() override;
  Result<person::Appearance> victim() override;
  Result<person::Appearance> attacker() override;
  Result<person::Appearance> resembling(const attack::Resemblance& how) override;
  // Whom `resembling` gave last.
  [[nodiscard]] const std::optional<Looks>& chosen() const { return chosen_; }
  std::shared_ptr<const person::Assets> assets() override;
  const camera::Device& device() const override { return device_; }

 private:
  People& people_;
  Looks victim_;
  std::optional<Looks> attacker_, chosen_;
  camera::Device device_;
  double seconds_;
  const SeededRandom& stream_;
};

}  // namespace proofmark::runner

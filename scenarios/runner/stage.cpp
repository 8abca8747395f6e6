#include "scenarios/runner/stage.hpp"

#include <opencv2/core.hpp>

#include "common/media/jpeg.hpp"
#include "scenarios/runner/look_alikes.hpp"

namespace proofmark::runner {

AttemptStage::AttemptStage(People& people, const Looks& victim, const std::optional<Looks>& attacker,
                           const camera::Device& device, double seconds, const SeededRandom& stream)
    : people_(people), victim_(victim), attacker_(attacker), device_(device), seconds_(seconds), stream_(stream) {}

Result<void> AttemptStage::document_photo(cv::Mat& bgr) {
  PROOFMARK_TRY(const auto jpeg, people_.portrait(victim_.number));
  PROOFMARK_TRY(bgr, media::decode_jpeg(*jpeg));
  return {};
}

Result<void> AttemptStage::photograph(cv::Mat& bgr) {
  return people_.photograph(victim_, stream_.derive("photograph"), bgr);
}

Result<std::shared_ptr<const camera::Recording>> AttemptStage::recording() {
  return people_.recording(victim_, stream_.derive("recording"), seconds_);
}

Result<person::Appearance> AttemptStage::victim() {
  return people_.appearance(victim_);
}

Result<person::Appearance> AttemptStage::attacker() {
  if (!attacker_)
    return fail("attempt", "an attacker beside the victim", "none", "Name persons/first_other in the case.");
  return people_.appearance(*attacker_);
}

Result<person::Appearance> AttemptStage::resembling(const attack::Resemblance& how) {
  if (!attacker_)
    return fail("attempt", "another person beside the holder", "none", "Name persons/first_other in the case.");
  PROOFMARK_TRY(const Looks kin,
                looks_of(how.relation, attacker_->number, victim_.number, people_.census().population() != nullptr));
  chosen_ = kin;
  if (how.relation == "look-alike") {
    PROOFMARK_TRY(chosen_, find_look_alike(people_, how, victim_.number, attacker_->number));
  }
  return people_.appearance(*chosen_);
}

std::shared_ptr<const person::Assets> AttemptStage::assets() {
  return people_.assets();
}

}  // namespace proofmark::runner

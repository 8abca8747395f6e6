#include "attacks/registry/registry.hpp"

#include <map>
#include <opencv2/core.hpp>

#include "attacks/injection/injection.hpp"
#include "attacks/print/print.hpp"
#include "attacks/replay/replay.hpp"

namespace proofmark::attack {
namespace {

using Made = Result<std::unique_ptr<camera::Capture>>;

Made make_print(const Species& species, Stage& stage, const SeededRandom& seed) {
  cv::Mat photo;
  PROOFMARK_CHECK(species.material == "document_photo" ? stage.document_photo(photo) : stage.photograph(photo));
  return print::make(species, photo, stage.device(), seed);
}

Made make_replay(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(auto recording, stage.recording());
  return replay::make(species, std::move(recording), stage.device(), seed);
}

Made make_injection(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(auto recording, stage.recording());
  return injection::make(species, std::move(recording), stage.device(), seed);
}

}  // namespace

Made make_capture(const Species& species, Stage& stage, const SeededRandom& seed) {
  static const std::map<std::string_view, Made (*)(const Species&, Stage&, const SeededRandom&)> mechanisms{
      {"injection", make_injection}, {"print", make_print}, {"replay", make_replay}};
  const auto mechanism = mechanisms.find(species.attack_class);
  if (mechanism == mechanisms.end())
    return fail("attacks", "a class with a mechanism", "'" + species.attack_class + "'", "Correct the species.");
  return mechanism->second(species, stage, seed);
}

}  // namespace proofmark::attack

#include "attacks/deepfake/deepfake.hpp"

#include <map>
#include <opencv2/core.hpp>

#include "attacks/deepfake/forgeries.hpp"
#include "attacks/replay/display.hpp"

namespace proofmark::attack::deepfake {
namespace {

struct Mechanism {
  std::vector<std::string> (*parameters)();
  MadeSource (*make)(const Species&, Stage&, const SeededRandom&);
};

const std::map<std::string, Mechanism, std::less<>>& mechanisms() {
  static const std::map<std::string, Mechanism, std::less<>> all{
      {"face swap", {swap_parameters, make_swap}},
      {"morph", {swap_parameters, make_swap}},
      {"re-enactment", {reenactment_parameters, make_reenactment}},
      {"synthetic", {synthetic_parameters, make_synthetic}},
      {"virtual mask", {filter_parameters, make_filter}}};
  return all;
}

}  // namespace

std::vector<std::string> forgeries() {
  std::vector<std::string> names;
  for (const auto& [name, mechanism] : mechanisms()) names.push_back(name);
  return names;
}

std::vector<std::string> parameters(std::string_view forgery) {
  const auto found = mechanisms().find(forgery);
  return found == mechanisms().end() ? std::vector<std::string>{} : found->second.parameters();
}

bool shows_attacker(const Species& species, std::string_view forgery) {
  if (forgery != "re-enactment" && forgery != "synthetic") return true;
  // These two take of his face only what they lose of the victim's.
  const auto loss = species.parameters.find("identity_loss");
  return loss != species.parameters.end() && loss->second.high > 0;
}

Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, std::string_view forgery, Stage& stage,
                                                         const SeededRandom& seed) {
  const auto found = mechanisms().find(forgery);
  if (found == mechanisms().end())
    return fail("attacks/deepfake", "a forgery of this folder", "'" + std::string(forgery) + "'",
                "Correct the species " + species.id + ".");
  return found->second.make(species, stage, seed);
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage, const SeededRandom& seed) {
  if (species.attack_class != "deepfake")
    return fail("attacks/deepfake", "a species of the class deepfake", species.attack_class,
                "Use that class's mechanism.");
  const std::string forgery = species.choice("forgery", "");
  std::vector<std::string> known = parameters(forgery);
  const std::vector<std::string> display = replay::Display::parameters();
  known.insert(known.end(), display.begin(), display.end());
  PROOFMARK_CHECK(species.allow(known, {{"forgery", forgeries()}}));
  PROOFMARK_TRY(auto source, make_source(species, forgery, stage, seed));
  PROOFMARK_TRY(source, replay::on_display(std::move(source), species, seed));
  return camera::make_camera(std::move(source), stage.device(), seed);
}

}  // namespace proofmark::attack::deepfake

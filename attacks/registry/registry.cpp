#include "attacks/registry/registry.hpp"

#include <map>
#include <opencv2/core.hpp>

#include "attacks/coercion/coercion.hpp"
#include "attacks/deepfake/deepfake.hpp"
#include "attacks/injection/injection.hpp"
#include "attacks/live_person.hpp"
#include "attacks/lookalike/lookalike.hpp"
#include "attacks/makeup/makeup.hpp"
#include "attacks/masks/masks.hpp"
#include "attacks/misdirection/misdirection.hpp"
#include "attacks/morph/morph.hpp"
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

Made make_coercion(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(auto holder, stage.victim());
  coercion::Persons persons{stage.assets(), std::move(holder), std::nullopt};
  if (coercion::shows_coercer(species)) {
    PROOFMARK_TRY(persons.coercer, stage.attacker());
  }
  return coercion::make(species, persons, stage.device(), seed);
}

Made make_misdirection(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(const auto holder, stage.victim());
  return misdirection::make(species, stage.assets(), holder, stage.device(), seed);
}

// He who is not named on the document performs with his own face.
Made make_morph(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_CHECK(morph::check(species));
  PROOFMARK_TRY(const auto contributor, stage.attacker());
  return live_person(stage.assets(), contributor, stage.device(), seed);
}

}  // namespace

Made make_capture(const Species& species, Stage& stage, const SeededRandom& seed) {
  static const std::map<std::string_view, Made (*)(const Species&, Stage&, const SeededRandom&)> mechanisms{
      {"coercion", make_coercion},
      {"deepfake", deepfake::make},
      {"injection", injection::make},
      {"lookalike", lookalike::make},
      {"makeup", makeup::make},
      {"masks", masks::make},
      {"misdirection", make_misdirection},
      {"morph", make_morph},
      {"print", make_print},
      {"replay", replay::make}};
  const auto mechanism = mechanisms.find(species.attack_class);
  if (mechanism == mechanisms.end())
    return fail("attacks", "a class with a mechanism", "'" + species.attack_class + "'", "Correct the species.");
  return mechanism->second(species, stage, seed);
}

std::string relation_of(const Species& species) {
  if (species.attack_class == "morph") return "morph";
  return species.attack_class == "lookalike" ? lookalike::relation_of(species) : "";
}

bool needs_another_person(const Species& species) {
  if (species.attack_class == "coercion") return coercion::shows_coercer(species);
  if (species.attack_class == "deepfake") return deepfake::shows_attacker(species, species.choice("forgery", ""));
  if (species.attack_class == "injection") return injection::shows_attacker(species);
  return species.attack_class == "lookalike" || species.attack_class == "makeup" || species.attack_class == "masks" ||
         species.attack_class == "morph";
}

}  // namespace proofmark::attack

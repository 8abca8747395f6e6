#include "attacks/masks/masks.hpp"

#include <cmath>
#include <opencv2/core.hpp>

#include "attacks/masks/shell.hpp"
#include "attacks/masks/texture.hpp"
#include "attacks/worn_person.hpp"
#include "simulators/camera/scene/skin_model.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::attack::masks {
namespace {

Result<void> check(const Species& species) {
  if (species.attack_class != "masks")
    return fail("attacks/masks", "a species of the class masks", species.attack_class, "Use that class's mechanism.");
  std::vector<std::string> known{"gloss",      "sheen",       "scatter",      "eye_width",
                                 "eye_height", "mouth_width", "mouth_height", "neck"};
  for (const auto& part : {shell_parameters(), sheet_parameters(), texture_parameters(), reproduction_parameters()})
    known.insert(known.end(), part.begin(), part.end());
  return species.allow(known, {{"body", {"shell", "sheet"}},
                               {"region", {"face", "head", "lower_face"}},
                               {"colour", {"paint", "ink"}},
                               {"pattern", {"none", "weave", "layers"}},
                               {"hair", {"own", "wig", "none"}}});
}

camera::Vec3 display(camera::Vec3 linear) {
  return {std::pow(linear.x, 1 / 2.2F), std::pow(linear.y, 1 / 2.2F), std::pow(linear.z, 1 / 2.2F)};
}

// A wig is cut like the victim's hair, and implanted brows like his brows.
void dress(person::Appearance& wearer, const person::Appearance& victim, const std::string& hair) {
  if (hair == "own") return;
  const person::HairLook own = wearer.hair;
  wearer.hair = victim.hair;
  if (hair == "none") {
    wearer.hair.style.clear();
    wearer.hair.brows = own.brows;
  }
  wearer.hair.beard = wearer.hair.moustache = false;
}

}  // namespace

Result<Masked> make_mask(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_CHECK(check(species));
  Masked masked;
  PROOFMARK_TRY(masked.wearer, stage.attacker());
  PROOFMARK_TRY(const person::Appearance victim, stage.victim());
  const auto assets = stage.assets();
  PROOFMARK_TRY(HeadModel wearer_head, model_head(assets, masked.wearer));
  PROOFMARK_TRY(HeadModel victim_head, model_head(assets, victim));
  PROOFMARK_TRY(Photograph photograph, take_photograph(species, stage, victim_head));
  try {
    photograph.bgr = reproduce(species, photograph.bgr, photograph.pixels_per_mm, seed);
    const Heads heads{assets->base, std::move(wearer_head), std::move(victim_head), std::move(photograph)};
    auto worn = std::make_shared<camera::Worn>();
    if (species.choice("body", "shell") == "sheet") {
      worn->shell = cut_sheet(species, heads, seed);
    } else {
      const Cut cut(species, seed);
      worn->shell = model_shell(species, heads, cut, seed);
      const std::string hair = species.choice("hair", "own");
      const auto scalp =
          hair == "wig" && !victim.hair.style.empty() ? std::optional(display(victim.hair.colour)) : std::nullopt;
      worn->shell->texture = shell_texture(species, lay_out(heads.photograph, *assets, scalp),
                                           camera::texel_tone(victim.skin), cut, heads.base, seed);
      dress(masked.wearer, victim, hair);
      worn->shell->carries_hair = hair == "wig";
      worn->shell->hides_brows = hair != "wig" && cut.region() != Region::lower_face;
    }
    worn->shell->finish = {static_cast<float>(species.draw("gloss", 1, seed)),
                           static_cast<float>(species.draw("sheen", 1, seed)),
                           static_cast<float>(species.draw("scatter", 1, seed))};
    masked.worn = std::move(worn);
  } catch (const cv::Exception& e) {
    return fail("attacks/masks", "a mask", e.what(), "Correct the species " + species.id + ".");
  }
  return masked;
}

Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, Stage& stage,
                                                         const SeededRandom& seed) {
  PROOFMARK_TRY(const Masked masked, make_mask(species, stage, seed));
  return worn_person(stage.assets(), masked.wearer, masked.worn, seed);
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(std::unique_ptr<camera::FrameSource> source, make_source(species, stage, seed));
  return camera::make_camera(std::move(source), stage.device(), seed.derive("camera"));
}

}  // namespace proofmark::attack::masks

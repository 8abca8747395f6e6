#include "attacks/makeup/makeup.hpp"

#include <cmath>
#include <map>
#include <opencv2/imgproc.hpp>

#include "attacks/makeup/styles.hpp"
#include "attacks/worn_person.hpp"
#include "simulators/camera/scene/skin_model.hpp"

namespace proofmark::attack::makeup {
namespace {

using Style = camera::MipLevel (*)(const Species&, const Faces&, const SeededRandom&);

const std::map<std::string, Style>& styles() {
  static const std::map<std::string, Style> all{{"impersonation", impersonate},
                                                {"contour", contour},
                                                {"ageing", age},
                                                {"concealment", conceal},
                                                {"dazzle", dazzle}};
  return all;
}

Result<void> check(const Species& species) {
  if (species.attack_class != "makeup")
    return fail("attacks/makeup", "a species of the class makeup", species.attack_class, "Use that class's mechanism.");
  std::vector<std::string> known = style_parameters();
  known.insert(known.end(), {"softness", "powder", "brows", "grey"});
  PROOFMARK_CHECK(species.allow(
      known, {{"style", {"impersonation", "contour", "ageing", "concealment", "dazzle"}}, {"hair", {"own", "wig"}}}));
  if (!species.choices.contains("style"))
    return fail("attacks/makeup", "a choice `style`", "none", "Correct the species " + species.id + ".");
  return {};
}

camera::Vec3 linear(camera::Vec3 display) {
  return {std::pow(display.x, 2.2F), std::pow(display.y, 2.2F), std::pow(display.z, 2.2F)};
}

// What is done to hair and brows: brows are covered or drawn on, hair is greyed or a wig put on.
void dress(const Species& species, person::Appearance& wearer, const person::Appearance& victim,
           const SeededRandom& seed) {
  if (species.choice("hair", "own") == "wig") {
    wearer.hair.style = victim.hair.style;
    wearer.hair.colour = victim.hair.colour;
    wearer.hair.cropped = victim.hair.cropped;
  }
  wearer.hair.brow_strength *= static_cast<float>(species.draw("brows", 1, seed));
  wearer.hair.colour = person::mix(wearer.hair.colour, camera::Vec3{0.46F, 0.455F, 0.44F},
                                   static_cast<float>(species.draw("grey", 0, seed)));
}

}  // namespace

Result<MadeUp> make_up(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_CHECK(check(species));
  MadeUp out;
  PROOFMARK_TRY(out.wearer, stage.attacker());
  PROOFMARK_TRY(const person::Appearance victim, stage.victim());
  const auto assets = stage.assets();
  PROOFMARK_TRY(HeadModel wearer_head, model_head(assets, out.wearer));
  PROOFMARK_TRY(HeadModel victim_head, model_head(assets, victim));
  PROOFMARK_TRY(Photograph photograph, take_photograph(species, stage, victim_head));
  try {
    const double blur = species.draw("softness", 0, seed) * photograph.pixels_per_mm;
    if (blur > 0.1) cv::GaussianBlur(photograph.bgr, photograph.bgr, {0, 0}, blur);
    const cv::Mat colours = lay_out(photograph, *assets);
    const Faces faces{*assets,
                      std::move(wearer_head),
                      std::move(victim_head),
                      linear(camera::texel_tone(out.wearer.skin)),
                      linear(camera::texel_tone(victim.skin)),
                      colours};
    auto worn = std::make_shared<camera::Worn>();
    worn->paint = styles().at(species.choice("style", ""))(species, faces, seed);
    const auto powder = static_cast<float>(species.draw("powder", 0.7, seed));
    worn->painted = {powder, powder, 1};
    dress(species, out.wearer, victim, seed);
    out.worn = std::move(worn);
  } catch (const cv::Exception& e) {
    return fail("attacks/makeup", "a face made up", e.what(), "Correct the species " + species.id + ".");
  }
  return out;
}

Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, Stage& stage,
                                                         const SeededRandom& seed) {
  PROOFMARK_TRY(const MadeUp made, make_up(species, stage, seed));
  return worn_person(stage.assets(), made.wearer, made.worn, seed);
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(std::unique_ptr<camera::FrameSource> source, make_source(species, stage, seed));
  return camera::make_camera(std::move(source), stage.device(), seed.derive("camera"));
}

}  // namespace proofmark::attack::makeup

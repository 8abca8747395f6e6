#include "attacks/lookalike/lookalike.hpp"

#include <cmath>

#include "attacks/live_person.hpp"

namespace proofmark::attack::lookalike {
namespace {

constexpr double kMost = 1000;  // a gallery that an attempt can afford

tl::unexpected<Error> wrong(const Species& species, const std::string& expected, const std::string& observed) {
  return fail("attacks/lookalike", expected, observed, "Correct the species " + species.id + ".");
}

Result<void> check(const Species& species) {
  if (species.attack_class != "lookalike")
    return wrong(species, "a species of the class lookalike", species.attack_class);
  const std::map<std::string, std::vector<std::string>> relations{
      {"relation", {"twin", "sibling", "parent", "look-alike"}}};
  if (relation_of(species) != "look-alike") return species.allow({}, relations);
  auto choices = relations;
  choices["search"] = {"by_eye", "portraits", "photographs"};
  choices["matcher"] = {"feature512", "dlib128"};
  PROOFMARK_CHECK(species.allow({"gallery"}, choices));
  const auto gallery = species.parameters.find("gallery");
  if (gallery == species.parameters.end() || gallery->second.low < 1 || gallery->second.high > kMost)
    return wrong(species, "a gallery of 1 to 1000", gallery == species.parameters.end() ? "none" : "another");
  if ((species.choice("search", "by_eye") == "by_eye") == species.choices.contains("matcher"))
    return wrong(species, "a matcher for a search among pictures, and for it alone", species.choice("matcher", "none"));
  return {};
}

}  // namespace

std::string relation_of(const Species& species) {
  return species.choice("relation", "look-alike");
}

Result<Resemblance> resemblance_of(const Species& species, const SeededRandom& seed) {
  PROOFMARK_CHECK(check(species));
  Resemblance how;
  how.relation = relation_of(species);
  if (how.relation != "look-alike") return how;
  const std::string search = species.choice("search", "by_eye");
  if (search == "portraits") how.search = Resemblance::Search::portraits;
  if (search == "photographs") how.search = Resemblance::Search::photographs;
  how.matcher = species.choice("matcher", "");
  how.gallery = static_cast<std::size_t>(std::lround(species.draw("gallery", 1, seed)));
  return how;
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage, const SeededRandom& seed) {
  PROOFMARK_TRY(const Resemblance how, resemblance_of(species, seed));
  PROOFMARK_TRY(const auto looks, stage.resembling(how));
  return live_person(stage.assets(), looks, stage.device(), seed);
}

}  // namespace proofmark::attack::lookalike

#include "scenarios/runner/simulated_card.hpp"

#include "attacks/document/document.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/plan.hpp"

namespace proofmark::runner {

// Whole days, so that two programs started on one day agree about the same simulated person and issuer.
Instant today() {
  return std::chrono::floor<std::chrono::days>(SystemClock().now());
}

Result<std::shared_ptr<People>> load_people(const Project& project, std::uint64_t seed, const std::string& population,
                                            const std::vector<camera::Place>& places) {
  PROOFMARK_CHECK(verify_packages(project.packages));
  PROOFMARK_TRY(const auto assets, person::load_assets(project.people(), project.cache()));
  std::optional<NamedPopulation> named;
  if (!population.empty()) {
    PROOFMARK_TRY(named, load_population(project.populations(), population));
  }
  return std::make_shared<People>(assets, std::make_shared<const Census>(seed, today(), std::move(named)), places);
}

Result<card::Profile> find_profile(const Project& project, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& folder : {project.card_profiles(), project.document_species()}) {
    PROOFMARK_TRY(const auto profiles, card::list_profiles(folder));
    for (const card::Profile& profile : profiles) {
      if (profile.name == name) return profile;
      names.push_back(profile.name);
    }
  }
  return fail("card profile", one_of(names, name), "'" + name + "'", "`proofmark card --list` describes them.");
}

Result<card::IssuerPki> make_issuer(std::uint64_t seed) {
  return card::IssuerPki::create(SeededRandom(seed).derive("issuer"), today());
}

Result<SimulatedCard> make_simulated_card(People& people, const card::Profile& profile, const card::IssuerPki& issuer,
                                          std::uint64_t number, RandomSource& random) {
  SimulatedCard made;
  made.civil = people.civil(number);
  PROOFMARK_TRY(const auto portrait, people.portrait(number));
  card::Personalisation input{made.civil, *portrait, {}};
  if (!profile.faults.empty()) {
    PROOFMARK_TRY(const auto other, people.portrait(number + 1));
    input.other_portrait = *other;
  }
  PROOFMARK_TRY(made.card, attacks::document::make_card(profile, input, issuer, random));
  return made;
}

}  // namespace proofmark::runner

// A simulated person's card, for the words that bring out one.
#pragma once
#include <memory>

#include "scenarios/runner/people.hpp"
#include "scenarios/runner/project.hpp"
#include "simulators/card/card.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/card/profile.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::runner {

// Whole days, so that two programs started on one day agree about the same simulated person and issuer.
[[nodiscard]] Instant today();
// `population`: a file's name, or empty; `places` as People has them.
[[nodiscard]] Result<std::shared_ptr<People>> load_people(const Project& project, std::uint64_t seed,
                                                          const std::string& population = "",
                                                          const std::vector<camera::Place>& places = {});
// An unknown name is an error that lists the known ones.
[[nodiscard]] Result<card::Profile> find_profile(const Project& project, const std::string& name);
[[nodiscard]] Result<card::IssuerPki> make_issuer(std::uint64_t seed);

struct SimulatedCard {
  person::CivilRecord civil;
  std::unique_ptr<card::Card> card;
};
[[nodiscard]] Result<SimulatedCard> make_simulated_card(People& people, const card::Profile& profile,
                                                        const card::IssuerPki& issuer, std::uint64_t number,
                                                        RandomSource& random);

}  // namespace proofmark::runner

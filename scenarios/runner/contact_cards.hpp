// Contact chips at a virtual reader: the second slot of a card, beside the travel document's contactless one.
#pragma once
#include <string>

#include "scenarios/runner/commands.hpp"
#include "simulators/card/contact/personalise.hpp"

namespace proofmark::runner {

// The profile is one of simulators/card/contact/profiles by its name's first part.
[[nodiscard]] bool is_contact_profile(const std::string& name);
// One line for each on standard output, like those of the other cards.
[[nodiscard]] Result<void> print_contact_profiles(const Project& project);
// The simulated person's card and the provider behind it: the same whenever they are made with clocks of one day.
struct ContactPerson {
  person::CivilRecord civil;
  card::contact::ContactCard card;
};
[[nodiscard]] Result<ContactPerson> make_contact_person(const Project& project, const std::string& profile,
                                                        std::uint64_t seed, std::uint64_t number,
                                                        std::shared_ptr<const Clock> clock);
// Presents the card until stopped, and writes the provider's certificates and lists where `trust` says so. With a
// folder for `trust` and no reader, that is all.
[[nodiscard]] Result<void> present_contact_card(const CardOptions& options);

}  // namespace proofmark::runner

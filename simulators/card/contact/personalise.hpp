// From a profile and a person to a contact chip, and the provider that issued its certificates. A profile is a small
// JSON file of simulators/card/contact/profiles.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulators/card/contact/content.hpp"
#include "simulators/lt_pki/provider.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::card::contact {

struct ContactProfile {
  std::string name;                                // the file's name without .json, for example "lt-contact-current"
  std::string description;                         // one sentence
  std::string certification;                       // profile of simulators/lt_pki by name
  lt_pki::Status status = lt_pki::Status::active;  // of both certificates on the day of presentation
  int issued_days_ago = 30;
  // Project-chosen, and labelled so in the file: the order on the card names no value.
  CodeRules pin_rules, puk_rules;
  std::optional<unsigned> pin_tries_left;  // wrong tries made before the card is presented
};

// Unknown fields and values are refused; the error names file and field.
[[nodiscard]] Result<ContactProfile> load_contact_profile(const std::filesystem::path& file);
// Every *.json of the folder, by name.
[[nodiscard]] Result<std::vector<ContactProfile>> list_contact_profiles(const std::filesystem::path& folder);

struct ContactCard {
  ContactContent content;
  std::shared_ptr<lt_pki::Provider> provider;  // on the clock that was given
};
// Issues, accepts, and where the profile says so suspends or revokes both certificates before `clock`'s time.
[[nodiscard]] Result<ContactCard> personalise(const ContactProfile& profile, const lt_pki::Profile& certification,
                                              const person::CivilRecord& civil, const SeededRandom& seed,
                                              std::shared_ptr<const Clock> clock);

// The provider's certificates (NAME.crt) and current lists (NAME.crl, NAME-delta.crl), DER, for whoever verifies.
[[nodiscard]] Result<void> write_published(const lt_pki::Provider& provider, const std::filesystem::path& folder);

}  // namespace proofmark::card::contact
